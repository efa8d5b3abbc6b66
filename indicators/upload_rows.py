"""The rows of an uploaded file's preview: every figure and every problem, as printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zones.badges import Badge
from zones.display import DASH, label, measured, number
from zones.models import Zone

from .badges import severity_badge
from .cells import parse_number
from .findings import finding_sentence
from .models import Indicator, Observation
from .selectors.checks import Checked
from .selectors.upload_checks import UploadChecks
from .sentences import refusal_sentence
from .services.comparing import CHANGED, KINDS, NEW, REFUSED, SAME, SUM, Compared, ComparedCell
from .validation import NOTE, SEVERITIES, Finding
from .wording import figure_text, stored_amount, unit_of_entry
from .workbook_sentences import file_problem_place, file_problem_text
from .workbooks.codes import Problem
from .workbooks.grid import place_of
from .workbooks.parsed import ParsedCell

#: How a kind is shown: the badge's kind, its icon and words.
BADGES = {
    REFUSED: ("bad", "circle-x", _("refused")),
    CHANGED: ("warn", "edit", _("changed")),
    NEW: ("info", "circle-check", _("new")),
    SUM: ("quiet", "minus", _("sum of its parts")),
    SAME: ("quiet", "minus", _("the same")),
}

#: Which line of a layout is all of one zone, and which of one indicator; else both in a row.
_LINES = {
    "zones": ("row", "column"),
    "customs": ("row", "column"),
    "indicators": ("column", "row"),
}

Zones = Mapping[str, Zone]
Indicators = Mapping[str, Indicator]


@dataclass(frozen=True)
class RowCheck:
    """What the checks would find in a figure, and the reason for which it is right all the same."""

    badge: Badge
    text: str
    reason: str

    def __str__(self) -> str:
        return f"{self.badge}: {self.text}"


@dataclass(frozen=True)
class UploadRow:
    """One figure of the file, or one problem, as printed."""

    kind: Badge
    zone: str
    indicator: str
    old: str
    new: str
    written: str
    place: str
    text: str  # what is to be corrected, or to be known
    checks: Sequence[RowCheck]
    gravity: int  # of the gravest check that holds something up or warns; the gravest first
    order: tuple[str, int, int]  # sheet, row and column


def preview_rows(
    compared: Compared, checks: UploadChecks, zones: Zones, indicators: Indicators
) -> list[UploadRow]:
    """A row for each problem and each figure, in the file's order."""
    beside, names = _Beside(compared, zones, indicators), zone_names(zones)
    problems = [_problem_row(problem, names, beside) for problem in compared.parsed.problems]
    revised = set(compared.revised)
    figures = []
    for one in compared.cells:
        found = () if one.kind == REFUSED else checks.cells.get((one.cell.zone, one.cell.indicator))
        is_revision = one.cell.zone in revised
        figures.append(_figure_row(one, found or (), zones, indicators, is_revision=is_revision))
    return problems + figures


def zone_names(zones: Zones) -> dict[str, str]:
    """The zones' names by code."""
    return {code: label(zone) for code, zone in zones.items()}


def refused_problems(compared: Compared, indicators: Indicators) -> list[Problem]:
    """Everything that stands in the way, each at its sheet and address."""
    found = list(compared.parsed.problems)
    for one in compared.cells:
        if one.kind == REFUSED:
            cell = one.cell
            params = {"text": why_sentence(one, indicators)}
            found.append(Problem("", "refused", cell.sheet, cell.address.split("+")[0], params))
    return found


def problem_words(problem: Problem, zones: Zones) -> str:
    """What a problem says, whether the file or what is stored is against it."""
    if problem.code == "refused":
        return str(problem.params["text"])
    return file_problem_text(problem, zone_names(zones))


def why_sentence(one: ComparedCell, indicators: Indicators) -> str:
    """Why a figure is refused; empty where it is not."""
    if one.why is None:
        return ""
    if isinstance(one.why, Finding):
        return finding_sentence(one.why, indicators)
    return refusal_sentence(one.why)


class _Beside:
    """What a refused cell is of, by the figures that share its row or its column."""

    def __init__(self, compared: Compared, zones: Zones, indicators: Indicators):
        self.zones, self.indicators = zones, indicators
        self.lines = _LINES.get(compared.parsed.layout, ("row", "row"))
        self.found: dict[tuple[str, str, int], tuple[set[str], set[str]]] = {}
        for one in compared.cells:
            for line in _lines(one.cell.sheet, one.cell.address).values():
                of_zones, of_indicators = self.found.setdefault(line, (set(), set()))
                of_zones.add(one.cell.zone)
                of_indicators.add(one.cell.indicator)

    def zone(self, problem: Problem) -> str:
        """The zone's name; "—" where neither its row nor all of its neighbours name one."""
        code = problem.zone or self._only(problem, 0)
        return label(self.zones[code], "short") if code in self.zones else code or DASH

    def indicator(self, problem: Problem) -> str:
        """The indicator's name; "—" where neither its row nor all of its neighbours name one."""
        code = problem.indicator or self._only(problem, 1)
        return label(self.indicators[code]) if code in self.indicators else DASH

    def _only(self, problem: Problem, which: int) -> str:
        line = _lines(problem.sheet, problem.address).get(self.lines[which])
        codes = self.found.get(line, (set(), set()))[which] if line else set()
        return next(iter(codes)) if len(codes) == 1 else ""


def _lines(sheet: str, address: str) -> dict[str, tuple[str, str, int]]:
    """The row and the column of a cell."""
    place = place_of(address.partition("+")[0])
    return {"row": (sheet, "row", place[0]), "column": (sheet, "column", place[1])} if place else {}


def _badge(kind: str) -> Badge:
    look, icon, text = BADGES[kind]
    return Badge(look, str(text), icon, order=KINDS.index(kind))


def _problem_row(problem: Problem, names: Mapping[str, str], beside: _Beside) -> UploadRow:
    return UploadRow(
        kind=_badge(REFUSED),
        zone=beside.zone(problem),
        indicator=beside.indicator(problem),
        old=DASH,
        new=DASH,
        written=str(problem.params.get("value", "")) if problem.address else "",
        place=file_problem_place(problem) or gettext("the whole file"),
        text=file_problem_text(problem, names),
        checks=(),
        gravity=len(SEVERITIES),
        order=_order(problem.sheet, problem.address),
    )


def _figure_row(
    one: ComparedCell,
    found: Sequence[Checked],
    zones: Zones,
    indicators: Indicators,
    *,
    is_revision: bool,
) -> UploadRow:
    indicator = indicators[one.cell.indicator]
    zone = zones.get(one.cell.zone)
    return UploadRow(
        kind=_badge(one.kind),
        zone=label(zone, "short") if zone else one.cell.zone,
        indicator=label(indicator),
        old=figure_text(one.old, indicator),
        new=DASH if one.kind == REFUSED else figure_text(one.new, indicator),
        written=_written(one.cell, indicator),
        place=" ".join(filter(None, (one.cell.sheet, one.cell.address))),
        text=" ".join(_texts(one, indicators, is_revision=is_revision)),
        checks=[row_check(check, indicators) for check in found],
        gravity=min((_gravity(check) for check in found), default=len(SEVERITIES)),
        order=_order(one.cell.sheet, one.cell.address),
    )


def row_check(one: Checked, indicators: Indicators) -> RowCheck:
    """A finding as the preview prints it."""
    reason = one.override.reason if one.override else ""
    text = finding_sentence(one.finding, indicators)
    return RowCheck(severity_badge(one.finding.severity), text, reason)


def _gravity(one: Checked) -> int:
    """Where a finding stands among the gravest; one that has its reason stands back."""
    severity = NOTE if one.override else one.finding.severity
    return SEVERITIES.index(severity)


def _order(sheet: str, address: str) -> tuple[str, int, int]:
    """What rows are sorted by: the file's order within a sheet, the whole file first."""
    return (sheet, *(place_of(address.partition("+")[0]) or (0, 0)))


def _texts(one: ComparedCell, indicators: Indicators, *, is_revision: bool) -> Sequence[str]:
    """What is to be known of a figure, a sentence each."""
    texts, indicator = [why_sentence(one, indicators)], indicators[one.cell.indicator]
    value = one.new.value if one.new else None
    if value is not None and value < 0 and one.cell.basis == Indicator.Basis.YTD:
        texts.append(
            gettext(
                "The year to date is less than what was reported for the quarters before it: check"
                " the unit and the table first. If the quarters before were revised, revise them"
                " first."
            )
        )
    elif one.is_month_above:
        texts.append(
            gettext(
                "The last month alone is more than what the year to date leaves for its quarter:"
                " the months before were lowered since. Upload the revised table of the quarter"
                " before, too."
            )
        )
    if is_revision and one.old and one.new and _is_revised(one.old, one.new):
        words = {"old": stored_amount(one.old.stated_ytd, indicator)}
        words["new"] = stored_amount(one.new.stated_ytd, indicator)
        texts.append(
            gettext("A revision: the year to date was reported as %(old)s, and is %(new)s now.")
            % words
        )
    texts.append(_stated(one, indicator))
    if one.kind == SUM:
        texts.append(gettext("The parts add up to it; the sum is kept."))
    return [text for text in texts if text]


def _stated(one: ComparedCell, indicator: Indicator) -> str:
    """What the file's own columns state beside a figure, to check it by; empty without them."""
    cell, new = one.cell, one.new
    if new is None or (cell.stated_ytd, cell.stated_last_year) == (None, None):
        return ""  # customs' table states its growth beside every figure: that says nothing new
    told = []
    if cell.stated_ytd is not None:
        amount = stored_amount(new.stated_ytd, indicator)
        told.append(gettext("year to date %(amount)s") % {"amount": amount})
    if cell.stated_last_year is not None:
        amount = stored_amount(new.stated_last_year, indicator)
        told.append(gettext("same period last year %(amount)s") % {"amount": amount})
    if cell.stated_growth is not None:
        growth = f"{number(cell.stated_growth, 2, signed=True)}%"
        told.append(gettext("growth %(amount)s") % {"amount": growth})
    return gettext("Stated beside it: %(amounts)s.") % {"amounts": gettext(", ").join(told)}


def _is_revised(old: Observation, new: Observation) -> bool:
    """Whether the year to date itself was published differently before."""
    return None not in (old.stated_ytd, new.stated_ytd) and old.stated_ytd != new.stated_ytd


def _written(cell: ParsedCell, indicator: Indicator) -> str:
    """What the file says: the cell as written, its unit, and its span where it is the year."""
    if cell.value is None:
        return cell.reason
    unit = unit_of_entry(cell.unit, indicator, cell.written) if cell.unit else ""
    span = f"({Indicator.Basis.YTD.label})" if cell.basis == Indicator.Basis.YTD else ""
    is_bare = parse_number(cell.written) is not None  # else the cell names its unit itself
    return " ".join(filter(None, (measured(cell.written, unit if is_bare else ""), span)))
