"""Reads what a change of targets or readings would change, judging every period it touches twice.

Nothing is saved. What is published stays as it is: the effect is what an assessment run now would
find beside what it finds without the change.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from indicators.models import ReportingQuarter, Target
from indicators.periods import Period
from indicators.targets import Condition
from zones.models import Zone

from ..effects import Effect, effect_of
from ..models import Assessment
from ..outcome import Outcome, Question, judge, make_ready
from ..outlook import ALL
from ..promises import base_value, judge_promises
from ..wording import listed, period_name
from .question import facts, promises_of, question, scheme_in_force

#: The spans of a year that are judged: to March, June, September and December.
SPANS = ((1, "quarter"), (2, "half"), (3, "quarter"), (4, "year"))
#: What a change makes of everything that a period is judged on.
Changed = Callable[[Question], Question]
#: What a target asks for: its conditions, and its direction.
Asks = tuple[tuple[Condition, ...], int]


@dataclass(frozen=True)
class PeriodEffect:
    """What a change would change in one period, and the version of it that is published."""

    period: Period
    effect: Effect
    published: int | None

    def flags_only(self) -> "PeriodEffect":
        """The same, with nothing but the flags that come or go."""
        return replace(self, effect=Effect(flags=self.effect.flags))


def effects(
    change: Changed, *, since: date, years: Iterable[int], at: datetime
) -> list[PeriodEffect]:
    """The effect on every period with figures that ends on the day or later, earliest first."""
    published = published_versions()
    found = []
    for period in touched_periods(since, years):
        scheme = scheme_in_force(period.year)
        if scheme is None:
            continue
        asked = question(period, scheme, at=at, as_at=None)
        effect = _effect(asked, change(asked))
        if effect is not None:
            found.append(PeriodEffect(period, effect, published.get(str(period))))
    return found


def published_versions() -> dict[str, int]:
    """The version that is published of each period that has one; a query."""
    found = Assessment.objects.filter(state=Assessment.State.PUBLISHED)
    return dict(found.values_list("period", "version"))


def _effect(asked: Question, changed: Question) -> Effect | None:
    """What one period's outcome would say otherwise; None for one without figures."""
    both = outcomes(asked, changed)
    return effect_of(*both) if both else None


def outcomes(asked: Question, changed: Question) -> tuple[Outcome, Outcome] | None:
    """One period's outcome as it is and as it would be; None for one without figures.

    The figures are made ready once, because what targets ask for moves none of them; how sure the
    ranks are is no part of it, so a single variant is drawn.
    """
    alone = replace(asked.rules, variants=1)
    asked, changed = replace(asked, rules=alone), replace(changed, rules=alone)
    ready = make_ready(asked)
    before = judge(asked, ready)
    if not before.has_figures:
        return None
    judged = judge_promises(
        ready.facts,
        ready.figures,
        changed.promises,
        changed.chosen,
        ready.outlook,
        changed.levels(),
    )
    return before, judge(changed, replace(ready, judged=judged))


def touched_periods(since: date, years: Iterable[int]) -> list[Period]:
    """The spans of these years that end on the day or later, as far as quarters were opened."""
    opened = set(ReportingQuarter.objects.values_list("year", "quarter"))
    return [
        span
        for year in sorted(set(years))
        for quarter, kind in SPANS
        if (year, quarter) in opened and (span := Period(year, quarter, kind)).ends_on >= since
    ]


def summary(found: list[PeriodEffect]) -> list[str]:
    """The effect in sentences: which periods, how much in them, and what stays published."""
    if not found:
        return [_("No period with figures is touched: nothing changes yet.")]
    changed = [one for one in found if not one.effect.is_nothing]
    if not changed:
        return [_("No judgement, flag, score or rank would change.")]
    words = {
        "periods": listed([period_name(one.period) for one in changed], most=12),
        "statuses": sum(len(one.effect.statuses) for one in found),
        "flags": sum(len(one.effect.flags) for one in found),
        "ranks": sum(len(one.effect.ranks) for one in found),
    }
    sentences = [
        _(
            "Touched: %(periods)s. Judgements that change: %(statuses)s; flags that come or go:"
            " %(flags)s; scores or ranks that change: %(ranks)s."
        )
        % words
    ]
    held = [period_name(one.period) for one in changed if one.published]
    if held:
        sentences.append(
            _(
                "Already published: %(periods)s. These results stay as they are; the change shows"
                " when the period is assessed again."
            )
            % {"periods": listed(held, most=12)}
        )
    return sentences


def with_annual_target(
    target: str, zone: str, year: int, value: float | None, until: date | None
) -> Changed:
    """A change that sets the zone's yearly target, or withdraws it; a later one ends it."""

    def change(asked: Question) -> Question:
        period = asked.facts.period
        is_ended = until is not None and period.ends_on >= until
        if is_ended or year not in (period.year, period.year - 1):
            return asked
        chosen = {key: one for key, one in asked.chosen.items() if key != (target, zone, year)}
        if value is not None:
            chosen[target, zone, year] = value
        return replace(asked, chosen=chosen)

    return change


def with_adoption(asked_for: Mapping[str, Asks], since: date, until: date | None) -> Changed:
    """A change that makes targets ask for something else from a day on; a later one ends it."""

    def change(asked: Question) -> Question:
        day = asked.facts.period.ends_on
        if day < since or (until is not None and day >= until):
            return asked
        promises = tuple(
            replace(one, conditions=asks[0], direction=asks[1])
            if (asks := asked_for.get(one.code))
            else one
            for one in asked.promises
        )
        return replace(asked, promises=promises)

    return change


def base_of(target: Target, zone: Zone, year: int, at: datetime) -> float | None:
    """The base-year value that the zone's yearly target starts from; None where there is none."""
    found = _bases(target, year, at, [zone.code])
    return found[0] if found else None


def bases_of(target: Target, year: int, at: datetime) -> list[float]:
    """The base-year values that a target starts from: of all zones together, or of each zone."""
    if target.scope == Target.Scope.PROVINCE:
        return _bases(target, year, at, [ALL])
    named = target.scope == Target.Scope.NAMED_ZONES
    zones = target.zones.all() if named else Zone.objects.filter(is_judged=True)
    return _bases(target, year, at, list(zones.values_list("code", flat=True)))


def _bases(target: Target, year: int, at: datetime, zones: Sequence[str]) -> list[float]:
    period, scheme = Period(year, 4, "year"), scheme_in_force(year)
    promise = next((one for one in promises_of(period) if one.code == target.code), None)
    if promise is None or promise.base_year is None or scheme is None:
        return []
    found = facts(period, scheme, (promise,), at=at, as_at=None)
    values = (base_value(found, promise, zone) for zone in zones)
    return [value for value in values if value is not None]
