"""Why a zone moved: by hand, against a reference in plain fractions, and what always holds."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, permutations
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.board import measure, rank_zones
from assessments.compared import Earlier, Later, moves_of
from assessments.facts import gather
from assessments.moves import (
    CAUSES,
    FIELD,
    NOW,
    OTHERS,
    OWN,
    REVISED,
    REVISIONS,
    SCHEME,
    THEN,
    VERSION,
    YEAR,
    Field,
    split,
)
from assessments.outcome import ranked_scores
from tests.judging import few, make_facts, make_rules

ZONES = ("a", "b", "c", "d")


def apart(scores):
    """Scores that depend on the zone's own state alone, as `split` asks for them."""

    def of(own, others, is_new):
        found = np.tile(np.array(scores[others, is_new], dtype=float), (len(ZONES), 1))
        np.fill_diagonal(found, scores[own, is_new])
        return found

    return of


def same_scheme(then, revised, now):
    states = {THEN: then, REVISED: revised, NOW: now}
    return {(state, is_new): states[state] for state in states for is_new in (False, True)}


def parts(move):
    return {one.cause: (one.points, one.places) for one in move.parts}


# By hand


def test_the_parts_are_those_worked_by_hand():
    # Last year a 70.00, b 65.00; this year a 60.00, b 66.00 and d 68.00 for the first time.
    # a is first and becomes third. Its own fall alone: second (b's 65 above 60): −1. d alone: 68 is
    # below 70: 0. Both: third. b's rise: 66 is below 70, and above 60 as 65 was: 0 at any time.
    # Orders of own and d: own first −1 then d −1; d first 0 then own −2. Means: own −1.5, d −0.5.
    scores = same_scheme([7000, 6500, 0, 0], [7000, 6500, 0, 0], [6000, 6600, 0, 6800])
    found = split(YEAR, Field(ZONES, {"a", "b"}, {"a", "b", "d"}), apart(scores), 2)
    assert set(found) == {"a", "b"}
    move = found["a"]
    assert (move.score_before, move.score) == (Decimal("70.00"), Decimal("60.00"))
    assert (move.rank_before, move.rank) == (1, 3)
    assert parts(move) == {
        OWN: (Decimal("-10.00"), Decimal("-1.50")),
        OTHERS: (Decimal("0.00"), Decimal("0.00")),
        REVISIONS: (Decimal("0.00"), Decimal("0.00")),
        SCHEME: (Decimal("0.00"), Decimal("0.00")),
        FIELD: (Decimal("0.00"), Decimal("-0.50")),
    }


def test_a_revision_of_last_year_is_no_change_of_this_year():
    # Last year was published with 50.00 and has been revised to 60.00; this year it is 60.00 too.
    scores = same_scheme([5000, 5500, 0, 0], [6000, 5500, 0, 0], [6000, 5500, 0, 0])
    move = split(YEAR, Field(ZONES, {"a", "b"}, {"a", "b"}), apart(scores), 2)["a"]
    assert parts(move)[REVISIONS] == (Decimal("10.00"), Decimal("1.00"))
    assert parts(move)[OWN] == (Decimal("0.00"), Decimal("0.00"))


def test_a_change_of_scheme_has_its_own_part():
    scores = {
        (state, is_new): [5000 + 700 * is_new, 5500, 0, 0]
        for state in (THEN, REVISED, NOW)
        for is_new in (False, True)
    }
    move = split(YEAR, Field(ZONES, {"a", "b"}, {"a", "b"}), apart(scores), 2)["a"]
    assert parts(move)[SCHEME] == (Decimal("7.00"), Decimal("1.00"))
    assert all(parts(move)[cause] == (0, 0) for cause in (OWN, OTHERS, REVISIONS, FIELD))


def test_who_left_makes_room():
    scores = same_scheme([5000, 5500, 0, 0], [5000, 5500, 0, 0], [5000, 9900, 0, 0])
    found = split(YEAR, Field(ZONES, {"a", "b"}, {"a"}), apart(scores), 2)
    assert set(found) == {"a"}
    assert parts(found["a"])[FIELD] == (Decimal("0.00"), Decimal("1.00"))
    assert parts(found["a"])[OTHERS] == (Decimal("0.00"), Decimal("0.00"))


# Against a reference in fractions


def reference(kind, scores, before, after, zone):
    """Each cause's exact parts of a zone's change, by the formula over sets of causes."""
    here = ZONES.index(zone)

    def state(whose, told):
        return NOW if whose in told else REVISED if REVISIONS in told else THEN

    def board(told):
        is_new = SCHEME in told
        own = scores[state(OWN, told), is_new][here]
        rank = 1
        for place, other in enumerate(ZONES):
            if other == zone or other not in (after if FIELD in told else before):
                continue
            at = state(OTHERS, told)
            if other not in before:
                at = NOW
            elif other not in after:
                at = REVISED if REVISIONS in told else THEN
            rank += scores[at, is_new][place] > own
        return own, rank

    causes = CAUSES[kind]
    start = {REVISIONS} & set(causes)
    free = [cause for cause in causes if cause != REVISIONS]
    found = {cause: [Fraction(0), Fraction(0)] for cause in causes}
    if start:
        (was, old), (own, rank) = board(set()), board(start)
        found[REVISIONS] = [Fraction(own - was), Fraction(old - rank)]
    for cause in free:
        rest = [one for one in free if one != cause]
        for size in range(len(rest) + 1):
            weight = Fraction(
                factorial(size) * factorial(len(free) - size - 1), factorial(len(free))
            )
            for chosen in combinations(rest, size):
                told = start | set(chosen)
                (was, old), (own, rank) = board(told), board(told | {cause})
                found[cause][0] += weight * (own - was)
                found[cause][1] += weight * (old - rank)
    return found


def largest_remainder(exact):
    """Whole numbers that add up to the sum of the exact ones, the largest remainders served."""
    whole = {cause: value.numerator // value.denominator for cause, value in exact.items()}
    short = sum(exact.values()) - sum(whole.values())
    turn = sorted(exact, key=lambda cause: (whole[cause] - exact[cause], list(exact).index(cause)))
    return {cause: whole[cause] + (turn.index(cause) < short) for cause in exact}


TICKS = st.lists(st.integers(0, 12), min_size=len(ZONES), max_size=len(ZONES))
STATES = [(state, is_new) for state in (THEN, REVISED, NOW) for is_new in (False, True)]
BOARDS = st.fixed_dictionaries(dict.fromkeys(STATES, TICKS))
MEMBERS = st.sets(st.sampled_from(ZONES), min_size=1)


@few
@given(st.sampled_from([YEAR, VERSION]), BOARDS, MEMBERS, MEMBERS)
def test_the_parts_are_those_of_the_reference(kind, scores, before, after):
    found = split(kind, Field(ZONES, before, after), apart(scores), 2)
    assert set(found) == before & after
    for zone, move in found.items():
        exact = reference(kind, scores, before, after, zone)
        points = largest_remainder({cause: value[0] for cause, value in exact.items()})
        places = largest_remainder({cause: value[1] * 100 for cause, value in exact.items()})
        assert parts(move) == {
            cause: (Decimal(points[cause]).scaleb(-2), Decimal(places[cause]).scaleb(-2))
            for cause in CAUSES[kind]
        }


@few
@given(st.sampled_from([YEAR, VERSION]), BOARDS, MEMBERS, MEMBERS)
def test_the_parts_add_up_to_both_changes(kind, scores, before, after):
    for move in split(kind, Field(ZONES, before, after), apart(scores), 2).values():
        assert sum(one.points for one in move.parts) == move.score - move.score_before
        assert sum(one.places for one in move.parts) == move.rank_before - move.rank


@few
@given(TICKS, MEMBERS)
def test_between_identical_boards_every_part_is_nothing(ticks, members):
    for move in split(
        YEAR, Field(ZONES, members, members), apart(same_scheme(ticks, ticks, ticks)), 2
    ).values():
        assert all((one.points, one.places) == (0, 0) for one in move.parts)


@few
@given(TICKS, TICKS, st.integers(0, len(ZONES) - 1))
def test_what_another_zone_did_is_no_part_of_one_s_own(then, now, other):
    """Only one zone changes: every other zone's own part is exactly nothing."""
    changed = list(then)
    changed[other] = now[other]
    scores = same_scheme(then, then, changed)
    for zone, move in split(YEAR, Field(ZONES, set(ZONES), set(ZONES)), apart(scores), 2).items():
        if zone != ZONES[other]:
            assert parts(move)[OWN] == (0, 0)


@pytest.mark.parametrize("order", list(permutations(range(len(ZONES))))[::5])
def test_the_order_of_the_zones_never_matters(order):
    then, now = [50, 55, 60, 60], [58, 57, 60, 40]
    plain = split(
        YEAR, Field(ZONES, set(ZONES), set("abc")), apart(same_scheme(then, then, now)), 2
    )
    zones = tuple(ZONES[place] for place in order)
    mixed = same_scheme(*([row[place] for place in order] for row in (then, then, now)))
    again = split(YEAR, Field(zones, set(ZONES), set("abc")), apart(mixed), 2)
    assert {zone: parts(move) for zone, move in again.items()} == {
        zone: parts(move) for zone, move in plain.items()
    }


# From the figures

RULES = make_rules(
    {
        "size": ("trade", "level", 60, 0, 200),
        "events": ("events", "level", 40, 0, 10),
    }
)
KINDS = {"trade": "flow", "events": "flow"}
CITIES = {"a": "wuhan", "b": "wuhan", "c": "yichang"}


def facts_of(trade, events, period="2022"):
    """Yearly trade and events of the three zones, a quarter of each a quarter."""
    years = (2021, 2022) if period == "2022" else (int(period),)
    figures = {
        (zone, code): {year: [amount / 4] * 4 for year in years}
        for code, amounts in (("trade", trade), ("events", events))
        for zone, amount in zip(CITIES, amounts, strict=True)
    }
    return make_facts(period, figures, kinds=KINDS, cities=CITIES, of_cities=frozenset({"events"}))


def printed(facts, rules=RULES):
    figures = gather(facts)
    return ranked_scores(rank_zones(facts, figures, measure(figures, rules), rules)[0])


def versions(before, after, rules=RULES):
    return moves_of(
        VERSION,
        Later(after, rules, printed(after, rules)),
        Earlier(before, rules, printed(before, rules)),
    )


def test_a_neighbour_s_report_to_the_city_is_the_neighbour_s():
    # Wuhan's events count for a and b. b reports four more: both have 16 points more of 40.
    before, after = facts_of([40, 80, 120], [2, 2, 4]), facts_of([40, 80, 120], [2, 6, 4])
    found = versions(before, after)
    assert parts(found["a"])[OWN] == (Decimal("0.00"), Decimal("0.00"))
    assert parts(found["a"])[OTHERS][0] == Decimal("16.00")
    assert parts(found["b"])[OWN][0] == Decimal("16.00")
    assert parts(found["c"])[OTHERS] == (Decimal("0.00"), Decimal("-1.00"))


AMOUNTS = st.lists(st.integers(0, 60), min_size=3, max_size=3)


@settings(few, max_examples=max(few.max_examples // 3, 4))
@given(
    AMOUNTS,
    AMOUNTS,
    AMOUNTS,
    AMOUNTS,
    st.sampled_from(list(CITIES)),
    st.sampled_from(["goalposts", "rank_points"]),
)
def test_if_only_another_zone_s_figures_change_the_own_part_is_nothing(
    trade, events, new_trade, new_events, other, normalisation
):
    rules = replace(RULES, normalisation=normalisation)
    place = list(CITIES).index(other)
    changed_trade, changed_events = list(trade), list(events)
    changed_trade[place], changed_events[place] = new_trade[place], new_events[place]
    before, after = facts_of(trade, events), facts_of(changed_trade, changed_events)
    found = versions(before, after, rules)
    for zone, move in found.items():
        assert move.score == printed(after, rules)[zone]
        assert move.score_before == printed(before, rules)[zone]
        assert sum(one.points for one in move.parts) == move.score - move.score_before
        assert sum(one.places for one in move.parts) == move.rank_before - move.rank
        if zone != other:
            assert parts(move)[OWN] == (0, 0)


def test_under_points_by_place_the_others_move_a_zone_s_score_as_well():
    # c overtakes a in trade: a has one of two others behind it instead of both: 60 × ½ less.
    rules = replace(RULES, normalisation="rank_points")
    found = versions(facts_of([80, 20, 40], [0, 0, 0]), facts_of([80, 20, 90], [0, 0, 0]), rules)
    assert parts(found["a"])[OTHERS][0] == Decimal("-30.00")
    assert parts(found["a"])[OWN] == (Decimal("0.00"), Decimal("0.00"))
    assert parts(found["c"])[OWN][0] == Decimal("30.00")
