"""What waits for whose decision: why, since when, on which figure, and where it is decided."""

from datetime import date

import pytest
from django.utils import timezone
from django.utils.translation import override

from assessments import case_life as life
from assessments.models import (
    Assessment,
    Bulletin,
    Case,
    RewardFund,
    RewardList,
    RewardRule,
    ZoneResult,
)
from assessments.selectors.case_page import case_page
from assessments.selectors.decisions import decisions_waiting
from tests.cases import NOON, case_in, make_assessment, make_flag, make_people, move_row
from tests.factories import make_zone, user_of
from tests.pages import Page
from tests.triggers import unprotected

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


TODAY = date(2023, 6, 1)
PAST, AHEAD = date(2023, 5, 1), date(2023, 7, 1)


@pytest.fixture
def zone():
    return make_zone()


@pytest.fixture
def people(zone):
    return make_people(zone, make_zone("other"))


def brought(zone, track, state, **fields):
    """A case in a state; one of exit rests on two years among the last of the national list."""
    if track == life.EXIT:
        year = Assessment.objects.filter(year=2022).first() or make_assessment(2022)
        place = {"year": 2022, "rank": 130, "size": 132, "list_name": "全国"}
        details = {"lists": [place], "year": 2022, "last": 5}
        make_flag(year, zone, "national_bottom", "exit", details=details)
    return case_in(zone, track, state, **fields)


@pytest.mark.parametrize(
    ("track", "state", "fields", "told"),
    [
        (life.EXIT, life.WARNED, {}, "decide whether it is initiated"),
        (life.EXIT, life.PERIOD, {"due_on": PAST}, "has passed: decide whether the zone exits"),
        (life.EXIT, life.PERIOD, {"due_on": AHEAD, "is_handed_in": True}, "exit is lifted"),
        (life.EXIT, life.PERIOD, {"due_on": PAST, "is_handed_in": True}, "whether the zone exits"),
        (life.NOTICE, life.OVERDUE, {"due_on": PAST}, "closed without acceptance"),
        (life.NOTICE, life.RECTIFYING, {"due_on": PAST}, "closed without acceptance"),
    ],
)
def test_leadership_is_told_what_it_decides(zone, people, track, state, fields, told):
    case = brought(zone, track, state, **fields)
    (one,) = decisions_waiting(people["leader"], TODAY)
    assert told in one.why
    assert one.href == f"/cases/{case.pk}/#steps"
    assert one.figure.href == f"/zones/{zone.code}/?period=2022#flags"
    assert one.since.isoformat() == case.opened_at.date().isoformat()
    assert decisions_waiting(people["commerce"], TODAY) == []


@pytest.mark.parametrize(("due", "is_late"), [(AHEAD, False), (PAST, True)])
def test_an_exit_left_undecided_is_late_once_its_period_is_over(zone, people, due, is_late):
    case = brought(zone, life.EXIT, life.PERIOD, due_on=due, is_handed_in=True)
    (one,) = decisions_waiting(people["leader"], TODAY)
    assert (one.late is not None) == is_late
    said = case_page(case, people["leader"], TODAY).waiting
    assert (f"until {due}, is over" in said) != is_late
    assert (f"It was due on {due}" in said) == is_late


@pytest.mark.parametrize(
    ("track", "state", "fields", "told"),
    [
        (life.NOTICE, life.FLAGGED, {}, "notice is to be issued"),
        (life.NOTICE, life.NOTIFIED, {}, "hold the interview"),
        (life.NOTICE, life.INTERVIEWED, {}, "order the rectification"),
        (life.NOTICE, life.RECTIFYING, {"is_handed_in": True}, "accept it or return it"),
        (life.NOTICE, life.ACCEPTED, {}, "close the case"),
        (life.EXIT, life.INITIATED, {}, "order the rectification with its period"),
    ],
)
def test_the_department_is_told_what_it_decides(zone, people, track, state, fields, told):
    brought(zone, track, state, due_on=AHEAD, **fields)
    (one,) = decisions_waiting(people["commerce"], TODAY)
    assert told in one.why
    assert decisions_waiting(people["leader"], TODAY) == []


@pytest.mark.parametrize(
    ("track", "state"),
    [
        (life.NOTICE, life.RECTIFYING),
        (life.EXIT, life.PERIOD),
        (life.NOTICE, life.CLOSED),
        (life.EXIT, life.EXITED),
    ],
)
def test_what_waits_for_the_zone_or_is_over_is_nobodys_decision(zone, people, track, state):
    brought(zone, track, state, due_on=AHEAD)
    for login in ("leader", "commerce", "reporter", "customs"):
        assert decisions_waiting(people[login], TODAY) == []


def test_a_draft_year_waits_for_the_department_and_leadership_knows_of_it(people):
    make_assessment(2024, state="draft", published_at=None)
    (own,) = decisions_waiting(people["commerce"], TODAY)
    (known,) = decisions_waiting(people["leader"], TODAY)
    assert (own.is_to_know, known.is_to_know) == (False, True)
    assert own.href == known.href == "/assessments/2024/?version=1"


def test_a_drafted_bulletin_and_an_unfixed_list_of_rewards_wait_for_the_department(people):
    year = make_assessment(2022)
    given = {"assessment": year, "assessed_version": 1, "computed": "{}", "prepared_at": NOON}
    Bulletin.objects.create(code="2022H2", kind="bulletin", version=1, **given)
    by = {"set_by": user_of(people["commerce"]), "set_at": NOON}
    rule = RewardRule.objects.create(
        version=1, kind="by_rank", min_coverage=0, leaves_out_exit=True, unit="wan", **by
    )
    assert [one.href for one in decisions_waiting(people["commerce"], TODAY)] == [
        "/bulletins/2022H2/"
    ]
    fund = RewardFund.objects.create(year=2022, version=1, amount=100, source="s", **by)
    hrefs = {one.href for one in decisions_waiting(people["commerce"], TODAY)}
    assert hrefs == {"/bulletins/2022H2/", "/rewards/2022/"}
    assert decisions_waiting(people["leader"], TODAY) == []
    about = {"fixed_by": by["set_by"], "fixed_at": NOON}
    RewardList.objects.create(assessment=year, rule=rule, fund=fund, **about)
    assert len(decisions_waiting(people["commerce"], TODAY)) == 1


def test_what_waits_is_counted_by_one_rule_here_and_in_the_list_of_cases(zone, people, client):
    """Leadership may close what is overdue; who ordered a rectification does not accept it."""
    case = brought(zone, life.NOTICE, life.INTERVIEWED, due_on=PAST)
    move_row(case, life.ORDER, life.RECTIFYING, by_id=people["commerce"].user_id)

    def counts():
        for login in ("leader", "commerce", "commerce2"):
            client.force_login(user_of(people[login]))
            listed = client.get("/cases/").context["waiting"]
            assert len(decisions_waiting(people[login], timezone.localdate())) == listed
            yield listed

    assert list(counts()) == [1, 0, 0]
    with unprotected():
        Case.objects.filter(pk=case.pk).update(is_handed_in=True)
    assert list(counts()) == [0, 0, 1]


def test_a_list_in_which_no_case_fits_what_was_asked_says_so_and_leads_to_all(zone, people, client):
    client.force_login(user_of(people["leader"]))
    client.cookies["django_language"] = "en"

    def told(query):
        return client.get(f"/cases/{query}").content.decode()

    assert "No case is here." in told("?waits=me")
    case = brought(zone, life.NOTICE, life.FLAGGED)
    none_fits = 'No case is as you asked. <a href="/cases/">Show all</a>'
    assert none_fits in told(f"?year={case.year - 1}")
    assert "No case is here." not in told(f"?year={case.year - 1}")
    assert none_fits not in told(f"?year={case.year}")


def test_the_overdue_stand_first_and_the_overview_tells_the_most_urgent(zone, people, client):
    client.force_login(user_of(people["leader"]))
    client.cookies["django_language"] = "en"
    assert "Nothing needs a decision from you." in client.get("/decisions/").content.decode()
    year = make_assessment(2022)
    ZoneResult.objects.create(assessment=year, zone=zone, standing="not_operating")
    warned = brought(zone, life.EXIT, life.WARNED, due_on=date(2099, 1, 1))
    late = brought(zone, life.NOTICE, life.OVERDUE, due_on=PAST)
    overview = client.get("/").content.decode()
    assert "Needs a decision from you: 2" in overview
    assert overview.index(f"/cases/{late.pk}/#steps") < overview.index(f"/cases/{warned.pk}/#steps")
    links = Page(client.get("/decisions/")).links
    assert {f"/cases/{late.pk}/#steps", f"/cases/{warned.pk}/#steps"} <= set(links)
    client.force_login(user_of(people["customs"]))
    assert "decision" not in client.get("/").content.decode()
    assert client.get("/decisions/").status_code == 403


def test_it_asks_as_often_for_many_cases_as_for_one(people, queries):
    brought(make_zone("first"), life.EXIT, life.WARNED)
    with queries() as few:
        assert len(decisions_waiting(people["leader"], TODAY)) == 1
    for at in range(8):
        brought(make_zone(f"more{at}"), life.EXIT, life.WARNED)
    with queries() as many:
        assert len(decisions_waiting(people["leader"], TODAY)) == 9
    assert len(many) == len(few)
