"""Writes accounts and the audit log; and what every service is made with."""
