"""How wide a workbook's columns have to be, in the spreadsheet's unit: a digit's width. Pure."""

from collections.abc import Iterable
from math import ceil
from unicodedata import east_asian_width

#: Room at both edges of a cell, and for the filter's button in a heading.
EDGES, BUTTON = 2.0, 3.0
#: A column is no narrower and no wider; what is longer goes on in further lines.
LEAST, MOST = 8.0, 52.0
#: A4 upright holds so much at the usual size; a wider table lies across the sheet.
UPRIGHT = 90.0


def text_width(text: str) -> float:
    """The width of the text's widest line; Han and full-width signs count twice."""
    return max(
        (
            sum(2.0 if east_asian_width(sign) in "WF" else 1.0 for sign in line)
            for line in text.split("\n")
        ),
        default=0.0,
    )


def column_width(heading: str, texts: Iterable[str]) -> float:
    """Wide enough for every cell in a line and for the heading in two."""
    widest = max((text_width(text) for text in texts), default=0.0)
    words = max((text_width(word) for word in heading.split()), default=0.0)
    # A heading breaks between words, one in Chinese anywhere.
    half = text_width(heading) / 2 + 1
    needed = min(words, half) if not heading.isascii() else max(words, half)
    return min(max(widest, needed + BUTTON, LEAST - EDGES) + EDGES, MOST)


def lines_in(text: str, width: float, room: float = 0.0) -> int:
    """How many lines a text takes in a column that breaks it, a part of each line kept free."""
    inner = max(width - EDGES - room, 1.0)
    return sum(max(ceil(text_width(line) / inner), 1) for line in text.split("\n"))
