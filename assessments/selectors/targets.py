"""Reads the targets of the policy: what each asks for, where it is printed, how it stands."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from indicators.models import Target
from indicators.selectors.adoptions import adoptions_in_force
from indicators.selectors.policy import current_policy
from indicators.selectors.readings import ReadingRow, clause_href, clause_title, reading_row
from zones.badges import Badge, Link
from zones.display import DASH, label, unit

from ..badges import result_badge
from ..findings import target_sentence
from ..models import Assessment, TargetResult
from ..prospects import is_projected, no_projection_sentence, projection_sentence
from ..wording import period_name
from .asked_targets import as_judged, asked_since, targets_asked, written
from .cross_checks import cross_checks
from .published import latest_published
from .target_paths import (
    ConditionLine,
    PathCell,
    PathLine,
    Start,
    asked_in,
    bases,
    condition_lines,
    path_lines,
)

#: How many zones a target names before it refers to the assessment's own page.
MOST_ZONES = 8


@dataclass(frozen=True)
class ZoneStanding:
    """A zone or city that a target asks, with its status."""

    name: str
    href: str
    badge: Badge


@dataclass(frozen=True)
class Standing:
    """How a target stands in the latest published assessment."""

    badge: Badge | None
    sentence: str
    prospect: str
    counts: tuple[Badge, ...]
    zones: tuple[ZoneStanding, ...]
    further: int


@dataclass(frozen=True)
class TargetRow:
    """A target with all that its page prints of it."""

    code: str
    order: int
    name: str
    href: str
    clause: Link
    clause_order: int
    phrase: str
    reading: ReadingRow | None
    note: str
    #: Where another reading has been adopted since: as of when name and note speak.
    written: str
    scope: str
    zones: tuple[Link, ...]
    indicator: str
    unit: str
    conditions: tuple[ConditionLine, ...]
    #: What it asked for when it was judged last: it stands beside the status.
    rule: str
    asked: tuple[PathCell, ...]
    paths: tuple[PathLine, ...]
    standing: Standing | None
    keeping_href: str

    @property
    def statuses(self) -> tuple[Badge, ...]:
        """The badges of the list: of all zones together, else how many zones stand how."""
        if self.standing is None:
            return ()
        return (self.standing.badge,) if self.standing.badge else self.standing.counts

    @property
    def urgency(self) -> int | None:
        """The place of the most urgent of them in the order of statuses."""
        return min((badge.order for badge in self.statuses), default=None)


@dataclass(frozen=True)
class TargetsPage:
    """All that the page of the targets prints."""

    years: tuple[int, ...]
    base_year: int | None
    rows: tuple[TargetRow, ...]
    checks: tuple[str, ...]
    assessment: Assessment | None
    period: str
    assessment_href: str


def targets_page(code: str = "") -> TargetsPage:
    """The targets of the policy issued last, or one of them by its code (no row if it has none).

    The number of queries does not depend on the zones.
    """
    policy = current_policy()
    assessment = latest_published()
    adoptions = adoptions_in_force()
    targets = targets_asked(policy, code, adoptions)
    since = asked_since(adoptions)
    judged = as_judged(policy, code, assessment) if adoptions else {}
    results = _results(assessment, targets)
    found = bases(results)
    years = tuple(range(policy.base_year, policy.last_year + 1)) if policy else ()
    by_target: dict[int, list[TargetResult]] = defaultdict(list)
    for result in results:
        by_target[result.target_id].append(result)
    totals = {target: base for (target, zone), base in found.items() if zone is None}
    return TargetsPage(
        years=years,
        base_year=policy.base_year if policy else None,
        rows=tuple(
            _row(
                one,
                years,
                found,
                by_target[one.pk],
                since,
                {year: held[one.pk] for year, held in judged.items()},
            )
            for one in targets.values()
        ),
        checks=tuple(cross_checks(targets.values(), totals)),
        assessment=assessment,
        period=period_name(assessment.span) if assessment else "",
        assessment_href=assessment.get_absolute_url() if assessment else "",
    )


def _results(assessment: Assessment | None, targets: Mapping[int, Target]) -> list[TargetResult]:
    if assessment is None:
        return []
    found = assessment.target_results.filter(target__in=targets)
    results = list(found.select_related("zone__city", "city"))
    for result in results:
        result.target, result.assessment = targets[result.target_id], assessment
    return results


def _row(
    target: Target,
    years: Sequence[int],
    found: Mapping[tuple[int, int | None], float],
    results: list[TargetResult],
    since: Mapping[int, date],
    judged: Mapping[int, Target],
) -> TargetRow:
    starts = _starts(target, found)
    last = judged[max(judged)] if judged else target
    return TargetRow(
        code=target.code,
        order=target.order,
        name=label(target),
        href=target.get_absolute_url(),
        clause=Link(clause_title(target.clause), clause_href(target.clause)),
        clause_order=int(target.clause) if target.clause.isdigit() else 0,
        phrase=target.phrase,
        reading=reading_row(target.reading) if target.reading else None,
        note=label(target, "note"),
        written=written(target, since, bool(judged)),
        scope=str(target.get_scope_display()),
        zones=tuple(
            Link(label(zone, "short"), zone.get_absolute_url(), label(zone))
            for zone in target.zones.all()
        ),
        indicator=label(target.indicator) if target.indicator else "",
        unit=_unit(target),
        conditions=condition_lines(target),
        rule="; ".join(line.text for line in condition_lines(last)),
        asked=tuple(_asked(judged.get(year, target), starts, year) for year in years),
        paths=path_lines(target, starts, years, judged),
        standing=_standing(results) if results else None,
        keeping_href=target.get_keeping_url() if target.indicator else "",
    )


def _unit(target: Target) -> str:
    """The unit of the figures; a share and a class carry theirs with them."""
    is_share = target.measure_of == Target.MeasureOf.SHARE
    return "" if is_share or target.indicator is None else unit(target.indicator)


def _starts(target: Target, found: Mapping[tuple[int, int | None], float]) -> list[Start]:
    """All zones together; each named zone; or every zone and city alike, without a base."""
    if target.scope == Target.Scope.PROVINCE:
        return [Start("", found.get((target.pk, None)))]
    zones = list(target.zones.all())
    needs_zones = any(one.base_year is not None for one in target.conditions.all())
    if not zones or not needs_zones:
        return [Start("", None)]
    return [Start(label(zone, "short"), found.get((target.pk, zone.pk))) for zone in zones]


def _asked(target: Target, starts: Sequence[Start], year: int) -> PathCell:
    """What is asked for in the year, where it is the same for everybody."""
    cells = [asked_in(target, start.base, year) for start in starts]
    return cells[0] if len(set(cells)) == 1 else PathCell(DASH, title=_("differs by zone"))


def _standing(results: list[TargetResult]) -> Standing:
    total = next((one for one in results if not one.zone_id and not one.city_id), None)
    others = [one for one in results if one.zone_id or one.city_id]
    counted = Counter(map(result_badge, others))
    badges = sorted(counted, key=lambda one: one.order)
    others.sort(key=lambda one: result_badge(one).order)
    return Standing(
        badge=result_badge(total) if total else None,
        sentence=target_sentence(total) if total else "",
        prospect=_prospect(total, others),
        counts=tuple(
            Badge(one.kind, f"{one.text} {counted[one]}", one.icon, one.title, one.order)
            for one in badges
        ),
        zones=tuple(map(_zone_standing, others[:MOST_ZONES])),
        further=max(len(others) - MOST_ZONES, 0),
    )


def _prospect(total: TargetResult | None, others: Sequence[TargetResult]) -> str:
    """Where the target is heading: of all zones together, else how many are out of reach."""
    if total:
        return projection_sentence(total)
    if not others:
        return ""
    projected = [one for one in others if is_projected(one)]
    if not projected:
        notes = Counter(one.projection_note for one in others)
        return no_projection_sentence(notes.most_common(1)[0][0])
    words = {"count": len(projected), "out": sum(one.is_out_of_reach for one in projected)}
    return _("Projected for %(count)s; out of reach for %(out)s of them.") % words


def _zone_standing(result: TargetResult) -> ZoneStanding:
    told = [target_sentence(result), projection_sentence(result) if is_projected(result) else ""]
    badge = result_badge(result, " ".join(filter(None, told)))
    if result.zone is None:
        return ZoneStanding(label(result.city), "", badge)
    href = f"{result.zone.get_absolute_url()}#target-{result.target.code}"
    return ZoneStanding(label(result.zone, "short"), href, badge)
