"""Reads the boards that an assessment is compared with, as they were judged then."""

from dataclasses import dataclass
from decimal import Decimal

from ..board import Rules
from ..facts import Facts
from ..models import Assessment, MovePart, Scheme, ZoneResult
from .question import board_before, facts, promises_of, published_as_at
from .scheme_rules import rules_of

Kind = MovePart.Kind


@dataclass(frozen=True)
class EarlierBoard:
    """A published board: its facts as they were known when it was run, its rules, its scores."""

    facts: Facts
    rules: Rules
    scores: dict[str, Decimal]


def compared_with(assessment: Assessment) -> dict[str, Assessment]:
    """The published boards that an assessment is compared with when it is run, by kind.

    The same span a year earlier, and the version of its own period that is in force.
    """
    published = published_as_at(assessment.run_at).select_related("scheme")
    found = {
        Kind.YEAR.value: board_before(published, assessment.span),
        Kind.VERSION.value: published.filter(period=assessment.period).first(),
    }
    return {kind: board for kind, board in found.items() if board is not None}


def earlier_board(before: Assessment, scheme: Scheme) -> EarlierBoard:
    """The board, its facts read as at its run; ``scheme`` is the one it is compared under."""
    span, run_at = before.span, before.run_at
    known = facts(span, scheme, promises_of(span), at=run_at, as_at=run_at)
    places = before.scheme.decimals
    rows = ZoneResult.objects.filter(assessment=before, rank__isnull=False)
    return EarlierBoard(
        facts=known,
        rules=rules_of(before.scheme),
        scores={
            zone: round(score, places)
            for zone, score in rows.order_by("rank", "zone__order").values_list(
                "zone__code", "score"
            )
        },
    )
