"""Prints a paper as a file. Printers lay out; they compute nothing and know no Django."""
