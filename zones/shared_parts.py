"""Printed parts that the processes of one server take from one another, in a folder of its own.

A part is asked for by all that it prints from (zones.parts), so who printed it does not matter.
Only texts lie there, packed: nothing that is read from the folder is ever run. Without a folder, or
where it cannot be written to, each process prints for itself.
"""

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.cache import caches

log = logging.getLogger(__name__)


class _Shared:
    folder: Path | None = None


def share(folder: str | Path | None) -> None:
    """Nothing; this process and those made from it share what they print there, or no more."""
    _Shared.folder = Path(folder) if folder else None


def once(key: str, make: Callable[[], bytes]) -> bytes:
    """What is made for a key, once in all processes that share; anew each time where none keeps."""
    if not settings.PARTS_ARE_KEPT:
        return make()
    kept = caches["parts"].get(key)
    if kept is None:
        kept = _taken_or_made(key, make)
        caches["parts"].set(key, kept)
    return kept


def answered_once(rests_on: object, ask: Callable[[], bool]) -> bool:
    """Yes or no to what takes long to find out, asked once for all that it rests on."""
    key = hashlib.sha256(repr(rests_on).encode()).hexdigest()
    return once(key, lambda: b"yes" if ask() else b"no") == b"yes"


def _taken_or_made(key: str, make: Callable[[], bytes]) -> bytes:
    folder = _Shared.folder
    if folder is None:
        return make()
    try:
        return (folder / key).read_bytes()
    except OSError:
        made = make()
    try:
        _give(folder, key, made)
    except OSError as error:
        log.warning("Printed parts are not shared: %s.", error)
    return made


def _give(folder: Path, key: str, made: bytes) -> None:
    """Nothing; the part lies in the folder, whole or not at all, and not too many others."""
    held = list(os.scandir(folder))
    if len(held) >= settings.PARTS_KEPT:
        by_age = sorted(held, key=lambda one: one.stat().st_mtime)
        for one in by_age[: len(held) // 4 + 1]:
            Path(one.path).unlink(missing_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(made)
        os.replace(name, folder / key)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
