"""Collects what a file's sheets came to: figures, problems and warnings, each once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from .codes import Problem
from .parsed import ParsedCell
from .vocabulary import Vocabulary

#: What is wrong with the sheet rather than the cell: said at the first cell only.
_ONCE = {
    *("other_zone", "other_quarter", "unit_missing"),
    *("zone_not_stated", "quarter_not_stated", "indicator_not_stated"),
}


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
        told = (code, sheet, tuple(params.items()))
        if code not in _ONCE or told not in self._told:
            self.problems.append(Problem(self.file, code, sheet, place, params))
        if code in _ONCE:
            self._told.add(told)

    def say(self, code: str, sheet: str, place: str = "", **params: object) -> None:
        """Nothing; one more warning."""
        self.warnings.append(Problem(self.file, code, sheet, place, params))


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
) -> Iterable[ParsedCell]:
    by_figure = sorted(cells, key=lambda cell: cell.key)
    for _key, group in groupby(by_figure, key=lambda cell: cell.key[:3]):
        spans = {cell.basis: cell for cell in group}
        known = vocabulary.by_code[next(iter(spans.values())).indicator]
        wanted = spans.get(known.basis) or next(iter(spans.values()))
        yield wanted
        for cell in spans.values():
            if cell is not wanted:
                name = known.name
                found.say("other_span_skipped", cell.sheet, cell.address, indicator=name)
