"""Takes over what the register counts into the figures of a zone's quarter."""

from collections.abc import Iterable

from ..selectors.register_lines import RegisterLine
from .entries import Entry

#: Where a figure comes from that was taken over from the register.
PLACE = "register"


def with_counts(entries: Iterable[Entry], lines: Iterable[RegisterLine]) -> list[Entry]:
    """The entries as typed, with what the register counts in place of what was typed of it."""
    taken = {line.code: _entry(line) for line in lines}
    return [one for one in entries if one.indicator not in taken] + list(taken.values())


def _entry(line: RegisterLine) -> Entry:
    told = f"{line.counted:f}"
    return Entry(line.code, line.counted, unit=line.unit, entered=told, place=PLACE)
