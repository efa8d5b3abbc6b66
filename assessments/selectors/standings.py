"""Reads how the zones of an assessment stand: the rows of the ranking."""

from collections import defaultdict
from collections.abc import Iterable

from indicators.models import Indicator

from ..models import Assessment, Figure, Flag, RankCertainty, ZoneResult
from .standing_row import Ranking, StandingRow


def zone_results(assessment: Assessment) -> list[ZoneResult]:
    """Every zone's result, ranked zones first, none ranked alone; for reading; one query."""
    found = assessment.results.select_related("zone__city")
    return without_lone_rank(list(found.order_by(*ZoneResult._meta.ordering, "zone_id")))


def without_lone_rank(results: list[ZoneResult]) -> list[ZoneResult]:
    """The results; a zone ranked alone has no place to show, for nobody is compared with it.

    The rows are for reading, and must not be saved.
    """
    ranked = [one for one in results if one.rank is not None]
    if len(ranked) == 1:
        (one,) = ranked
        one.rank = one.previous_rank = None
        one.rank_low = one.rank_high = one.rank_median = one.p_last = one.p_bottom = None
        one.common_rank = one.common_previous_rank = one.common_count = None
        one.is_tied = False
    return results


def certainty_of(assessment: Assessment | None) -> RankCertainty | None:
    """How sure the ranks of an assessment are; None where that was not asked yet. One query."""
    return RankCertainty.objects.filter(assessment=assessment).first() if assessment else None


def standing_rows(
    assessment: Assessment,
    results: Iterable[ZoneResult],
    indicator: Indicator | None,
    flags: Iterable[Flag],
    query: str,
    certainty: RankCertainty | None,
) -> list[StandingRow]:
    """The rows of the ranking; one query for the zones' figures of the headline indicator."""
    results = list(results)
    ranked = sum(1 for result in results if result.rank is not None)
    board = Ranking(assessment, indicator, certainty, ranked, query)
    figures = {figure.zone_id: figure for figure in _figures(assessment, indicator)}
    by_zone: dict[int, list[Flag]] = defaultdict(list)
    for flag in flags:
        by_zone[flag.zone_id].append(flag)
    return [
        StandingRow(board, result, figures.get(result.zone_id), tuple(by_zone[result.zone_id]))
        for result in results
    ]


def _figures(assessment: Assessment, indicator: Indicator | None) -> Iterable[Figure]:
    if indicator is None:
        return ()
    return assessment.figures.filter(indicator=indicator, zone__isnull=False).order_by()
