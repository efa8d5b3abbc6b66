"""Reads what the method page needs beside its text: the scheme in force and the flag rules."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from indicators.selectors.phrases import phrase_reader
from indicators.selectors.policy import current_policy
from indicators.selectors.project_rows import rules_in_order

from ..explained import (
    certainty,
    classes,
    figures,
    flags,
    moves,
    register,
    schemes,
    scores,
    targets,
)
from ..explained.parts import Section
from .flag_rules import rules_known
from .schemes import SchemeCard, latest_card


@dataclass(frozen=True)
class Chapter:
    """Some sections under one heading."""

    code: str
    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class MethodPage:
    """All that the method page prints."""

    chapters: tuple[Chapter, ...]
    scheme: SchemeCard | None


def method_page() -> MethodPage:
    """The method, with the latest scheme and every flag rule."""
    rules = rules_known()
    reader = phrase_reader(current_policy())
    chapters = (
        Chapter(
            "figures",
            _("Figures"),
            (*figures.sections(), register.section(rules_in_order())),
        ),
        Chapter("targets", _("Targets"), (*targets.sections(), classes.section())),
        Chapter(
            "ranking",
            _("Score and rank"),
            (
                *scores.sections(),
                *moves.sections(),
                *schemes.sections(),
                *certainty.sections(),
            ),
        ),
        Chapter("consequences", _("What follows"), tuple(flags.sections(rules, reader))),
    )
    return MethodPage(chapters, latest_card())
