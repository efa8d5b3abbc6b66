"""Reads how every target stands in an assessment: for all zones, for each zone and city.

Rows make their strings when they are printed: a page shows 25 of what may be thousands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from indicators.models import Indicator, Target
from zones.badges import Badge
from zones.display import DASH, label, percent, unit
from zones.models import City, Zone

from ..badges import result_badge, status_badge
from ..findings import target_sentence
from ..models import Assessment, TargetResult
from ..prospects import is_projected
from ..wording import apart, bare, completed, points, result_name
from ..words import basis_words, reason_words, season_words
from .prospects import Heading, heading_of

SHARE = Target.MeasureOf.SHARE
#: What the list is narrowed down to by where an indicative path is reached.
ON_PATH = "on_path"


@dataclass(frozen=True)
class TargetRow:
    """A target's result as printed; sorted by the raw figures."""

    result: TargetResult
    query: str

    @property
    def order(self) -> tuple:
        result = self.result
        whose = result.zone.order if result.zone_id else -1 if not result.city_id else 10_000
        return result.target.order, result.target_id, whose, result.city_id or 0

    @property
    def whose_order(self) -> tuple:
        return self.order[2:]

    @cached_property
    def whose(self) -> str:
        result = self.result
        if result.zone_id:
            return label(result.zone, "short")
        return label(result.city) if result.city_id else _("All zones")

    @property
    def whose_href(self) -> str:
        result = self.result
        if not result.zone_id:
            return ""
        return f"{result.zone.get_absolute_url()}{self.query}#target-{result.target.code}"

    @property
    def target(self) -> str:
        return result_name(self.result)

    @property
    def target_href(self) -> str:
        return self.result.target.get_absolute_url()

    @cached_property
    def status(self) -> Badge:
        return result_badge(self.result, target_sentence(self.result))

    @property
    def unit(self) -> str:
        target = self.result.target
        is_share = target.measure_of == SHARE
        return "" if is_share or target.indicator is None else unit(target.indicator)

    def _text(self, value) -> str:
        return bare(value, self.result.target)

    @property
    def actual(self):
        return self.result.actual

    @property
    def actual_text(self) -> str:
        return self._text(self.result.actual)

    @property
    def due(self):
        return self.result.due

    @property
    def due_text(self) -> str:
        return self._text(self.result.due)

    @property
    def value(self):
        return self.result.value

    @property
    def value_text(self) -> str:
        return self._text(self.result.value)

    @property
    def base(self):
        return self.result.base

    @property
    def base_text(self) -> str:
        return self._text(self.result.base)

    @property
    def gap(self):
        return self.result.gap

    @property
    def gap_text(self) -> str:
        result, target = self.result, self.result.target
        if target.indicator is None or result.gap is None:
            return DASH
        gap = target.direction * apart(result.value, result.actual, target)
        return points(gap) if target.measure_of == SHARE else self._text(gap)

    @property
    def shortfall(self):
        return self.result.shortfall

    @property
    def shortfall_text(self) -> str:
        """What is short of what is due, by the measure it is judged by, of the values as printed.

        A flow's measure is what is due, a level's the way from its base to the yearly target.
        """
        result, target = self.result, self.result.target
        if target.indicator is None or result.shortfall is None:
            return DASH
        is_flow = target.indicator.kind == Indicator.Kind.FLOW and target.measure_of != SHARE
        start = 0 if is_flow else result.base
        end = result.due if is_flow else result.value
        way = abs(apart(end, start, target))
        if not way:
            return percent(result.shortfall)
        return percent(target.direction * apart(result.due, result.actual, target) / way + 0)

    @property
    def completion(self):
        return self.result.completion

    @property
    def completion_text(self) -> str:
        result = self.result
        if result.target.indicator is None or result.completion is None:
            return DASH
        return percent(completed(result.actual, result.value, result.target))

    @property
    def progress(self):
        return self.result.progress

    @property
    def progress_text(self) -> str:
        return percent(self.result.progress)

    @property
    def binding(self) -> str:
        return _("binding") if self.result.is_binding else _("indicative")

    @property
    def basis(self) -> str:
        """Who set the target and whether consequences may rest on it."""
        result = self.result
        if result.value is None:
            return reason_words(result.reason) or DASH
        parts = [self.binding, basis_words(result.basis)]
        if result.must is not None and result.must != result.value:
            words = {"value": self._text(result.must)}
            parts.append(_("of it %(value)s binding") % words)
        return " · ".join(filter(None, parts))

    @property
    def stretch(self) -> str:
        result = self.result
        if result.stretch is None:
            return ""
        words = {"value": self._text(result.stretch)}
        if result.is_stretch_met is None:
            return words["value"]
        return (
            _("%(value)s, reached") % words
            if result.is_stretch_met
            else _("%(value)s, not reached") % words
        )

    @cached_property
    def heading(self) -> Heading:
        """Where the figure is heading and what is still needed, in words."""
        return heading_of(self.result)

    @property
    def projected(self) -> float | None:
        return self.result.projected if is_projected(self.result) else None

    @property
    def needed(self) -> float | None:
        return self.result.needed

    @property
    def season(self) -> str:
        return season_words(self.result.season_basis, self.result.season_years)


def assessment_targets(assessment: Assessment) -> dict[int, Target]:
    """The targets judged in an assessment, by their id; one query."""
    found = Target.objects.filter(results__assessment=assessment).distinct()
    return {one.pk: one for one in found.select_related("indicator")}


def target_rows(
    assessment: Assessment,
    targets: Mapping[int, Target],
    zones: Mapping[int, Zone],
    query: str,
    wanted: Mapping[str, str],
) -> list[TargetRow]:
    """The results narrowed down to the target and status asked for; two queries."""
    found = assessment.target_results.all()
    if code := wanted.get("target"):
        found = found.filter(target__in=[pk for pk, one in targets.items() if one.code == code])
    if status := wanted.get("status"):
        found = found.filter(_of_status(status))
    cities = {city.pk: city for city in City.objects.all()}
    return [TargetRow(result, query) for result in _joined(found, targets, zones, cities)]


def _joined(
    found: Iterable[TargetResult],
    targets: Mapping[int, Target],
    zones: Mapping[int, Zone],
    cities: Mapping[int, City],
) -> Iterable[TargetResult]:
    """The results with their target, zone and city at hand."""
    for result in found:
        result.target = targets[result.target_id]
        result.zone = zones[result.zone_id] if result.zone_id else None
        result.city = cities[result.city_id] if result.city_id else None
        yield result


def _of_status(status: str) -> Q:
    """The results of a status as it is shown: those that are on their path apart from the met."""
    if status not in (ON_PATH, TargetResult.Status.MET):
        return Q(status=status)
    return Q(status=TargetResult.Status.MET, is_binding=status != ON_PATH)


def status_choices(assessment: Assessment) -> list[tuple[str, str]]:
    """The statuses that occur as they are shown, the most urgent first; one query."""
    found = assessment.target_results.order_by().values_list("status", "is_binding").distinct()
    shown = {
        (ON_PATH if status == TargetResult.Status.MET and not binds else status): status_badge(
            status, is_binding=binds
        )
        for status, binds in found
    }
    return [(code, one.text) for code, one in sorted(shown.items(), key=lambda pair: pair[1].order)]
