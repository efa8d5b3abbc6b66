"""Sessions in the database, whose saving tells what hindered it.

Django takes every failure to save one that there is for a person who signed out elsewhere meanwhile
(400): also a full disk and a database that is busy or away, which are told as what they are.
"""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError

from .busy import hindrance


class SessionStore(db.SessionStore):
    """A session kept in Django's own table."""

    def save(self, must_create: bool = False) -> None:
        """Nothing; raises what the database said where it was hindered."""
        try:
            super().save(must_create)
        except UpdateError as error:
            why = error.__context__
            if isinstance(why, DatabaseError) and hindrance(why):
                raise why from why.__cause__
            raise
