"""What the map of a board says of one zone, on a tile or on an outline."""

from dataclasses import dataclass

from zones.badges import Badge


@dataclass(frozen=True)
class Tile:
    """A zone on the map; column and row count from 1."""

    column: int
    row: int
    name: str
    rank: str
    interval: str
    state: Badge
    href: str
