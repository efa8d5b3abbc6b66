"""A zone's colour, and the pattern that stands for it in print: the same in every chart. Pure.

They follow from the zone's place in the register (``Zone.order``), never from who else is shown.
Beyond the palette zones are grey, and their name says who they are. The colours themselves stand in
static/css/zonetrack.css, a lighter set for the dark theme; charts name them by their variables.
"""

from dataclasses import dataclass

#: How many zones have a colour of their own.
PALETTE = 8
#: Plotly's patterns but "/", which marks what is provisional.
PATTERNS = ("", ".", "-", "x", "|", "+", "\\", "")
OTHERS = "other"
#: What a chart asks the page's style for.
INK, SURFACE = "var(--zt-ink)", "var(--zt-surface)"
PROVISIONAL = "/"


@dataclass(frozen=True)
class ZoneStyle:
    """The name of a zone's colour, `1` to `8` or `other`, and its pattern."""

    name: str
    pattern: str

    @property
    def colour(self) -> str:
        """The variable of the page's style that holds it."""
        return f"var(--zt-zone-{self.name})"


def zone_style(order: int | None) -> ZoneStyle:
    """The style of the zone with this place in the register, of the others without one."""
    if order is None or not 0 < order <= PALETTE:
        return ZoneStyle(OTHERS, "")
    return ZoneStyle(str(order), PATTERNS[order - 1])
