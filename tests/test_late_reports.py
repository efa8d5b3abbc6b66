"""Who is late with which quarter: named on the overview to those who may know, as of now."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from indicators.models import Reopening, ReportingQuarter
from indicators.selectors.late import ZONES_NAMED, late_quarters
from tests.boards import make_board
from tests.factories import make_quarter, make_submission, make_zone
from tests.reading import open_as, read, text  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def place():
    return {"donghu": make_zone("donghu"), "yichang": make_zone("yichang", start="2021Q2")}


def open_quarter(code: str = "2022Q2", *, due: int = -5, locks: int = 25) -> ReportingQuarter:
    """A quarter due and locked so many days from today."""
    today = timezone.localdate()
    days = {"due_on": today + timedelta(days=due), "locks_on": today + timedelta(days=locks)}
    return make_quarter(code, **days)


def named(person, at) -> dict[str, list[tuple[str, str]]]:
    """The late zones with their badge, by quarter."""
    return {
        quarter.code: [(zone.name, zone.badge.text) for zone in quarter.zones]
        for quarter in late_quarters(person, at)
    }


LATE = "5 days late"


def test_whoever_has_not_handed_in_past_the_due_date_is_late(people, now):
    open_quarter()
    assert named(people["leader"], now) == {"2022Q2": [("Donghu", LATE), ("Yichang", LATE)]}


def test_nobody_is_late_on_the_due_date_itself(people, now):
    open_quarter(due=0)
    assert named(people["leader"], now) == {}


@pytest.mark.parametrize(
    ("state", "is_late"),
    [("draft", True), ("submitted", False), ("returned", False), ("verified", False)],
)
def test_a_draft_is_late_and_what_was_handed_in_once_is_not(state, is_late, people, place, now):
    open_quarter()
    checker = people["commerce2"] if state == "verified" else None
    make_submission(
        place["donghu"], "2022Q2", {}, by=people["donghu"], state=state, verified_by=checker
    )
    late = [name for name, _days in named(people["commerce"], now)["2022Q2"]]
    assert ("Donghu" in late) is is_late


def test_a_zone_with_more_time_is_not_late_until_it_is_over(people, place, now):
    quarter = open_quarter()
    Reopening.objects.create(
        zone=place["donghu"],
        quarter=quarter,
        reason_code="other",
        reason="延期",
        opened_by_id=people["commerce"].user_id,
        opened_at=now - timedelta(days=6),
        until=now + timedelta(days=2),
    )
    assert named(people["leader"], now)["2022Q2"] == [("Yichang", LATE)]
    later = named(people["leader"], now + timedelta(days=3))["2022Q2"]
    assert later == [("Yichang", "8 days late"), ("Donghu", "1 day late")]


def test_a_quarter_before_the_zones_first_is_not_asked_of_it(people, now):
    open_quarter("2021Q1")
    assert named(people["leader"], now) == {"2021Q1": [("Donghu", LATE)]}


def test_what_was_locked_without_a_report_is_named_as_not_reported_for_a_year(people, now):
    open_quarter("2022Q2", due=-60, locks=-30)
    assert named(people["leader"], now)["2022Q2"][0] == ("Donghu", "not reported")
    for code in ("2022Q3", "2022Q4", "2023Q1", "2023Q2"):
        open_quarter(code, due=-40, locks=-10)
    assert list(named(people["leader"], now)) == ["2023Q2", "2023Q1", "2022Q4", "2022Q3"]


def test_each_person_is_told_of_the_zones_whose_collection_is_open_to_them(people, now):
    open_quarter()
    both = [("Donghu", LATE), ("Yichang", LATE)]
    told = {login: named(person, now).get("2022Q2", []) for login, person in people.items()}
    assert told == {
        **dict.fromkeys(("commerce", "commerce2", "leader"), both),
        "yichang": [("Yichang", LATE)],
        "donghu": [("Donghu", LATE)],
        **{login: [] for login in ("customs", "fgw", "admin")},
    }


def test_more_zones_than_fit_are_counted(people, now):
    open_quarter()
    for number in range(ZONES_NAMED):
        make_zone(f"zone{number}")
    (quarter,) = late_quarters(people["leader"], now)
    assert (len(quarter.zones), quarter.further) == (ZONES_NAMED, 2)


def test_the_overview_names_late_zones_and_leads_to_their_quarter(people, place, read):
    make_board(7)
    open_quarter("2024Q1")
    page = read(people["leader"])
    (section,) = page.xpath("//section[@aria-labelledby='late']")
    links = [link.get("href") for link in section.xpath(".//a")]
    assert "/collect/2024Q1/" in links
    assert "/collect/2024Q1/donghu/" in links
    assert "Donghu 5 days late" in text(section)
    earlier = read(people["leader"], period="2023")
    assert earlier.xpath("//section[@aria-labelledby='late']") == []


def test_the_overview_without_an_assessment_names_them_too(people, read):
    open_quarter()
    assert "Donghu 5 days late" in text(read(people["leader"]))


def test_an_overview_with_nobody_late_says_nothing_of_it(people, read):
    assert "Late reports" not in text(read(people["leader"]))


def test_two_hundred_zones_take_as_many_queries_as_seven(people, queries, now):
    open_quarter()

    def cost(zones: int) -> int:
        for number in range(zones):
            make_zone(f"more{zones}-{number}", start="2021Q1")
        with queries() as sent:
            assert late_quarters(people["leader"], now)
        return len(sent)

    assert cost(5) == cost(193) == 5
