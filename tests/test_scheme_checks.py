"""What is wrong with a scheme is said all at once, and weights are added up exactly."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scheme_checks import Settings, Terms, faults_of, sums_of

USUAL = Settings(
    effective_year=2024,
    aggregation="arithmetic",
    normalisation="goalposts",
    base_year=None,
    cap=Decimal(100),
    min_coverage=Decimal("0.8"),
    grace_months=12,
    grace_rule="accepted",
    boards="all",
    decimals=2,
)


def criterion(code, weight, low="0", high="10", **fields):
    ends = {
        name: None if end is None else Decimal(end)
        for name, end in zip(("low", "high"), (low, high), strict=True)
    }
    return Terms(code, "total", Decimal(weight), is_criterion=True, **ends, **fields)


ROOT = Terms("total", None, Decimal(100))
FIT = [ROOT, criterion("a", "40"), criterion("b", "60")]


def codes(settings=USUAL, nodes=FIT):
    return [(fault.code, fault.place) for fault in faults_of(settings, nodes)]


def test_a_fit_scheme_has_no_fault():
    assert codes() == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"cap": Decimal("99.9")}, ("cap_out_of_range", "cap")),
        ({"cap": Decimal("120.1")}, ("cap_out_of_range", "cap")),
        ({"min_coverage": Decimal("1.001")}, ("coverage_out_of_range", "min_coverage")),
        ({"grace_months": 61}, ("grace_out_of_range", "grace_months")),
        ({"decimals": 5}, ("decimals_out_of_range", "decimals")),
        ({"normalisation": "baseline"}, ("base_year_missing", "base_year")),
        ({"normalisation": "baseline", "base_year": 2024}, ("base_year_too_late", "base_year")),
    ],
)
def test_a_setting_out_of_its_range_is_named(change, fault):
    assert codes(replace(USUAL, **change)) == [fault]


def test_both_ends_of_every_range_are_fit():
    for change in (
        {"cap": Decimal(120), "min_coverage": Decimal(0), "grace_months": 0, "decimals": 0},
        {"min_coverage": Decimal(1), "grace_months": 60, "decimals": 4},
        {"normalisation": "baseline", "base_year": 2023},
    ):
        assert codes(replace(USUAL, **change)) == []


@pytest.mark.parametrize(
    ("nodes", "faults"),
    [
        ([criterion("a", "99.999")], [("weights_not_100", "total")]),
        ([criterion("a", "33.333"), criterion("b", "66.667")], []),
        ([criterion("a", "-1"), criterion("b", "101")], [("weight_negative", "a")]),
        ([criterion("a", "100", "10", "10")], [("goalposts_reversed", "a")]),
        ([criterion("a", "100", None, "10")], [("goalposts_missing", "a")]),
        ([criterion("a", "100", mean=Decimal(1))], [("reference_in_half", "a")]),
        (
            [criterion("a", "100", mean=Decimal(1), deviation=Decimal(0))],
            [("deviation_not_positive", "a")],
        ),
    ],
)
def test_a_node_that_cannot_be_scored_by_is_named(nodes, faults):
    assert codes(nodes=[ROOT, *nodes]) == faults


def test_scores_in_deviations_need_a_reference_of_every_criterion_that_counts():
    z = replace(USUAL, normalisation="z")
    held = criterion("a", "100", mean=Decimal(1), deviation=Decimal(2))
    assert codes(z, [ROOT, held, criterion("b", "0")]) == []
    assert codes(z, FIT) == [("reference_missing", "a"), ("reference_missing", "b")]


def test_everything_wrong_is_said_at_once():
    nodes = [ROOT, criterion("a", "40", "5", "1"), criterion("b", "50")]
    assert codes(replace(USUAL, cap=Decimal(90)), nodes) == [
        ("cap_out_of_range", "cap"),
        ("weights_not_100", "total"),
        ("goalposts_reversed", "a"),
    ]


@given(st.lists(st.decimals(0, 100, places=3), min_size=1, max_size=9))
def test_weights_add_up_to_a_hundred_exactly_or_not_at_all(weights):
    nodes = [ROOT, *(criterion(f"n{at}", weight) for at, weight in enumerate(weights))]
    exact = sum((Fraction(weight) for weight in weights), Fraction(0))
    assert Fraction(sums_of(nodes)["total"]) == exact
    assert (codes(nodes=nodes) == []) is (exact == 100)
