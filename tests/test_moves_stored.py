"""Why zones moved and what would move them, as the services store it with an assessment."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from assessments.models import Lift, MovePart
from tests.assessing import AFTER, make_world, publish, published, run

pytestmark = pytest.mark.django_db
LATER = datetime(2024, 5, 1, tzinfo=UTC)
MUCH_LATER = datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture
def world():
    return make_world()


def parts(assessment, kind, zone):
    """The zone's stored causes that weigh anything: points and places."""
    rows = MovePart.objects.filter(result__assessment=assessment, kind=kind, result__zone=zone)
    return {
        row.cause: (row.points.normalize(), row.places.normalize())
        for row in rows
        if row.points or row.places
    }


def test_a_zone_s_own_growth_is_its_own_part(world):
    # 2021: a 40.0 % of 1000 → 40, growth 25 % → 25: 32.50; b 40 and 0: 20.00.
    # 2022: a 60 and 50: 55.00; b as before.
    published("2021")
    second = published("2022")
    assert parts(second, "year", world.a) == {"own": (Decimal("22.5"), 0)}
    assert parts(second, "year", world.b) == {}
    assert MovePart.objects.filter(kind="version").count() == 0


def test_a_revision_of_the_year_before_is_told_from_this_year_s_figures(world):
    first = published("2021")
    world.revise(world.a, "2021Q4", 0, LATER)  # a had 400 in 2021 and now has 300
    second = run("2022", MUCH_LATER)
    # As revised 2021 is 30 and growth 300 on 320 is below 0: 15.00 instead of 32.50.
    # 2022 is 60 and growth 100 %: 80.00.
    assert parts(second, "year", world.a) == {
        "own": (Decimal(65), 1),
        "revisions": (Decimal("-17.5"), -1),
    }
    assert parts(second, "year", world.b) == {"others": (0, -1), "revisions": (0, 1)}
    # What was published keeps what it said; the next version says who moved it.
    assert first.results.get(zone=world.a).score == Decimal("32.5")
    again = run("2021", MUCH_LATER)
    assert parts(again, "version", world.a) == {"own": (Decimal("-17.5"), -1)}
    assert parts(again, "version", world.b) == {"others": (0, 1)}


def test_what_a_published_result_says_of_its_moves_stays(world):
    published("2021")
    second = published("2022")
    before = list(MovePart.objects.filter(result__assessment=second).values())
    world.revise(world.a, "2021Q4", 0, LATER)
    publish(run("2021", LATER), LATER)
    assert list(MovePart.objects.filter(result__assessment=second).values()) == before
    third = run("2022", MUCH_LATER)
    assert third.pk != second.pk
    # Against the board of 2021 as it stands now, nothing has been revised since.
    assert set(parts(third, "year", world.a)) == {"own"}


def test_another_scheme_has_its_part(world):
    published("2021")
    scheme = world.scheme
    nodes = list(scheme.nodes.all())
    scheme.pk, scheme.code, scheme.effective_year = None, "second", 2022
    scheme.save()
    made = {}
    for node in nodes:
        parent = made.get(node.parent_id)
        old, node.pk, node.scheme, node.parent = node.pk, None, scheme, parent
        node.weight = {"size": 100, "growth": 0}.get(node.code, node.weight)
        node.save()
        made[old] = node
    second = run("2022", AFTER)
    # Under size alone b has 40 instead of 20, last year as this. Last year's a had 40 as well: the
    # scheme alone would share the first place, and a's growth takes it away where it comes after.
    assert parts(second, "year", world.b) == {
        "scheme": (Decimal(20), Decimal("0.5")),
        "others": (0, Decimal("-0.5")),
    }


def test_a_draft_that_makes_way_takes_its_parts_along(world):
    published("2021")
    draft = run("2022")
    assert Lift.objects.filter(result__assessment=draft).exists()
    world.revise(world.b, "2022Q4", 500, LATER)
    again = run("2022", LATER)
    assert again.pk != draft.pk
    assert not MovePart.objects.filter(result__assessment_id=draft.pk).exists()


def test_the_change_that_lifts_a_zone_is_stored_with_its_place(world):
    # b has 20.00 and a 55.00: 34.995 more of them, by size (0.05 a unit) and growth (0.125 a unit)
    # together 0.175 a unit: 199.97.
    assessment = run("2022")
    (one,) = Lift.objects.filter(result__assessment=assessment, aim="place")
    assert one.result.zone == world.b
    assert (one.rank, one.obstacle, one.score) == (1, "", Decimal(55))
    assert one.change == pytest.approx(199.9714, rel=2e-5)
