"""The sheet of a text file: CSV, or what spreadsheets save as text; UTF-8, GBK or UTF-16."""

import csv
import io
from dataclasses import dataclass
from itertools import islice

from .archive import Limits, Unreadable
from .formats import clean
from .grid import Cell, Sheet

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DELIMITERS = {",": "comma", "\t": "tab", ";": "semicolon"}
_SAMPLE = 50  # lines that tell the delimiter
_MOST_MARKS = 2_000_000  # delimiters and line ends; many stand between cells without anything


@dataclass(frozen=True)
class Delimited:
    """A text file's sheet, and how it had to be read."""

    sheet: Sheet
    encoding: str
    delimiter: str  # comma, tab or semicolon


def read_delimited(data: bytes, limits: Limits) -> Delimited:
    """The file's cells as text; raises Unreadable where it is refused."""
    text, encoding = _decode(data)
    delimiter = _delimiter(text)
    if sum(map(text.count, (delimiter, "\n", "\r"))) > _MOST_MARKS:
        raise Unreadable("too_many_cells", limit=limits.cells)
    cells: dict[tuple[int, int], Cell] = {}
    widths: dict[int, int] = {}
    row = 0
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for row, line in enumerate(lines, start=1):
            widths[row] = len(line)
            for column, value in enumerate(line, start=1):
                if stripped := clean(value):
                    cells[row, column] = Cell("text", stripped)
            if len(cells) > limits.cells:
                raise Unreadable("too_many_cells", limit=limits.cells)
    except csv.Error as error:
        raise Unreadable("broken_quotes", row=row + 1) from error
    return Delimited(Sheet("", cells, widths=widths), encoding, _DELIMITERS[delimiter])


def _decode(data: bytes) -> tuple[str, str]:
    """The file's text and its encoding."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise Unreadable("unknown_encoding") from error
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise Unreadable("unknown_encoding")


def _delimiter(text: str) -> str:
    """The mark that separates the columns: the one that the fullest lines agree on."""
    counts = dict.fromkeys(_DELIMITERS, 0)
    for line in islice(io.StringIO(text), _SAMPLE):
        bare = "".join(line.split('"')[::2])  # outside quotation marks
        for mark in counts:
            counts[mark] = max(counts[mark], bare.count(mark))
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] else ","
