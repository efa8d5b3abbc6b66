"""Every page of the site, each as a person who may open it: what is walked, measured and drawn.

The pages come from the table of `tests/test_access.py`, so a new page is walked from its first day.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import resolve, reverse

from tests.bulletins import prepared, print_plainly, published
from tests.demo_database import FIXTURES, load_demonstration
from tests.test_access import PEOPLE, TABLE, Address
from zones.file_limits import asks_for_file

#: Django's own pages have Django's own face.
FOREIGN = "admin:"
#: What a program reads.
NO_PAGES = {"healthz", "readyz", "what_if_result"}
PART_OF_A_PAGE = "list"
#: The same page of another zone or year shows nothing new after this many.
OF_EACH = 2
#: Who sees other parts of a page than the first person of the table who may open it.
ALSO = {
    "agency_tasks": ("fgw",),
    "assessment": ("leader",),
    "cases": ("yichang",),
    "collect_zone": ("yichang",),
    "decisions": ("leader",),
    "overview": ("yichang", "fgw"),
}
OPEN = "2024Q1"
UPLOADED = "indicators-as-rows.xlsx"


@dataclass(frozen=True)
class Stop:
    """A page, who opens it (None is a stranger), and the answer that it comes with."""

    name: str
    login: str | None
    path: str
    status: int = 200

    def __str__(self):
        return f"{self.path} ({self.login or 'a stranger'})"


#: Pages that the table reaches in another state, or not at all.
MORE = (
    Stop("collect_quarter", "commerce", f"/collect/{OPEN}/"),
    Stop("collect_grid", "commerce", f"/collect/{OPEN}/grid/"),
    Stop("collect_zone", "commerce", f"/collect/{OPEN}/donghu/"),
    Stop("collect_zone", "yichang", f"/collect/{OPEN}/yichang/"),
    Stop("zone", "yichang", "/zones/yichang/"),
    Stop("no such page", "commerce", "/moon/", 404),
    Stop("not for everybody", "fgw", "/decisions/", 403),
)


def load_walked(monkeypatch) -> list[Stop]:
    """The stops of a walk through the demonstration, which is loaded: with drafts and a file."""
    load_demonstration()
    call_command("load_scheme", FIXTURES / "schemes/national-2023.toml", commit=True)
    print_plainly(monkeypatch)
    published("2022H2")
    prepared("2021H1")
    commerce = Client()
    commerce.force_login(User.objects.get(username="commerce"))
    file = (FIXTURES / "workbooks" / UPLOADED).read_bytes()
    sent = commerce.post(
        reverse("collect_upload", args=["2022Q2"]), {"file": SimpleUploadedFile(UPLOADED, file)}
    )
    return [*_walk(), *MORE, Stop("collect_preview", "commerce", sent.headers["Location"])]


def _walk() -> Iterator[Stop]:
    """The stops of the table that are whole pages, in its order."""
    met: Counter[str] = Counter()
    for address in TABLE:
        if address.method != "get" or address.name.startswith(FOREIGN):
            continue
        if address.name in NO_PAGES or PART_OF_A_PAGE in address.data:
            continue
        for stop in _stops(address, is_first=not met[address.name]):
            is_new = bool(address.data) or met[address.name] < OF_EACH or stop.login != "commerce"
            view = resolve(stop.path.partition("?")[0]).func
            if is_new and not asks_for_file(view, address.data):
                met[address.name] += 1
                yield stop


def _stops(address: Address, *, is_first: bool) -> Iterator[Stop]:
    args = [arg() if callable(arg) else arg for arg in address.args]
    query = f"?{urlencode(address.data)}" if address.data else ""
    path = reverse(address.name, args=args) + query
    if address.stranger == 200:
        yield Stop(address.name, None, path)
        return
    may = [login for login in PEOPLE if address.expected[login] == 200]
    also = ALSO.get(address.name, ()) if is_first else ()
    for login in dict.fromkeys([*may[:1], *(one for one in also if one in may)]):
        yield Stop(address.name, login, path)
