"""Reads what a target asks for: its conditions in words, and its path year by year."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from indicators.models import Target, TargetCondition
from indicators.targets import DERIVED, IN_FORCE, due_target, is_binding, path
from zones.badges import Badge
from zones.display import DASH, label, number, percent

from ..wording import aimed, bare
from ..words import reason_words
from .question import condition_of

Rule = TargetCondition.Rule
FLOOR = TargetCondition.Tier.FLOOR


@dataclass(frozen=True)
class ConditionLine:
    """A condition in words, and whether it is the floor or the stretch."""

    tier: Badge
    text: str


@dataclass(frozen=True)
class PathCell:
    """What is asked for in one year; why nothing is, where nothing is."""

    text: str
    is_binding: bool = False
    is_base: bool = False
    title: str = ""


@dataclass(frozen=True)
class PathLine:
    """A path over the years: of a condition, or of all floors together."""

    title: str
    cells: tuple[PathCell, ...]
    is_sum: bool = False


class Start(NamedTuple):
    """Where a path begins: for all zones together (no name), for one zone, or for each alike."""

    name: str
    base: float | None


def condition_lines(target: Target) -> tuple[ConditionLine, ...]:
    """The target's conditions in words, floors first."""
    conditions = sorted(target.conditions.all(), key=lambda one: one.tier != FLOOR)
    return tuple(
        ConditionLine(_tier_badge(one.tier), condition_text(one, target)) for one in conditions
    )


def condition_text(condition: TargetCondition, target: Target) -> str:
    """One condition in words: "at least 35.0% more a year on average, 2021 to 2023, from 2020"."""
    words = {
        "amount": _amount(condition, target),
        "base": condition.base_year,
        "first": condition.first_year,
        "last": condition.last_year,
        "least": _least(condition),
    }
    text = CONDITIONS[Rule(condition.rule)]() % words
    if condition.is_last_year_only and condition.rule != Rule.GRADE:
        text = _("%(text)s (asked for in that year only)") % {"text": text}
    return text


CONDITIONS = {
    Rule.AVERAGE_GROWTH: lambda: _(
        "growth of %(least)s %(amount)s a year on average, %(first)s to %(last)s, from %(base)s"
    ),
    Rule.LEVEL: lambda: _("%(least)s %(amount)s in %(last)s"),
    Rule.MULTIPLE: lambda: _("%(least)s %(amount)s times the figure of %(base)s by %(last)s"),
    Rule.POINT_GAIN: lambda: _("%(least)s %(amount)s percentage points above %(base)s by %(last)s"),
    Rule.COUNT_EACH_YEAR: lambda: _("%(least)s %(amount)s in each year, %(first)s to %(last)s"),
    Rule.GRADE: lambda: _("class %(amount)s by %(last)s"),
}


def _least(condition: TargetCondition) -> str:
    is_strict = condition.comparison == TargetCondition.Comparison.MORE_THAN
    return _("more than") if is_strict else _("at least")


def _amount(condition: TargetCondition, target: Target) -> str:
    if condition.rule == Rule.GRADE:
        words = {"grade": condition.grade, "list": label(condition, "grade_list")}
        return _("%(grade)s on the list “%(list)s”") % words
    if condition.rule == Rule.AVERAGE_GROWTH:
        return percent(condition.amount, 0)
    if condition.rule in (Rule.MULTIPLE, Rule.POINT_GAIN):
        return number(condition.amount)
    return aimed(condition.amount, target)


def _tier_badge(tier: str) -> Badge:
    name = str(TargetCondition.Tier(tier).label)
    return (
        Badge("info", name, "target-arrow") if tier == FLOOR else Badge("quiet", name, "arrow-up")
    )


def path_lines(
    target: Target,
    starts: Sequence[Start],
    years: Sequence[int],
    judged: Mapping[int, Target] | None = None,
) -> tuple[PathLine, ...]:
    """The target's path over the years, from each start by each condition.

    Where several floors must hold together, the most demanding of them stands below. A year that
    is judged already shows what it was judged by, where another reading was adopted since.
    """
    by_year = {year: (judged or {}).get(year, target) for year in years}
    return tuple(line for start in starts for line in _lines_from(target, start, by_year))


def asked_in(target: Target, base: float | None, year: int) -> PathCell:
    """What all floors together ask for in a year, the most demanding of them."""
    conditions = [condition_of(one) for one in target.conditions.all()]
    if any(one.base_year == year for one in conditions):
        return PathCell(bare(base, target), is_base=base is not None)
    due = due_target(conditions, base=base, year=year, direction=target.direction)
    if due.value is None:
        return PathCell(DASH, title=reason_words(due.reason or ""))
    return PathCell(bare(due.value, target), is_binding=due.is_binding)


def _lines_from(target: Target, start: Start, by_year: Mapping[int, Target]) -> Iterable[PathLine]:
    floors = [one for one in target.conditions.all() if one.tier == FLOOR]
    stretches = [one for one in target.conditions.all() if one.tier != FLOOR]
    for condition in [*floors, *stretches]:
        text = condition_text(condition, target)
        if condition.tier != FLOOR:
            text = _("stretch: %(condition)s") % {"condition": text}
        cells = [
            _cell(one, asked, start.base, year)
            for year, asked in by_year.items()
            for one in asked.conditions.all()
            if one.pk == condition.pk
        ]
        yield PathLine(_titled(start.name, text), tuple(cells))
    if len(floors) > 1:
        cells = [asked_in(asked, start.base, year) for year, asked in by_year.items()]
        yield PathLine(_titled(start.name, _("both together")), tuple(cells), is_sum=True)


def _titled(name: str, text: str) -> str:
    return _("%(name)s: %(text)s") % {"name": name, "text": text} if name else text


def _cell(row: TargetCondition, target: Target, base: float | None, year: int) -> PathCell:
    condition = condition_of(row)
    if condition.base_year == year:
        return PathCell(bare(base, target), is_base=base is not None)
    step = path(condition, base=base, year=year)
    if step.code != IN_FORCE or step.value is None:
        return PathCell(DASH, title=reason_words(step.reason or ""))
    binds = is_binding(condition.rule, year, condition.last_year, DERIVED)
    return PathCell(bare(step.value, target), is_binding=binds)


def bases(results: Iterable) -> Mapping[tuple[int, int | None], float]:
    """The base-year values that an assessment's target results rest on, by target and zone."""
    return {
        (result.target_id, result.zone_id): float(result.base)
        for result in results
        if result.base is not None
    }
