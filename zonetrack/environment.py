"""The environment that settings are read from; what cannot be taken is named by its variable."""

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured


class Environment(environ.Env):
    """Says which variable is wrong and what belongs there; what stands there may be secret."""

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().get_value(var, *args, **kwargs)
        except ValueError as error:
            raise ImproperlyConfigured(f"{var} has to be a number, without units.") from error

    def db_url(self, var: str, *args: Any, **kwargs: Any) -> dict:
        wanted = (
            f"{var} has to be an address: postgres://user:password@host/name or sqlite:///file."
        )
        try:
            found = super().db_url(var, *args, **kwargs)
        except ValueError as error:
            raise ImproperlyConfigured(wanted) from error
        if not found.get("ENGINE", "").endswith(("postgresql", "sqlite3")):
            raise ImproperlyConfigured(wanted)
        return found
