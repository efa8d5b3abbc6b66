"""Reads how a board's zones lie on the outline that the operator supplied."""

from collections.abc import Sequence
from dataclasses import dataclass

from zones.map_labels import Box, Point, placed
from zones.outlines import WIDTH
from zones.selectors.outline import ReviewedOutline
from zones.widths import text_width

from ..map_tiles import Tile

#: A letter's height in units of the drawing where it is narrowest; on a wider one letters stay.
EM = 100
#: The room around the outline, for the labels of zones at its edge.
MARGIN = EM
#: A label's height, and the width of all in it but its words.
HEIGHT, AROUND = 2.1 * EM, 2.2 * EM
#: The widest of ordinary letters is so wide, of half a Han character.
LETTER = 0.6 * EM


@dataclass(frozen=True)
class MarkedZone:
    """Where a zone lies, in degrees, and what is said of it."""

    east: float | None
    north: float | None
    tile: Tile


@dataclass(frozen=True)
class Mark:
    """A zone on the outline: the middle of its label, in hundredths of the drawing's sides."""

    left: str
    top: str
    box: Box
    tile: Tile


@dataclass(frozen=True)
class OutlineMap:
    """The outline, its zones' labels, a dot where each lies and a line from it to its label."""

    width: int
    height: int
    path: str
    marks: tuple[Mark, ...]
    dots: str
    lines: str
    review_number: str

    @property
    def corner(self) -> str:
        """What the outline is moved by, to have room around it."""
        return f"translate({MARGIN} {MARGIN})"

    @property
    def ems(self) -> str:
        """The least width of the drawing in letters' heights."""
        return f"{self.width / EM:.1f}"

    @property
    def aspect(self) -> str:
        """How many times as wide as high it is."""
        return f"{self.width / self.height:.3f}"


def outline_map(outline: ReviewedOutline, zones: Sequence[MarkedZone]) -> OutlineMap | None:
    """These zones on the outline; None where one lies outside it or not all labels have room."""
    frame = outline.drawn.frame
    width, height = WIDTH + 2 * MARGIN, frame.height + 2 * MARGIN
    points: list[Point] = []
    for zone in zones:
        if zone.east is None or zone.north is None or not frame.holds(zone.east, zone.north):
            return None
        x, y = frame.at(zone.east, zone.north)
        points.append((x + MARGIN, y + MARGIN))
    sizes = [_size(zone.tile) for zone in zones]
    boxes = placed(tuple(zip(points, sizes, strict=True)), width, height)
    if boxes is None:
        return None
    marks = tuple(
        Mark(f"{100 * box.x / width:.2f}", f"{100 * box.y / height:.2f}", box, zone.tile)
        for box, zone in zip(boxes, zones, strict=True)
    )
    return OutlineMap(
        width=width,
        height=height,
        path=outline.drawn.path,
        marks=marks,
        dots="".join(f"M{x} {y}h0" for x, y in points),
        lines="".join(
            f"M{x} {y}L{box.x:.0f} {box.y:.0f}" for (x, y), box in zip(points, boxes, strict=True)
        ),
        review_number=outline.review_number,
    )


def _size(tile: Tile) -> Point:
    words = f"{tile.rank} {tile.name}".strip()
    han = sum(1 for sign in words if text_width(sign) > 1)
    return AROUND + han * EM + (len(words) - han) * LETTER, HEIGHT
