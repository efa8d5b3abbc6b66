"""Where each zone's tile lies on a map without borders: as near to its place as the others let it.

A cartogram shows who lies beside whom and gives every zone the same room; it needs no outline and
no licence of one. Pure.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, cos, radians, sqrt

#: Cells for each zone: some room between them keeps the shape, more would only be empty.
ROOM = 2.5
#: A screen is wider than high.
BREADTH = 1.5

Place = tuple[str, float | None, float | None]


@dataclass(frozen=True)
class Cartogram:
    """The cell of each zone by its code, column and row from the upper left; no two share one."""

    columns: int
    rows: int
    cells: Mapping[str, tuple[int, int]]


@lru_cache(maxsize=64)
def cartogram(places: tuple[Place, ...]) -> Cartogram:
    """The cells of these zones, each a code with longitude and latitude in degrees.

    Those without a place stand in rows of their own below the others, in their order.
    """
    known = [(code, east, north) for code, east, north in places if _is_known(east, north)]
    unknown = [code for code, east, north in places if not _is_known(east, north)]
    cells = _squeezed(_placed(known))  # type: ignore[arg-type]
    columns = 1 + max((column for column, _row in cells.values()), default=-1)
    columns = max(columns, min(len(unknown), ceil(sqrt(len(unknown) * ROOM * BREADTH))))
    below = 1 + max((row for _column, row in cells.values()), default=-1)
    for at, code in enumerate(unknown):
        cells[code] = (at % columns, below + at // columns)
    rows = 1 + max((row for _column, row in cells.values()), default=-1)
    return Cartogram(columns, rows, cells)


def _is_known(east: float | None, north: float | None) -> bool:
    return east is not None and north is not None


def _placed(known: Sequence[tuple[str, float, float]]) -> dict[str, tuple[int, int]]:
    """Each on the free cell nearest to its own, those in the middle of the crowd first."""
    if not known:
        return {}
    wide = max(4, round(sqrt(len(known) * ROOM * BREADTH)))
    high = max(2, ceil(len(known) * ROOM / wide))
    middle = cos(radians(sum(north for _code, _east, north in known) / len(known)))
    flat = {code: (east * middle, -north) for code, east, north in known}
    spread = [_scale([one[axis] for one in flat.values()]) for axis in (0, 1)]
    wanted = {
        code: (
            round(spread[0](one[0]) * (wide - 1)),
            round(spread[1](one[1]) * (high - 1)),
        )
        for code, one in flat.items()
    }
    centre = ((wide - 1) / 2, (high - 1) / 2)
    order = sorted(wanted, key=lambda code: (_apart(wanted[code], centre), code))
    taken: dict[tuple[int, int], str] = {}
    for code in order:
        cell = next(one for one in _outward(wanted[code]) if one not in taken)
        taken[cell] = code
    return {code: cell for cell, code in taken.items()}


def _scale(values: Sequence[float]) -> Callable[[float], float]:
    """What maps the least of these to 0 and the greatest to 1; one value alone to the middle."""
    least, greatest = min(values), max(values)
    if greatest == least:
        return lambda _value: 0.5
    return lambda value: (value - least) / (greatest - least)


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def _outward(start: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Every cell, ring by ring from the start, the nearest of a ring first."""
    yield start
    column, row = start
    ring = 0
    while True:
        ring += 1
        around = [
            (column + across, row + down)
            for across in range(-ring, ring + 1)
            for down in range(-ring, ring + 1)
            if max(abs(across), abs(down)) == ring
        ]
        yield from sorted(around, key=lambda cell: (_apart(cell, start), cell[1], cell[0]))


def _squeezed(cells: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """The cells without the columns and rows that hold nobody."""
    columns = sorted({column for column, _row in cells.values()})
    rows = sorted({row for _column, row in cells.values()})
    return {code: (columns.index(column), rows.index(row)) for code, (column, row) in cells.items()}
