"""Which characters the papers' own fonts can draw, read from the fonts' character maps."""

import struct
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any

from ..paper import Paper
from .printable import rewritten
from .typesetting import FONTS

#: Drawn as nothing, by every font.
BLANK = frozenset("\n\r\t\u200b\u2028\u2029\ufeff")
#: Stands for a character that is not at hand: two thick bars, as printers have set it since lead.
LACKING = "〓"


def undrawable(paper: Paper) -> str:
    """The characters of a paper that none of the fonts has, each once, in their order."""
    used = {mark for text in _texts(paper) for mark in text}
    return "".join(sorted(mark for mark in used - BLANK if not is_drawn(mark)))


def drawable(paper: Paper) -> Paper:
    """The paper with the printers' sign of a missing character for each that no font has."""
    lacking = undrawable(paper)
    table = str.maketrans(dict.fromkeys(lacking, LACKING))
    return rewritten(paper, lambda text: text.translate(table)) if lacking else paper


def is_drawn(mark: str) -> bool:
    """Whether one of the fonts draws a character."""
    code = ord(mark)
    return any(first <= code <= last for first, last in _ranges())


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif is_dataclass(value):
        for one in fields(value):
            yield from _texts(getattr(value, one.name))


@lru_cache(maxsize=1)
def _ranges() -> tuple[tuple[int, int], ...]:
    """The characters of all fonts as ranges, joined where they touch."""
    found: list[tuple[int, int]] = []
    for path in FONTS.iterdir():
        if path.suffix in (".otf", ".ttf"):
            found += _mapped(path.read_bytes())
    joined: list[tuple[int, int]] = []
    for first, last in sorted(found):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)


def _mapped(font: bytes) -> Iterator[tuple[int, int]]:
    """The ranges of characters that a font maps to a glyph."""
    count = struct.unpack_from(">H", font, 4)[0]
    tables = (struct.unpack_from(">4sLLL", font, 12 + 16 * at) for at in range(count))
    start = next(offset for tag, _, offset, _ in tables if tag == b"cmap")
    for at in range(struct.unpack_from(">H", font, start + 2)[0]):
        offset = start + struct.unpack_from(">HHL", font, start + 4 + 8 * at)[2]
        kind = struct.unpack_from(">H", font, offset)[0]
        if kind == 4:
            yield from _segments(font, offset)
        elif kind == 12:
            groups = struct.unpack_from(">L", font, offset + 12)[0]
            for group in range(groups):
                first, last, _ = struct.unpack_from(">LLL", font, offset + 16 + 12 * group)
                yield first, last


def _segments(font: bytes, offset: int) -> Iterator[tuple[int, int]]:
    """The ranges of a map of format 4; the last one is its end mark."""
    double = struct.unpack_from(">H", font, offset + 6)[0]
    ends = struct.unpack_from(f">{double // 2}H", font, offset + 14)
    starts = struct.unpack_from(f">{double // 2}H", font, offset + 16 + double)
    yield from (pair for pair in zip(starts, ends, strict=True) if pair != (0xFFFF, 0xFFFF))
