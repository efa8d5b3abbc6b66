"""What waits for each person, in every state of a zone's quarter; and that a note is seen."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from indicators.selectors.collection import zones_open_to
from indicators.selectors.worklist import work_list
from tests.collecting import make_people, make_place, seen, text, typed
from tests.factories import make_person, make_submission, make_zone, user_of
from tests.life import DATES, STATES, Stage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def stage():
    """The zone of a reporter, who hands in; the other zone has been handed in and verified."""
    place = make_place()
    people = make_people(place)
    checked = {"by": people["donghu"], "verified_by": people["commerce"]}
    whole = {"trade_import": 1, "trade_export": 1, "processing": 0, "vehicles": 0}
    make_submission(place["donghu"], "2022Q2", whole, **checked)
    return Stage(place["yichang"], people, "yichang", timezone.now())


def work(stage, login: str) -> dict[str, str]:
    """What waits for a person about the stage's zone, with what is said of it."""
    who = stage.people[login]
    rows = work_list(who, list(zones_open_to(who)), stage.at)
    assert all(row.href.removesuffix("?revise=1") == "/collect/2022Q2/yichang/" for row in rows)
    return {row.kind.text: row.text for row in rows}


IN_FORCE = ("verified", "published", "superseded")
REPORTS, REVIEWS = {"yichang"}, {"commerce", "commerce2"}
#: Who has what to do, by state and dates; what is not here waits for nobody.
TASKS = {
    ("not_started", "open"): {"to enter": REPORTS},
    ("not_started", "late"): {"late": REPORTS | REVIEWS},
    ("not_started", "reopened"): {"reopened": REPORTS},
    **{("draft", dates): {"to finish": REPORTS} for dates in DATES},
    **{("returned", dates): {"to correct": REPORTS} for dates in DATES},
    **{("submitted", dates): {"to review": REVIEWS} for dates in DATES},
    **{(state, "reopened"): {"reopened": REPORTS} for state in ("verified", "published")},
    ("superseded", "reopened"): {"reopened": REPORTS},
    # The stage's zone reports one figure of four: the rest is waited for.
    **{(state, "open"): {"to complete": REPORTS} for state in IN_FORCE},
    **{(state, "late"): {"late": REPORTS | REVIEWS} for state in IN_FORCE},
}


@pytest.mark.parametrize("dates", DATES)
@pytest.mark.parametrize("state", STATES)
def test_each_person_has_the_work_that_the_state_asks_of_them(state, dates, stage):
    stage.set(state, dates)
    found: dict[str, set[str]] = {}
    for login in stage.people:
        for task in work(stage, login):
            found.setdefault(task, set()).add(login)
    assert found == TASKS.get((state, dates), {})


def test_what_somebody_handed_in_themselves_is_not_theirs_to_review(stage):
    stage.submitter = "commerce"
    stage.set("submitted", "open")
    assert work(stage, "commerce") == {}
    assert "to review" in work(stage, "commerce2")


def test_a_zone_without_a_reporter_is_the_departments_work(stage):
    user = user_of(stage.people["yichang"])
    user.is_active = False
    user.save()
    stage.set("not_started", "open")
    assert set(work(stage, "commerce")) == set(work(stage, "commerce2")) == {"to enter"}


@pytest.mark.parametrize("dates", ["locked", "closed again"])
def test_work_on_what_is_locked_says_so_and_who_can_open_it(dates, stage):
    stage.set("returned", dates)
    assert work(stage, "yichang") == {
        "to correct": "核对整车数 (locked: the commerce department can reopen it)"
    }


def test_what_is_late_says_by_how_much_and_who_reports(stage):
    stage.set("not_started", "late")
    assert work(stage, "commerce") == {"late": "5 days late; Yichang reports"}


def test_a_returned_quarter_carries_its_note_on_the_page_and_in_the_work_list(stage, client):
    """From the reviewer's button to the eyes of whoever handed in, and away once corrected."""
    stage.set("submitted", "open")
    page, note = "/collect/2022Q2/yichang/", "整车数与海关口径不一致，请核对。"
    client.cookies["django_language"] = "en"

    def look(login: str, url: str) -> str:
        client.force_login(user_of(stage.people[login]))
        return text(client.get(url))

    look("commerce2", page)
    without = client.post(page, {"move": "return", "note": " ", "seen": seen(client)})
    assert "Write a note that says what has to be corrected." in text(without)
    assert stage.latest() == "submitted"
    client.post(page, {"move": "return", "note": note, "seen": seen(client)})
    assert stage.latest() == "returned"
    for url in ("/collect/", page):
        assert note in look("yichang", url), url
    assert note not in look("donghu", "/collect/")
    client.force_login(user_of(stage.people["yichang"]))
    client.post(page, typed(move="submit", seen=seen(client)))
    assert stage.latest() == "submitted"
    assert note not in look("yichang", "/collect/")


def test_the_most_urgent_work_comes_first(stage):
    stage.set("submitted", "late")
    place = {"late": make_zone("late"), "returned": make_zone("returned")}
    staff = stage.people["commerce"]
    make_submission(place["returned"], "2022Q2", {}, by=staff, state="returned", note="查")
    rows = work_list(staff, list(zones_open_to(staff)), stage.at)
    assert [row.kind.text for row in rows] == ["late", "to correct", "to review"]


def test_two_hundred_zones_take_as_many_queries_as_seven(stage, queries):
    staff = stage.people["commerce"]

    def cost(zones: int) -> int:
        for number in range(zones):
            zone = make_zone(f"more{zones}-{number}", start="2021Q1")
            reporter = make_person(f"more{zones}-{number}", zone=zone)
            make_submission(zone, "2022Q2", {}, by=reporter, state="submitted")
        with queries() as sent:
            rows = work_list(staff, list(zones_open_to(staff)), stage.at + timedelta(seconds=1))
            assert len(rows) >= zones
        return len(sent)

    assert cost(5) == cost(193)


def test_a_reopened_quarter_is_due_when_it_closes_and_leads_to_the_revision(stage):
    stage.set("verified", "reopened")
    who = stage.people["yichang"]
    (row,) = work_list(who, list(zones_open_to(who)), stage.at)
    assert row.due_on == timezone.localdate(stage.at + timedelta(hours=2))
    assert row.href == "/collect/2022Q2/yichang/?revise=1"
    assert (row.kind.text, row.step) == ("reopened", "Add the rest")
    assert row.text.endswith("; 3 figures are missing")


def test_what_a_quarter_was_reopened_for_is_done_once_it_is_handed_in_and_verified(stage):
    stage.set("verified", "reopened")
    later = stage.at + timedelta(minutes=10)
    whole = {"trade_import": 1, "trade_export": 1, "processing": 0, "vehicles": 0}
    made = {"by": stage.people["yichang"], "verified_by": stage.people["commerce"], "at": later}
    stage.zone.submissions.update(state="superseded", superseded_at=later)
    make_submission(stage.zone, "2022Q2", whole, **made)
    stage.at = later
    assert work(stage, "yichang") == {}
