"""What the register counts: a case worked by hand, a second calculation, and what always holds."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.counting import (
    EVENTS,
    PROJECTS,
    CountedEvent,
    CountedProject,
    CountingRule,
    counted,
    quarter_of,
    tier_of,
)
from indicators.periods import Quarter
from zones.project_stages import (
    CONSTRUCTION,
    FINAL,
    OPERATING,
    SIGNED,
    STAGES,
    TRANSITIONS,
    WITHDRAWN,
    may_follow,
    out_of_order,
    skipped,
    stage_of,
)

LEADING = CountingRule("projects_leading", PROJECTS, Decimal(100_000), SIGNED)
KEY = CountingRule("projects_key", PROJECTS, Decimal(10_000), SIGNED)
HELD = CountingRule("events", EVENTS)
RULES = (LEADING, KEY, HELD)


def project(key, amount, signed, *, zone="donghu", withdrawn=None):
    days = {SIGNED: signed, WITHDRAWN: withdrawn}
    return CountedProject(key, zone, Decimal(amount), days, withdrawn)


def test_a_year_counted_by_hand():
    """One leading and two key projects in the second quarter, one key in the third; two events."""
    projects = [
        project("ten", "100000", date(2022, 4, 1)),  # 10 亿元 exactly: leading, and not key besides
        project("nine", "99999.9999", date(2022, 6, 30)),  # a hair below: key
        project("one", "10000", date(2022, 5, 2)),  # 1 亿元 exactly: key
        project("small", "9999.9999", date(2022, 5, 2)),  # below both: nowhere
        project("gone", "20000", date(2022, 5, 2), withdrawn=date(2022, 6, 30)),  # the same quarter
        project("later", "20000", date(2022, 7, 1), withdrawn=date(2022, 10, 1)),  # stays counted
    ]
    events = [
        CountedEvent("spring", "donghu", date(2022, 6, 30)),
        CountedEvent("other", "jingkai", date(2022, 7, 1)),
    ]
    assert counted(RULES, projects, events) == {
        ("donghu", Quarter(2022, 2), "projects_leading"): ["ten"],
        ("donghu", Quarter(2022, 2), "projects_key"): ["nine", "one"],
        ("donghu", Quarter(2022, 3), "projects_key"): ["later"],
        ("donghu", Quarter(2022, 2), "events"): ["spring"],
        ("jingkai", Quarter(2022, 3), "events"): ["other"],
    }


def test_the_step_that_counts_is_the_rule_s():
    opened = CountingRule("projects_key", PROJECTS, Decimal(10_000), OPERATING)
    days = {SIGNED: date(2022, 1, 5), OPERATING: date(2023, 5, 1)}
    running = CountedProject("runs", "donghu", Decimal(20_000), days)
    waiting = CountedProject("waits", "donghu", Decimal(20_000), {SIGNED: date(2022, 1, 5)})
    found = counted([opened], [running, waiting], [])
    assert found == {("donghu", Quarter(2023, 2), "projects_key"): ["runs"]}


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2022, 1, 1), "2022Q1"),
        (date(2022, 3, 31), "2022Q1"),
        (date(2022, 4, 1), "2022Q2"),
        (date(2022, 12, 31), "2022Q4"),
    ],
)
def test_a_day_lies_in_its_quarter(day, quarter):
    assert str(quarter_of(day)) == quarter


def test_nothing_reaches_a_tier_where_there_is_none():
    assert tier_of(Decimal(10**8), [HELD]) is None
    assert counted([], [project("any", 10**6, date(2022, 4, 1))], []) == {}


DAYS = st.dates(date(2020, 1, 1), date(2024, 12, 31))
AMOUNTS = st.decimals(1, 300_000, places=4, allow_nan=False)
PROJECT_ROWS = st.lists(
    st.tuples(AMOUNTS, DAYS, st.none() | st.integers(0, 400), st.sampled_from("ab"))
)


def second_count(rows) -> Counter:
    """The same counted another way: row by row, in plain comparisons of months."""
    found = Counter()
    for amount, signed, gone_after, zone in rows:
        name = "projects_leading" if amount >= 100_000 else "projects_key"
        if amount < 10_000:
            continue
        month = signed.month
        number = 1 if month < 4 else 2 if month < 7 else 3 if month < 10 else 4
        if gone_after is not None:
            gone = date.fromordinal(signed.toordinal() + gone_after)
            of_gone = (gone.year, (gone.month - 1) // 3)
            if of_gone == (signed.year, number - 1):
                continue
        found[zone, (signed.year, number), name] += 1
    return found


@given(PROJECT_ROWS)
def test_a_second_calculation_counts_the_same(rows):
    projects = [
        project(
            key,
            amount,
            signed,
            zone=zone,
            withdrawn=None if gone is None else date.fromordinal(signed.toordinal() + gone),
        )
        for key, (amount, signed, gone, zone) in enumerate(rows)
    ]
    found = counted(RULES, projects, [])
    assert {
        (zone, tuple(quarter), name): len(keys) for (zone, quarter, name), keys in found.items()
    } == dict(second_count(rows))
    # Nothing counts twice, and nothing that is not there.
    keys = [key for its in found.values() for key in its]
    assert len(keys) == len(set(keys))


@given(st.lists(st.tuples(DAYS, st.sampled_from("ab"))))
def test_every_event_counts_exactly_once(rows):
    events = [CountedEvent(key, zone, day) for key, (day, zone) in enumerate(rows)]
    found = counted(RULES, [], events)
    assert sorted(key for its in found.values() for key in its) == list(range(len(rows)))


# --- the stages -----------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["", *STAGES])
@pytest.mark.parametrize("following", STAGES)
def test_only_the_moves_of_the_table_are_there(stage, following):
    allowed = {
        ("", SIGNED),
        (SIGNED, CONSTRUCTION),
        (CONSTRUCTION, OPERATING),
        (SIGNED, WITHDRAWN),
        (CONSTRUCTION, WITHDRAWN),
        (OPERATING, WITHDRAWN),
    }
    assert may_follow(stage, following) == ((stage, following) in allowed)


def test_withdrawn_alone_is_final():
    assert FINAL == (WITHDRAWN,)
    assert set(TRANSITIONS) == {"", *STAGES}


def test_days_say_the_stage_what_is_left_out_and_what_is_out_of_order():
    first, then = date(2022, 1, 1), date(2022, 2, 1)
    assert stage_of({}) == ""
    assert stage_of({SIGNED: first, CONSTRUCTION: then}) == CONSTRUCTION
    assert skipped({CONSTRUCTION: first}) == SIGNED
    assert skipped({SIGNED: first, OPERATING: then}) == CONSTRUCTION
    assert skipped({SIGNED: first, WITHDRAWN: then}) == ""
    assert out_of_order({SIGNED: then, WITHDRAWN: first}) == (SIGNED, WITHDRAWN)
    assert out_of_order({SIGNED: first, CONSTRUCTION: first, OPERATING: first}) is None
