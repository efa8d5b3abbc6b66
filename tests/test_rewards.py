"""The incentive fund is shared exactly: by hand, a second way, and for every board there can be."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rewards import (
    BEYOND,
    BY_PLACE,
    BY_RANK,
    BY_SCORE,
    EXIT_CASE,
    LOW_COVERAGE,
    NOT_RANKED,
    UNITS,
    Contender,
    RewardTerms,
    apportion,
    in_units,
    share_fund,
)

FULL = Decimal(1)
#: A board worked by hand: two second places, one zone in its first year, one below 80 %.
BOARD = [
    Contender("a", 1, Decimal("80.00"), FULL),
    Contender("b", 2, Decimal("60.00"), FULL),
    Contender("c", 2, Decimal("60.00"), FULL),
    Contender("d", 4, Decimal("50.00"), FULL, has_exit_case=True),
    Contender("e", 5, Decimal("40.00"), Decimal("0.7")),
    Contender("f", None, Decimal("70.00"), FULL),
]


def terms(kind=BY_RANK, **more):
    return RewardTerms(kind, **{"min_coverage": Decimal("0.8")} | more)


def paid(rewards):
    return {one.contender.zone: one.amount for one in rewards if not one.reason}


def test_the_golden_case_by_rank():
    # Of three zones the first has 3 parts; the tied ones share 2 and 1: 1.5 each. 1000 / 6 a part.
    rewards = share_fund(BOARD, terms(), Decimal(1000))
    assert paid(rewards) == {"a": Decimal("500"), "b": Decimal("250"), "c": Decimal("250")}
    assert [(one.contender.zone, one.reason) for one in rewards[3:]] == [
        ("d", EXIT_CASE),
        ("e", LOW_COVERAGE),
        ("f", NOT_RANKED),
    ]
    assert [one.place for one in rewards[:3]] == [1, 2, 2]
    assert [one.share for one in rewards[:3]] == [Decimal("0.5"), Decimal("0.25"), Decimal("0.25")]


def test_the_golden_case_by_score_to_the_yuan():
    # 80 + 60 + 60 = 200; of 1,000.0001 万元 the first has 400.00004, the others 300.00003 each:
    # in 元 4000000.4, 3000000.3, 3000000.3; the 元 left over goes to the largest remainder.
    rewards = share_fund(BOARD, terms(BY_SCORE), Decimal("1000.0001"))
    assert paid(rewards) == {
        "a": Decimal("400.0001"),
        "b": Decimal("300.0000"),
        "c": Decimal("300.0000"),
    }


def test_the_golden_case_by_place():
    # 50, 30 and 20 parts: the tied ones take up the second and third place, 25 parts each.
    steps = (Decimal(50), Decimal(30), Decimal(20))
    rewards = share_fund(BOARD, terms(BY_PLACE, steps=steps), Decimal(100))
    assert paid(rewards) == {"a": Decimal(50), "b": Decimal(25), "c": Decimal(25)}
    two = share_fund(BOARD, terms(BY_PLACE, steps=(Decimal(3), Decimal(1))), Decimal(100))
    # The second place's one part is shared by two: 3, 0.5, 0.5 of 4.
    assert paid(two) == {"a": Decimal(75), "b": Decimal("12.5"), "c": Decimal("12.5")}


def test_a_zone_with_an_exit_case_has_its_part_where_the_rule_does_not_leave_it_out():
    rewards = share_fund(BOARD, terms(leaves_out_exit=False), Decimal(1000))
    # 4, 2.5, 2.5, 1 of 10.
    assert paid(rewards) == {
        "a": Decimal(400),
        "b": Decimal(250),
        "c": Decimal(250),
        "d": Decimal(100),
    }


def test_places_that_have_a_part_may_be_few_and_those_tied_at_the_last_one_are_all_in():
    first = share_fund(BOARD, terms(most_places=1), Decimal(9))
    assert paid(first) == {"a": Decimal(9)}
    assert [one.contender.zone for one in first if one.reason == BEYOND] == ["b", "c"]
    assert set(paid(share_fund(BOARD, terms(most_places=2), Decimal(9)))) == {"a", "b", "c"}


def test_without_a_fund_there_are_shares_and_no_amounts():
    rewards = share_fund(BOARD, terms(), None)
    assert [one.amount for one in rewards] == [None] * 6
    assert sum(one.share for one in rewards) == 1


def test_what_cannot_be_shared_evenly_goes_to_the_one_that_the_board_lists_first():
    tied = [Contender(code, 1, Decimal(50), FULL) for code in "abc"]
    rewards = share_fund(tied, terms(unit="wan"), Decimal(100))
    assert paid(rewards) == {"a": Decimal(34), "b": Decimal(33), "c": Decimal(33)}


def test_a_board_on_which_nobody_qualifies_pays_nobody():
    nobody = [Contender("a", None, None, None)]
    assert paid(share_fund(nobody, terms(), Decimal(5))) == {}
    assert paid(share_fund([], terms(BY_SCORE), Decimal(5))) == {}


def test_scores_of_nothing_but_zero_tell_nobody_apart():
    zeros = [Contender(code, 1, Decimal(0), FULL) for code in "ab"]
    assert paid(share_fund(zeros, terms(BY_SCORE), Decimal(3))) == {
        "a": Decimal("1.5"),
        "b": Decimal("1.5"),
    }


@pytest.mark.parametrize("fund", [Decimal("0.00005"), Decimal("-1")])
def test_a_fund_that_is_not_made_of_the_units_is_refused(fund):
    with pytest.raises(ValueError, match="is not made of yuan"):
        in_units(fund, "yuan")


# A second calculation, of plain integers: scores and parts in hundredths, no fraction anywhere.


def second_parts(board, rule):
    able = [
        one
        for one in board
        if one.rank is not None
        and one.coverage >= rule.min_coverage
        and not (rule.leaves_out_exit and one.has_exit_case)
    ]
    able = sorted(able, key=lambda one: one.rank)
    found = []
    for one in able:
        better = sum(other.rank < one.rank for other in able)
        alike = sum(other.rank == one.rank for other in able)
        if rule.most_places and better + 1 > rule.most_places:
            found.append((one.zone, 0, 1))
        elif rule.kind == BY_SCORE:
            found.append((one.zone, int(one.score * 100), 1))
        else:
            ladder = (
                [len(able) - number for number in range(len(able))]
                if rule.kind == BY_RANK
                else [int(step) for step in rule.steps] + [0] * len(able)
            )
            found.append((one.zone, sum(ladder[better : better + alike]), alike))
    return found


def second_amounts(board, rule, fund):
    """Amounts in whole units, by dividing with remainder over a common denominator."""
    units = int(fund / UNITS[rule.unit])
    found = second_parts(board, rule)
    common = 1
    for _zone, _part, over in found:
        common *= over
    weights = [part * common // over for _zone, part, over in found]
    total = sum(weights)
    if total == 0:
        return None
    amounts = [units * weight // total for weight in weights]
    rest = [units * weight % total for weight in weights]
    for _ in range(units - sum(amounts)):
        first = max(range(len(rest)), key=lambda number: (rest[number], -number))
        amounts[first] += 1
        rest[first] = -1
    return {
        zone: amount * UNITS[rule.unit]
        for (zone, part, _over), amount in zip(found, amounts, strict=True)
        if part
    }


@st.composite
def boards(draw):
    ticks = draw(st.lists(st.integers(0, 10_000), min_size=1, max_size=9))
    ticks.sort(reverse=True)
    return [
        Contender(
            f"z{number}",
            None if draw(st.integers(0, 9)) == 0 else ticks.index(tick) + 1,
            Decimal(tick) / 100,
            draw(st.sampled_from([Decimal("0.5"), Decimal("0.8"), FULL])),
            draw(st.integers(0, 5)) == 0,
        )
        for number, tick in enumerate(ticks)
    ]


@st.composite
def rules(draw):
    kind = draw(st.sampled_from([BY_SCORE, BY_RANK, BY_PLACE]))
    steps = sorted(draw(st.lists(st.integers(1, 50), min_size=1, max_size=6)), reverse=True)
    return terms(
        kind,
        leaves_out_exit=draw(st.booleans()),
        most_places=draw(st.one_of(st.none(), st.integers(1, 5))),
        steps=tuple(map(Decimal, steps)) if kind == BY_PLACE else (),
        unit=draw(st.sampled_from(sorted(UNITS))),
    )


FUNDS = st.integers(1, 10_000_000).map(Decimal)


@given(boards(), rules(), FUNDS)
def test_a_second_calculation_finds_the_same_amounts(board, rule, fund):
    expected = second_amounts(board, rule, fund)
    if expected is not None:
        assert paid(share_fund(board, rule, fund)) == expected


@given(boards(), rules(), FUNDS)
def test_the_amounts_add_up_to_the_fund_and_the_shares_to_one(board, rule, fund):
    rewards = share_fund(board, rule, fund)
    assert sorted(one.contender.zone for one in rewards) == sorted(one.zone for one in board)
    amounts = list(paid(rewards).values())
    if amounts:
        assert sum(amounts) == fund
        assert sum(one.share for one in rewards) == 1
        assert all(amount >= 0 for amount in amounts)


@given(boards(), rules(), FUNDS)
def test_the_better_placed_never_gets_less_and_of_equals_one_unit_more_at_most(board, rule, fund):
    got = [one for one in share_fund(board, rule, fund) if not one.reason]
    for better, worse in pairwise(got):
        assert better.place <= worse.place
        assert better.amount >= worse.amount
        if better.place == worse.place:
            assert better.amount - worse.amount in (0, UNITS[rule.unit])


@given(
    st.integers(0, 10**12),
    st.lists(st.fractions(min_value=0, max_value=100), min_size=1, max_size=12),
)
def test_nobody_is_a_whole_unit_off_what_is_exact(units, parts):
    shared = apportion(units, parts)
    total = sum(parts)
    if not total:
        assert shared == [0] * len(parts)
        return
    assert sum(shared) == units
    for got, part in zip(shared, parts, strict=True):
        assert abs(got - Fraction(units) * part / total) < 1
