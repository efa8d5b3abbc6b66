"""The map without borders: every zone has its own cell, near to where it lies."""

import time

from hypothesis import given
from hypothesis import strategies as st

from zones.cartogram import cartogram

DEGREES = st.floats(20, 50, allow_nan=False)
PLACES = st.lists(st.tuples(DEGREES, DEGREES), max_size=60)


def named(places) -> tuple:
    return tuple((f"z{at:03}", *place) for at, place in enumerate(places))


def test_the_zones_lie_to_one_another_as_on_a_map():
    found = cartogram(
        (
            ("yichang", 111.3, 30.7),
            ("xiangyang", 112.1, 32.0),
            ("wuhan", 114.3, 30.5),
            ("huangshi", 115.0, 30.2),
        )
    )
    column = {code: cell[0] for code, cell in found.cells.items()}
    row = {code: cell[1] for code, cell in found.cells.items()}
    assert column["yichang"] < column["wuhan"] < column["huangshi"]
    assert column["yichang"] <= column["xiangyang"] < column["wuhan"]
    assert row["xiangyang"] < row["yichang"]
    assert row["xiangyang"] < row["huangshi"]


@given(PLACES)
def test_no_two_zones_share_a_cell_and_every_row_and_column_holds_one(places):
    found = cartogram(named(places))
    cells = list(found.cells.values())
    assert len(cells) == len(set(cells)) == len(places)
    assert {column for column, _row in cells} == set(range(found.columns))
    assert {row for _column, row in cells} == set(range(found.rows))


@given(st.lists(st.tuples(st.none() | DEGREES, DEGREES), min_size=1, max_size=30))
def test_a_zone_without_a_place_stands_below_those_that_have_one(places):
    found = cartogram(named(places))
    known = [found.cells[code][1] for code, east, _north in named(places) if east is not None]
    unknown = [found.cells[code][1] for code, east, _north in named(places) if east is None]
    assert not known or not unknown or max(known) < min(unknown)
    assert len(set(found.cells.values())) == len(places)


def test_many_zones_of_one_city_stand_around_it():
    found = cartogram(named([(114.3, 30.5)] * 25))
    assert (found.columns, found.rows) == (5, 5)


def test_the_same_zones_give_the_same_map():
    places = named([(110 + at % 7, 29 + at % 5) for at in range(40)])
    before = cartogram(places)
    cartogram.cache_clear()
    assert cartogram(places) == before


def test_two_thousand_zones_take_less_than_two_seconds():
    places = named([(100 + at % 40 / 3, 25 + at // 40 / 4) for at in range(2000)])
    start = time.process_time()
    cartogram(places)
    assert time.process_time() - start < 2
