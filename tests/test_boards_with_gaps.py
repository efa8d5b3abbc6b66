"""What a board with gaps may say, and why a zone is missing, in a small world of two zones."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from assessments.gap_sentences import came_sentence
from assessments.models import ZoneResult
from assessments.selectors.published import latest_published
from assessments.selectors.running import drafts_under_way, running_periods
from indicators.models import ReportingQuarter, Submission
from indicators.periods import Quarter
from indicators.selectors.reports import reports_until
from tests.assessing import make_world, publish, published, run
from tests.factories import make_person
from tests.reading import open_as, read, text  # noqa: F401
from tests.reading_assessments import table
from zones.access import CUSTOMS, LEADERSHIP
from zones.models import Zone


@pytest.fixture
def world(db):
    with translation.override("en"):
        yield make_world()


IN_JULY = datetime(2022, 7, 10, tzinfo=UTC)  # the second quarter is due on the 15th
LATE_IN_JULY = datetime(2022, 7, 20, tzinfo=UTC)
IN_SEPTEMBER = datetime(2022, 9, 1, tzinfo=UTC)


def without(zone: Zone, quarter: str) -> None:
    """Nothing; the zone has not reported the quarter, and nobody a later one."""
    year, number = int(quarter[:4]), int(quarter[-1])
    later = {"quarter__year": year, "quarter__quarter__gt": number}
    Submission.objects.filter(**later).delete()
    ReportingQuarter.objects.filter(year=year, quarter__gt=number).delete()
    Submission.objects.filter(zone=zone, quarter__year=year, quarter__quarter=number).delete()


@pytest.mark.parametrize(
    ("at", "why"),
    [
        (IN_JULY, "not yet due: B"),
        (LATE_IN_JULY, "late: B"),
        (IN_SEPTEMBER, "not reported by the lock: B"),
    ],
)
def test_why_a_zone_is_missing_goes_by_its_dates(world, read, at, why):
    without(world.b, "2022Q2")
    end = Quarter(2022, 2)
    found = reports_until([end], at)[end]
    assert (found.asked, found.came) == (2, 1)
    assert came_sentence(found) == f"1 of 2 zones have reported; {why}."
    # The board says the same as of its run.
    board = run("2022H1", at)
    page = text(read(make_person("leader", LEADERSHIP), f"/?period=2022H1v{board.version}"))
    assert board.is_provisional == (at != IN_SEPTEMBER)
    assert f"({why})" in page
    assert "no ranking yet. Only A" in page


def test_a_zone_that_was_given_more_time_is_not_late(world):
    without(world.b, "2022Q2")
    world.b.reopenings.create(
        quarter=ReportingQuarter.objects.get(year=2022, quarter=2),
        reason_code="other",
        reason="系统故障",
        opened_by_id=world.staff.user_id,
        opened_at=IN_JULY,
        until=LATE_IN_JULY + timedelta(days=5),
    )
    found = reports_until([Quarter(2022, 2)], LATE_IN_JULY)[Quarter(2022, 2)]
    assert list(found.missing) == ["not_due"]


def test_of_several_quarters_the_gravest_reason_counts_and_a_start_excuses(world):
    without(world.b, "2022Q2")
    Submission.objects.filter(zone=world.b, quarter__year=2022, quarter__quarter=1).delete()
    ends = [Quarter(2022, 1), Quarter(2022, 2)]
    found = reports_until(ends, IN_JULY)
    assert [list(one.missing) for one in found.values()] == [["not_reported"], ["not_reported"]]
    start = world.b.reporting_start
    start.year, start.quarter = 2022, 2
    start.save()
    found = reports_until(ends, IN_JULY)
    assert (found[ends[0]].asked, found[ends[0]].missing) == (1, {})
    assert list(found[ends[1]].missing) == ["not_due"]
    assert came_sentence(found[ends[0]]) == "All 1 zones have reported."


def test_a_verified_version_counts_while_a_revision_is_open(world):
    without(world.b, "2022Q2")
    Submission.objects.create(
        zone=world.a,
        quarter=ReportingQuarter.objects.get(year=2022, quarter=2),
        version=2,
        state=Submission.State.DRAFT,
        created_by_id=world.staff.user_id,
        created_at=IN_JULY,
        saved_at=IN_JULY,
    )
    found = reports_until([Quarter(2022, 2)], IN_JULY)[Quarter(2022, 2)]
    assert [zone.code for zones in found.missing.values() for zone in zones] == ["b"]


def test_what_is_under_way_follows_the_latest_published_period(world):
    leader = make_person("leader", LEADERSHIP)

    def under_way(who):
        found = running_periods(who, IN_SEPTEMBER, drafts_under_way(latest_published()))
        return [one.code for one in found]

    assert under_way(leader) == ["2022", "2022Q3", "2022H1", "2022Q1"]
    published("2021")
    publish(run("2022H1", IN_SEPTEMBER), IN_SEPTEMBER)
    assert under_way(leader) == ["2022", "2022Q3"]
    assert under_way(make_person("customs", CUSTOMS)) == []
    published("2022")
    assert under_way(leader) == []


def test_the_provinces_goals_are_not_called_behind_while_a_zone_is_missing(world, read):
    without(world.b, "2022Q2")
    board = run("2022H1", LATE_IN_JULY)
    page = text(read(make_person("leader", LEADERSHIP), f"/?period=2022H1v{board.version}"))
    assert "1 goals of the province cannot be judged before every zone has reported." in page
    assert "behind:" not in page


def test_a_rank_stays_where_two_are_compared(world, read):
    without(world.b, "2022Q3")
    Submission.objects.filter(quarter__quarter=3, quarter__year=2022).delete()
    ReportingQuarter.objects.filter(year=2022, quarter=3).delete()
    board = run("2022H1", IN_JULY)
    page = read(make_person("leader", LEADERSHIP), f"/assessments/2022H1/?version={board.version}")
    assert [row["Rank"].split()[0] for row in table(page, "Ranking")] == ["1", "2"]
    assert ZoneResult.objects.filter(assessment=board, rank__isnull=False).count() == 2
