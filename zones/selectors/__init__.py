"""Reads zones and the audit log."""
