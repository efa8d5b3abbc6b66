"""The environment that settings are read from; what cannot be taken is named by its variable."""

from pathlib import Path
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

    def folder(self, var: str, default: Path) -> Path:
        """The folder that the variable names, which is there from now on."""
        found = Path(self.str(var, default=str(default)))
        try:
            found.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            wanted = f"{var} has to be a folder that is there or can be made, and {found} is not:"
            raise ImproperlyConfigured(f"{wanted} {error.strerror}.") from error
        return found

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
