"""Reads how sure a zone's rank is, and how sure those of its neighbours are."""

from dataclasses import dataclass

from zones.display import is_chinese, label

from ..models import Assessment, ZoneResult
from ..rank_words import Sureness, close_to, rank_sentence, sureness
from .standing_row import rank_text
from .standings import certainty_of

#: How many places above and below its own a zone's page shows.
AROUND = 4


@dataclass(frozen=True)
class AroundRow:
    """A zone ranked near another one."""

    name: str
    rank: int | None
    rank_text: str
    sure: Sureness


@dataclass(frozen=True)
class ZoneCertainty:
    """How sure a zone's rank is in words, and the ranks around it; empty where it has none."""

    text: str = ""
    around: tuple[AroundRow, ...] = ()


def zone_certainty(found: ZoneResult | None, assessment: Assessment) -> ZoneCertainty:
    """How sure a zone's rank is; two queries."""
    if found is None or found.rank is None:
        return ZoneCertainty()
    certainty = certainty_of(assessment)
    ranked = list(assessment.results.filter(rank__isnull=False).select_related("zone"))
    zones = {one.zone.code: one.zone for one in ranked}
    sentences = (rank_sentence(found, certainty), close_to(found.zone, certainty, zones))
    return ZoneCertainty(
        text=("" if is_chinese() else " ").join(filter(None, sentences)),
        around=tuple(
            AroundRow(label(one.zone, "short"), one.rank, rank_text(one), sureness(one, certainty))
            for one in ranked
            if one.rank is not None and abs(one.rank - found.rank) <= AROUND
        ),
    )
