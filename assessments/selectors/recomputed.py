"""Reads the page of a board that was never published: as it would have stood on a date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext as _

from indicators.periods import Period
from zones.badges import Badge, Link
from zones.display import percent

from ..gap_sentences import gap_sentence
from ..models import (
    Assessment,
    Contribution,
    Figure,
    Flag,
    RankCertainty,
    SchemeNode,
    TargetResult,
    ZoneResult,
)
from ..wording import period_name
from .assessment import FlagRow
from .assessment_board import BoardRow, Theme, board_rows, board_themes
from .assessment_targets import TargetRow
from .assessment_versions import scheme_link
from .flagged import as_one
from .gaps import gaps_of
from .standings import without_lone_rank


class Unstored(Protocol):
    """The rows of a board that is only looked at."""

    figures: list[Figure]
    results: list[ZoneResult]
    contributions: list[Contribution]
    target_results: list[TargetResult]
    flags: list[Flag]
    certainty: RankCertainty


@dataclass(frozen=True)
class RecomputedPage:
    """All that the page prints but the cells of its tables."""

    assessment: Assessment
    period: str
    published: Link | None
    lacking: str
    marks: tuple[Badge, ...]
    facts: tuple[tuple[str, str], ...]
    scheme: Link
    themes: tuple[Theme, ...]
    rows: tuple[BoardRow, ...]
    flags: tuple[FlagRow, ...]
    targets: tuple[TargetRow, ...]


def recomputed_page(assessment: Assessment, rows: Unstored) -> RecomputedPage:
    """The page of rows that are not stored; few queries, however many zones."""
    nodes = list(SchemeNode.objects.filter(scheme=assessment.scheme_id))
    ordered = sorted(
        rows.results, key=lambda one: (one.rank is None, one.rank or 0, one.zone.order)
    )
    ordered = without_lone_rank(ordered)
    published = published_version(assessment.span)
    said = _("recomputed") if published else _("recomputed, never published")
    marks = [Badge("warn", said, "history")]
    if assessment.is_provisional:
        marks.append(Badge("warn", _("provisional"), "alert-triangle"))
    found = [FlagRow(flag, "") for flag in as_one(rows.flags)]
    return RecomputedPage(
        assessment=assessment,
        period=period_name(assessment.span),
        published=published,
        lacking=gap_sentence(gaps_of(assessment, ordered, rows.figures)),
        marks=tuple(marks),
        facts=tuple(_facts(assessment, ordered)),
        scheme=scheme_link(assessment.scheme),
        themes=tuple(board_themes(assessment, nodes)),
        rows=tuple(board_rows(assessment, ordered, nodes, "", rows.certainty, rows.contributions)),
        flags=tuple(sorted(found, key=lambda row: row.order)),
        targets=tuple(TargetRow(one, "") for one in rows.target_results),
    )


def published_version(span: Period) -> Link | None:
    """The period's published assessment, by its version; a query."""
    found = Assessment.objects.filter(period=str(span), state=Assessment.State.PUBLISHED).first()
    if found is None:
        return None
    return Link(_("version %(version)s") % {"version": found.version}, found.get_absolute_url())


def _facts(assessment: Assessment, results: Sequence[ZoneResult]) -> Iterable[tuple[str, str]]:
    """How many are ranked and how complete the figures were."""
    ranked = sum(1 for one in results if one.rank is not None)
    yield _("Zones ranked"), str(ranked)
    covered = [one.coverage for one in results if one.coverage is not None]
    if covered:
        words = {"lowest": percent(min(covered)), "highest": percent(max(covered))}
        text = words["lowest"] if words["lowest"] == words["highest"] else None
        yield _("Coverage"), text or _("%(lowest)s to %(highest)s") % words
    yield _("Input digest"), assessment.digest[:12]
