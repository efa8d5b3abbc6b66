"""A zone's reporter reads nothing unpublished of other zones, wherever they look.

Whatever is not theirs to read holds words and figures that stand nowhere else. The reporter then
opens everything: every object of every address, every link, every export, every answer to programs.
"""

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from django.utils.html import strip_tags

from assessments.services.assessments import assessment_run
from indicators.periods import parse_period
from tests.addresses import OF_PROGRAMS, PLACES, quarters_there
from tests.api import Program, secret_of
from tests.bulletins import prepared, print_plainly, published
from tests.canaries import DIGITS, WORD, leaks, plant
from tests.demo_database import FIXTURES, demonstration  # noqa: F401
from tests.following import walk
from zones.models import Zone

pytestmark = pytest.mark.usefixtures("demonstration", "db")

#: Who reads what is published, and the own zone's or agency's part of the rest.
READERS = ("yichang", "fgw", "customs", "admin")


@pytest.fixture(scope="module", autouse=True)
def _canaries(demonstration, django_db_blocker):  # noqa: F811
    """Drafts of every kind are there, and what yichang may not read is marked."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as monkeypatch:
        call_command("load_scheme", FIXTURES / "schemes/national-2023.toml", commit=True)
        print_plainly(monkeypatch)
        prepared("2021H1", opening_zh="x", opening_en="x")
        assessment_run(period=parse_period("2023Q1"), at=timezone.now())
        # What it says of projects is published with it.
        published("2022H2")
        plant(Zone.objects.get(code="yichang"), User.objects.get(username="commerce"))


def signed_in(login: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=login))
    return client


def with_parameters() -> set[str]:
    """The names of the addresses in which something is to be filled in, but programs'."""
    known = get_resolver().reverse_dict
    names = {name for name in known if isinstance(name, str) and not name.startswith("api_")}
    return {name for name in names if any(form[1] for form in known.getlist(name)[0][0])}


def every_address() -> list[str]:
    """Every object's address of every kind, and every address that has no parameter."""
    known = get_resolver().reverse_dict
    plain = {name for name in known if isinstance(name, str)} - with_parameters()
    found = [reverse(name) for name in plain if not name.startswith("api_")]
    for name, places in PLACES.items():
        found += [reverse(name, args=parts) for place in places for parts in place.some()]
    return found


def test_every_address_with_a_parameter_is_filled_in():
    assert with_parameters() == set(PLACES)
    assert "2024Q1" in quarters_there()


MARKED = ("project", "event", "case", "collect_zone", "scheme_preview", "bulletin_words")


def test_the_department_reads_what_is_marked():
    """Else the search would find nothing because it looks at nothing."""
    client, found = signed_in("commerce"), set()
    for name in MARKED:
        for parts in PLACES[name][0].some():
            found |= leaks(client.get(reverse(name, args=parts)))
    kinds = {one.split("-")[1] for one in found if one.startswith(WORD)}
    assert {"case", "project", "event", "evidence", "figure", "scheme", "cover"} <= kinds
    assert any(DIGITS in one for one in found)


def test_a_reporter_finds_nothing_unpublished_of_other_zones_on_any_page_or_file():
    client = signed_in("yichang")
    found, pages, dead = {}, 0, []
    for step in walk(client, every_address()):
        status = step.response.status_code
        pages += status == 200
        if status >= 500 or (step.comes_from and status == 404):
            dead.append((status, step.url, step.comes_from))
        if leaked := leaks(step.response):
            found[step.url] = leaked
    assert (found, dead) == ({}, [])
    assert pages > 200


def test_a_reporters_program_finds_nothing_unpublished_of_other_zones():
    program = Program(secret_of("yichang", may_submit=True))
    found = {}
    for address in OF_PROGRAMS:
        for variant in ("", "?format=csv", "?size=500&page=2", "?version=1"):
            if leaked := leaks(program.get(address + variant)):
                found[address + variant] = leaked
    assert found == {}


@pytest.mark.parametrize("login", READERS)
def test_what_a_person_may_not_know_of_answers_as_if_it_were_not_there(login):
    client = signed_in(login)
    told = {}
    for name, places in PLACES.items():
        for place in places:
            missing = client.get(reverse(name, args=place.missing))
            assert missing.status_code in (302, 403, 404, 405), (name, missing.status_code)
            for parts in list(place.some())[:6]:
                response = client.get(reverse(name, args=parts))
                is_open = response.status_code in (200, 302)
                if not is_open and answer(response) != answer(missing):
                    told[name, *parts] = (response.status_code, missing.status_code)
    assert told == {}


def answer(response) -> tuple[int, str]:
    """The status and what the page says; its forms hold the address itself and a token."""
    return response.status_code, strip_tags(response.content.decode())
