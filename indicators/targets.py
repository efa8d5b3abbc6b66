"""Targets: what a promise asks for in each year, and how far a figure has come towards it.

T is the target, B the base-year value, d the direction (+1: higher is better, -1: lower is).
Growth is a fraction (0.35), points and shares are on the percent scale, money is in the
indicator's canonical unit. A grade is a number: a better class is a higher one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from indicators.figures import number

AVERAGE_GROWTH, LEVEL, MULTIPLE = "average_growth", "level", "multiple"
POINT_GAIN, COUNT_EACH_YEAR, GRADE = "point_gain", "count_each_year", "grade"
RULES = (AVERAGE_GROWTH, LEVEL, MULTIPLE, POINT_GAIN, COUNT_EACH_YEAR, GRADE)
NEED_BASE = (AVERAGE_GROWTH, MULTIPLE, POINT_GAIN)
NO_PATH = (COUNT_EACH_YEAR, GRADE)  # these do not start from the base

FLOOR, STRETCH = "floor", "stretch"
AT_LEAST, MORE_THAN = "ge", "gt"
WHOLE_PATH, LAST_YEAR_ONLY = "path", "last_year_only"
DERIVED, SET = "derived", "set"

# What a step of the path is: a demand of that year, no demand, or a demand nobody can compute.
IN_FORCE, NOT_IN_FORCE, NOT_ASSESSABLE = "in_force", "not_in_force", "not_assessable"

CLASSES = {"A": 4, "B": 3, "C": 2, "D": 1}  # the national evaluation's, best first


class SetupRefused(ValueError):
    """Raised for a target that contradicts itself or its base; carries a code and its figures."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(f"{code}: {params}")
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Condition:
    """One demand of a target, as adopted: a rule, its amount and the years it is in force."""

    rule: str
    amount: float
    first_year: int
    last_year: int
    base_year: int | None = None
    tier: str = FLOOR
    comparison: str = AT_LEAST
    binds: str = WHOLE_PATH

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise SetupRefused("unknown_rule", field="rule", rule=self.rule)
        if not math.isfinite(self.amount):
            raise SetupRefused("amount_not_a_number", field="amount")
        if self.last_year < self.first_year:
            raise SetupRefused("years_reversed", fields=("first_year", "last_year"))
        if self.rule in NEED_BASE and self.base_year is None:
            raise SetupRefused("base_year_missing", field="base_year", rule=self.rule)
        if self.base_year is not None and self.base_year >= self.last_year:
            raise SetupRefused("base_year_too_late", fields=("base_year", "last_year"))
        if self.rule == AVERAGE_GROWTH and self.amount <= -1:
            raise SetupRefused("amount_too_small", field="amount", rule=self.rule)
        if self.rule == MULTIPLE and self.amount <= 0:
            raise SetupRefused("amount_too_small", field="amount", rule=self.rule)


@dataclass(frozen=True)
class Step:
    """T of one year, or None; its code, and the reason where it is no plain demand."""

    value: float | None
    code: str
    reason: str | None = None


@dataclass(frozen=True)
class Demand:
    """A value to reach, `ge`, or to pass, `gt`."""

    value: float
    comparison: str = AT_LEAST

    def is_met(self, x: float, direction: int) -> bool:
        """Whether x is at the value or on its better side; beyond it where the text says so."""
        if is_same(x, self.value):
            return self.comparison == AT_LEAST
        return direction * (x - self.value) > 0


@dataclass(frozen=True)
class DueTarget:
    """The yearly target a figure is judged by: the most demanding floor, and the stretch aside.

    `must` is the most demanding of what is binding in that year, which may be less than the
    target itself. `left_out` names the conditions that could not be computed, each with its
    reason: no good status may be given while there are any.
    """

    demand: Demand | None = None
    basis: str | None = None
    condition: Condition | None = None
    must: Demand | None = None
    stretch: Demand | None = None
    left_out: tuple[tuple[Condition, str], ...] = ()
    reason: str | None = None

    @property
    def value(self) -> float | None:
        """T of the year."""
        return self.demand.value if self.demand else None

    @property
    def is_binding(self) -> bool:
        """Whether consequences may rest on T itself."""
        return self.demand is not None and self.demand == self.must


def is_same(a: float, b: float) -> bool:
    """Whether two figures differ by binary noise only (far below the four decimals stored)."""
    return math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-9)


def is_binding(rule: str | None, year: int, last_year: int, basis: str) -> bool:
    """Whether consequences may rest on the yearly target; an interpolated one is indicative."""
    return basis == SET or rule == COUNT_EACH_YEAR or year == last_year


def path(condition: Condition, *, base: float | None, year: int) -> Step:
    """T of the year under the condition; B itself in the base year, which is not yet in force."""
    base, last, start = number(base), condition.last_year, condition.base_year
    if year < condition.first_year:
        has_path = condition.rule not in NO_PATH and condition.binds == WHOLE_PATH
        if not has_path or start is None or year < start:
            return Step(None, NOT_IN_FORCE, "out_of_force")
        return Step(_value(condition, base, year), NOT_IN_FORCE, "before_force")
    if year > last:
        return Step(None, NOT_IN_FORCE, "out_of_force")
    if year < last and (condition.rule == GRADE or condition.binds == LAST_YEAR_ONLY):
        return Step(None, NOT_IN_FORCE, "last_year_only")
    value = _value(condition, base, year)
    if value is None:
        is_level = condition.rule == LEVEL
        return Step(
            None, NOT_ASSESSABLE, "no_path_before_last_year" if is_level else "base_missing"
        )
    if value == 0 and base == 0 and condition.rule in NEED_BASE:
        return Step(None, NOT_ASSESSABLE, "base_zero")
    return Step(value, IN_FORCE)


def _value(condition: Condition, base: float | None, year: int) -> float | None:
    """T of the year along the rule; None where the rule needs a base that is missing."""
    rule, amount = condition.rule, condition.amount
    if rule in NO_PATH:
        return amount
    if rule == LEVEL and year == condition.last_year:
        return amount  # not through the root: the last year asks for exactly what is printed
    if base is None or condition.base_year is None:
        return None
    passed, whole = year - condition.base_year, condition.last_year - condition.base_year
    if rule == AVERAGE_GROWTH:
        return base * (1 + amount) ** passed
    if rule == POINT_GAIN:
        return base + amount * passed / whole
    level = amount * base if rule == MULTIPLE else amount
    if passed == whole:
        return level
    if base > 0 and level > 0:
        return base * (level / base) ** (passed / whole)
    return base + (level - base) * passed / whole


def due_target(
    conditions: Sequence[Condition],
    *,
    base: float | None,
    year: int,
    direction: int = 1,
    set_value: float | None = None,
) -> DueTarget:
    """The target of the year: the value staff set, else the most demanding floor of the path.

    All floors must hold, so the largest T counts for d = +1 and the smallest for d = -1; a strict
    comparison is the more demanding at the same T. The stretch never decides a status.
    """
    steps = [(c, path(c, base=base, year=year)) for c in conditions]
    floors = [(c, step) for c, step in steps if c.tier == FLOOR]
    _, stretch = _most_demanding([pair for pair in steps if pair[0].tier == STRETCH], direction)
    chosen = number(set_value)
    if chosen is not None:
        demand = Demand(chosen)
        return DueTarget(demand, SET, must=demand, stretch=stretch)
    condition, floor = _most_demanding(floors, direction)
    _, must = _most_demanding(
        [(c, step) for c, step in floors if is_binding(c.rule, year, c.last_year, DERIVED)],
        direction,
    )
    left_out = tuple((c, str(step.reason)) for c, step in floors if step.code == NOT_ASSESSABLE)
    if floor is None:
        silent = [reason for _, reason in left_out] + [str(step.reason) for _, step in floors]
        reason = silent[0] if silent else "no_floor"
        return DueTarget(stretch=stretch, left_out=left_out, reason=reason)
    return DueTarget(floor, DERIVED, condition, must, stretch, left_out)


def previous_target(
    conditions: Sequence[Condition],
    *,
    base: float | None,
    year: int,
    direction: int = 1,
    set_value: float | None = None,
) -> float | None:
    """T of the year before, from which a stock's path starts; B where that is the base year.

    `set_value` is what staff set for the year before.
    """
    chosen, base = number(set_value), number(base)
    if chosen is None and any(c.base_year == year - 1 for c in conditions):
        chosen = base
    if chosen is not None:
        return chosen
    steps = [path(c, base=base, year=year - 1) for c in conditions if c.tier == FLOOR]
    values = [s.value for s in steps if s.value is not None and s.code != NOT_ASSESSABLE]
    return max(values, key=lambda value: direction * value) if values else None


def _most_demanding(
    steps: list[tuple[Condition, Step]], direction: int
) -> tuple[Condition | None, Demand | None]:
    """The condition in force that asks for most, with its demand; None, None without one."""
    demands = [
        (c, Demand(step.value, c.comparison))
        for c, step in steps
        if step.code == IN_FORCE and step.value is not None
    ]
    if not demands:
        return None, None
    return max(demands, key=lambda d: (direction * d[1].value, d[1].comparison == MORE_THAN))


def check_sides(
    target: float, base: float | None, direction: int, *, fields: tuple[str, str]
) -> None:
    """Nothing; refuses a target worse than its base, or 0 from a base of 0, naming both fields."""
    base = number(base)
    if base is None:
        return
    if base == 0 and target == 0:
        raise SetupRefused("zero_target_and_base", fields=fields, target=target, base=base)
    if not Demand(base).is_met(target, direction):
        raise SetupRefused(
            "wrong_side", fields=fields, target=target, base=base, direction=direction
        )


def check_setup(condition: Condition, base: float | None, direction: int) -> None:
    """Nothing; raises SetupRefused where the condition cannot be a target from this base.

    A yearly count and a class do not start from the base, so they may lie below it.
    """
    if direction not in (1, -1):
        raise SetupRefused("unknown_direction", field="direction", direction=direction)
    target = _value(condition, number(base), condition.last_year)
    is_free = condition.rule in NO_PATH
    if target is not None and not (is_free and target != 0):
        check_sides(target, base, direction, fields=("amount", "base"))


def progress(x: float | None, target: float | None, base: float | None) -> float | None:
    """p = (x - B)/(T - B), negative when x is worse than B; None where T = B or one is missing."""
    x, target, base = number(x), number(target), number(base)
    if x is None or target is None or base is None or is_same(target, base):
        return None
    return (x - base) / (target - base)


def completion(x: float | None, target: float | None, direction: int = 1) -> float | None:
    """The completion rate (完成率) x/T, for higher-is-better and T > 0 only; else None."""
    x, target = number(x), number(target)
    if x is None or target is None or direction != 1 or target <= 0:
        return None
    return x / target
