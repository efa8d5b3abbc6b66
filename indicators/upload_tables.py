"""The preview of an uploaded file: every figure with what would become of it, and why not."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from zones.display import label, number
from zones.tables import BadgeColumn, HouseTable
from zones.templatetags.house import badge

from .periods import Quarter
from .selectors.boards import zone_address
from .selectors.upload_checks import Found, UploadChecks
from .services.comparing import CHANGED, KINDS, NEW, REFUSED, SAME, SUM, Compared
from .upload_rows import (
    BADGES,
    Indicators,
    RowCheck,
    UploadRow,
    Zones,
    preview_rows,
    row_check,
    zone_names,
)
from .validation import NOTE, WARNING
from .workbook_sentences import file_problem_place, file_problem_text

#: The rows in whose figures the checks would find something.
FOUND = "found"
#: How many severe findings are named before the buttons; the rest are counted.
FINDINGS_NAMED = 8


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


class FindingsColumn(tables.Column):
    """What is to be known of a row, and below it what the checks would find."""

    def __init__(self, **kwargs):
        super().__init__(empty_values=(), orderable=False, **kwargs)

    def render(self, record: UploadRow) -> SafeString:
        checks = format_html_join(
            "",
            "<p>{} {}{}</p>",
            ((badge(one.badge), one.text, _reason_given(one)) for one in record.checks),
        )
        return format_html("{}{}", record.text, checks)


class WrittenColumn(tables.Column):
    """The figure as it would be stored, and below it as the file writes it."""

    def render(self, value: str, record: UploadRow) -> SafeString:
        written = format_html("<small>{}</small>", record.written) if record.written else ""
        return format_html("{}{}", value, written)


def _reason_given(one: RowCheck) -> str:
    return f" {gettext('Reason given:')} {one.reason}" if one.reason else ""


class UploadTable(HouseTable):
    """The preview's rows, what is refused first."""

    empty_text = _("There are no rows of this kind.")

    kind = BadgeColumn(verbose_name=_("What becomes of it"), order_by=("kind", "gravity", "order"))
    zone = tables.Column(verbose_name=_("Zone"), attrs={"td": {"class": "zt-nowrap"}})
    indicator = tables.Column(verbose_name=_("Indicator"), attrs={"td": {"class": "zt-indicator"}})
    old = tables.Column(
        verbose_name=_("Stored now"),
        orderable=False,
        attrs={"th": {"class": "zt-num"}, "td": {"class": "zt-num"}},
    )
    new = WrittenColumn(
        verbose_name=_("From the file, and as written"),
        orderable=False,
        attrs={"th": {"class": "zt-num"}, "td": {"class": "zt-num"}},
    )
    place = tables.Column(
        verbose_name=_("Cell"), order_by="order", attrs={"td": {"class": "zt-nowrap"}}
    )
    text = FindingsColumn(
        verbose_name=_("To be corrected, or to know"), attrs={"td": {"class": "zt-finding"}}
    )

    class Meta:
        order_by = "kind"
        attrs = {"class": "table zt-table is-top zt-upload"}


@dataclass(frozen=True)
class Blocking:
    """A severe finding that its zone could not be handed in with."""

    zone: str
    href: str
    text: str


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
    blocking: Sequence[Blocking]  # what would hold the hand-in up, as many as are named
    further: int  # how many more there are
    stored: Sequence[Blocking]  # the same of figures stored already that the file does not have
    stored_further: int
    found: str  # how many warnings and hints there would be

    @property
    def refused(self) -> int:
        return next(one.count for one in self.tallies if one.kind == REFUSED)


def upload_preview(
    compared: Compared,
    checks: UploadChecks,
    quarter: Quarter,
    zones: Zones,
    indicators: Indicators,
    show: str = "",
) -> Preview:
    """The preview of an uploaded file, of the rows of one kind if ``show`` names it."""
    rows = preview_rows(compared, checks, zones, indicators)
    tallies = _tallies(rows)
    title = next((one.title for one in tallies if one.kind == show), "")
    if show == FOUND:
        title = gettext("Figures in which the checks find something")
        rows = [row for row in rows if row.checks]
    elif title:
        wanted = (SAME, SUM) if show == SAME else (show,)
        rows = [row for row in rows if KINDS[row.kind.order] in wanted]
    names = zone_names(zones)
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
        blocking=_blocking(checks.blocking, quarter, zones, indicators),
        further=max(len(checks.blocking) - FINDINGS_NAMED, 0),
        stored=_blocking(checks.stored, quarter, zones, indicators),
        stored_further=max(len(checks.stored) - FINDINGS_NAMED, 0),
        found=_found_words(checks),
    )


def _blocking(
    found: Sequence[Found], quarter: Quarter, zones: Zones, indicators: Indicators
) -> list[Blocking]:
    """The severe findings that are named before the buttons, each with its zone's page."""
    return [
        Blocking(
            label(zones[code], "short"),
            zone_address(quarter, zones[code]),
            row_check(one, indicators).text,
        )
        for code, one in found[:FINDINGS_NAMED]
    ]


def _found_words(checks: UploadChecks) -> str:
    """How many warnings and hints figures of the file would have; empty where there are none."""
    counts = {one: checks.count(one) for one in (WARNING, NOTE)}
    words = {
        WARNING: ngettext("%(count)s warning", "%(count)s warnings", counts[WARNING]),
        NOTE: ngettext("%(count)s hint", "%(count)s hints", counts[NOTE]),
    }
    told = [words[one] % {"count": count} for one, count in counts.items() if count]
    return gettext(", ").join(told)


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
