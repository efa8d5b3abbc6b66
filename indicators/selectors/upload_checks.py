"""Reads what the checks would find once the figures of an uploaded file are saved."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from zones.models import Zone

from ..models import Observation, ReportingQuarter
from ..validation import SEVERITIES
from .checks import Checked, Indicators, ZoneFigures, check_figures

Found = tuple[str, Checked]  # the zone's code, and what is found in its figures


@dataclass(frozen=True)
class UploadChecks:
    """What the checks would find, the gravest first.

    ``cells`` are the findings that belong to a figure of the file, by the codes of its zone and
    indicator; ``blocking`` all of the file's that the zones could not be handed in with, and
    ``stored`` those of figures that are there already and that the file does not touch.
    """

    cells: Mapping[tuple[str, str], tuple[Checked, ...]] = field(default_factory=dict)
    blocking: tuple[Found, ...] = ()
    stored: tuple[Found, ...] = ()

    def count(self, severity: str) -> int:
        """How many findings of this severity figures of the file have."""
        its = (one for found in self.cells.values() for one in found)
        return sum(one.finding.severity == severity for one in its)


def upload_checks(
    quarter: ReportingQuarter,
    zones: Mapping[str, Zone],
    standing: Mapping[str, Mapping[int, Observation]],
    in_file: Iterable[tuple[str, str]],
    indicators: Indicators,
) -> UploadChecks:
    """What the checks find in the figures that would stand; ``standing`` are those by zone code.

    ``in_file`` are the zones and indicators that the file has figures of. A finding of a total that
    is not among them belongs to the other figure that it names, or to the first of its parts; where
    the same is found of some of its parts, to those alone. The number of queries does not depend on
    how many zones there are.
    """
    sheets = {
        zones[code].pk: ZoneFigures(zones[code].pk, figures.values())
        for code, figures in standing.items()
    }
    found = check_figures(quarter, sheets, indicators)
    keys = set(in_file)
    cells: dict[tuple[str, str], list[Checked]] = defaultdict(list)
    blocking: list[Found] = []
    stored: list[Found] = []
    for code in standing:
        alike = {(one.finding.indicator, one.finding.code) for one in found[zones[code].pk]}
        for one in sorted(found[zones[code].pk], key=_gravity):
            about, kind = one.finding.indicator, one.finding.code
            parts = indicators[about].summands
            at_fault = [part for part in parts if (part, kind) in alike]
            near = (about, one.finding.other, *(at_fault or parts))
            home = next((name for name in near if (code, name) in keys), "")
            if home:
                cells[code, home].append(one)
            if one.is_blocking:
                (blocking if home else stored).append((code, one))
    by_cell = {key: tuple(its) for key, its in cells.items()}
    return UploadChecks(by_cell, tuple(blocking), tuple(stored))


def _gravity(one: Checked) -> int:
    return SEVERITIES.index(one.finding.severity)
