"""Tables: sorted with no-data rows last both ways, 25 rows a page, downloadable as shown.

A row is a frozen dataclass made by a selector. Where what is shown differs from what is sorted, it
carries both: `score` (Decimal or None) and `score_text` ("81.20" or "—").
"""

from collections.abc import Iterable, Mapping

import django_tables2 as tables
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django_tables2.data import TableData, TableListData, TableQuerysetData
from django_tables2.utils import Accessor

from .badges import Badge, Link
from .display import DASH, number
from .exports import export, export_book
from .templatetags.house import badge

__all__ = [
    "BadgeColumn",
    "HouseTable",
    "Link",
    "LinksColumn",
    "NumberColumn",
    "export",
    "export_book",
    "prepared",
]

PER_PAGE = 25


def _keys(table: tables.Table, aliases: Iterable[str]) -> list[tuple[str, bool]]:
    """What to sort by, first key first: (accessor, whether it descends)."""
    keys = []
    for alias in aliases:
        column = table.columns[alias.lstrip("-")]
        own = column.order_by
        if alias.startswith("-") != column.order_by_alias.startswith("-"):
            own = own.opposite
        keys += [(str(key).lstrip("-"), str(key).startswith("-")) for key in own]
    return keys


def _is_missing(value) -> bool:
    return value is None or value == "" or value != value


class Rows(TableListData):
    """A list of rows; those without a value stay last whichever way the column is sorted."""

    def order_by(self, aliases) -> None:
        for key, is_descending in reversed(_keys(self.table, aliases)):
            found = [(Accessor(key).resolve(row, quiet=True), row) for row in self.data]
            known = [pair for pair in found if not _is_missing(pair[0])]
            known.sort(key=lambda pair: pair[0], reverse=is_descending)
            self.data = [row for _value, row in known] + [
                row for value, row in found if _is_missing(value)
            ]


class QuerysetRows(TableQuerysetData):
    """A queryset; nulls stay last both ways on both engines, and pages never share a row."""

    def order_by(self, aliases) -> None:
        terms = []
        for key, is_descending in _keys(self.table, aliases):
            field = F(key.replace(".", "__"))
            order = field.desc if is_descending else field.asc
            terms.append(order(nulls_last=True))
        if terms:
            self.data = self.data.order_by(*terms, "pk")


class HouseTable(tables.Table):
    """The base of every table: title above, caption for screen readers, one sentence if empty."""

    title = ""
    note = ""
    empty_text = _("There are no rows.")
    #: Formats offered for download; filled by `export`.
    export_formats: tuple[str, ...] = ()
    #: Whether the first column stays in sight when a narrow screen scrolls the table.
    keeps_first_column = True
    #: Whether a phone shows each row as a card, every cell with its heading; nothing is scrolled.
    folds_on_phones = False

    def __init__(self, data=(), *, title: str = "", note: str = "", **kwargs):
        if not isinstance(data, TableData):
            data = QuerysetRows(data) if TableQuerysetData.validate(data) else Rows(list(data))
        kwargs.setdefault("empty_text", self.empty_text)
        super().__init__(data=data, **kwargs)
        self.title = title or self.title
        self.note = note or self.note

    @property
    def export_field(self) -> str:
        """The name in the query string that asks for a file of this table."""
        return f"{self.prefix}export"

    @property
    def row_count(self) -> int:
        return len(self.rows)

    @property
    def page_numbers(self) -> list:
        """The numbers of the pager, with "…" where some are left out."""
        return list(self.paginator.get_elided_page_range(self.page.number, on_each_side=2))


class NumberColumn(tables.Column):
    """A number: sorted by its raw value, printed as the row's text, right-aligned.

    `text` names the row's printed string; by default the column's own name with "_text";
    a whole number needs none.
    """

    is_number = True

    def __init__(self, *args, text: str = "", **kwargs):
        attrs: Mapping = kwargs.pop("attrs", {})
        kwargs["attrs"] = {"th": {"class": "zt-num"}, "td": {"class": "zt-num"}, **attrs}
        kwargs.setdefault("initial_sort_descending", True)
        super().__init__(*args, empty_values=(), **kwargs)
        self.text = text

    def render(self, value, record, bound_column) -> str:
        text = Accessor(self.text or f"{bound_column.name}_text").resolve(record, quiet=True)
        return number(value) if text is None else text


class BadgeColumn(tables.Column):
    """A `Badge`, sorted by its order: the most urgent first."""

    def render(self, value: Badge) -> str:
        return badge(value)

    def value(self, value: Badge) -> str:
        return str(value)


class LinksColumn(tables.Column):
    """Several `Link`s side by side; sort it by their number with `order_by`."""

    def render(self, value) -> str:
        if not value:
            return DASH
        return format_html_join(
            " ",
            '<a class="zt-chip" href="{}" title="{}">{}</a>',
            ((link.href, link.title, link.text) for link in value),
        )

    def value(self, value) -> str:
        return ", ".join(link.text for link in value)


def prepared(request: HttpRequest, table: HouseTable, per_page: int = PER_PAGE) -> HouseTable:
    """The table sorted and turned to the page that the query string asks for.

    `per_page` 0 shows every row: for tables whose rows are linked to by an anchor.
    """
    table.request = request
    if wanted := request.GET.getlist(table.prefixed_order_by_field):
        table.order_by = wanted
    if per_page:
        table.paginator = Paginator(table.rows, per_page)
        table.page = table.paginator.get_page(request.GET.get(table.prefixed_page_field))
    return table
