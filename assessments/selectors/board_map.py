"""Reads the map of a board: each zone with its rank and its state, near to where it lies.

On the outline that the operator supplied, else as tiles without borders.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zones.badges import Badge
from zones.cartogram import cartogram
from zones.selectors.outline import reviewed_outline

from ..map_tiles import Tile
from ..wording import listed, sentences
from .outline_map import MarkedZone, OutlineMap, outline_map
from .standing_row import StandingRow

#: More columns than this leave a tile no room for words.
WIDEST = 9


@dataclass(frozen=True)
class BoardMap:
    """The tiles in the order of the board, what they say together, and what their states mean.

    ``lie`` says how the tiles lie to one another.
    """

    columns: int
    tiles: tuple[Tile, ...]
    finding: str
    key: tuple[tuple[Badge, int], ...]
    lie: str
    outline: OutlineMap | None
    #: Whether there is an outline on which these zones cannot all be drawn.
    lacks_outline: bool

    @property
    def is_dense(self) -> bool:
        """Whether the tiles are too narrow for more than a name."""
        return self.columns > WIDEST


def board_map(rows: Sequence[StandingRow]) -> BoardMap:
    """The map of the board's zones; one query."""
    places = {row.code: row.place for row in rows}
    found = cartogram(tuple((code, *places[code]) for code in sorted(places)))
    tiles = tuple(
        Tile(
            column=found.cells[row.code][0] + 1,
            row=found.cells[row.code][1] + 1,
            name=row.name,
            rank=row.rank_text if row.rank else "",
            interval=row.interval_text if row.rank else "",
            state=_state(row),
            href=row.href,
        )
        for row in rows
    )
    counted = Counter(tile.state for tile in tiles)
    key = sorted(counted.items(), key=lambda pair: pair[0].order)
    outline = reviewed_outline()
    marked = [MarkedZone(*places[row.code], tile) for row, tile in zip(rows, tiles, strict=True)]
    drawn = outline_map(outline, marked) if outline else None
    return BoardMap(
        found.columns,
        tiles,
        _finding(rows),
        tuple(key),
        _lie(places.values()),
        drawn,
        lacks_outline=bool(outline and not drawn),
    )


def _lie(places: Collection[tuple[float | None, float | None]]) -> str:
    known = sum(None not in place for place in places)
    if not known:
        return _(
            "No zone has coordinates yet: the tiles stand in the order of the zones’ codes and say"
            " nothing of where they lie."
        )
    told = _(
        "A cartogram: tiles lie to one another as the zones do; it shows no borders and no"
        " distances."
    )
    rest = _("Those without coordinates stand in the last rows.") if known < len(places) else ""
    return sentences([told, rest])


def _state(row: StandingRow) -> Badge:
    """A zone's state on the map by shape, word and colour; of one that left, that it did."""
    if row.left:
        return Badge("quiet", _("exited"), "circle-x", order=5)
    return _gravest(row)


def _gravest(row: StandingRow) -> Badge:
    """What the zone's gravest flag comes to."""
    kinds = row.flag_kinds
    if "bad" in kinds:
        return Badge("bad", _("notice, interview or exit"), "circle-x", order=1)
    if kinds & {"warn", "info"}:
        return Badge("warn", _("reminder"), "alert-triangle", order=2)
    if row.rank is None:
        return Badge("quiet", _("not ranked"), "minus", order=4)
    return Badge("good", _("nothing found"), "circle-check", order=3)


def _finding(rows: Sequence[StandingRow]) -> str:
    found = [row.name for row in _with_findings(rows)]
    words = {"count": len(found), "all": len(rows), "zones": listed(found)}
    if not found:
        return _("Nothing was found at any of the %(all)s zones.") % words
    return _("Findings at %(count)s of %(all)s zones: %(zones)s.") % words


def _with_findings(rows: Iterable[StandingRow]) -> Iterable[StandingRow]:
    return (row for row in rows if _state(row).kind in ("bad", "warn"))
