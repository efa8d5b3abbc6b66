"""Reads what the register counts of a zone's quarter, for the page on which it is reported."""

from dataclasses import dataclass
from decimal import Decimal

from zones.display import label, number
from zones.models import Zone

from ..periods import Quarter
from .project_rows import rules_in_order
from .register import register_counts, rule_of
from .register_addresses import register_address


@dataclass(frozen=True)
class RegisterLine:
    """An indicator that is counted: its count in the quarter, and where the entries are."""

    code: str
    label: str
    counted: Decimal
    text: str
    unit: str
    href: str


def register_lines(zone: Zone, quarter: Quarter) -> list[RegisterLine]:
    """What the zone's register counts; nothing where it keeps none. Four queries at most."""
    rules = rules_in_order()
    counts = register_counts([zone.pk], [quarter], map(rule_of, rules)).of(zone.pk, quarter)
    found = [
        RegisterLine(
            code=rule.indicator.code,
            label=label(rule.indicator),
            counted=counts[rule.indicator.code],
            text=number(counts[rule.indicator.code]),
            unit=rule.indicator.unit_zh,
            href=register_address(rule, quarter, zone.code),
        )
        for rule in rules
        if rule.indicator.code in counts
    ]
    return sorted(found, key=lambda line: line.code, reverse=True)
