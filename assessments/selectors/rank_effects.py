"""Reads what became of a zone's rank when a period was judged again after a revision."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from indicators.periods import Quarter
from zones.badges import Link
from zones.display import DASH, number

from ..models import Assessment, ZoneResult
from .assessment_versions import version_href
from .provenance import ONCE_PUBLISHED


@dataclass(frozen=True)
class Judged:
    """A period with its published versions, first to last, and each version's results by zone."""

    period: str
    year: int
    quarter: int
    versions: Sequence[Assessment]
    results: Mapping[tuple[int, int], ZoneResult]

    def covers(self, quarter: Quarter) -> bool:
        """Whether the period, which runs from 1 January, has that quarter in it."""
        return self.year == quarter.year and self.quarter >= quarter.quarter


def judged_periods(zones: Collection[int]) -> list[Judged]:
    """Every period that is or was published, in order, with these zones' results; two queries."""
    found: dict[str, list[Assessment]] = defaultdict(list)
    rows = Assessment.objects.filter(state__in=ONCE_PUBLISHED)
    for one in rows.order_by("year", "quarter", "kind", "version"):
        found[one.period].append(one)
    results = ZoneResult.objects.filter(assessment__state__in=ONCE_PUBLISHED, zone__in=zones)
    by_version = {(one.assessment_id, one.zone_id): one for one in results}
    return [
        Judged(period, versions[0].year, versions[0].quarter, versions, by_version)
        for period, versions in found.items()
    ]


def rank_effects(
    zone: int, quarter: Quarter, verified_at: datetime | None, judged: Sequence[Judged]
) -> tuple[Link, ...]:
    """The zone's rank before and after, in each period that was judged with the old figure.

    Where a period was judged once and not again, it is said: the published rank still rests on the
    old figure. All revisions between two versions have the effect together.
    """
    if verified_at is None:
        return ()
    effects = []
    for one in judged:
        before = [version for version in one.versions if version.run_at < verified_at]
        after = [version for version in one.versions if version.run_at >= verified_at]
        if one.covers(quarter) and before:
            effects.append(_effect(one, zone, before[-1], after[0] if after else None))
    return tuple(effects)


def _effect(one: Judged, zone: int, before: Assessment, after: Assessment | None) -> Link:
    was = one.results.get((before.pk, zone))
    if after is None:
        words = {"period": one.period, "rank": _rank(was)}
        text = _("%(period)s: %(rank)s, not judged again") % words
        return Link(text, version_href(before), _("The published rank rests on the old figure."))
    now = one.results.get((after.pk, zone))
    words = {"period": one.period, "old": _rank(was), "new": _rank(now)}
    is_same = words["old"] == words["new"]
    text = _("%(period)s: still %(new)s") if is_same else _("%(period)s: %(old)s → %(new)s")
    scores = {"old": _score(was), "new": _score(now)}
    title = _("Rank before and after; score %(old)s → %(new)s") % scores
    return Link(text % words, version_href(after), title)


def _rank(result: ZoneResult | None) -> str:
    if result is None or result.rank is None:
        return DASH
    return f"{result.rank}=" if result.is_tied else str(result.rank)


def _score(result: ZoneResult | None) -> str:
    return DASH if result is None else number(result.score, 2)
