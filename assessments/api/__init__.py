"""The interface for programs, /api/v1/: what is published read, figures handed in.

It reads and writes by the same selectors and services as the pages, and decides nothing itself.
"""
