"""Says in one sentence which zones change places: "宜昌由第3位升至第2位"."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from zones.display import DASH, is_chinese

#: So many zones are named; the rest is counted.
MOST_NAMED = 4


@dataclass(frozen=True)
class Place:
    """A zone's place on a board."""

    rank: int | None = None
    is_tied: bool = False
    score: Decimal | None = None
    interval: str = ""

    @property
    def text(self) -> str:
        if self.rank is None:
            return DASH
        return f"{self.rank}=" if self.is_tied else str(self.rank)

    @property
    def words(self) -> str:
        """The place as spoken of: 3rd, or shared 3rd."""
        place = ordinal(self.rank or 0)
        return _("shared %(place)s") % {"place": place} if self.is_tied else place


def ordinal(count: int) -> str:
    """A place in words: 1st, 2nd, 3rd, 4th; 第1位 in Chinese."""
    if is_chinese():
        return f"第{count}位"
    ending = {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{'th' if count % 100 in (11, 12, 13) else ending}"


def moved_sentence(
    before: Mapping[str, Place], after: Mapping[str, Place], names: Mapping[str, str]
) -> str:
    """Which zones change places, the best placed first; else that the order stays."""
    nowhere = Place()
    zones = sorted(
        dict.fromkeys([*after, *before]),
        key=lambda zone: (after.get(zone, nowhere).rank or 10_000, zone),
    )
    moved = [
        said
        for zone in zones
        for said in _moved(names[zone], before.get(zone, nowhere), after.get(zone, nowhere))
    ]
    if moved:
        text = ("；" if is_chinese() else "; ").join(moved[:MOST_NAMED])
        if len(moved) <= MOST_NAMED:
            return _("%(changes)s.") % {"changes": text}
        words = {"changes": text, "count": len(moved) - MOST_NAMED}
        return _("%(changes)s; %(count)s more zones change places.") % words
    scored = sum(
        after.get(zone, nowhere).score != before.get(zone, nowhere).score for zone in zones
    )
    if scored:
        return _("The order stays as it is; scores that change: %(count)s.") % {"count": scored}
    return _("Order and scores stay as they are.")


def _moved(name: str, before: Place, after: Place) -> Iterator[str]:
    if before.rank == after.rank:
        return
    words = {"zone": name, "before": before.words, "after": after.words}
    if after.rank is None:
        yield _("%(zone)s, %(before)s before, is no longer ranked") % words
    elif before.rank is None:
        yield _("%(zone)s is newly ranked, %(after)s") % words
    elif after.rank < before.rank:
        yield _("%(zone)s rises from %(before)s to %(after)s") % words
    else:
        yield _("%(zone)s falls from %(before)s to %(after)s") % words
