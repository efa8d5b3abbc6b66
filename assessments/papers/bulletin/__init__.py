"""The bulletin: frozen facts of a stored assessment in, a paper out; nothing else is asked."""
