"""Signing in and out, the choice of a language, and what is said where a page failed."""

from .account import password
from .errors import busy, server_error
from .signing import administration_door, login, logout, set_language

__all__ = [
    "administration_door",
    "busy",
    "login",
    "logout",
    "password",
    "server_error",
    "set_language",
]
