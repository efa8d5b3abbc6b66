"""Parts of pages that are printed once for everybody who may read the same.

A part is asked for by all that it prints from: the release, the language, the address, what the
view names, the person or the role it is for, the day or the clock, and what was written last to
the subjects that touch it. Inside it nothing else is there to be printed: no signed-in person, no
message, no form's token.
"""

import hashlib
import json
import zlib
from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from .access import Person
from .kept_pages import MINUTES, release
from .shared_parts import once
from .written import ACTS, last_changes

Printer = Callable[[Mapping[str, Any]], str]


class Part:
    """What ``make`` finds, printed between `{% part … %}` and `{% endpart %}` once.

    ``touched_by`` names the subjects of the log that it prints something of, beside all else.
    ``who`` is a person, or only their role (`Person.role`): what is printed may depend on no more.
    ``by_clock`` says that it tells of now, and is printed anew every five minutes; else every day,
    unless ``by_day`` says that it tells nothing of today either.
    """

    def __init__(
        self,
        request: HttpRequest,
        name: str,
        make: Callable[[], Mapping[str, Any]] = dict,
        *,
        rests_on: Collection[object] = (),
        touched_by: Collection[str] = tuple(ACTS),
        who: Person | None = None,
        by_clock: bool = False,
        by_day: bool = True,
    ):
        self.name, self.touched_by = name, tuple(touched_by)
        self._make = make
        self._request = without_person(request, who)
        self._who, self._key = who, ""
        if settings.PARTS_ARE_KEPT:
            written = last_changes(request, touched_by)
            parts = (
                *(release(), name, get_language(), request.get_full_path()),
                *(tuple(rests_on), written, _told(who), _tick(by_clock, by_day)),
            )
            self._key = hashlib.sha256(repr(parts).encode()).hexdigest()

    def printed(self, name: str, print_: Printer) -> SafeString:
        """The named block of the part, printed by this process or another of its server."""

        def pack() -> bytes:
            return zlib.compress(print_(self._context).encode(), 1)

        return mark_safe(zlib.decompress(once(f"{self._key}-{name}", pack)).decode())

    def found(self, name: str) -> Any:
        """What `make` found under a name, where it is printed beside what is its reader's alone.

        Found by this process or another of its server: texts and numbers, in lists and by names.
        """

        def pack() -> bytes:
            return json.dumps(self._context[name]).encode()

        return json.loads(once(f"{self._key}-{name}-found", pack))

    @cached_property
    def _context(self) -> Mapping[str, Any]:
        return {**self._make(), "request": self._request, "who": self._who}


def without_person(request: HttpRequest, who: Person | None) -> HttpRequest:
    """The request as far as a part may know it: its address, and whom the part is for."""
    bare = HttpRequest()
    bare.method, bare.path, bare.path_info = "GET", request.path, request.path_info
    bare.GET = request.GET
    if who is not None:
        bare._person = who  # type: ignore[attr-defined]
    return bare


def _tick(by_clock: bool, by_day: bool) -> tuple:
    """The day and the five minutes that it is now, as far as a part may tell of them."""
    now = timezone.localtime()
    day = (now.date(),) if by_clock or by_day else ()
    return (*day, now.hour, now.minute // MINUTES) if by_clock else day


def _told(who: Person | None) -> tuple:
    """All of a person that a part may print from, the groups in one order."""
    if who is None:
        return ()
    return (*(who.user_id, who.name, who.origin, who.zone_id, who.agency_id), *sorted(who.groups))
