"""Before a flag rule is adopted its page tells which cases the years so far would have opened."""

from dataclasses import replace

import pytest
from django.utils import translation

from assessments.flag_terms import FlagRuleTerms
from assessments.models import Case, FlagRule
from assessments.selectors.case_preview import case_preview, case_sentences
from assessments.selectors.flag_rule_page import flag_rule_preview
from tests.assessing import AFTER, make_world, published
from tests.factories import make_quarter


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
        "Cases that these years would have opened: 1, of them for an exit: 0, as a warning of"
        " exit: 1; under the rules that they are judged by: 3.",
        "2021: not opened B (notice and interview).",
        "2022: not opened B (notice and interview).",
    ]


def test_a_warning_that_becomes_an_exit_is_another_case(world):
    rule = FlagRule.objects.get(code="missed_years")
    terms = FlagRuleTerms(is_on=True, threshold=2, window=1)
    sentences = flag_rule_preview(rule, terms, AFTER).sentences
    assert sentences == (
        "Adopted now, it acts on what is first published from now on. Published already, and kept"
        " under their own rules also when they are assessed again: 2021.",
        "Tried on 2021, 2022, as if none of them were published: flags that come, go or lead to"
        " something else: 2, in 2021, 2022.",
        "Cases that these years would have opened: 4, of them for an exit: 1, as a warning of"
        " exit: 1; under the rules that they are judged by: 3.",
        "2021: opened as well B (warned of exit).",
        "2022: opened as well B (exit); not opened B (warned of exit).",
    )


def test_the_table_says_of_the_same_years_whether_a_warning_or_a_procedure_comes(world):
    rule = FlagRule.objects.get(code="missed_years")
    terms = FlagRuleTerms(is_on=True, threshold=2, window=1)
    rows = flag_rule_preview(rule, terms, AFTER).rows
    assert [(one.period, one.is_published, one.before.text, one.after.text) for one in rows] == [
        ("2021", True, "—", "exit warning"),
        ("2022", False, "exit warning", "exit procedure"),
    ]


def test_every_complete_year_is_tried_and_the_one_under_way_is_not(world):
    make_quarter("2023Q4")
    terms = FlagRuleTerms(is_on=False)
    sentences = flag_rule_preview(
        FlagRule.objects.get(code="annual_target_missed"), terms, AFTER
    ).sentences
    assert sentences[1].startswith("Tried on 2021, 2022, as if")


def test_a_rule_that_fires_within_the_year_is_tried_on_all_spans_and_opens_no_case(world):
    sentences = flag_rule_preview(
        FlagRule.objects.get(code="behind_pace"), FlagRuleTerms(is_on=False), AFTER
    ).sentences
    assert len(sentences) == 2
    assert "Tried on the first quarter of 2021, the first half of 2021" in sentences[1]


def test_nothing_is_opened_by_looking(world):
    before = Case.objects.count()
    case_preview(without("annual_target_missed"), AFTER)
    assert Case.objects.count() == before
