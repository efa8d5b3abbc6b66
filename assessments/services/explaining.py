"""Stores why each zone moved and what would move it, beside the rows of its assessment."""

from __future__ import annotations

from collections.abc import Mapping

from indicators.models import Indicator

from ..compared import Earlier, Later, moves_of
from ..lifts import Lift as Found
from ..lifts import places_up
from ..models import Assessment, Lift, MovePart, ZoneResult
from ..outcome import Outcome, Question, ranked_scores
from ..selectors.earlier import compared_with, earlier_board
from ..target_lifts import targets_cleared
from .rows import Known


def explanation_save(
    assessment: Assessment, asked: Question, outcome: Outcome, known: Known
) -> None:
    """Nothing; the causes of every move, and the changes that would lift a zone, are stored.

    They are worked out once, with the result that they explain: a later assessment of the earlier
    period moves nothing here.
    """
    results = {result.zone.code: result for result in assessment.results.select_related("zone")}
    MovePart.objects.bulk_create(_parts(assessment, asked, outcome, results))
    Lift.objects.bulk_create(_lifts(asked, outcome, known, results))


def _parts(
    assessment: Assessment, asked: Question, outcome: Outcome, results: Mapping[str, ZoneResult]
) -> list[MovePart]:
    later = Later(outcome.facts, asked.rules, ranked_scores(outcome.board))
    rows = []
    for kind, before in compared_with(assessment).items():
        board = earlier_board(before, assessment.scheme)
        moves = moves_of(kind, later, Earlier(board.facts, board.rules, board.scores))
        for zone, move in moves.items():
            rows += [
                MovePart(
                    result=results[zone],
                    kind=kind,
                    before=before,
                    cause=part.cause,
                    points=part.points,
                    places=part.places,
                )
                for part in move.parts
            ]
    return rows


def _lifts(
    asked: Question, outcome: Outcome, known: Known, results: Mapping[str, ZoneResult]
) -> list[Lift]:
    counted = Indicator.UnitKind.COUNT
    whole = {code for code, one in known.indicators.items() if one.unit_kind == counted}
    facts, figures = outcome.facts, outcome.figures
    found = [
        *places_up(facts, figures, outcome.measured, asked.rules, outcome.board, whole),
        *targets_cleared(outcome.judged, asked.promises, facts, figures, whole),
    ]
    return [
        _lift(one, known, results) for one in sorted(found, key=lambda one: (one.aim, one.order))
    ]


def _lift(one: Found, known: Known, results: Mapping[str, ZoneResult]) -> Lift:
    return Lift(
        result=results[one.zone],
        aim=one.aim,
        indicator=known.indicators[one.indicator],
        target=known.targets[one.target] if one.target else None,
        value=one.value,
        change=one.change,
        share=one.share,
        obstacle=one.obstacle,
        score=one.score,
        best=one.best,
        rank=one.rank,
        is_tied=None if one.rank is None else one.is_tied,
    )
