"""Projection: where a flow is heading by the year's end, and what its target still needs.

Only a flow is projected, by the share of the year that it had reached by the same quarter in past
years. Every other case comes back with the code of the reason why there is no number.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from indicators.figures import FLOW, Derived, growth, number
from indicators.pace import Season
from indicators.targets import MORE_THAN, Demand, is_same

LINEAR, FINAL = "linear", "final"
#: Why nothing is projected; a kind that is no flow is named by its own code (stock, ratio, grade).
YEAR_OVER, NO_FIGURE = "year_over", "no_figure"
PART_OF_SPAN, NOTHING_BY_THEN = "part_of_span", "nothing_by_then"
SHARE = "share"
#: A projection without an edge: in one of the years nothing was there by this quarter.
OPEN_EDGE = "open_edge"
#: How what is still needed is to be read, or why nothing is asked for.
AT_LEAST, BEYOND, AT_MOST, LESS_THAN = "at_least", "beyond", "at_most", "less_than"
REACHED, EXCEEDED, NO_TARGET = "reached", "exceeded", "no_target"


@dataclass(frozen=True)
class Projection:
    """Where a flow ends the year at its season's pace, or why that cannot be said.

    `low` and `high` come from the years of the season that ran slowest and fastest after this
    quarter. A linear projection rests on no year and has neither; one edge is open where a year
    had nothing by then.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    basis: str = ""
    note: str = ""


@dataclass(frozen=True)
class Needed:
    """What a target still needs in each quarter that remains, and as growth on last year's rest.

    `how` says whether that is a least or, where lower is better, a most; without a number it says
    why. `rest` is the sum of the same remaining quarters one year earlier.
    """

    per_quarter: float | None = None
    growth: Derived = field(default_factory=lambda: Derived(None))
    rest: float | None = None
    how: str = ""


def project(
    actual: object, season: Season, *, quarter: int, kind: str = FLOW, is_part: bool = False
) -> Projection:
    """P = A_k / c_k with its band; at the year's end the figure itself.

    `is_part` marks a figure of fewer quarters than k: no share of a whole year stands for it.
    """
    x = number(actual)
    if kind != FLOW:
        return Projection(note=kind)
    if x is None:
        return Projection(note=NO_FIGURE)
    if quarter == 4:
        return Projection(x, basis=FINAL, note=YEAR_OVER)
    if is_part:
        return Projection(note=PART_OF_SPAN)
    reached = season.share(quarter)
    if reached <= 0:
        return Projection(basis=season.basis, note=NOTHING_BY_THEN)
    value = x / reached
    shares = [row[quarter - 1] for row in season.by_year]
    if not shares:
        return Projection(value, basis=LINEAR)
    near, far = x / max(shares), x / min(shares) if min(shares) > 0 else None
    low, high = (near, far) if x >= 0 else (far, near)
    return Projection(
        value,
        # The mean of equal shares may differ from them in the last digit.
        None if low is None else min(low, value),
        None if high is None else max(high, value),
        season.basis,
        OPEN_EDGE if far is None else "",
    )


def still_needed(
    actual: object,
    demand: Demand | None,
    *,
    quarter: int,
    direction: int = 1,
    rest: Derived | None = None,
    kind: str = FLOW,
) -> Needed:
    """(T - A_k)/(4 - k) a quarter, and as growth on the same remaining quarters last year.

    Where lower is better the same number is what may still be added. `rest` is last year's sum of
    the remaining quarters, or the reason why there is none.
    """
    x = number(actual)
    if kind != FLOW:
        return Needed(how=kind)
    if demand is None:
        return Needed(how=NO_TARGET)
    if x is None:
        return Needed(how=NO_FIGURE)
    if quarter == 4:
        return Needed(how=YEAR_OVER)
    is_met = demand.is_met(x, direction)
    if direction == 1 and is_met:
        return Needed(0.0, how=REACHED)
    if direction == -1 and not is_met:
        return Needed(how=EXCEEDED)
    left = 0.0 if is_same(demand.value, x) else demand.value - x
    rest = rest or Derived(None, "base_missing")
    return Needed(
        left / (4 - quarter),
        _growth_on(left, rest),
        rest.value,
        _how(demand, direction),
    )


def _growth_on(left: float, rest: Derived) -> Derived:
    """What is left to do as growth on last year's rest, or why that is no percentage."""
    if rest.value is None:
        return Derived(None, rest.reason or "base_missing")
    return growth(left, rest.value)


def _how(demand: Demand, direction: int) -> str:
    if direction == 1:
        return BEYOND if demand.comparison == MORE_THAN else AT_LEAST
    return LESS_THAN if demand.comparison == MORE_THAN else AT_MOST


def is_out_of_reach(projection: Projection, demand: Demand | None, direction: int = 1) -> bool:
    """Whether even the better edge of the band misses the yearly target.

    Without that edge (a linear projection, an open band, no projection) nobody can say so.
    """
    edge = projection.high if direction == 1 else projection.low
    return demand is not None and edge is not None and not demand.is_met(edge, direction)
