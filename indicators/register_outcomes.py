"""What becomes of the rows of an uploaded register, as its preview prints it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import django_tables2 as tables
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zones.badges import Badge
from zones.display import DASH, is_chinese, label
from zones.tables import BadgeColumn, HouseTable

from .models import CountingRule
from .register_files import EVENT_COLUMNS, PROJECT_COLUMNS, TRADE, Fault, trade_column
from .selectors.project_rows import rule_reached, rules_in_order, tier_badge
from .sentences import problem_text, refusal_sentence
from .services.register_reading import CHANGED, NEW, REFUSED, SAME, RowOutcome
from .tables import Problem
from .workbook_sentences import file_problem_place, file_problem_text
from .workbooks.codes import Problem as FileProblem

_LOOKS = {
    REFUSED: ("bad", "circle-x", gettext_lazy("refused")),
    CHANGED: ("warn", "edit", gettext_lazy("changed")),
    NEW: ("info", "circle-check", gettext_lazy("new")),
    SAME: ("quiet", "minus", gettext_lazy("as stored")),
}
#: The columns that say what an entry is called: they stand in a column of their own.
NAMES = ("name_zh", "title_zh")
FAULTS = {
    "no_headings": lambda: _(
        "No row with the headings of this register is found; use the template’s headings."
    ),
    "missing_column": lambda: _("The column “%(name)s” is missing; add it."),
    "column_twice": lambda: _("The column “%(name)s” stands twice; keep one of them."),
    "too_many_rows": lambda: _(
        "The file has %(name)s rows, more than 2,000; upload it in several parts."
    ),
    "no_rows": lambda: _("There are no rows below the headings."),
}


@dataclass(frozen=True)
class OutcomeRow:
    """A row of the preview."""

    order: int
    place: str
    kind: Badge
    name: str
    zone: str
    lines: tuple[str, ...]


class LinesColumn(tables.Column):
    """Several sentences, each a paragraph."""

    def render(self, value: Sequence[str]) -> SafeString | str:
        return format_html_join("", "<p>{}</p>", ((line,) for line in value)) or DASH


class OutcomeTable(HouseTable):
    """The preview's rows, what is refused first."""

    kind = BadgeColumn(verbose_name=gettext_lazy("What becomes of it"), order_by=("kind", "order"))
    place = tables.Column(
        verbose_name=gettext_lazy("Row"), order_by="order", attrs={"td": {"class": "zt-nowrap"}}
    )
    zone = tables.Column(
        verbose_name=gettext_lazy("Zone"), orderable=False, attrs={"td": {"class": "zt-nowrap"}}
    )
    name = tables.Column(
        verbose_name=gettext_lazy("Entry"), orderable=False, attrs={"td": {"class": "zt-name"}}
    )
    lines = LinesColumn(
        verbose_name=gettext_lazy("What changes, or is to be corrected"),
        orderable=False,
        empty_values=(),
        attrs={"td": {"class": "zt-finding"}},
    )

    class Meta:
        order_by = "kind"
        attrs = {"class": "table zt-table is-top zt-upload"}


def outcome_rows(outcomes: Iterable[RowOutcome]) -> list[OutcomeRow]:
    """The rows of the preview, in the file's order; a query."""
    rules = rules_in_order()
    return [
        OutcomeRow(
            order=order,
            place=f"{one.row.sheet} {one.row.number}".strip(),
            kind=_badge(one.kind),
            name=one.name or DASH,
            zone=label(one.zone, "short") if one.zone else one.row.text("zone") or DASH,
            lines=tuple(_lines(one, rules)),
        )
        for order, one in enumerate(outcomes)
    ]


def fault_lines(faults: Iterable[Fault | FileProblem]) -> list[tuple[str, str]]:
    """Where a file cannot be read, and why, in the page's language."""
    return [
        (one.place, FAULTS[one.code]() % {"name": one.name})
        if isinstance(one, Fault)
        else (file_problem_place(one), file_problem_text(one))
        for one in faults
    ]


def _badge(kind: str) -> Badge:
    look, icon, text = _LOOKS[kind]
    return Badge(look, str(text), icon, order=list(_LOOKS).index(kind))


def _lines(one: RowOutcome, rules: Sequence[CountingRule]) -> Iterable[str]:
    for address, wrong in one.problems:
        text = problem_text(wrong) if isinstance(wrong, Problem) else refusal_sentence(wrong)
        yield _named(address, text)
    if one.kind == NEW:
        yield " · ".join(_said(one, rules))
        return
    for code, old, new in one.changes:
        yield _named(column_label(code), f"{old or DASH} → {new or DASH}")


def _said(one: RowOutcome, rules: Sequence[CountingRule]) -> Iterable[str]:
    """What a new entry says beside its name, as it will be stored, and the tier it will be in."""
    for code, _nothing, value in one.changes:
        if code not in NAMES:
            yield _named(column_label(code), value)
        if code == "expected_trade" and one.expected_trade is not None:
            tier = tier_badge(rule_reached(one.expected_trade, rules), rules)
            yield _named(_("Tier"), str(tier))


def _named(name: str, text: str) -> str:
    return _("%(place)s: %(text)s") % {"place": name, "text": text}


def column_label(code: str) -> str:
    """The label of a column in the page's language."""
    known = {column.code: column for column in (*EVENT_COLUMNS, *PROJECT_COLUMNS)}
    if code.startswith(TRADE):
        known[code] = trade_column(int(code.removeprefix(TRADE)))
    return known[code].zh if is_chinese() else known[code].en
