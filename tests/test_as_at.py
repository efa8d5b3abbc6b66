"""Any board as it stood on a date: the version in force, or what the figures of that day make."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Assessment, Scheme
from assessments.selectors.as_at import end_of, latest_as_at, version_as_at
from assessments.services.recomputing import board_recompute
from indicators.models import AnnualTarget, AuditEntry, ProvinceFigure
from indicators.periods import parse_period
from tests.assessing import make_world, publish, published, run
from tests.factories import make_person
from tests.reading import open_as, read, text  # noqa: F401
from tests.reading_assessments import table
from zones.access import CUSTOMS, LEADERSHIP
from zones.models import Zone

pytestmark = pytest.mark.django_db
YEAR = parse_period("2022")
FIRST = datetime(2023, 3, 1, tzinfo=UTC)
REVISED = datetime(2025, 2, 1, tzinfo=UTC)
SECOND = datetime(2025, 3, 1, tzinfo=UTC)


@pytest.fixture
def world():
    return make_world()


def scores(recomputed):
    return {one.zone.code: (one.score, one.rank) for one in recomputed.rows.results}


def shown(page):
    """Zone by zone what the ranking prints: rank and score."""
    return {
        row["Zone"].split()[0]: (row["Rank"].split()[0], row["Score"])
        for row in table(page, "Ranking")
    }


def test_a_revision_of_2025_does_not_move_the_board_as_at_the_middle_of_2024(world, read):
    published("2021", FIRST)
    first = published("2022", FIRST)
    world.revise(world.a, "2022Q4", 0, REVISED)
    second = publish(run("2022", SECOND), SECOND)
    assert (first.version, second.version) == (1, 2)
    assert version_as_at(YEAR, date(2024, 6, 30)).pk == first.pk
    assert version_as_at(YEAR, date(2025, 3, 1)).pk == second.pk
    assert version_as_at(YEAR, date(2023, 2, 28)) is None
    leader = make_person("leader", LEADERSHIP)
    now = shown(read(leader, "/assessments/2022/"))
    then = read(leader, "/assessments/2022/?as_at=2024-06-30")
    assert shown(then) != now
    assert shown(then) == shown(read(leader, "/assessments/2022/?version=1"))
    assert "As at 2024-06-30: version 1 was published and in force that day." in text(then)
    # The overview as well, with and without a period.
    for address in ("/?as_at=2024-06-30", "/?period=2022&as_at=2024-06-30"):
        assert "version 1 was published and in force that day" in text(read(leader, address))
    assert latest_as_at(date(2024, 6, 30)).pk == first.pk
    # So does a zone's page, and it does not pass over a day that it cannot answer for.
    zone = f"/zones/{world.a.code}/?period=2022"
    assert text(read(leader, f"{zone}&as_at=2024-06-30")) == text(read(leader, f"{zone}&version=1"))
    assert text(read(leader, f"{zone}&as_at=2025-03-01")) == text(read(leader, f"{zone}&version=2"))


def test_the_day_ends_at_midnight_where_the_site_is(world):
    # 2023-03-01 09:00 UTC is the afternoon of that day: it counts on the day itself.
    first = published("2022", FIRST)
    assert version_as_at(YEAR, date(2023, 3, 1)).pk == first.pk
    assert end_of(date(2023, 3, 1)).isoformat() == "2023-03-01T23:59:59.999999+08:00"


def test_what_was_never_published_is_made_of_the_figures_verified_by_then(world):
    published("2021", FIRST)
    before = scores(board_recompute(YEAR, date(2024, 6, 30)))
    # a 600 of 1000 and growth 50 %: 55.00; b 400 and none: 20.00.
    assert before == {"a": (Decimal("55.00"), 1), "b": (Decimal("20.00"), 2)}
    world.revise(world.a, "2022Q4", 0, REVISED)
    assert scores(board_recompute(YEAR, date(2024, 6, 30))) == before
    assert scores(board_recompute(YEAR, date(2025, 2, 28)))["a"] == (Decimal("28.75"), 1)


def test_a_board_recomputed_writes_nothing(world):
    published("2021", FIRST)
    held = (Assessment.objects.count(), AuditEntry.objects.count())
    found = board_recompute(YEAR, date(2024, 6, 30))
    assert found.assessment.pk is None
    assert (Assessment.objects.count(), AuditEntry.objects.count()) == held


def test_the_digest_as_at_a_day_is_that_of_the_assessment_run_then(world):
    published("2021", FIRST)
    first = published("2022", FIRST)
    assert board_recompute(YEAR, date(2023, 3, 1)).assessment.digest == first.digest


def test_a_target_set_later_and_a_scheme_adopted_later_decide_nothing_before(world):
    published("2021", FIRST)
    world.set_target(world.a, 2022, 10_000)
    AnnualTarget.objects.update(set_at=REVISED)
    statuses = {
        day: {one.zone.code: one.status for one in found.rows.target_results if one.zone}
        for day in (date(2024, 6, 30), date(2025, 2, 28))
        for found in [board_recompute(YEAR, day)]
    }
    assert statuses == {date(2024, 6, 30): {}, date(2025, 2, 28): {"a": "missed"}}
    later = Scheme.objects.get()
    later.pk, later.code, later.version, later.adopted_at = None, "later", 2, REVISED
    later.state = Scheme.State.ADOPTED
    later.save()
    used = {board_recompute(YEAR, day).assessment.scheme.code for day in (date(2024, 6, 30),)}
    assert used == {world.scheme.code}


def test_a_total_of_the_province_published_later_is_not_known_before(world):
    from indicators.selectors.figures import province_frame

    for vintage, day in (("first_published", date(2023, 1, 20)), ("revised", date(2025, 1, 20))):
        ProvinceFigure.objects.create(
            indicator=world.trade,
            year=2022,
            quarter=4,
            vintage=vintage,
            value=1000,
            published_on=day,
        )
    assert len(province_frame()) == 2
    assert list(province_frame(date(2024, 6, 30))["vintage"]) == ["first_published"]


# Over HTTP


def test_a_board_never_published_is_shown_as_such_to_those_who_may_see_it(world, read):
    published("2021", FIRST)
    leader = make_person("leader", LEADERSHIP)
    page = read(leader, "/assessments/2022/?as_at=2024-06-30")
    assert "recomputed, never published" in text(page)
    assert "No assessment of 2022 was published on 2024-06-30." in text(page)
    assert shown(page) == {"A": ("1", "55.00"), "B": ("2", "20.00")}
    assert page.xpath("//input[@name='as_at']/@value") == ["2024-06-30"]
    assert "A preview: nothing follows from a board that was never published." in text(page)


def test_others_are_told_that_nothing_was_published(world, read, open_as):
    published("2021", FIRST)
    customs = make_person("customs", CUSTOMS)
    page = read(customs, "/assessments/2022/?as_at=2024-06-30")
    assert "No assessment of 2022 was published on 2024-06-30." in text(page)
    assert not page.xpath("//table")
    response = open_as(customs, "/?period=2022&as_at=2024-06-30")
    assert response.headers["Location"] == "/assessments/2022/?as_at=2024-06-30"


def test_a_day_without_figures_says_so(world, read):
    leader = make_person("leader", LEADERSHIP)
    page = read(leader, "/assessments/2030/?as_at=2024-06-30")
    assert "No assessment of 2030 was published on 2024-06-30." in text(page)
    assert not page.xpath("//table")


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ("30.6.2024", "is no date. Write it as 2024-06-30, or leave it empty."),
        ("2024-02-30", "is no date. Write it as 2024-06-30, or leave it empty."),
        ("2999-01-01", "2999-01-01 lies ahead: choose a day up to today."),
    ],
)
@pytest.mark.parametrize("address", ["/assessments/2022/", "/"])
def test_what_is_no_day_is_refused_with_the_way_out(
    world, client, open_as, address, told, sentence
):
    published("2021", FIRST)
    published("2022", FIRST)
    leader = make_person("leader", LEADERSHIP)
    response = open_as(leader, address, as_at=told)
    assert response.status_code == 302
    assert response.headers["Location"] == address
    assert sentence in client.get(address).content.decode()


def test_an_empty_day_is_now(world, read):
    published("2022", FIRST)
    leader = make_person("leader", LEADERSHIP)
    assert "As at " not in " ".join(
        text(one) for one in read(leader, "/assessments/2022/?as_at=").xpath("//main//p")
    )


def test_the_number_of_queries_is_the_same_at_7_and_at_200_zones(world, open_as):
    published("2021", FIRST)
    leader = make_person("leader", LEADERSHIP)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert open_as(leader, "/assessments/2022/?as_at=2024-06-30").status_code == 200
        return len(seen)

    def grow(count: int) -> None:
        held = Zone.objects.count()
        Zone.objects.bulk_create(
            Zone(
                code=f"zone{number}",
                city=(world.a, world.b)[number % 2].city,
                name_zh=f"第{number}综合保税区",
                name_en=f"Zone {number}",
                short_zh=f"第{number}",
                short_en=f"Zone {number}",
                stage=Zone.Stage.OPERATING,
                is_judged=True,
                order=number,
            )
            for number in range(held, count)
        )

    grow(7)
    queries()  # what is kept between two requests is there by now
    few = queries()
    grow(200)
    assert queries() == few
    assert few < 60
