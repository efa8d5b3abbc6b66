"""Writes the rules that figures are checked by, and the reasons against their severe findings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from zones.access import Person
from zones.models import AuditEntry
from zones.services.audit import Change, audit_append
from zones.services.transactions import refuse_too_long

from ..cells import Cells
from ..models import Indicator, Override, Submission, ValidationRule
from ..models.validation import MOST_QUARTERS
from ..selectors.checks import Checked, check_submission, takes_reason
from ..tables import Problem, read_table, repeated_rows
from ..validation import (
    FACTORS,
    LEAST_QUARTERS,
    OF_HISTORY,
    SEVERITIES,
    WITHOUT_THRESHOLD,
    Finding,
)
from .entries import Indicators

COLUMNS = ("kind", "indicator", "severity", "threshold", "quarters", "is_on")
Key = tuple[str, str, str]  # kind, indicator's code, severity

#: Reasons as written, by the finding's code and the indicator's; an empty one takes it back.
Reasons = Mapping[tuple[str, str], str]


def overrides_written(
    submission: Submission,
    reasons: Reasons | None,
    by: Person,
    at: datetime,
    indicators: Indicators | None = None,
) -> tuple[tuple[Checked, ...], list[Change]]:
    """What the rules find with these reasons written down, and what the audit log is told.

    A reason is kept for what takes one, a severe finding above all, with the numbers that it was
    written about; one that an earlier version gave cannot be taken back, only replaced.
    """
    found = check_submission(submission, indicators)
    changed = []
    for one in found:
        key = (one.finding.code, one.finding.indicator)
        if not reasons or not takes_reason(one.finding) or key not in reasons:
            continue
        reason, held = reasons[key].strip(), one.override
        refuse_too_long(reason)
        is_inherited = held is not None and held.submission_id != submission.pk
        if reason != (held.reason if held else "") and (reason or not is_inherited):
            changed.append((one.finding, reason))
    if not changed:
        return found, []
    changes = [_override(submission, finding, reason, by, at) for finding, reason in changed]
    return check_submission(submission, indicators), changes


def _override(
    submission: Submission, finding: Finding, reason: str, by: Person, at: datetime
) -> Change:
    """The change of a reason written or taken back in this version."""
    held = Override.objects.filter(
        submission=submission, rule=finding.code, indicator__code=finding.indicator
    )
    old = held.first()
    held.delete()
    if reason and finding.value is not None:
        Override.objects.create(
            submission=submission,
            rule=finding.code,
            indicator=Indicator.objects.get(code=finding.indicator),
            value=finding.value,
            limit=finding.limit,
            reason=reason,
            by_id=by.user_id,
            at=at,
        )
    return Change(
        AuditEntry.Action.CHECK_OVERRIDDEN,
        AuditEntry.Kind.CHECK,
        code=finding.code,
        zone=submission.zone.code,
        quarter=submission.quarter.code,
        indicator=finding.indicator,
        version=submission.version,
        old={"reason": old.reason} if old else None,
        new={"reason": reason, "value": _text(finding.value), "limit": _text(finding.limit)},
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


@dataclass
class RulesFile:
    """The rules of a file in its order, and what is wrong with it."""

    name: str
    rules: dict[Key, dict[str, Any]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_rules(name: str, data: bytes) -> RulesFile:
    """The rules of a CSV file, with a problem for every cell that cannot be taken."""
    table = read_table(name, data, COLUMNS)
    problems = [*table.problems, *repeated_rows(table, ["kind", "indicator", "severity"])]
    found = RulesFile(name, problems=problems)
    indicators = {indicator.code: indicator for indicator in Indicator.objects.all()}
    for order, row in enumerate(table):
        before = len(problems)
        cells = Cells(name, row, problems)
        kind = cells.choice("kind", ValidationRule.Kind.values)
        severity = cells.choice("severity", SEVERITIES)
        code = cells.text("indicator", required=False)
        if code and code not in indicators:
            cells.refuse("indicator", "unknown_reference", value=code, table="indicators")
        rule = {
            "indicator": indicators.get(code),
            "threshold": _threshold(cells, kind),
            "quarters": _quarters(cells, kind),
            "is_on": cells.flag("is_on"),
            "order": order,
        }
        if len(problems) == before:
            found.rules[kind, code, severity] = rule
    return found


def _threshold(cells: Cells, kind: str) -> Decimal | None:
    """The rule's threshold; a kind that takes none must have an empty cell."""
    if kind in WITHOUT_THRESHOLD:
        _refuse_text(cells, "threshold")
        return None
    return cells.decimal("threshold", low=1 if kind in FACTORS else 0)


def _quarters(cells: Cells, kind: str) -> int | None:
    """How many earlier quarters the rule looks at; only those against history look at any."""
    if kind not in OF_HISTORY:
        _refuse_text(cells, "quarters")
        return None
    return cells.whole_number("quarters", low=LEAST_QUARTERS, high=MOST_QUARTERS)


def _refuse_text(cells: Cells, column: str) -> None:
    if value := cells.text(column, required=False):
        cells.refuse(column, "cell_not_empty", value=value)


@transaction.atomic
def rules_load(
    *, file: RulesFile, by: Person | None = None, at: datetime | None = None
) -> tuple[int, int]:
    """How many rules were new, and how many were there already: those are staff's, and stay."""
    held = set(ValidationRule.objects.values_list("kind", "indicator__code", "severity"))
    new: Sequence[Key] = [key for key in file.rules if (key[0], key[1] or None, key[2]) not in held]
    ValidationRule.objects.bulk_create(
        ValidationRule(kind=key[0], severity=key[2], **file.rules[key]) for key in new
    )
    if new:
        told = {"rules": [" ".join(filter(None, key)) for key in new]}
        change = Change(
            AuditEntry.Action.RULES_LOADED, AuditEntry.Kind.RULES, code=file.name, new=told
        )
        audit_append(by=by, at=at, changes=[change])
    return len(new), len(file.rules) - len(new)
