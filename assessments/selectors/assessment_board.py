"""Reads the board of an assessment: every zone with its score, its movement and its themes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from zones.display import DASH, label, number, percent

from ..models import Assessment, Contribution, RankCertainty, Scheme, SchemeNode, ZoneResult
from ..rank_words import Sureness, board_reason, sureness
from .standing_row import movement_text, movement_title, rank_text

GEOMETRIC = Scheme.Aggregation.GEOMETRIC


@dataclass(frozen=True)
class Theme:
    """A theme of the scheme: its weight, and how its part of the score is called."""

    code: str
    name: str
    weight: Decimal


@dataclass(frozen=True)
class BoardRow:
    """A zone on the board. A zone without a rank says why it has none."""

    zone_id: int
    code: str
    order: int
    name: str
    full_name: str
    city: str
    href: str
    reason: str
    rank: int | None
    rank_text: str
    sure: Sureness
    score: Decimal | None
    score_text: str
    coverage: Decimal | None
    coverage_text: str
    movement: int | None
    movement_text: str
    movement_title: str
    common_text: str
    published_text: str
    group_rank: int | None
    group_text: str
    themes: Mapping[str, Decimal | float | None]
    theme_texts: Mapping[str, str]


def board_themes(assessment: Assessment, nodes: Sequence[SchemeNode]) -> list[Theme]:
    """The themes right under the root, in order."""
    roots = {node.pk for node in nodes if node.parent_id is None}
    return [Theme(node.code, label(node), node.weight) for node in nodes if node.parent_id in roots]


def board_rows(
    assessment: Assessment,
    results: Sequence[ZoneResult],
    nodes: Sequence[SchemeNode],
    query: str,
    certainty: RankCertainty | None,
    contributions: Iterable[Contribution] | None = None,
) -> list[BoardRow]:
    """The zones in the order of their results; one query for what their themes contribute.

    None where the contributions are at hand, as for a board that is not stored. Under the geometric
    mean parts do not add up: the themes' own scores are shown instead.
    """
    ranked = sum(1 for result in results if result.rank is not None)
    parts = _parts(_told(assessment, contributions), nodes, assessment.scheme)
    return [
        _row(assessment, result, parts.get(result.zone_id, {}), ranked, order, query, certainty)
        for order, result in enumerate(results)
    ]


def _told(
    assessment: Assessment, contributions: Iterable[Contribution] | None
) -> Iterable[tuple[int, int, Decimal | None, float | None]]:
    """Of each contribution its zone, its node, its points and what was achieved."""
    if contributions is not None:
        return [
            (one.result.zone_id, one.node_id, one.points, one.achieved) for one in contributions
        ]
    rows = Contribution.objects.filter(result__assessment=assessment).order_by()
    return rows.values_list("result__zone_id", "node_id", "points", "achieved")


def _parts(
    rows: Iterable[tuple[int, int, Decimal | None, float | None]],
    nodes: Sequence[SchemeNode],
    scheme: Scheme,
) -> dict[int, dict[str, Decimal | float | None]]:
    """By zone and theme: the points of its criteria added up, or its score if geometric."""
    theme_of = _theme_of(nodes)
    is_geometric = scheme.aggregation == GEOMETRIC
    found: dict[int, dict[str, Decimal | float | None]] = {}
    for zone, node, points, achieved in rows:
        theme, is_theme = theme_of.get(node, ("", False))
        parts = found.setdefault(zone, {})
        if is_geometric and is_theme:
            parts[theme] = achieved
        elif not is_geometric and theme and points is not None:
            parts[theme] = (parts.get(theme) or Decimal(0)) + points
    return found


def _theme_of(nodes: Sequence[SchemeNode]) -> dict[int, tuple[str, bool]]:
    """The theme that each node belongs to, and whether it is the theme itself."""
    by_pk = {node.pk: node for node in nodes}
    found = {}
    for node in nodes:
        top = node
        while top.parent_id and by_pk[top.parent_id].parent_id is not None:
            top = by_pk[top.parent_id]
        if top.parent_id is not None:
            found[node.pk] = (top.code, top.pk == node.pk)
    return found


def _row(
    assessment: Assessment,
    result: ZoneResult,
    parts: dict[str, Decimal | float | None],
    ranked: int,
    order: int,
    query: str,
    certainty: RankCertainty | None,
) -> BoardRow:
    zone, places = result.zone, assessment.scheme.decimals
    return BoardRow(
        zone_id=zone.pk,
        code=zone.code,
        order=order,
        name=label(zone, "short"),
        full_name=label(zone),
        city=label(zone.city),
        href=f"{zone.get_absolute_url()}{query}#score",
        reason=standing_reason(result),
        rank=result.rank,
        rank_text=rank_text(result),
        sure=sureness(result, certainty),
        score=result.score,
        score_text=number(result.score, places),
        coverage=result.coverage,
        coverage_text=percent(result.coverage),
        movement=result.movement,
        movement_text=movement_text(result),
        movement_title=movement_title(result, assessment, ranked),
        common_text=_common(result),
        published_text=_published(result, ranked),
        group_rank=result.group_rank,
        group_text=group_text(result),
        themes=parts,
        theme_texts={code: number(value, places) for code, value in parts.items()},
    )


def standing_reason(result: ZoneResult) -> str:
    """Why a zone has no rank, and what its first year counts from."""
    reason = board_reason(result)
    if not reason or result.standing != ZoneResult.Standing.FIRST_YEAR:
        return reason
    basis = {
        "accepted": _("counted from its acceptance"),
        "first_report": _("counted from its first report, for its acceptance date is not known"),
        "by_scheme": _("counted from its first report, as the scheme has it"),
    }.get(result.standing_basis, "")
    return _("%(reason)s (%(basis)s)") % {"reason": reason, "basis": basis} if basis else reason


def group_text(result: ZoneResult) -> str:
    """A zone's place within its group: "1 of 3 (along the river)"; empty without such a board."""
    if result.group_rank is None:
        return ""
    words = {
        "rank": result.group_rank,
        "count": result.group_count,
        "group": label(result, "group"),
    }
    return _("%(rank)s of %(count)s (%(group)s)") % words


def _common(result: ZoneResult) -> str:
    """Both places over the zones ranked in both periods, with their number: "1 → 3 of 4"."""
    if result.common_rank is None:
        return DASH
    words = {
        "before": result.common_previous_rank,
        "rank": result.common_rank,
        "count": result.common_count,
    }
    return _("%(before)s → %(rank)s of %(count)s") % words


def _published(result: ZoneResult, ranked: int) -> str:
    """Both places as published, each with its number of ranked zones: "1 of 4 → 4 of 5"."""
    if result.rank is None or result.previous_rank is None:
        return DASH
    words = {
        "before": result.previous_rank,
        "all_before": result.previous_count,
        "rank": result.rank,
        "all": ranked,
    }
    return _("%(before)s of %(all_before)s → %(rank)s of %(all)s") % words
