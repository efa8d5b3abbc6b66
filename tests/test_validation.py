"""Figures of one quarter against each other: parts within wholes, sums that add up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.findings import FINDINGS, RULES
from indicators.periods import Quarter
from indicators.validation import (
    CODES,
    KINDS,
    SLACK,
    Finding,
    Report,
    RuleBook,
    Structure,
    check_report,
)

WHOLES = {"processing": "total", "logistics": "total", "ecommerce": "total"}
SUMS = {"total": ("import", "export")}


def findings(values: dict[str, Decimal], sums: dict) -> list[Finding]:
    """What the core rules find, with no other loaded."""
    return check_report(Report(Quarter(2022, 2), values), RuleBook(()), Structure(WHOLES, sums))


def check(**values) -> list[Finding]:
    return findings({code: Decimal(str(value)) for code, value in values.items()}, SUMS)


def test_figures_that_agree_have_no_finding():
    assert check(**{"import": 40, "export": 60, "total": 100}, processing=70, logistics=30) == []


def test_what_is_missing_contradicts_nothing():
    assert check(processing=70, logistics=500) == []
    assert check(**{"import": 40, "total": 100}) == []
    assert check() == []


def test_a_part_above_its_whole_is_named_with_both_numbers():
    assert check(total=100, processing=101, logistics=5) == [
        Finding("part_above_whole", "processing", "total", Decimal(101), Decimal(100))
    ]


def test_parts_that_fit_alone_but_not_together_are_named_as_a_sum():
    assert check(total=100, processing=60, logistics=50) == [
        Finding("parts_above_whole", "processing", "total", Decimal(110), Decimal(100))
    ]


def test_a_total_that_its_parts_contradict_is_named_with_their_sum():
    assert check(**{"import": 40, "export": 60, "total": 99}) == [
        Finding("sum_differs", "total", "total", Decimal(99), Decimal(100))
    ]


def test_a_figure_below_zero_is_named():
    assert check(total=5, processing=-1) == [
        Finding("negative", "processing", "processing", Decimal(-1), Decimal(0))
    ]


@pytest.mark.parametrize(("total", "is_fine"), [("100.01", True), ("100.0101", False)])
def test_sums_may_be_off_by_rounding_and_no_more(total, is_fine):
    assert (check(**{"import": 40, "export": 60, "total": total}) == []) is is_fine


@pytest.mark.parametrize(("part", "is_fine"), [("100.01", True), ("100.0101", False)])
def test_a_part_may_be_above_its_whole_by_rounding_and_no_more(part, is_fine):
    assert (check(total=100, processing=part) == []) is is_fine


amounts = st.decimals(0, 10**9, places=4)


@given(st.lists(amounts, min_size=3, max_size=3), amounts)
def test_parts_of_a_whole_that_is_their_sum_and_more_are_never_refused(parts, rest):
    values = dict(zip(WHOLES, parts, strict=True)) | {"total": sum(parts) + rest}
    assert findings(values, {}) == []


@given(st.lists(amounts, min_size=3, max_size=3), st.decimals("0.0101", 10**6, places=4))
def test_parts_that_exceed_their_whole_are_always_refused(parts, excess):
    whole = sum(parts) - excess
    values = dict(zip(WHOLES, parts, strict=True)) | {"total": whole}
    found = findings(values, {})
    assert excess > SLACK
    assert {finding.code for finding in found} & {"part_above_whole", "parts_above_whole"}


def test_every_finding_and_every_rule_has_its_sentence():
    assert set(FINDINGS) == set(CODES)
    assert set(RULES) == set(KINDS)
