"""Reads what the checks find in single cells, as the grid says it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..badges import severity_badge
from ..findings import finding_sentence
from ..models import ReportingQuarter
from ..validation import SEVERITIES
from .cells import Held
from .checks import Indicators, check_submissions

#: What is found in each cell, by zone id and indicator code.
CellChecks = Mapping[int, Mapping[str, Sequence["CellCheck"]]]


@dataclass(frozen=True)
class CellCheck:
    """One finding in a cell: how grave it is, in words with an icon, and the sentence."""

    severity: str
    icon: str
    name: str
    text: str
    is_answered: bool  # a reason was written for which it is right all the same


def cell_checks(
    quarter: ReportingQuarter, held: Mapping[int, Held], indicators: Indicators
) -> CellChecks:
    """What the checks find in the zones' latest versions, the gravest first.

    The number of queries does not depend on how many zones there are.
    """
    submissions = {zone: one.submission for zone, one in held.items() if one.submission}
    if not submissions:
        return {}
    for one in submissions.values():
        one.quarter = quarter  # known: not to be looked up again
    models = {code: known.model for code, known in indicators.items()}
    found = check_submissions(list(submissions.values()), indicators)
    checks: dict[int, dict[str, list[CellCheck]]] = {}
    for zone, submission in submissions.items():
        own = checks[zone] = defaultdict(list)
        order = sorted(found[submission.pk], key=lambda one: SEVERITIES.index(one.finding.severity))
        for one in order:
            badge = severity_badge(one.finding.severity)
            text = finding_sentence(one.finding, models)
            is_answered = one.override is not None
            own[one.finding.indicator].append(
                CellCheck(one.finding.severity, badge.icon, badge.text, text, is_answered)
            )
    return checks
