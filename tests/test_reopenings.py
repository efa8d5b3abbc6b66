"""More time for one zone: who gives it, why, for how long, and what it opens to whom."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone, translation

from indicators.models import QuarterDates, Reopening, ReportingQuarter, Submission
from indicators.selectors.terms import terms_now
from indicators.services.figures import figures_import, read_figures
from indicators.services.quarters import quarter_open
from indicators.services.reopenings import MOST_DAYS, quarter_reopen, reopening_end
from indicators.services.submissions import Refused, submission_record
from tests.collecting import entry, make_place, text, typed
from tests.factories import make_quarter, make_zone, user_of
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db

AT = datetime(2022, 9, 1, 2, tzinfo=UTC)  # 2022Q2 is locked since the end of 14 August
DAY = timedelta(days=1)


@pytest.fixture
def place():
    found = make_place()
    ReportingQuarter.objects.all().delete()
    QuarterDates.objects.all().delete()
    make_quarter("2022Q2")
    return found


def quarter() -> ReportingQuarter:
    return ReportingQuarter.objects.get()


def reopen(place, by, *, at=AT, **fields) -> Reopening:
    about = {"until": at + DAY, "reason_code": "omission", "reason": "补报整车数"} | fields
    zone = about.pop("zone", place["yichang"])
    return quarter_reopen(zone=zone, quarter=quarter(), by=by, at=at, **about)


def enter(place, by, *, at, zone="yichang", **fields) -> Submission:
    entries = [entry("vehicles", 3)]
    return submission_record(
        zone=place[zone], quarter=quarter(), entries=entries, by=by, at=at, **fields
    )


# Who, why, for how long


@pytest.mark.parametrize("login", ["yichang", "donghu", "leader", "customs", "fgw", "admin"])
def test_only_the_department_gives_more_time_and_takes_it_back(login, place, people):
    with pytest.raises(Refused, match="not_a_reopener"):
        reopen(place, people[login])
    given = reopen(place, people["commerce"])
    with pytest.raises(Refused, match="not_a_reopener"):
        reopening_end(reopening=given, by=people[login], at=AT + DAY / 2)
    assert Reopening.objects.get().ended_at is None


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"reason": "  "}, "reopening_needs_reason"),
        ({"reason_code": ""}, "reason_code_missing"),
        ({"reason_code": "because"}, "reason_code_missing"),
        ({"until": AT}, "until_is_over"),
        ({"until": AT + MOST_DAYS * DAY + DAY}, "until_is_too_far"),
    ],
)
def test_more_time_needs_a_kind_of_reason_a_text_and_an_end_that_is_near(
    fields, code, place, people
):
    with pytest.raises(Refused, match=code):
        reopen(place, people["commerce"], **fields)
    assert not Reopening.objects.exists()


def test_a_second_reopening_while_one_is_in_force_is_refused(place, people):
    reopen(place, people["commerce"])
    with pytest.raises(Refused, match="reopened_already"):
        reopen(place, people["commerce2"])


def test_a_quarter_before_the_zones_first_is_not_reopened(place, people):
    late = make_zone("qipanzhou", start="2023Q3")
    with pytest.raises(Refused, match="before_start"):
        reopen(place, people["commerce"], zone=late)


@pytest.mark.parametrize(
    ("day", "until"),
    [(datetime(2022, 7, 10, tzinfo=UTC), 15), (datetime(2022, 7, 20, tzinfo=UTC), 45)],
)
def test_time_that_the_zone_has_already_is_not_given(day, until, place, people):
    """Until the due date nothing less than it counts, and after it nothing before the lock."""
    end = datetime(2022, 6, 30, 4, tzinfo=UTC) + until * DAY
    with pytest.raises(Refused, match="gives_no_time"):
        reopen(place, people["commerce"], at=day, until=end)


# What it opens


def test_after_the_lock_it_opens_the_quarter_for_that_zone_alone(place, people):
    with pytest.raises(Refused, match="locked"):
        enter(place, people["yichang"], at=AT)
    reopen(place, people["commerce"])
    assert enter(place, people["yichang"], at=AT + DAY / 2).state == "draft"
    with pytest.raises(Refused, match="locked"):
        enter(place, people["donghu"], at=AT + DAY / 2, zone="donghu")


def test_it_closes_by_itself_at_the_stated_moment(place, people):
    given = reopen(place, people["commerce"])
    last = given.until - timedelta(microseconds=1)
    assert enter(place, people["yichang"], at=last)
    with pytest.raises(Refused, match="locked"):
        enter(place, people["yichang"], at=given.until)
    for move in ({}, {"revision_reason": "核对"}):
        with pytest.raises(Refused, match="locked"):
            enter(place, people["commerce"], at=given.until + DAY, **move)


def test_ended_early_it_is_over_at_once_and_stays_over(place, people):
    given = reopen(place, people["commerce"])
    noon = AT + DAY / 4
    reopening_end(reopening=given, by=people["commerce2"], at=noon)
    with pytest.raises(Refused, match="locked"):
        enter(place, people["yichang"], at=noon)
    with pytest.raises(Refused, match="reopening_is_over"):
        reopening_end(reopening=given, by=people["commerce"], at=noon + DAY / 8)


def test_over_it_can_be_granted_anew(place, people):
    given = reopen(place, people["commerce"])
    again = reopen(place, people["commerce"], at=given.until)
    assert enter(place, people["yichang"], at=again.opened_at)
    assert Reopening.objects.count() == 2


def test_granted_by_the_due_date_it_moves_it_for_that_zone(place, people):
    at = datetime(2022, 7, 15, 9, tzinfo=UTC)  # the last day
    reopen(place, people["commerce"], at=at, until=at + 10 * DAY)
    after = at + 5 * DAY
    assert not terms_now(place["yichang"], quarter(), after).is_late
    assert terms_now(place["donghu"], quarter(), after).days_late(None) == 5
    assert terms_now(place["yichang"], quarter(), at + 11 * DAY).days_late(None) == 1


def test_granted_after_the_due_date_it_leaves_the_zone_late(place, people):
    reopen(place, people["commerce"])
    handed_in_on = timezone.localdate(AT + DAY / 2)
    terms = terms_now(place["yichang"], quarter(), AT + DAY / 2)
    assert terms.days_late(handed_in_on) == 48


# What is written down


def test_giving_and_ending_it_stand_in_the_log_with_the_reason(place, people):
    given = reopen(place, people["commerce"])
    reopening_end(reopening=given, by=people["commerce2"], at=AT + DAY / 2)
    told = [
        (one.action, one.person_name, one.zone, one.quarter, one.new["reason_code"])
        for one in AuditEntry.objects.order_by("seq")
    ]
    about = ("yichang", "2022Q2", "omission")
    assert told == [("reopened", "Commerce", *about), ("reopening_ended", "Commerce2", *about)]
    assert AuditEntry.objects.first().new["reason"] == "补报整车数"
    assert audit_verdict().is_intact


@pytest.mark.django_db(transaction=True)
def test_of_two_who_reopen_at_once_the_second_is_told_of_the_first(place, people):
    start, outcomes = threading.Barrier(2), []

    def run(login):
        try:
            start.wait(10)
            reopen(place, people[login])
            outcomes.append("given")
        except Refused as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in ("commerce", "commerce2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["given", "reopened_already"]
    assert Reopening.objects.count() == 1


# Files, and quarters that are not open


FILE = (
    "zone,quarter,indicator,value,unit,basis,state,reason\nyichang,2022Q2,vehicles,9,辆,quarter,,"
)


@pytest.mark.parametrize("login", ["yichang", "commerce"])
def test_a_file_does_not_get_past_the_lock(login, place, people):
    with pytest.raises(Refused) as refused:
        figures_import(
            is_incomplete_accepted=True,
            file=read_figures("q2.csv", FILE.encode()),
            by=people[login],
            at=AT,
        )
    (problem,) = refused.value.params["problems"]
    assert problem.params["refused"].code == "locked"
    assert not Submission.objects.exists()


def test_a_file_that_says_why_reopens_for_an_hour_and_only_for_the_department(place, people):
    file = read_figures("q2.csv", FILE.encode())
    with pytest.raises(Refused):
        figures_import(
            is_incomplete_accepted=True,
            file=file,
            by=people["yichang"],
            at=AT,
            reopening_reason="补报",
        )
    assert not Reopening.objects.exists()
    figures_import(
        is_incomplete_accepted=True,
        file=file,
        by=people["commerce"],
        at=AT,
        reopening_reason="补报",
    )
    assert Reopening.objects.get().until == AT + timedelta(hours=1)
    assert terms_now(place["yichang"], quarter(), AT + timedelta(hours=1)).is_locked


@pytest.mark.parametrize("login", ["yichang", "leader", "customs", "fgw", "admin"])
def test_only_the_department_opens_a_quarter_whatever_the_way(login, place, people):
    with pytest.raises(Refused, match="quarter_not_open"):
        quarter_open(quarter().code.shift(1), by=people[login], at=AT)
    file = read_figures("q3.csv", FILE.replace("2022Q2", "2022Q3").encode())
    with pytest.raises(Refused):
        figures_import(is_incomplete_accepted=True, file=file, by=people[login], at=AT)
    assert ReportingQuarter.objects.count() == 1


# The pages


@pytest.fixture
def board(client, people):
    """`board("commerce")`: the client of that person; the quarter's board, in English."""

    def sign_in(login):
        client.force_login(user_of(people[login]))
        client.cookies["django_language"] = "en"
        return client

    with translation.override("en"):
        yield sign_in


URL = "/collect/2022Q2/"


def asked(**fields) -> dict[str, str]:
    """What the form of the board posts: a week from now."""
    until = timezone.localtime() + 7 * DAY
    return {
        "move": "reopen",
        "zone": "yichang",
        "reason_code": "omission",
        "reason": "补报整车数",
        "until": until.strftime("%Y-%m-%dT%H:%M"),
    } | fields


def test_more_time_before_the_lock_is_no_reopening_in_words(board):
    ReportingQuarter.objects.update(
        due_on=timezone.localdate(), locks_on=timezone.localdate() + 3 * DAY
    )
    answer = board("commerce").post(URL, asked(), follow=True)
    assert "has more time, until" in text(answer)
    (given,) = answer.context["board"].reopenings
    assert given.state.text == "open until then"
    again = board("commerce").post(URL, asked())
    assert "The zone has more time already, until" in text(again)
    ended = board("commerce").post(URL, {"move": "end", "reopening": given.pk}, follow=True)
    assert "The additional time has ended." in text(ended)


def test_the_department_gives_more_time_on_the_board_and_the_zone_types_again(board):
    page = "/collect/2022Q2/yichang/"
    assert "This quarter is locked" in text(board("yichang").get(page))
    answer = board("commerce").post(URL, asked(), follow=True)
    assert "is reopened until" in text(answer)
    assert "has more time" not in text(answer)
    assert [one.state.text for one in answer.context["board"].reopenings] == ["reopened"]
    response = board("yichang").get(page)
    assert response.context["form"] is not None
    assert "Reopened after the lock, until" in text(response)
    assert board("yichang").post(page, typed()).status_code == 302
    assert Submission.objects.get().state == "draft"


def test_ended_on_the_board_it_is_locked_again(board):
    board("commerce").post(URL, asked())
    pk = Reopening.objects.get().pk
    board("commerce2").post(URL, {"move": "end", "reopening": pk})
    assert board("yichang").get("/collect/2022Q2/yichang/").context["form"] is None


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("zone", "Choose the zone that is given more time."),
        ("reason_code", "Choose what kind of reason it is."),
        ("reason", "Write why the zone is given more time."),
        ("until", "Say until which day and hour the zone has time."),
    ],
)
def test_what_the_form_needs_is_named_and_what_was_written_stays(missing, sentence, board):
    response = board("commerce").post(URL, asked(**{missing: ""}))
    assert response.status_code == 200
    assert sentence in text(response)
    if missing != "reason":
        assert "补报整车数" in text(response)
    assert not Reopening.objects.exists()


def test_a_reason_that_is_too_long_is_counted_and_stays_as_it_was_written(board):
    response = board("commerce").post(URL, asked(reason="长" * 3004))
    assert "500 characters at most, this one 3004" in text(response)
    assert "长" * 3004 in text(response)
    assert not Reopening.objects.exists()


@pytest.mark.parametrize(
    ("login", "status"), [("yichang", 403), ("leader", 403), ("customs", 403), ("admin", 403)]
)
def test_nobody_else_gives_more_time_by_the_address(login, status, board):
    assert board(login).post(URL, asked()).status_code == status
    assert not Reopening.objects.exists()


def test_a_locked_quarter_is_read_and_not_typed_by_anybody(board):
    for login in ("commerce", "yichang", "leader"):
        for address in ("/collect/2022Q2/yichang/", "/collect/2022Q2/yichang/?revise=1"):
            assert board(login).get(address).context["form"] is None, (login, address)
