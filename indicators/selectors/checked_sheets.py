"""Reads the page of a zone's quarter with what the rules find in it."""

from collections.abc import Iterable
from dataclasses import replace

from .checks import Checked, Indicators, check_submission
from .figures import known_indicators
from .findings import Typed, check_lines, kept_lines
from .sheets import Sheet


def checked_sheet(
    sheet: Sheet, *, found: Iterable[Checked] | None = None, typed: Typed | None = None
) -> Sheet:
    """The page with the findings beside its figures.

    ``found`` is what the rules find in figures that were refused; else it is looked up for those
    that are stored. ``typed`` are the reasons as a person typed them.
    """
    indicators, typed = _indicators(sheet), typed or {}
    if found is None and sheet.latest:
        sheet.latest.quarter = sheet.quarter  # known: not to be looked up again
        found = check_submission(sheet.latest, indicators)
    lines = check_lines(sheet.quarter, sheet.zone, found or (), indicators, typed)
    lines += tuple(kept_lines(typed, lines, indicators))
    return replace(
        sheet,
        checks=lines,
        lines=tuple(
            replace(line, checks=tuple(one for one in lines if one.indicator == line.code))
            for line in sheet.lines
        ),
    )


def _indicators(sheet: Sheet) -> Indicators:
    """The page's indicators as the rules need them; no query."""
    return known_indicators(line.indicator for line in sheet.lines)
