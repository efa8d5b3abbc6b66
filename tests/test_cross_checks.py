"""Goals of growth, level and share on the same figure: compared, and not reconciled."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.claims import claim, disagreements
from indicators.models import ProvinceFigure, Target
from indicators.targets import Condition
from tests.assessing import AFTER, make_world, published
from tests.factories import make_target
from tests.reading import leader, open_as, read, text  # noqa: F401

GROWTH = Condition("average_growth", 0.35, 2021, 2023, 2020)
POINTS = Condition("point_gain", 6, 2021, 2023, 2020)
SHARE = Condition("level", 13, 2021, 2023, 2020)


def made(code, *conditions, base=300.6, direction=1, indicator="trade", is_share=False, whole=None):
    return claim(code, indicator, direction, conditions, base=base, is_share=is_share, whole=whole)


# The arithmetic


def test_the_policys_own_two_goals_come_to_739_6_and_838_5():
    growth = made("growth", GROWTH)
    share = made("share", POINTS, SHARE, base=7.0003, is_share=True, whole=6449.66)
    exact = Fraction("300.6") * Fraction("1.35") ** 3
    assert growth.amount == pytest.approx(float(exact))
    assert f"{growth.amount:.1f}" == "739.6"
    assert f"{growth.amount / 6449.66 * 100:.1f}" == "11.5"
    assert f"{made('x', SHARE, is_share=True, whole=6449.66).amount:.1f}" == "838.5"
    assert share.asked == 13  # the printed level, not the 13.0003 % of six points more
    assert disagreements([share, growth]) == [(growth, share)]


def test_goals_that_come_to_the_same_amount_agree():
    level = Condition("level", float(Fraction("300.6") * Fraction("1.35") ** 3), 2021, 2023, 2020)
    assert disagreements([made("a", GROWTH), made("b", level)]) == []


def test_rounded_figures_of_the_same_amount_agree():
    assert not disagreements([made("a", GROWTH), made("b", Condition("level", 740, 2021, 2023))])
    assert disagreements([made("a", GROWTH), made("b", Condition("level", 750, 2021, 2023))])


@pytest.mark.parametrize(
    "other",
    [
        made("b", Condition("level", 900, 2021, 2023), indicator="firms"),
        made("b", Condition("level", 900, 2021, 2025)),
        made("b", Condition("level", 200, 2021, 2023), direction=-1),
    ],
)
def test_another_figure_year_or_direction_is_not_the_same_thing(other):
    assert disagreements([made("a", GROWTH), other]) == []


def test_what_comes_to_no_amount_is_not_compared():
    assert made("a", GROWTH, base=None) is None
    assert made("b", SHARE, is_share=True, whole=None) is None
    assert made("c", Condition("level", 100, 2021, 2023, tier="stretch")) is None


def test_a_stretch_is_no_claim_beside_its_floor():
    found = made("a", GROWTH, Condition("level", 5000, 2021, 2023, tier="stretch"))
    assert f"{found.amount:.1f}" == "739.6"


amounts = st.lists(st.integers(1, 2000), min_size=2, max_size=6)


@given(amounts)
def test_every_pair_and_no_other_is_found_as_a_double_loop_finds_it(levels):
    claims = [
        made(str(place), Condition("level", level, 2021, 2023))
        for place, level in enumerate(levels)
    ]
    expected = {
        frozenset((str(i), str(j)))
        for i, a in enumerate(levels)
        for j, b in enumerate(levels)
        if i < j and abs(Fraction(a) - b) > Fraction("0.005") * max(a, b)
    }
    found = {frozenset((a.target, b.target)) for a, b in disagreements(claims)}
    assert found == expected
    turned = {frozenset((a.target, b.target)) for a, b in disagreements(claims[::-1])}
    assert turned == expected


# The sentences


@pytest.fixture
def world(db):
    """All zones together: 720 (万元) in 2020; 35 % a year is promised, 1,771.47 in 2023."""
    world = make_world()
    for zone in (world.a, world.b):
        world.report(zone, 2023, [100] * 4)
    return world


def checks(page) -> list[str]:
    return [text(one) for one in page.xpath("//section[@id='cross-check']//p")]


def test_growth_and_level_are_compared_with_their_figures(world, read, leader):
    level = {"rule": "level", "amount": 20_000_000}
    make_target(world.policy, world.trade, "huge", scope="province", conditions=[level])
    published("2022", AFTER)
    (said,) = checks(read(leader, "/targets/"))
    assert said.startswith("Trade total growing 35% a year from CNY 7 million in 2020")
    assert (
        "“Target huge” asks for CNY 200.000 billion, which differs by CNY 199.982 billion." in said
    )
    assert "judged separately and not reconciled" in said


def test_two_levels_are_compared_too(world, read, leader):
    Target.objects.all().delete()
    for code, amount in (("one", 10_000_000), ("two", 20_000_000)):
        level = {"rule": "level", "amount": amount}
        make_target(world.policy, world.trade, code, scope="province", conditions=[level])
    published("2022", AFTER)
    (said,) = checks(read(leader, "/targets/"))
    assert said.startswith("“Target one” asks for CNY 100.000 billion in 2023, “Target two” for")


def test_a_level_is_compared_with_a_share(world, read, leader):
    Target.objects.all().delete()
    level = {"rule": "level", "amount": 10_000_000}
    make_target(world.policy, world.trade, "one", scope="province", conditions=[level])
    share = {"rule": "level", "amount": 13}
    make_target(
        world.policy,
        world.trade,
        "share",
        scope="province",
        measure_of="share_of_province",
        conditions=[share],
    )
    for year in (2020, 2023):
        ProvinceFigure.objects.create(
            indicator=world.trade,
            year=year,
            quarter=4,
            vintage="first_published",
            value=50_000_000,
            source="公报",
        )
    published("2022", AFTER)
    (said,) = checks(read(leader, "/targets/"))
    assert "“Target one” asks for CNY 100.000 billion in 2023. That is 20.0% of" in said
    assert (
        "CNY 500.000 billion (as first published); 13% of it would be CNY 65.000 billion." in said
    )
