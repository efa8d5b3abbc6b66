"""The map of the zones as a file to take home: the outline with its review number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from zones.exports import export_drawing
from zones.widths import text_width

from ..models import Assessment
from ..selectors.board_map import BoardMap
from ..selectors.outline_map import HEIGHT, Mark, OutlineMap

#: In a file, which is looked at large, labels are smaller beside the outline than on a phone.
SCALE = 0.6
#: The height of a line of words and of the title, and the signs for which a line has room.
LINE, TITLE, ROOM = 90, 120, 68
#: The states' shapes where no icon can be drawn.
SHAPES = {"good": "✓", "warn": "▲", "bad": "✕", "quiet": "–"}


@dataclass(frozen=True)
class Words:
    """A line of words or a label, by its left end or its middle and its base line."""

    x: int
    y: int
    text: str


@dataclass(frozen=True)
class Label:
    """A zone's label as drawn: its frame, its words, and what tells its state."""

    x: int
    y: int
    width: int
    height: int
    kind: str
    words: Words


def map_file(
    request: HttpRequest, assessment: Assessment, board: BoardMap, outline: OutlineMap
) -> HttpResponse:
    """The drawing with its title, finding, legend and review number."""
    number = _("Map review number: %(number)s") % {"number": outline.review_number}
    title = f"{_('Map of the zones')} · {assessment.period}"
    above = list(_lines(board.finding))
    key = "  ".join(f"{SHAPES[badge.kind]} {badge.text} {count}" for badge, count in board.key)
    below = [*_lines(key), number]
    top = TITLE + LINE * len(above)
    foot = top + outline.height
    context = {
        "outline": outline,
        "labels": [_label(mark) for mark in outline.marks],
        "title": title,
        "above": _words(above, TITLE),
        "below": _words(below, foot),
        "top": top,
        "foot": foot + LINE * (len(below) + 1),
        # The mark of a demonstration stands below everything.
        "height": foot + LINE * (len(below) + 2),
    }
    name = f"map-{assessment.period}"
    return export_drawing(request, "assessments/outline_map.svg", context, name)


def _label(mark: Mark) -> Label:
    width, height = round(mark.box.width * SCALE), round(HEIGHT * SCALE)
    x, y = round(mark.box.x), round(mark.box.y)
    tile = mark.tile
    text = " ".join(filter(None, [SHAPES[tile.state.kind], tile.rank, tile.name]))
    words = Words(x, y + 20, text)
    return Label(x - width // 2, y - height // 2, width, height, tile.state.kind, words)


def _words(lines: Sequence[str], top: int) -> list[Words]:
    return [Words(50, top + LINE * at, line) for at, line in enumerate(lines, 1)]


def _lines(text: str) -> Iterator[str]:
    """The text in lines that the drawing has room for; Han characters break anywhere."""
    line = ""
    for sign in text:
        if text_width(line + sign) > ROOM:
            head, space, tail = line.rpartition(" ")
            # A word that has begun goes on in the next line as a whole.
            kept = (head, tail) if space and sign.isascii() and sign != " " else (line, "")
            yield kept[0]
            line = kept[1]
        line = (line + sign).lstrip()
    if line:
        yield line
