"""The sentences at the head of the overview: who leads, who misses what, who may have to go."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from indicators.selectors.reports import Reports
from zones.display import day, label, number

from ..models import Assessment, Flag, FlagRule, TargetResult, ZoneResult
from ..wording import listed, period_name
from .headlines import SILENT, missed_names, number_met, of_all_zones

#: Who misses a target, and how far the province is: of a whole year or not, with names or not.
MISSED: dict[tuple[bool, bool], Callable[[], str]] = {
    (True, True): lambda: _("%(count)s of %(all)s zones missed binding yearly targets: %(zones)s."),
    (True, False): lambda: _("%(count)s of %(all)s zones missed binding yearly targets."),
    (False, True): lambda: _("%(count)s of %(all)s zones are off track on a target: %(zones)s."),
    (False, False): lambda: _("%(count)s of %(all)s zones are off track on a target."),
}
FALLS_SHORT: dict[tuple[bool, bool], Callable[[], str]] = {
    (True, True): lambda: _(
        "The province meets %(met)s of %(count)s goals and falls short of: %(missed)s."
    ),
    (True, False): lambda: _("The province meets %(met)s of %(count)s goals."),
    (False, True): lambda: _(
        "The province is on track for %(met)s of %(count)s goals; behind: %(missed)s."
    ),
    (False, False): lambda: _("The province is on track for %(met)s of %(count)s goals."),
}


@dataclass(frozen=True)
class Judged:
    """What is missed, each the id of its zone or else its city, and of its target."""

    bad: tuple[tuple[int | None, int | None, int], ...]
    has_any: bool

    def is_missed_by(self, result: ZoneResult) -> bool:
        """Whether this zone misses a target: what a city misses, each of its zones misses."""
        return result.zone_id in self._zones or result.zone.city_id in self._cities

    @cached_property
    def _zones(self) -> set[int]:
        return {zone for zone, _city, _target in self.bad if zone is not None}

    @cached_property
    def _cities(self) -> set[int]:
        return {city for _zone, city, _target in self.bad if city is not None}


def findings(
    assessment: Assessment,
    zones: Sequence[ZoneResult],
    flags: Sequence[Flag],
    results: Sequence[TargetResult],
    gaps: Reports | None,
    found: Judged,
) -> Iterable[str]:
    """The sentences below the lead: who misses, how the province stands, who may have to go."""
    yield from _who_misses(assessment, zones, gaps, found)
    yield from _province(assessment, results)
    yield from _who_may_go(flags)
    yield from _who_left(flags)


def counted(
    assessment: Assessment,
    zones: Sequence[ZoneResult],
    flags: Sequence[Flag],
    results: Sequence[TargetResult],
    gaps: Reports | None,
    found: Judged,
) -> Iterable[str]:
    """The same in numbers, for where the names stand below, each with its link.

    Those who left are named: nothing follows for them any more, and no line below has them.
    """
    yield from _who_misses(assessment, zones, gaps, found, is_named=False)
    yield from _province(assessment, results, is_named=False)
    yield from _who_left(flags)


def who_leads(assessment: Assessment, zones: Sequence[ZoneResult]) -> str:
    """Which zone has the first place, with its score and how many are ranked."""
    ranked = [result for result in zones if result.rank is not None]
    first = [result for result in ranked if result.rank == 1]
    words = {"period": period_name(assessment.span), "count": len(ranked)}
    if not first:
        return _nobody_leads(assessment, zones, words)
    words["score"] = number(first[0].score, assessment.scheme.decimals)
    words["zones"] = listed([label(result.zone) for result in first])
    if len(first) > 1:
        text = _(
            "%(period)s: %(zones)s share the lead with %(score)s points; %(count)s zones ranked."
        )
        return text % words
    return _("%(period)s: %(zones)s leads with %(score)s points; %(count)s zones ranked.") % words


def _nobody_leads(
    assessment: Assessment, zones: Sequence[ZoneResult], words: dict[str, object]
) -> str:
    """That there is no ranking, and whose score there is; one zone alone leads nobody."""
    scored = [one for one in zones if one.standing == ZoneResult.Standing.RANKED]
    if not scored:
        return _("%(period)s: no zone could be ranked.") % words
    words["zones"] = listed([label(one.zone) for one in scored])
    words["score"] = number(scored[0].score, assessment.scheme.decimals)
    return (
        _(
            "%(period)s: no ranking yet. Only %(zones)s has the figures for a score, %(score)s"
            " points; a zone alone is not compared."
        )
        % words
    )


def _who_misses(
    assessment: Assessment,
    zones: Sequence[ZoneResult],
    gaps: Reports | None,
    found: Judged,
    *,
    is_named: bool = True,
) -> Iterable[str]:
    """Which zones miss a target, by their results: a rule switched off raises no flag of them."""
    is_year = assessment.span.is_year
    names = [label(one.zone, "short") for one in zones if found.is_missed_by(one)]
    running = [one for one in zones if one.is_running]
    words = {"count": len(names), "all": len(running), "zones": listed(names)}
    if not found.has_any:
        yield _("No target of a zone is judged in this period.")
    elif gaps is not None and gaps.missing:
        yield from _who_misses_so_far(gaps, words, is_year=is_year)
    elif not names:
        yield (
            _("No zone missed a binding yearly target.") if is_year else _("No zone is off track.")
        )
    else:
        yield MISSED[is_year, is_named]() % words


def judged(assessment: Assessment) -> Judged:
    """Which targets zones and cities miss, or are off track on within a year, and if any is judged.

    One query; a second one where none is missed.
    """
    own = assessment.target_results.filter(Q(zone__isnull=False) | Q(city__isnull=False))
    own = own.exclude(status__in=SILENT).order_by()
    is_bad = Q(counts_as_missed=True)
    if not assessment.span.is_year:
        is_bad = Q(status=TargetResult.Status.OFF_TRACK, is_implied=False)
    bad = tuple(own.filter(is_bad).values_list("zone_id", "city_id", "target_id"))
    return Judged(bad, bool(bad) or own.exists())


def _who_misses_so_far(gaps: Reports, words: dict[str, object], *, is_year: bool) -> Iterable[str]:
    """The same of the zones that have reported: of the others nothing is said."""
    words["came"] = gaps.came
    if not gaps.came:
        return
    if is_year and words["count"]:
        yield (
            _("So far %(count)s of %(all)s zones missed binding yearly targets: %(zones)s.") % words
        )
    elif is_year:
        yield _("No zone that has reported missed a binding yearly target.")
    elif words["count"]:
        yield _("Off track on a target, of the zones that have reported: %(zones)s.") % words
    else:
        yield _("No zone that has reported is off track.")


def _province(
    assessment: Assessment, results: Sequence[TargetResult], *, is_named: bool = True
) -> Iterable[str]:
    results = of_all_zones(results)
    waiting = [one for one in results if one.status == TargetResult.Status.LATE]
    if waiting:
        words = {"count": len(waiting)}
        yield (
            _("%(count)s goals of the province cannot be judged before every zone has reported.")
            % words
        )
    results = [one for one in results if one not in waiting]
    met, judged = number_met(results)
    if not judged:
        return
    words = {"met": met, "count": judged, "missed": listed(missed_names(results))}
    if met == judged:
        yield _("All %(count)s goals of the province are met or on track.") % words
    else:
        yield FALLS_SHORT[assessment.span.is_year, is_named]() % words


def _who_may_go(flags: Sequence[Flag]) -> Iterable[str]:
    """Which zones may have to go."""
    exits = _zones_flagged(flags, lambda flag: flag.consequence == FlagRule.Consequence.EXIT)
    if exits:
        yield _("Exit procedure under the policy: %(zones)s.") % {"zones": listed(exits)}
    warned = _zones_flagged(
        flags, lambda flag: flag.consequence == FlagRule.Consequence.EXIT_WARNING
    )
    if warned:
        yield _("Exit warning: %(zones)s.") % {"zones": listed(warned)}


def _who_left(flags: Sequence[Flag]) -> Iterable[str]:
    """Of the zones with a finding that stands those that went already, each with the day."""
    gone = dict.fromkeys(flag.zone for flag in flags if _stands(flag) and flag.zone.left_on)
    if gone:
        names = [
            _("%(zone)s (%(day)s)") % {"zone": label(zone, "short"), "day": day(zone.left_on)}
            for zone in gone
        ]
        yield _("Left after the exit procedure: %(zones)s.") % {"zones": listed(names)}


def _zones_flagged(flags: Sequence[Flag], is_meant) -> list[str]:
    """The short names of the zones, still there, with such a flag that stands, each once."""
    found = {
        flag.zone_id: label(flag.zone, "short")
        for flag in flags
        if _stands(flag) and is_meant(flag) and flag.zone.left_on is None
    }
    return list(found.values())


def _stands(flag: Flag) -> bool:
    return flag.state == Flag.State.RAISED
