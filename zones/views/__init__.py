"""Signing in and out, the choice of a language, and what is said where a page failed."""

from .account import password
from .errors import busy, not_found, server_error
from .second_factor import second_factor, second_factor_code
from .signing import administration_door, login, logout, set_language

__all__ = [
    "administration_door",
    "busy",
    "login",
    "logout",
    "not_found",
    "password",
    "second_factor",
    "second_factor_code",
    "server_error",
    "set_language",
]
