"""Collects what a file's sheets came to: figures, problems and warnings, each once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .codes import Problem
from .parsed import ParsedCell
from .vocabulary import Vocabulary

#: What is wrong with the sheet rather than the cell: said at the first cell only.
_ONCE = {
    *("other_zone", "other_quarter", "unit_missing"),
    *("zone_not_stated", "quarter_not_stated", "indicator_not_stated"),
}

_LONGEST = 60  # letters of a cell that a sentence quotes


@dataclass
class Findings:
    """The figures found so far, what stands in their way, and what is worth saying."""

    file: str
    cells: list[ParsedCell] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    _told: set[tuple[object, ...]] = field(default_factory=set)

    def refuse(self, code: str, sheet: str, place: str = "", **params: object) -> None:
        """Nothing; one more problem, unless it was said of this sheet and is said but once."""
        self.refuse_figure(("", ""), code, sheet, place, params)

    def refuse_figure(
        self,
        of: tuple[str, str],
        code: str,
        sheet: str,
        place: str,
        params: Mapping[str, object],
    ) -> None:
        """Nothing; the same of a figure, with the codes of its zone and its indicator."""
        params = _shortened(params)
        told = (code, sheet, tuple(params.items()))
        if code not in _ONCE or told not in self._told:
            self.problems.append(Problem(self.file, code, sheet, place, params, *of))
        if code in _ONCE:
            self._told.add(told)

    def say(self, code: str, sheet: str, place: str = "", **params: object) -> None:
        """Nothing; one more warning."""
        self.warnings.append(Problem(self.file, code, sheet, place, _shortened(params)))


def _shortened(params: Mapping[str, object]) -> dict[str, object]:
    """The parameters with no text longer than a sentence bears."""
    return {
        name: f"{value[:_LONGEST]}…" if isinstance(value, str) and len(value) > _LONGEST else value
        for name, value in params.items()
    }


def once(found: Findings, vocabulary: Vocabulary) -> tuple[ParsedCell, ...]:
    """The figures, each once; repeated ones are refused, and of two spans one is left out.

    Of an indicator given for the quarter alone and for the year to date, the span counts that the
    indicator is expected in.
    """
    kept: dict[tuple[object, ...], ParsedCell] = {}
    for cell in found.cells:
        first = kept.setdefault(cell.key, cell)
        if first is not cell:
            place = first.address if first.sheet == cell.sheet else f"{first.sheet} {first.address}"
            found.refuse("duplicate_cell", cell.sheet, cell.address, first=place)
    return tuple(_one_span_each(found, kept.values(), vocabulary))


def _one_span_each(
    found: Findings, cells: Iterable[ParsedCell], vocabulary: Vocabulary
) -> list[ParsedCell]:
    """The figures, of those given for two spans the one in the span that is expected."""
    wanted: dict[tuple[object, ...], ParsedCell] = {}
    others: dict[str, list[str]] = {}
    for cell in cells:
        first = wanted.setdefault(cell.key[:3], cell)
        if first is cell:
            continue
        expected = vocabulary.by_code[cell.indicator].basis
        chosen, other = (cell, first) if cell.basis == expected else (first, cell)
        wanted[cell.key[:3]] = chosen
        others.setdefault(other.sheet, []).append(other.address)
    for sheet, places in others.items():
        found.say("other_span_skipped", sheet, value=tuple(places))
    return list(wanted.values())
