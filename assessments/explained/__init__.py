"""The method in words: one module a field, each section with its formula and worked example."""
