"""The preview of an uploaded file: every figure with what would become of it, and why not."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import django_tables2 as tables
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zones.badges import Badge
from zones.display import DASH, label, number
from zones.models import Zone
from zones.tables import BadgeColumn, HouseTable

from .cells import parse_number
from .models import Indicator, Observation
from .sentences import finding_sentence, refusal_sentence
from .services.comparing import CHANGED, KINDS, NEW, REFUSED, SAME, SUM, Compared, ComparedCell
from .validation import Finding
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
class UploadRow:
    """One figure of the file, or one problem, as printed."""

    kind: Badge
    zone: str
    indicator: str
    old: str
    new: str
    written: str
    place: str
    text: str
    order: tuple[str, int, int]  # sheet, row and column


@dataclass(frozen=True)
class Tally:
    """How many rows are of a kind, and the query that shows only those."""

    kind: str
    title: str
    value: str
    count: int
    note: str = ""

    @property
    def href(self) -> str:
        return f"?show={self.kind}" if self.count else ""


class UploadTable(HouseTable):
    """The preview's rows, what is refused first."""

    empty_text = _("There are no rows of this kind.")

    kind = BadgeColumn(verbose_name=_("What becomes of it"), order_by=("kind", "order"))
    zone = tables.Column(verbose_name=_("Zone"), attrs={"td": {"class": "zt-nowrap"}})
    indicator = tables.Column(verbose_name=_("Indicator"))
    old = tables.Column(
        verbose_name=_("Stored now"),
        orderable=False,
        attrs={"th": {"class": "zt-num"}, "td": {"class": "zt-num"}},
    )
    new = tables.Column(
        verbose_name=_("From the file"),
        orderable=False,
        attrs={"th": {"class": "zt-num"}, "td": {"class": "zt-num"}},
    )
    written = tables.Column(
        verbose_name=_("As written"), orderable=False, attrs={"td": {"class": "zt-nowrap"}}
    )
    place = tables.Column(
        verbose_name=_("Cell"), order_by="order", attrs={"td": {"class": "zt-nowrap"}}
    )
    text = tables.Column(
        verbose_name=_("To be corrected, or to know"),
        orderable=False,
        attrs={"td": {"class": "zt-finding"}},
    )

    class Meta:
        order_by = "kind"


@dataclass(frozen=True)
class Preview:
    """What the page of an uploaded file prints; ``rows`` are of one kind if that is asked for."""

    tallies: Sequence[Tally]
    show: str
    title: str
    rows: Sequence[UploadRow]
    warnings: Sequence[tuple[str, str]]  # where, and what is worth knowing
    revised: str  # the zones whose figures are verified
    later: str  # the zones whose next quarter has to be worked out anew
    saved: int  # how many figures would be saved

    @property
    def refused(self) -> int:
        return next(one.count for one in self.tallies if one.kind == REFUSED)


def upload_preview(
    compared: Compared, zones: Zones, indicators: Indicators, show: str = ""
) -> Preview:
    """The preview of an uploaded file, of the rows of one kind if ``show`` names it."""
    rows = _rows(compared, zones, indicators)
    tallies = _tallies(rows)
    title = next((one.title for one in tallies if one.kind == show), "")
    if title:
        wanted = (SAME, SUM) if show == SAME else (show,)
        rows = [row for row in rows if KINDS[row.kind.order] in wanted]
    names = _names(zones)
    return Preview(
        tallies=tallies,
        show=show if title else "",
        title=title or gettext("Figures in the file"),
        rows=rows,
        warnings=[
            (file_problem_place(one), file_problem_text(one, names))
            for one in compared.parsed.warnings
        ],
        revised=gettext(", ").join(label(zones[code]) for code in compared.revised),
        later=gettext(", ").join(label(zones[code]) for code in compared.later),
        saved=sum(map(len, compared.entries.values())),
    )


def _rows(compared: Compared, zones: Zones, indicators: Indicators) -> list[UploadRow]:
    """A row for each problem and each figure, in the file's order."""
    names = _names(zones)
    beside = _Beside(compared, zones, indicators)
    problems = [_problem_row(problem, names, beside) for problem in compared.parsed.problems]
    figures = [_figure_row(one, zones, indicators) for one in compared.cells]
    return problems + figures


def _tallies(rows: Iterable[UploadRow]) -> list[Tally]:
    """How many rows of each kind there are; sums and what stays the same in one."""
    counts = Counter(KINDS[row.kind.order] for row in rows)
    notes = {
        REFUSED: gettext("to be corrected in the file"),
        CHANGED: gettext("another figure is stored now"),
        NEW: gettext("nothing is stored yet"),
        SAME: gettext("stored already, or a sum"),
    }
    counts[SAME] += counts.pop(SUM, 0)
    return [
        Tally(kind, str(BADGES[kind][2]), number(counts[kind]), counts[kind], note)
        for kind, note in notes.items()
    ]


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
    return file_problem_text(problem, _names(zones))


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
        """The zone's name; "—" where its neighbours are not all of one."""
        code = self._only(problem, 0)
        return label(self.zones[code], "short") if code in self.zones else code or DASH

    def indicator(self, problem: Problem) -> str:
        """The indicator's name; "—" where its neighbours are not all of one."""
        code = self._only(problem, 1)
        return label(self.indicators[code]) if code else DASH

    def _only(self, problem: Problem, which: int) -> str:
        line = _lines(problem.sheet, problem.address).get(self.lines[which])
        codes = self.found.get(line, (set(), set()))[which] if line else set()
        return next(iter(codes)) if len(codes) == 1 else ""


def _lines(sheet: str, address: str) -> dict[str, tuple[str, str, int]]:
    """The row and the column of a cell."""
    place = place_of(address.partition("+")[0])
    return {"row": (sheet, "row", place[0]), "column": (sheet, "column", place[1])} if place else {}


def _names(zones: Zones) -> dict[str, str]:
    return {code: label(zone) for code, zone in zones.items()}


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
        order=_order(problem.sheet, problem.address),
    )


def _figure_row(one: ComparedCell, zones: Zones, indicators: Indicators) -> UploadRow:
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
        text=" ".join(_texts(one, indicators)),
        order=_order(one.cell.sheet, one.cell.address),
    )


def _order(sheet: str, address: str) -> tuple[str, int, int]:
    """What rows are sorted by: the file's order within a sheet, the whole file first."""
    return (sheet, *(place_of(address.partition("+")[0]) or (0, 0)))


def _texts(one: ComparedCell, indicators: Indicators) -> Sequence[str]:
    """What is to be known of a figure, a sentence each."""
    texts, indicator = [why_sentence(one, indicators)], indicators[one.cell.indicator]
    if one.new is not None and one.new.value is not None and one.new.value < 0:
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
    if one.kind == CHANGED and one.old and one.new and _is_revised(one.old, one.new):
        words = {"old": stored_amount(one.old.stated_ytd, indicator)}
        words["new"] = stored_amount(one.new.stated_ytd, indicator)
        texts.append(
            gettext("A revision: the year to date was published as %(old)s, and is %(new)s now.")
            % words
        )
    if one.kind == SUM:
        texts.append(gettext("The parts add up to it; the sum is kept."))
    return [text for text in texts if text]


def _is_revised(old: Observation, new: Observation) -> bool:
    """Whether the year to date itself was published differently before."""
    return None not in (old.stated_ytd, new.stated_ytd) and old.stated_ytd != new.stated_ytd


def _written(cell: ParsedCell, indicator: Indicator) -> str:
    """What the file says: the cell as written, its unit, and its span where it is the year."""
    if cell.value is None:
        return cell.reason
    unit = unit_of_entry(cell.unit, indicator) if cell.unit else ""
    span = f"({Indicator.Basis.YTD.label})" if cell.basis == Indicator.Basis.YTD else ""
    is_bare = parse_number(cell.written) is not None  # else the cell names its unit itself
    return " ".join(filter(None, (cell.written, unit if is_bare else "", span)))
