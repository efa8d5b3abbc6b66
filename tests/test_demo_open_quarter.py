"""The quarter that the demonstration leaves open: a zone in each early state, on whatever day."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone, translation

from indicators.letters import when_text
from indicators.models import CellNote, ReportingQuarter, Submission
from indicators.selectors.checked_sheets import checked_sheet
from indicators.selectors.collection import zones_open_to
from indicators.selectors.reminders import reminders_due
from indicators.selectors.sheets import sheet_of
from indicators.selectors.status_board import status_board
from indicators.selectors.worklist import work_list
from tests.demo_database import load_demonstration
from zones.access import person_of
from zones.models import Zone

#: Days of loading around which a calendar has its corners, and the day of the test itself.
DAYS = [None, date(2028, 3, 2), date(2031, 1, 3)]


@pytest.fixture(scope="module", params=DAYS, ids=str)
def loaded(request, django_db_setup, django_db_blocker):
    """The morning of the day on which the demonstration was loaded."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_demonstration(today=request.param)
        day = request.param or timezone.localdate()
        yield timezone.make_aware(datetime.combine(day, time(8)))
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _in_english(loaded, db):
    with translation.override("en"):
        yield


def person(login: str):
    return person_of(User.objects.get(username=login))


def quarter() -> ReportingQuarter:
    return ReportingQuarter.objects.get(year=2024, quarter=1)


def board(login: str, at: datetime):
    who = person(login)
    return status_board(quarter(), list(zones_open_to(who)), who, at)


def test_one_zone_has_handed_in_one_was_returned_one_is_late_and_the_rest_have_time(loaded):
    rows = {row.code: row for row in board("commerce", loaded).rows}
    assert {code: row.stage.text for code, row in rows.items()} == {
        "donghu": "submitted",
        "xingang-konggang": "late",
        "jingkai": "returned",
        "yichang": "not started",
        "xiangyang": "not started",
        "qipanzhou": "not started",
    }
    assert {code: row.late_days for code, row in rows.items() if row.late_days} == {
        "xingang-konggang": 5
    }
    assert rows["donghu"].timing.text == rows["jingkai"].timing.text == "in time"


def test_it_stays_open_for_months_and_the_rest_are_not_late_for_weeks(loaded):
    in_weeks = loaded + timezone.timedelta(days=22)
    assert [row.code for row in board("commerce", in_weeks).rows if row.late_days] == [
        "xingang-konggang"
    ]
    assert (quarter().locks_on - loaded.date()).days == 120


def test_the_quarters_before_it_are_locked(loaded):
    earlier = ReportingQuarter.objects.exclude(pk=quarter().pk)
    assert earlier.count() == 16
    assert not earlier.filter(locks_on__gte=loaded.date()).exists()


def test_what_was_returned_says_why_and_a_check_says_the_same(loaded):
    submission = Submission.objects.get(quarter=quarter(), zone__code="jingkai")
    assert submission.reviewed_by is None
    assert "1814" in submission.note
    zone = Zone.objects.get(code="jingkai")
    checks = checked_sheet(sheet_of(zone, quarter(), loaded)).checks
    assert [one.indicator for one in checks if one.badge.text == "warning"] == ["employees"]


def test_what_was_handed_in_passes_every_check_and_carries_a_remark_to_follow_up(loaded):
    zone = Zone.objects.get(code="donghu")
    checks = checked_sheet(sheet_of(zone, quarter(), loaded)).checks
    assert [one.text for one in checks if one.badge.text != "hint"] == []
    note = CellNote.objects.get()
    assert (note.zone, note.indicator.code, note.is_follow_up) == (zone, "repair", True)


def test_each_person_finds_their_own_work(loaded):
    def work(login: str) -> set[tuple[str, str]]:
        who = person(login)
        rows = work_list(who, list(zones_open_to(who)), loaded)
        return {(row.kind.text, row.href.split("/")[-2]) for row in rows}

    of_all = {
        ("late", "xingang-konggang"),
        ("to correct", "jingkai"),
        ("to enter", "xiangyang"),
        ("to enter", "qipanzhou"),
    }
    assert work("commerce") == of_all
    assert work("commerce2") == of_all | {("to review", "donghu")}
    assert work("yichang") == {("to enter", "yichang")}


def test_nothing_in_it_lies_in_the_future(loaded):
    for submission in Submission.objects.filter(quarter=quarter()):
        assert submission.created_at < loaded
        assert submission.saved_at < loaded
    assert all(one.opened_at < loaded for one in quarter().reopenings.all())
    assert CellNote.objects.get().at < loaded


def test_dollars_can_be_tried_at_a_rate_that_says_it_is_made_up(loaded):
    row = quarter()
    assert row.dollar_rate == Decimal("7.1")
    assert "演示" in row.rate_source
    who = person("yichang")
    (zone,) = zones_open_to(who)
    units = {code for line in sheet_of(zone, row, loaded).lines for code, _name in line.units}
    assert "万美元" in units


def test_whoever_tries_the_reminders_sees_them_go_to_addresses_that_lead_nowhere(loaded, settings):
    mailing = reminders_due(loaded, settings.REMINDER_DAYS)
    assert mailing.unreachable == ()
    domains = {letter.to.email.partition("@")[2] for letter in mailing.letters}
    assert domains == {"example.invalid"}
    said = {when_text(due) for letter in mailing.letters for due in letter.dues}
    assert "returned, to be corrected" in said
