"""Checks the figures of one quarter against each other: parts within wholes, sums that add up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

#: Statistics are rounded before they are added up: a sum may be off by this much, in stored units.
SLACK = Decimal("0.01")


@dataclass(frozen=True)
class Finding:
    """One thing wrong with a figure: which rule, which indicator, and the numbers that disagree."""

    code: str
    indicator: str
    other: str = ""
    value: Decimal | None = None
    limit: Decimal | None = None


#: Every code a Finding can carry: what contradicts what, and what cannot be taken at all.
CODES = (
    *("negative", "part_above_whole", "parts_above_whole", "sum_differs"),
    *("no_earlier_quarters", "rate_missing", "unknown_unit", "too_large"),
    *("state_and_value_disagree", "reason_missing"),
)


def check_parts(
    values: Mapping[str, Decimal],
    *,
    wholes: Mapping[str, str],
    sums: Mapping[str, Sequence[str]],
) -> list[Finding]:
    """Every contradiction among a quarter's values, which are in stored units.

    ``wholes`` names the whole an indicator is part of, ``sums`` the parts that make a total.
    What is missing contradicts nothing.
    """
    findings = [
        Finding("negative", code, code, value, Decimal(0))
        for code, value in values.items()
        if value < 0
    ]
    for whole in dict.fromkeys(wholes.values()):
        if whole not in values:
            continue
        parts = [code for code, its_whole in wholes.items() if its_whole == whole]
        held = [code for code in parts if code in values]
        alone = [code for code in held if values[code] > values[whole] + SLACK]
        findings += [
            Finding("part_above_whole", code, whole, values[code], values[whole]) for code in alone
        ]
        together = sum((values[code] for code in held), Decimal(0))
        if not alone and together > values[whole] + SLACK:
            findings.append(Finding("parts_above_whole", held[0], whole, together, values[whole]))
    for total, summands in sums.items():
        if total not in values or any(code not in values for code in summands):
            continue
        added = sum((values[code] for code in summands), Decimal(0))
        if abs(added - values[total]) > SLACK:
            findings.append(Finding("sum_differs", total, total, values[total], added))
    return findings
