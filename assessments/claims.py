"""Claims: what several targets make of the same figure in the same year, and where they disagree.

Pure. A goal of growth, of level and of a share of the province can all be put in the indicator's
own unit; where they come to different amounts, no single figure meets them alike.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from indicators.figures import part_for_share
from indicators.targets import AVERAGE_GROWTH, FLOOR, Condition, path
from indicators.targets import LEVEL as PRINTED_LEVEL

GROWTH, LEVEL, SHARE = "growth", "level", "share"
#: Amounts that differ by less say the same in rounded figures.
TOLERANCE = 0.005


@dataclass(frozen=True)
class Claim:
    """What a target asks for in its last year: as it asks (`asked`), and as an amount."""

    target: str
    indicator: str
    direction: int
    kind: str
    year: int
    asked: float
    amount: float
    condition: Condition


def claim(
    target: str,
    indicator: str,
    direction: int,
    conditions: Sequence[Condition],
    *,
    base: float | None,
    is_share: bool,
    whole: float | None,
) -> Claim | None:
    """The target's most demanding floor in its last year; None where it comes to no amount.

    ``base`` is on the target's own scale, ``whole`` the province's total of that year, which a
    share needs. A class comes to no amount. Of floors that come to the same the printed level is
    taken: 13 %, not the 13.0003 % that six points more than 7.0003 % are.
    """
    floors = [one for one in conditions if one.tier == FLOOR]
    year = max((one.last_year for one in floors), default=0)
    asked = [
        (one, value)
        for one in floors
        if (value := path(one, base=base, year=year).value) is not None
    ]
    if not asked:
        return None
    _, most = max(asked, key=lambda pair: direction * pair[1])
    near = [pair for pair in asked if not _differs(pair[1], most, TOLERANCE)]
    condition, value = next((pair for pair in near if pair[0].rule == PRINTED_LEVEL), near[0])
    amount = part_for_share(value, whole).value if is_share else value
    if amount is None:
        return None
    kind = SHARE if is_share else GROWTH if condition.rule == AVERAGE_GROWTH else LEVEL
    return Claim(target, indicator, direction, kind, year, value, amount, condition)


def disagreements(
    claims: Sequence[Claim], tolerance: float = TOLERANCE
) -> list[tuple[Claim, Claim]]:
    """Every pair of targets that make different amounts of one figure in one year; shares last."""
    order = (GROWTH, LEVEL, SHARE)
    pairs = []
    for first, second in itertools.combinations(claims, 2):
        is_same_thing = (first.indicator, first.year, first.direction) == (
            second.indicator,
            second.year,
            second.direction,
        )
        if is_same_thing and _differs(first.amount, second.amount, tolerance):
            a, b = sorted((first, second), key=lambda one: order.index(one.kind))
            pairs.append((a, b))
    return pairs


def _differs(a: float, b: float, tolerance: float) -> bool:
    """Whether two amounts differ by more than rounding does."""
    return abs(a - b) > tolerance * max(abs(a), abs(b))
