"""A draft with a finding on each of two zones, and their right of reply, for tests."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from assessments.models import Assessment, Reply, ReplyWindow, ShownFinding
from assessments.services.replies import Said, reply_answer, reply_save
from assessments.services.reply_windows import (
    reply_window_cancel,
    reply_window_extend,
    reply_window_open,
)
from tests.assessing import AFTER, World, make_world, run
from tests.factories import make_agency, make_person
from zones.access import ADMINISTRATORS, AGENCIES, CUSTOMS, LEADERSHIP, Person

#: The window of the tests: from the day after the draft, for ten days.
OPENED = AFTER + timedelta(days=1)
CLOSES = OPENED + timedelta(days=10)
JUST_BEFORE = CLOSES - timedelta(seconds=1)
WITHIN = OPENED + timedelta(days=2)

Hearing = tuple[World, dict[str, Person], Assessment]


def make_hearing() -> Hearing:
    """Two zones that both miss their yearly target, everybody there is, and the year's draft."""
    world = make_world()
    world.set_target(world.a, 2022, 700)
    world.set_target(world.b, 2022, 500)
    people = {
        "commerce": world.staff,
        "commerce2": world.reviewer,
        "own zone": make_person("reporter-a", zone=world.a),
        "other zone": make_person("reporter-b", zone=world.b),
        "agency": make_person("fgw", AGENCIES, agency=make_agency("fgw")),
        "leader": make_person("leader", LEADERSHIP),
        "customs": make_person("customs", CUSTOMS),
        "admin": make_person("admin", ADMINISTRATORS),
    }
    return world, people, run()


@pytest.fixture(scope="module")
def hearing_made(django_db_setup, django_db_blocker) -> Iterator[Hearing]:
    """The hearing, made once for all tests of a file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_hearing()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def hearing(hearing_made: Hearing) -> Hearing:
    """The hearing that a file's tests begin from; a file may have one that says more."""
    return hearing_made


@pytest.fixture
def world(hearing: Hearing, db) -> World:
    return hearing[0]


@pytest.fixture
def people(hearing: Hearing, db) -> dict[str, Person]:
    return hearing[1]


@pytest.fixture
def draft(hearing: Hearing, db) -> Assessment:
    """The year's draft, as it is stored."""
    return Assessment.objects.get(pk=hearing[2].pk)


def opened(draft: Assessment, by: Person, until: datetime = CLOSES) -> ReplyWindow:
    """The window, opened on the draft."""
    return reply_window_open(assessment=draft, until=until, at=OPENED, by=by)


def extended(draft: Assessment, by: Person, until: datetime, at: datetime = WITHIN) -> ReplyWindow:
    return reply_window_extend(assessment=draft, until=until, reason="春节", at=at, by=by)


def cancelled(draft: Assessment, by: Person, at: datetime = WITHIN) -> ReplyWindow:
    return reply_window_cancel(assessment=draft, reason="数据有误", at=at, by=by)


def finding(zone: str = "a") -> ShownFinding:
    """What the zone was shown last."""
    return ShownFinding.objects.filter(zone__code=zone).latest("pk")


def replied(
    by: Person,
    stance: str = "dispute",
    reason: str = "基数口径不一致",
    *,
    zone: str = "a",
    seen: int = 0,
    at: datetime = WITHIN,
    **papers,
) -> Reply:
    """A reply to what the zone was shown last, with its files and those kept from before."""
    said = Said(stance, reason, **papers)
    return reply_save(finding=finding(zone), said=said, seen=seen, at=at, by=by)


def answered(
    reply: Reply, by: Person, outcome: str = "stands", *, seen: int = 0, at: datetime = WITHIN
):
    text = "口径以通知为准"
    return reply_answer(reply=reply, outcome=outcome, text=text, seen=seen, at=at, by=by)
