"""How wide a table's columns are: measured from what they hold, shared by every printer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from ..paper import Table

MM = 25.4 / 72  # of a point
GAP = 0.25
#: How wide a blank between words is, in units of the text's size.
BLANK = 0.27
_GAPS = re.compile(r"(?<=[⺀-⿟〇-鿿豈-﫿])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[⺀-⿟〇-鿿豈-﫿])")
#: Space to the left and right of a cell's text, in mm.
PADDING = 2.4
#: Where a line may end inside Latin text, besides at every Chinese character.
_WORDS = re.compile(r"[⺀-鿿豈-﫿︰-﹏＀-￯]|[^ \t\n/⺀-鿿豈-﫿︰-﹏＀-￯-]+[/-]?")
_NARROW, _WIDE = set(",.:;'|!ijltfrI()[]"), set("mwMW%@")
#: Text never asks for a line longer than so many characters, however long it is.
LONGEST, WORD = 26.0, 16.0
#: A heading of up to so many characters is a name, which is rather not broken.
NAME = 5.2
#: By how much a table has to become shorter for its short texts to be broken.
SHORTER = 0.9
#: By how much a table has to become lower for smaller letters than would fit.
CALMER = 0.85


def ems(text: str) -> float:
    """About how wide a text is in units of its size: a Chinese character is 1.

    Between Chinese and Latin a quarter is left, as Word and Typst leave it.
    """
    return sum(map(_em, text)) + GAP * len(_GAPS.findall(text))


def _em(mark: str) -> float:
    if ord(mark) > 0x2E7F or mark in "“”‘’…—·":
        return 1.0
    if mark in _NARROW:
        return 0.36
    if mark in _WIDE:
        return 0.92
    return 0.74 if mark.isupper() else 0.53


@dataclass(frozen=True)
class Needs:
    """What a column needs in units of the text's size: at least, to read well, to be at ease.

    `lengths` are those of its texts, row by row; of numbers, which are never broken, none. `words`
    are those of the same texts' words where lines end between words. `headed` is the least with a
    short heading in one line, of which a Chinese one would else leave a character below the others.
    """

    least: float
    readable: float
    comfortable: float
    headed: float
    lengths: tuple[float, ...] = ()
    words: tuple[tuple[float, ...], ...] = ()

    @property
    def typical(self) -> float:
        """How long its texts are, the long ones counting more than the short."""
        squares = sum(one * one for one in self.lengths) / max(len(self.lengths), 1)
        return max(self.readable, squares**0.5)


def needs(table: Table, column: int, headings: Sequence[str]) -> Needs:
    """What a column needs: numbers are never broken, text is between words or characters."""
    texts = [row[column].text for row in table.rows]
    name, _, unit = headings[column].partition("\n")
    of_heading = max(_longest_word(name), ems(unit) if len(unit) < len("（万人次/年）") * 2 else 0)
    heading = max(min(ems(name), NAME), of_heading)
    whole = ems(name) if ems(name) <= NAME and not _words(name) else 0.0
    if table.columns[column].is_number:
        widest = max(map(ems, texts), default=0.0)
        least = max(widest, of_heading, 2.2)
        return Needs(least, max(least, heading), max(least, heading), max(least, whole))
    lengths = tuple(map(ems, texts))
    widest = max(lengths, default=0.0)
    word = max(map(_longest_word, texts), default=0.0)
    least = max(min(word, WORD), min(widest, 7.2), min(of_heading, WORD), 2.2)
    readable = max(least, heading, min(widest, 9.2))
    comfortable = max(readable, min(max(widest, heading), LONGEST))
    headed = max(least, whole)
    return Needs(least, readable, comfortable, headed, lengths, tuple(map(_words, texts)))


def _words(text: str) -> tuple[float, ...]:
    """The lengths of a text's words, blanks included; none where any character may end a line."""
    words = _WORDS.findall(text)
    if len(words) * 2 > len(text):
        return ()
    return tuple(ems(word) + (0.0 if word[-1] in "/-" else BLANK) for word in words)


def _line_count(length: float, words: Sequence[float], room: float) -> int:
    """How many lines a text takes in a room of so many units of its size."""
    if not words or length <= room:
        return ceil(length / room - 0.01)
    count, used = 1, 0.0
    for word in words:
        if used and used + word - BLANK > room:
            count, used = count + 1, 0.0
        used += word
    return count


def _longest_word(text: str) -> float:
    return max(map(ems, _WORDS.findall(text)), default=0.0)


def fit(columns: Sequence[Needs], size: float, room: float) -> tuple[float, ...] | None:
    """The columns' widths in mm, filling the room at this size of text; None if they do not fit."""
    least = [one.least * size * MM + PADDING for one in columns]
    readable = [one.readable * size * MM + PADDING for one in columns]
    comfortable = [one.comfortable * size * MM + PADDING for one in columns]
    if sum(least) > room:
        return None
    if sum(comfortable) <= room:
        stretch = room / sum(comfortable)
        return tuple(round(one * stretch, 2) for one in comfortable)
    typical = [one.typical * size * MM + PADDING for one in columns]
    headed = [one.headed * size * MM + PADDING for one in columns]
    base = next(one for one in (readable, headed, least) if sum(one) <= room)
    usual = _shared(base, comfortable, room)
    others = [_shared(one, typical, room) for one in (base, least)]
    best = min(others, key=lambda widths: height(columns, widths, size))
    # Names and words are broken only where the table becomes shorter by it, and not a little.
    is_shorter = height(columns, best, size) <= height(columns, usual, size) * SHORTER
    return tuple(round(one, 2) for one in (best if is_shorter else usual))


def _shared(base: Sequence[float], wanted: Sequence[float], room: float) -> list[float]:
    """Widths from these up, what is left of the room shared by how much more each wants."""
    more = [max(want - one, 0.0) for one, want in zip(base, wanted, strict=True)]
    if not any(more):
        return [one * room / sum(base) for one in base]
    share = (room - sum(base)) / sum(more)
    return [one + some * share for one, some in zip(base, more, strict=True)]


def height(columns: Sequence[Needs], widths: Sequence[float], size: float) -> int:
    """About how many lines all rows of a table take in columns of these widths."""
    texts = [
        [
            _line_count(length, words, (width - PADDING) / (size * MM))
            for length, words in zip(one.lengths, one.words, strict=True)
        ]
        for one, width in zip(columns, widths, strict=True)
        if one.lengths
    ]
    return sum(max(1, *row) for row in zip(*texts, strict=True))


def calmest(columns: Sequence[Needs], sizes: Sequence[float], room: float) -> list[float]:
    """The size at which short texts are broken into few lines: a smaller one only where the table
    becomes lower by much more than any text does in smaller letters; none where none fits."""
    best: list[float] = []
    lowest = 0.0
    for size in sizes:
        widths = fit(columns, size, room)
        if widths is None:
            continue
        high = height(columns, widths, size) / size  # of running text it stays the same
        if not best or high < lowest * CALMER:
            best, lowest = [size], high
    return best


def lines(row: Sequence[str], widths: Sequence[float], size: float) -> float:
    """About how many lines the longest text of a row takes in columns of these widths."""
    rooms = ((width - PADDING) / (size * MM) for width in widths)
    return max((ems(text) / room for text, room in zip(row, rooms, strict=True)), default=0.0)


def reads_well(columns: Sequence[Needs], size: float, room: float) -> bool:
    """Whether a table at this size needs to break neither short headings nor short names."""
    return sum(one.readable * size * MM + PADDING for one in columns) <= room


def heads_well(columns: Sequence[Needs], size: float, room: float) -> bool:
    """Whether a table at this size breaks no short heading, though it may break names below it."""
    return sum(one.headed * size * MM + PADDING for one in columns) <= room


def spans(columns: Sequence[Needs], keys: int, size: float, room: float) -> list[tuple[int, ...]]:
    """Which columns stand together on a page, the first `keys` of them repeated in every piece.

    As few pieces as this size of text allows, of about as many columns each.
    """
    others = range(keys, len(columns))
    for count in range(1, len(others) + 1):
        cuts = [keys + len(others) * number // count for number in range(count + 1)]
        pieces = [(*range(keys), *range(first, end)) for first, end in pairwise(cuts)]
        if all(fit([columns[at] for at in piece], size, room) for piece in pieces):
            return pieces
    return [(*range(keys), at) for at in others]
