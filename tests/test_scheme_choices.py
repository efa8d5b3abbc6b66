"""What a scheme chooses reaches the stored result and its pages: groups, grace, normalisation."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

import pytest

from assessments.models import Scheme, ZoneResult
from tests.assessing import make_world, published, run
from tests.factories import make_zone
from tests.reading import leader, open_as, read, text  # noqa: F401
from zones.models import ZoneGroup

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Zone a grows by a half to 600, b stays at 400; a third zone, c, has 100 in every year."""
    world = make_world()
    world.c = make_zone("c", city="yichang", start="2019Q1")
    for year in (2020, 2021, 2022):
        world.report(world.c, year, [25] * 4)
    return world


def choose(world, **settings):
    Scheme.objects.filter(pk=world.scheme.pk).update(**settings)


def within(assessment):
    rows = ZoneResult.objects.filter(assessment=assessment)
    return {row.zone.code: (row.group_en, row.group_rank, row.group_count) for row in rows}


def test_a_scheme_without_groups_ranks_within_none(world, read, leader):
    assert set(within(published()).values()) == {("", None, None)}
    assert "Within its group" not in text(read(leader, "/assessments/2022/"))


def test_zones_are_ranked_within_their_city_and_the_page_says_so(world, read, leader):
    choose(world, boards="by_city")
    found = within(published())
    wuhan, yichang = world.a.city.name_en, world.b.city.name_en
    assert found == {"a": (wuhan, 1, 1), "b": (yichang, 1, 2), "c": (yichang, 2, 2)}
    assert f"2 of 2 ({yichang})" in text(read(leader, "/assessments/2022/"))


def test_zones_are_ranked_within_their_group_and_its_name_is_frozen(world, read, leader):
    choose(world, boards="by_group")
    group = ZoneGroup.objects.create(code="old", name_zh="成熟区", name_en="Mature zones")
    for zone in (world.a, world.c):
        zone.group = group
        zone.save()
    assessment = published()
    ZoneGroup.objects.filter(pk=group.pk).update(name_en="Renamed")
    assert within(assessment) == {
        "a": ("Mature zones", 1, 2),
        "b": ("", None, None),
        "c": ("Mature zones", 2, 2),
    }
    assert "1 of 2 (Mature zones)" in text(read(leader, "/assessments/2022/"))


def test_who_is_in_which_group_is_part_of_what_went_in(world):
    choose(world, boards="by_group")
    first = run().digest
    world.a.group = ZoneGroup.objects.create(code="old", name_zh="成熟区", name_en="Mature zones")
    world.a.save()
    assert run().digest != first


def test_a_group_that_no_scheme_ranks_by_changes_no_digest(world):
    first = run().digest
    world.a.group = ZoneGroup.objects.create(code="old", name_zh="成熟区", name_en="Mature zones")
    world.a.area_km2 = 3
    world.a.save()
    assert run().digest == first


@pytest.mark.parametrize(
    ("settings", "scores"),
    [
        # size between 0 and 1000, growth between 0 and 100 %, half each
        ({}, {"a": "55.00", "b": "20.00", "c": "5.00"}),
        # from 320, 400 and 100 in 2020 to 1000; growth from that of 2020 (none: 2019 is unknown)
        ({"normalisation": "baseline", "base_year": 2020}, None),
        ({"normalisation": "rank_points"}, {"a": "100.00", "b": "50.00", "c": "25.00"}),
    ],
)
def test_the_result_is_scored_as_the_scheme_says_and_names_it(
    world, read, leader, settings, scores
):
    choose(world, **settings)
    assessment = published()
    found = {row.zone.code: f"{row.score:.2f}" for row in assessment.results.all()}
    if scores:
        assert found == scores
    world.scheme.refresh_from_db()
    with_name = str(world.scheme.get_normalisation_display())
    assert with_name
    said = text(read(leader, "/assessments/2022/"))
    names = {
        "goalposts": "between declared goalposts",
        "baseline": "from the zone’s own base year to a declared target",
        "rank_points": "by place among the zones",
    }
    assert names[world.scheme.normalisation] in said
    assert names[world.scheme.normalisation] in text(read(leader, "/zones/a/"))


def test_first_year_counted_from_the_first_report_is_said_to_be_the_scheme_s_way(
    world, read, leader
):
    choose(world, grace_rule="first_report", grace_months=48)
    published()
    said = text(read(leader, "/assessments/2022/"))
    assert "counted from its first report, as the scheme has it" in said
    assert "from which the scheme counts" in text(read(leader, "/zones/a/"))
