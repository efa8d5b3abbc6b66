"""People are told by mail which case waits for them, of each occasion once."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from assessments import case_life as life
from assessments.models import Case, CaseNotice
from assessments.selectors.case_notices import case_letters_due
from assessments.services.case_notices import cases_tell
from tests.cases import case_in, found_again, make_case, make_people, move_row, moved
from tests.factories import make_measure, make_policy, make_zone
from zones.models import AuditEntry

NOON = datetime(2023, 3, 1, 4, tzinfo=UTC)
SITE = "https://zonetrack.example"
FAR, SOON, PAST = date(2024, 1, 1), date(2023, 3, 5), date(2023, 2, 20)


@pytest.fixture
def zone(db):
    make_measure(make_policy())
    return make_zone("yichang")


@pytest.fixture
def people(zone):
    found = make_people(zone, make_zone("donghu"))
    for user in User.objects.all():
        user.email = f"{user.username}@example.org"
        user.save()
    return found


def told(at=NOON):
    """Who would be told of what now."""
    return {
        (letter.to.username, one.occasion)
        for letter in case_letters_due(at).letters
        for one in letter.told
    }


@pytest.mark.parametrize(
    ("track", "state", "due", "expected"),
    [
        (life.NOTICE, life.FLAGGED, FAR, {("commerce", "now"), ("commerce2", "now")}),
        (life.NOTICE, life.FLAGGED, SOON, {("commerce", "soon"), ("commerce2", "soon")}),
        (life.NOTICE, life.RECTIFYING, FAR, {("reporter", "now")}),
        (
            life.NOTICE,
            life.RECTIFYING,
            PAST,
            {("reporter", "late"), ("commerce", "late"), ("commerce2", "late")},
        ),
        (life.EXIT, life.WARNED, FAR, {("leader", "now")}),
        (life.NOTICE, life.CLOSED, None, set()),
    ],
)
def test_whoever_is_waited_for_is_told(zone, people, track, state, due, expected):
    case_in(zone, track, state, due_on=due)
    assert told() == expected


def test_who_is_in_charge_is_told_alone(zone, people):
    case = make_case(zone, due_on=FAR)
    moved(case, life.ASSIGN, people["commerce"], handler_id=people["commerce2"].user_id)
    assert told() == {("commerce2", "now")}


def test_each_occasion_is_told_once_and_logged(zone, people):
    case = case_in(zone, life.NOTICE, life.RECTIFYING, due_on=FAR)
    cases_tell(at=NOON, site=SITE)
    cases_tell(at=NOON, site=SITE)
    (letter,) = mail.outbox
    assert letter.to == ["reporter@example.org"]
    assert f"{SITE}/cases/{case.pk}/" in letter.body
    assert AuditEntry.objects.get(action="case_told").new["occasion"] == "now"
    assert CaseNotice.objects.get().sent_at is not None
    moved(case, life.HAND_IN, people["reporter"])  # another step: others are told
    assert told() == {("commerce", "now"), ("commerce2", "now")}
    moved(case, life.ASSIGN, people["commerce"], handler_id=people["commerce"].user_id)
    cases_tell(at=NOON, site=SITE)
    moved(case, life.ATTACH, people["commerce"])
    assert told() == set()  # naming people and adding papers is no news


def test_a_case_without_a_ground_is_the_departments_to_withdraw(zone, people):
    case = case_in(zone, life.NOTICE, life.RECTIFYING, due_on=FAR)
    found_again(case, state="withdrawn")
    assert told() == {("commerce", "now"), ("commerce2", "now")}


def test_several_cases_come_in_one_mail_that_counts_the_late_ones(zone, people):
    make_case(zone, due_on=PAST)
    make_case(make_zone("xiangyang"), due_on=FAR)
    cases_tell(at=NOON, site=SITE)
    assert len(mail.outbox) == 2
    assert mail.outbox[0].subject == "待办处置事项2件，其中逾期1件"


def test_the_command_writes_down_what_is_overdue_once_and_tells(zone, people, settings, capsys):
    settings.SITE_URL = SITE
    case = case_in(zone, life.NOTICE, life.RECTIFYING, due_on=PAST)
    call_command("follow_cases", dry_run=True)
    assert Case.objects.get().state == life.RECTIFYING
    assert mail.outbox == []
    call_command("follow_cases")
    call_command("follow_cases")
    assert [one.move for one in case.moves.all()].count(life.LAPSE) == 1
    assert len(mail.outbox) == 3
    assert "yichang 2022-notice-1" in capsys.readouterr().out


def test_who_has_no_address_is_named_and_nobody_is_told_twice(zone, people):
    User.objects.filter(username="reporter").update(email="")
    case = case_in(zone, life.NOTICE, life.RECTIFYING, due_on=FAR)
    assert [one.username for one in case_letters_due(NOON).unreachable] == ["reporter"]
    move_row(case, life.HAND_IN, life.RECTIFYING)
    assert timezone.is_aware(case.opened_at)
