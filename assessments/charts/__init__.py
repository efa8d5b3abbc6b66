"""The charts of the assessments room, one module a page."""
