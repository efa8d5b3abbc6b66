"""Signing in and out, the choice of a language, and what is said where a page failed."""

from .errors import busy, server_error
from .signing import administration_door, login, logout, set_language

__all__ = ["administration_door", "busy", "login", "logout", "server_error", "set_language"]
