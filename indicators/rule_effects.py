"""Compares what two books of rules find in the same reports: what comes, goes, or weighs otherwise.

Pure: reports and rule books in, effects out.
"""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass

from .evidence import Finding, Report, Structure
from .validation import FACTORS, RuleBook, check_report

#: What a change does to a finding; the most notable first.
NEW, GRAVER, MILDER, GONE, SAME = EFFECTS = ("new", "graver", "milder", "gone", "same")


@dataclass(frozen=True)
class Effect:
    """A finding with its severity under the rules as they are and as they would be.

    A severity is empty where the rules find nothing; the finding is told as the new ones see it.
    """

    key: Hashable
    finding: Finding
    before: str
    after: str
    code: str  # one of EFFECTS


def kinds_touched(kind: str) -> Collection[str]:
    """The kinds whose findings a rule of this kind can change: a jump hides an outlier."""
    return FACTORS if kind in FACTORS else (kind,)


def effects_of(
    reports: Mapping[Hashable, Report],
    before: RuleBook,
    after: RuleBook,
    structure: Structure,
    severities: Collection[str],
) -> list[Effect]:
    """What each report's findings become, in the order of the reports; the gravest severity first
    in ``severities``."""
    order = list(severities)
    effects = []
    for key, report in reports.items():
        was, will = (
            {
                (found.code, found.indicator): found
                for found in check_report(report, book, structure)
            }
            for book in (before, after)
        )
        for one in was | will:
            old, new = was.get(one), will.get(one)
            effects.append(
                Effect(
                    key,
                    new or old,  # type: ignore[arg-type]  # one of them found it
                    old.severity if old else "",
                    new.severity if new else "",
                    _code(old, new, order),
                )
            )
    return effects


def _code(old: Finding | None, new: Finding | None, order: list[str]) -> str:
    if old is None:
        return NEW
    if new is None:
        return GONE
    change = order.index(new.severity) - order.index(old.severity)
    if change == 0:
        return SAME
    return GRAVER if change < 0 else MILDER
