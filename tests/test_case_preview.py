"""Before a flag rule is adopted its page tells which cases the years so far would have opened."""

from dataclasses import replace

import pytest
from django.utils import translation

from assessments.flag_terms import FlagRuleTerms
from assessments.models import Case, FlagRule
from assessments.selectors.case_preview import case_preview, case_sentences
from assessments.selectors.flag_rule_page import flag_rule_preview
from tests.assessing import AFTER, make_world, published


@pytest.fixture
def world(db):
    """Zone b misses a yearly target in 2021 and 2022, and a warning comes of the second."""
    world = make_world()
    for year in (2021, 2022):
        world.set_target(world.b, year, 500)
    published("2021", AFTER)
    with translation.override("en"):
        yield world


def without(code):
    return lambda asked: replace(
        asked, flag_rules=tuple(one for one in asked.flag_rules if one.code != code)
    )


def test_what_a_rule_switched_off_would_no_longer_open_is_named_by_year(world):
    found = case_sentences(case_preview(without("annual_target_missed"), AFTER))
    assert found == [
        "Cases that these rules would have opened in 2021, 2022: 1, of them for an exit: 1;"
        " under the rules as they are: 3.",
        "2021: not opened B (notice and interview).",
        "2022: not opened B (notice and interview).",
    ]


def test_a_warning_that_becomes_an_exit_is_another_case(world):
    rule = FlagRule.objects.get(code="missed_years")
    terms = FlagRuleTerms(is_on=True, threshold=2, window=1)
    sentences = flag_rule_preview(rule, terms, AFTER).sentences
    assert "2021: opened as well B (warned of exit)." in sentences
    assert "2022: opened as well B (exit); not opened B (warned of exit)." in sentences


def test_nothing_is_opened_by_looking(world):
    before = Case.objects.count()
    case_preview(without("annual_target_missed"), AFTER)
    assert Case.objects.count() == before
