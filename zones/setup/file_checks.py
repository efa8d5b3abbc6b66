"""Looks at what lies on the disk: packages, static files, translations, fonts, room, rights."""

import importlib.metadata
import json
import os
import re
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.utils.translation import gettext as _

from ..selectors.readiness import megabytes_free, places_written
from .found import Found, heed, well, wrong

LEAST_PYTHON = (3, 11)
FONTS = "assessments/papers/printers/fonts"
#: How a TrueType or OpenType file begins.
FONT_STARTS = (b"\x00\x01\x00\x00", b"OTTO", b"true")


def look_at_files() -> Iterator[Found]:
    """What was found of each kind of file that the site needs."""
    yield _packages()
    yield _static()
    yield _translations()
    yield _fonts()
    for place in places_written():
        yield _room(place)
        yield _rights(place)
    if connection.vendor == "sqlite":
        yield from _database_file()


def _packages() -> Found:
    part = _("Programs")
    python = ".".join(map(str, sys.version_info[:3]))
    text = (settings.BASE_DIR / "requirements.txt").read_text("utf-8")
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE))
    other = sorted(name for name, version in pins.items() if _installed(name) != version)
    if sys.version_info < LEAST_PYTHON or other:
        return wrong(
            part,
            _("Python %(python)s; missing or of another version: %(names)s")
            % {"python": python, "names": ", ".join(other) or "–"},
            _("Install what requirements.txt names, offline by the bundle’s install.sh."),
        )
    words = {"python": python, "count": len(pins)}
    return well(
        part,
        _("Python %(python)s, %(count)s packages as pinned; no browser or office suite is needed.")
        % words,
    )


def _installed(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _static() -> Found:
    part = _("Static files")
    if settings.IS_TRIAL:
        return well(part, _("Served from their sources, as DEBUG is on."))
    listed = Path(settings.STATIC_ROOT) / "staticfiles.json"
    way_out = _("Run “manage.py collectstatic --noinput”, and restart the site.")
    try:
        paths = json.loads(listed.read_text("utf-8"))["paths"]
    except (OSError, ValueError, KeyError):
        return wrong(part, _("They were not collected."), way_out)
    ours = {name for finder in finders.get_finders() for name, _storage in finder.list([])}
    missing = sorted(ours - set(paths))
    gone = [name for name in paths.values() if not (listed.parent / name).is_file()]
    if missing or gone:
        first = {"count": len(missing) + len(gone), "first": (missing + gone)[0]}
        return wrong(part, _("%(count)s are missing, %(first)s first.") % first, way_out)
    return well(part, _("%(count)s collected.") % {"count": len(paths)})


def _translations() -> Found:
    part = _("Translations")
    for folder in settings.LOCALE_PATHS:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            compiled = source.with_suffix(".mo")
            is_current = compiled.is_file() and (
                compiled.read_bytes() == polib.pofile(str(source)).to_binary()
            )
            if not is_current:
                return wrong(
                    part,
                    _("They are not compiled, or older than their sources."),
                    _("Run “manage.py compile_translations”, and restart the site."),
                )
    return well(part, _("Compiled."))


def _fonts() -> Found:
    part = _("Fonts of papers")
    files = list((settings.BASE_DIR / FONTS).glob("*.[ot]tf"))
    broken = [path.name for path in files if not _begin(path).startswith(FONT_STARTS)]
    if not files or broken:
        return wrong(
            part,
            _("Missing or damaged: %(names)s") % {"names": ", ".join(broken) or FONTS},
            _("Unpack the bundle again: without them no paper can be printed."),
        )
    return well(
        part, _("%(count)s, brought along; the system’s are not used.") % {"count": len(files)}
    )


def _begin(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


def _room(place: Path) -> Found:
    part = _("Disk")
    free = megabytes_free(place)
    words = {"place": place, "free": f"{free:,}", "least": f"{settings.MIN_FREE_MB:,}"}
    if free < settings.MIN_FREE_MB:
        return wrong(
            part,
            _("%(place)s: %(free)s MB free, less than %(least)s.") % words,
            _("Remove old backups and logs, or enlarge the disk."),
        )
    return well(part, _("%(place)s: %(free)s MB free.") % words)


def _rights(place: Path) -> Found:
    part = _("Rights")
    if not os.access(place, os.W_OK | os.X_OK):
        return wrong(
            part,
            _("%(place)s cannot be written by this account.") % {"place": place},
            _("Run the command as the site’s account, or give it the folder (chown)."),
        )
    if place.stat().st_mode & stat.S_IWOTH:
        return wrong(
            part,
            _("Everybody on the machine may write to %(place)s.") % {"place": place},
            _("Run: chmod o-w %(place)s") % {"place": place},
        )
    return well(part, _("%(place)s can be written.") % {"place": place})


def _database_file() -> Iterator[Found]:
    file = Path(connection.settings_dict["NAME"])
    if file.is_file() and file.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH):
        yield heed(
            _("Rights"),
            _("Everybody on the machine may read %(place)s.") % {"place": file},
            _("Run: chmod 600 %(place)s") % {"place": file},
        )
