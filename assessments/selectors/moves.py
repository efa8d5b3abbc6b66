"""Reads why zones moved: the stored causes of each change in score and rank."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from zones.display import label, number

from ..models import Assessment, MovePart, ZoneResult
from ..wording import period_name, sentences
from ..words import trimmed
from .assessment_versions import version_href

Kind, Cause = MovePart.Kind, MovePart.Cause


@dataclass(frozen=True)
class Part:
    """What one cause adds: points of the score, and places gained (negative: lost)."""

    cause: str
    name: str
    points: Decimal
    places: Decimal


@dataclass(frozen=True)
class Move:
    """A zone's way from one board to another, with its causes; they add up to both changes."""

    kind: str
    zone: str
    before: str
    now: str
    href: str
    decimals: int
    score_before: Decimal
    score: Decimal
    rank_before: int
    rank: int
    parts: tuple[Part, ...]

    @property
    def points(self) -> Decimal:
        return self.score - self.score_before

    @property
    def places(self) -> int:
        return self.rank_before - self.rank


def zone_moves(assessment: Assessment, zones: Collection[int]) -> list[Move]:
    """The moves of some zones of an assessment, in the order of its board; two queries."""
    results = assessment.results.filter(zone__in=zones).select_related("zone")
    return moves_of(assessment, results)


def moves_of(assessment: Assessment, results: Iterable[ZoneResult]) -> list[Move]:
    """The moves of these results, by kind and in their order; one query."""
    found: dict[tuple[str, int], list[MovePart]] = defaultdict(list)
    by_id = {result.pk: result for result in results}
    rows = MovePart.objects.filter(result__in=by_id).select_related("before__scheme")
    for one in rows.order_by("id"):
        found[one.kind, one.result_id].append(one)
    return [
        _move(assessment, by_id[pk], kind, found[kind, pk])
        for kind in Kind.values
        for pk in by_id
        if (kind, pk) in found
    ]


def _move(assessment: Assessment, result: ZoneResult, kind: str, rows: list[MovePart]) -> Move:
    before = rows[0].before
    places = max(assessment.scheme.decimals, before.scheme.decimals)
    unit = Decimal(1).scaleb(-places)
    points = sum((row.points for row in rows), Decimal(0))
    gained = sum((row.places for row in rows), Decimal(0))
    score, rank = result.score or Decimal(0), result.rank or 0
    return Move(
        kind=kind,
        zone=label(result.zone, "short"),
        before=_called(before, kind),
        now=_called(assessment, kind),
        href=version_href(before),
        decimals=places,
        score_before=(score - points).quantize(unit),
        score=score.quantize(unit),
        rank_before=rank + int(gained),
        rank=rank,
        parts=tuple(
            Part(row.cause, cause_name(row.cause, kind), row.points.quantize(unit), row.places)
            for row in rows
        ),
    )


def cause_name(cause: str, kind: str) -> str:
    """A cause in words; between two versions every change of a figure is a revision."""
    if kind == Kind.VERSION and cause == Cause.OWN:
        return _("its own figures, as revised")
    if kind == Kind.VERSION and cause == Cause.OTHERS:
        return _("the other zones’ figures, as revised")
    return str(Cause(cause).label)


def _called(one: Assessment, kind: str) -> str:
    if kind == Kind.YEAR:
        return period_name(one.span)
    return _("version %(version)s") % {"version": one.version}


def points_text(value: Decimal, decimals: int) -> str:
    """Points of a score with their sign."""
    return number(value, decimals, signed=True)


def places_text(value: Decimal | int) -> str:
    """Places gained with their sign; halves are halves: "+1.5", "−0.33", "0"."""
    return trimmed(number(Decimal(value), 2, signed=True))


def move_sentence(move: Move) -> str:
    """What became of a zone's score and place, and which cause weighs most in either."""
    words = {
        "before": move.before,
        "score_before": number(move.score_before, move.decimals),
        "score": number(move.score, move.decimals),
        "rank_before": move.rank_before,
        "rank": move.rank,
    }
    text = (
        _(
            "Against %(before)s: from %(score_before)s to %(score)s points, from place"
            " %(rank_before)s to place %(rank)s."
        )
        % words
    )
    said = [text]
    if most := _most(move, lambda part: part.points):
        words = {"cause": most.name, "points": points_text(most.points, move.decimals)}
        said.append(_("Most of the score: %(cause)s, %(points)s points.") % words)
    if most := _most(move, lambda part: part.places):
        words = {"cause": most.name, "places": places_text(most.places)}
        said.append(_("Most of the places: %(cause)s, %(places)s.") % words)
    return sentences(said)


def _most(move: Move, measure) -> Part | None:
    """The cause that weighs most; None where nothing weighs anything."""
    largest = max(move.parts, key=lambda part: abs(measure(part)))
    return largest if measure(largest) else None
