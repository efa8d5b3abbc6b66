"""The pieces that a long paper is set in, one after the other, so that none takes much memory.

A cell of a table takes about 12 KB while pages are set, besides 110 MB at all times: all tables of
two hundred zones at once would take half a gigabyte. A piece begins with an annex or, within a
long one, with a table; there a page begins.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

#: Cells of a piece, unless a single table or the main text has more.
MOST = 8000

Items = Sequence[Mapping[str, Any]]


def pieces(data: Mapping[str, Any], most: int) -> list[dict[str, Any]]:
    """What each piece prints: the whole paper where it is short, else some annexes each."""
    main: Items = data["main"]
    groups: list[list[Mapping[str, Any]]] = [[]]
    room = most - _cells(main)
    for section in data["annex_sections"]:
        for part in _parts(section, most):
            size = _cells(part["items"])
            if size > room and (groups[-1] or len(groups) == 1):
                groups.append([])
                room = most
            groups[-1].append(part)
            room -= size
    last = len(groups) - 1
    return [
        {
            **data,
            "begins": at == 0,
            "ends": at == last,
            "main": main if at == 0 else [],
            "annex_sections": group,
        }
        for at, group in enumerate(groups)
    ]


def _parts(section: Mapping[str, Any], most: int) -> Iterator[Mapping[str, Any]]:
    """A section, or its tables in turn as several of at most so many cells.

    One that has headings stays whole: no piece may begin with a heading inside another.
    """
    items: Items = section["items"]
    if _cells(items) <= most or _has_heading(items):
        yield section
        return
    part: list[Mapping[str, Any]] = []
    for unit in _units(items):
        if part and _cells(part) + _cells(unit) > most:
            yield {**section, "items": part}
            part = []
        part += unit
    yield {**section, "items": part}


def _units(items: Items) -> Iterator[list[Mapping[str, Any]]]:
    """The items in groups that stay together: each table with what stands before it."""
    unit: list[Mapping[str, Any]] = []
    for item in items:
        unit.append(item)
        if item["kind"] in ("grid", "chart"):
            yield unit
            unit = []
    if unit:
        yield unit


def _cells(items: Items) -> int:
    return sum(len(one["rows"]) * len(one["headings"]) for one in items if one["kind"] == "grid")


def _has_heading(items: Items) -> bool:
    return any(one["kind"] == "heading" for one in items)
