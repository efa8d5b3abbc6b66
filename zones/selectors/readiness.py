"""Whether the site can serve: the database answers, is as the code expects it, and has room."""

import functools
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

MEGABYTE = 1_000_000
Names = set[tuple[str, str]]


@functools.cache
def migrations_of_code() -> frozenset[tuple[str, str]]:
    """App and name of every migration that this code has; they change with the code alone."""
    return frozenset(MigrationLoader(None).disk_migrations)


def migrations_applied() -> Names:
    """App and name of every migration that the database has seen."""
    return set(MigrationRecorder.Migration.objects.values_list("app", "name"))


def migrations_waiting() -> Names:
    """Those of the code that the database has not seen."""
    return set(migrations_of_code()) - migrations_applied()


def places_written() -> list[Path]:
    """The folders that the site writes to."""
    places = [Path(settings.VAR_DIR)]
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        if file.is_file() and file.parent not in places:
            places.append(file.parent)
    return places


def megabytes_free(place: Path) -> int:
    """Megabytes that may still be written there."""
    return shutil.disk_usage(place).free // MEGABYTE


def what_is_not_ready() -> list[str]:
    """A short line for each thing that keeps the site from serving; says nothing of any data."""
    return [*_database(), *_disk()]


def _database() -> Iterator[str]:
    try:
        waiting = migrations_waiting()
    except DatabaseError:
        yield "database: no answer, or no tables"
    else:
        if waiting:
            yield f"migrations: {len(waiting)} not applied"


def _disk() -> Iterator[str]:
    for place in places_written():
        try:
            free = megabytes_free(place)
        except OSError:
            yield "disk: cannot be read"
            continue
        if free < settings.MIN_FREE_MB:
            yield f"disk: {free} MB free, {settings.MIN_FREE_MB} MB needed"
            return
