"""Reads assessments with everything that their scores are made of, as programs read them.

Nothing is computed here but what the scoring itself was given: how far goalposts are shortened, and
how a gap counted. Whoever follows docs/api.md comes to every printed score from these rows alone.
"""

from typing import Any

from django.db.models import QuerySet

from indicators.figures import CANNOT_REPORT, FLOW, NOT_APPLICABLE, NOT_REPORTED
from zones.access import Person
from zones.models import Zone

from ..board import BASE_NOT_REPORTED, LEVEL, NO_BASE, PER_KM2
from ..findings import flag_finding
from ..models import (
    Assessment,
    Contribution,
    Figure,
    Flag,
    SchemeNode,
    TargetResult,
    ZoneResult,
)
from ..normalising import BASELINE
from .assessment_targets import assessment_targets
from .flagged import flags_of
from .published import assessments_open_to
from .standings import certainty_of, zone_results
from .what_if_start import start_of

Row = dict[str, Any]


def open_assessments(who: Person) -> QuerySet[Assessment]:
    """The assessments that a person may see, the latest period and version first."""
    return assessments_open_to(who).order_by("-year", "-quarter", "-kind", "-version")


def snapshot_name(one: Assessment) -> str:
    """What names an assessment's rows: they never change under it."""
    return f"{one.pk} {one.digest} {one.state}"


def assessment_row(one: Assessment) -> Row:
    """An assessment: what it judges, its state, and the digest of all that went into it."""
    return {
        "period": one.period,
        "version": one.version,
        "state": str(one.state),
        "kind": one.kind,
        "since": one.span.starts_on,
        "until": one.span.ends_on,
        "is_provisional": one.is_provisional,
        "is_demonstration": one.is_demonstration,
        "scheme": one.scheme.code,
        "digest": one.digest,
        "run_at": one.run_at,
        "published_at": one.published_at,
        "superseded_at": one.superseded_at,
        "unheard_reason": one.unheard_reason,
        "note_zh": one.note_zh,
        "note_en": one.note_en,
    }


def assessment_detail(one: Assessment) -> Row:
    """The assessment with the settings that its scores follow from, and how ranks were varied."""
    scheme, sure = one.scheme, certainty_of(one)
    settings = ("code", "name_zh", "name_en", "version", "effective_year", "aggregation")
    settings += ("normalisation", "base_year", "cap", "min_coverage", "grace_months", "grace_rule")
    settings += ("boards", "decimals")
    certainty = None
    if sure is not None:
        names = ("seed", "variants", "drawn", "bottom", "pairs", "has_all_pairs")
        certainty = {name: getattr(sure, name) for name in names}
    return assessment_row(one) | {
        "scheme_settings": {name: getattr(scheme, name) for name in settings},
        "geometric_floor": "1",
        "certainty": certainty,
    }


def criterion_rows(one: Assessment) -> list[Row]:
    """The tree of the scheme as this period applied it; one query."""
    nodes = SchemeNode.objects.filter(scheme=one.scheme_id).select_related("parent", "indicator")
    return [_criterion(node, one) for node in nodes.order_by("order", "id")]


def _criterion(node: SchemeNode, one: Assessment) -> Row:
    """A theme or criterion; ``span_share`` is what low, high and reference are multiplied by."""
    indicator, share = node.indicator, 1.0
    if indicator and node.measure_of in (LEVEL, PER_KM2) and indicator.kind == FLOW:
        share = one.quarter / 4
    return {
        "code": node.code,
        "parent": node.parent.code if node.parent else None,
        "name_zh": node.name_zh,
        "name_en": node.name_en,
        "weight": node.weight,
        "indicator": indicator.code if indicator else None,
        "measure_of": node.measure_of or None,
        "direction": node.direction,
        "low": node.low,
        "high": node.high,
        "reference_mean": node.reference_mean,
        "reference_deviation": node.reference_deviation,
        "span_share": share if indicator else None,
    }


def result_rows(one: Assessment) -> list[Row]:
    """Each zone's score and rank with its interval, or why it is not ranked; one query."""
    return [_result(result) for result in zone_results(one)]


def _result(one: ZoneResult) -> Row:
    names = ("standing", "standing_basis", "score", "rank", "is_tied", "coverage")
    names += ("group_rank", "group_count", "previous_score", "previous_rank", "previous_count")
    names += ("common_rank", "common_previous_rank", "common_count", "movement")
    names += ("rank_median", "rank_low", "rank_high", "p_last", "p_bottom")
    return {"zone": one.zone.code} | {name: getattr(one, name) for name in names}


def components(one: Assessment) -> QuerySet[Contribution]:
    """What every score is made of: zones in the order of the board, criteria in the scheme's."""
    found = Contribution.objects.filter(result__assessment=one)
    found = found.select_related("result__zone", "node__parent", "node__indicator")
    return found.order_by("result__zone__order", "result__zone_id", "node__order", "node_id")


def component_row(one: Contribution, bases: dict[str, dict[str, float]] | None = None) -> Row:
    """A criterion of a zone: value, what it earned, the weight it has and the points it gives."""
    zone, node = one.result.zone.code, one.node
    return {
        "zone": zone,
        "code": node.code,
        "parent": node.parent.code if node.parent else None,
        "is_criterion": node.is_criterion,
        "indicator": node.indicator.code if node.indicator else None,
        "value": one.value,
        "state": one.state,
        "counts_as": _counts_as(one),
        "own_base": (bases or {}).get(node.code, {}).get(zone) if node.is_criterion else None,
        "achieved": one.achieved,
        "weight": one.weight,
        "points": one.points,
    }


def _counts_as(one: Contribution) -> str:
    """How a criterion counts: with its value, not at all, as a gap, or with nothing earned."""
    if not one.node.is_criterion:
        return "mean_of_its_parts"
    if one.state in (NOT_APPLICABLE, CANNOT_REPORT, NO_BASE):
        return "left_out"
    if one.state in (NOT_REPORTED, BASE_NOT_REPORTED):
        return "nothing_earned"
    return "gap" if one.value is None else "value"


def own_bases(one: Assessment, who: Person) -> dict[str, dict[str, float]]:
    """Each zone's own value of the base year by criterion, where the scheme starts from it."""
    if one.scheme.normalisation != BASELINE:
        return {}
    start = start_of(one.span, who, one.version, one.run_at)
    if start is None or not start.inputs.is_stored or start.inputs.ready.measured.bases is None:
        return {}
    bases = start.inputs.ready.measured.bases
    return {code: bases[code].dropna().astype(float).to_dict() for code in bases}


def figures(one: Assessment) -> QuerySet[Figure]:
    """The figures over the judged span that the assessment froze; of all zones together first."""
    found = one.figures.select_related("zone", "indicator")
    return found.order_by("zone__order", "zone_id", "indicator__order", "indicator_id", "id")


def figure_row(one: Figure) -> Row:
    """A figure over the span with last year's, growth and share; zone empty: all together."""
    names = ("state", "value", "base", "growth", "growth_note", "two_year_average", "share")
    names += ("share_base", "share_vintage", "rank")
    return {
        "zone": one.zone.code if one.zone else None,
        "indicator": one.indicator.code,
    } | {name: getattr(one, name) for name in names}


def target_results(one: Assessment) -> QuerySet[TargetResult]:
    """How each target stands."""
    found = one.target_results.select_related("target", "zone", "city")
    return found.order_by("target__order", "target_id", "zone__order", "zone_id", "city_id", "id")


def target_result_row(one: TargetResult) -> Row:
    """How a target stands for a zone, a city, or all zones together."""
    names = ("status", "basis", "rule", "is_binding", "counts_as_missed", "is_implied", "reason")
    names += ("base", "actual", "value", "stretch", "is_stretch_met", "due", "gap", "shortfall")
    names += ("completion", "progress", "season_basis", "season_years", "is_out_of_reach")
    return {
        "target": one.target.code,
        "zone": one.zone.code if one.zone else None,
        "city": one.city.code if one.city else None,
    } | {name: getattr(one, name) for name in names}


def flag_rows(one: Assessment) -> list[Row]:
    """What the rules found, each once, with the finding in the reader's language; three queries."""
    found = Zone.objects.filter(flags__assessment=one).select_related("city").distinct()
    zones = {zone.pk: zone for zone in found}
    flags = flags_of(one, zones, assessment_targets(one))
    flags.sort(key=lambda flag: (flag.zone.order, flag.zone_id, flag.pk))
    return [_flag(flag) for flag in flags]


def _flag(one: Flag) -> Row:
    return {
        "zone": one.zone.code,
        "code": str(one.code),
        "state": str(one.state),
        "consequence": str(one.consequence),
        "target": one.target.code if one.target else None,
        "measure": one.measure.number if one.measure else None,
        "finding": flag_finding(one),
        "details": one.details,
    }
