"""Reads the province's outline."""

from dataclasses import dataclass

from ..models import Outline
from ..outlines import Drawn, Frame


@dataclass(frozen=True)
class ReviewedOutline:
    """An outline ready to be drawn, and the number that has to stand beside it."""

    drawn: Drawn
    review_number: str


def reviewed_outline() -> ReviewedOutline | None:
    """The outline that the operator supplied, None where there is none; one query."""
    found = Outline.objects.first()
    if found is None:
        return None
    frame = Frame(found.west, found.south, found.east, found.north)
    return ReviewedOutline(Drawn(frame, found.path), found.review_number)
