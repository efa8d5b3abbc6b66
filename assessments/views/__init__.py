"""The pages of the assessments room, one module a page."""
