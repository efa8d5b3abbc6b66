"""What the tests of the rules share: a rule, a past, and what the rule finds in one figure."""

from decimal import Decimal

from indicators.periods import Quarter
from indicators.validation import (
    SEVERE,
    WARNING,
    Report,
    Rule,
    RuleBook,
    Stated,
    Structure,
    check_report,
)

NOW = Quarter(2022, 3)
STRUCTURE = Structure(
    wholes={"processing": "total", "logistics": "total"}, sums={"total": ("import", "export")}
)
#: History, the latest first: 2022Q2, 2022Q1, 2021Q4, …; its median is 100.
EIGHT = [120, 100, 110, 90, 100, 80, 105, 95]


def past(values) -> dict[Quarter, Decimal]:
    """The values as history, the latest first; None leaves a quarter out."""
    held = ((NOW.shift(-back), value) for back, value in enumerate(values, start=1))
    return {quarter: Decimal(str(value)) for quarter, value in held if value is not None}


def rule(kind: str, threshold="0.01", quarters: int = 0, severity: str = WARNING, **about) -> Rule:
    return Rule(kind, severity, threshold=Decimal(threshold), quarters=quarters, **about)


def check(one: Rule, value, earlier=(), *, stated: Stated | None = None, **about):
    """What one rule finds in the figure `x`."""
    report = Report(
        NOW,
        {"x": Decimal(str(value))},
        {"x": past(earlier)},
        {"x": stated} if stated else {},
        **about,
    )
    found = check_report(report, RuleBook([one]), STRUCTURE)
    return [finding for finding in found if finding.code == one.kind]


JUMP = rule("jump", "3", 8)
RANGE = rule("outside_range", "1.5", 8, "note")
ZERO = rule("zero_after_values", quarters=4, severity="note")
YEAR_TO_DATE = rule("year_to_date_differs")
LAST_YEAR = rule("last_year_differs")
GROWTH = rule("growth_differs", "0.1")
REGISTER = rule("register_differs", severity=SEVERE)
