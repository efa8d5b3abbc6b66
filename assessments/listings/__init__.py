"""The tables of the assessments room, one module a page."""
