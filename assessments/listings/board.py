"""The tables of the overview and of the zones: ranking, matrix, zones, places in preparation."""

from collections.abc import Callable, Mapping, Sequence

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from zones.badges import Badge
from zones.display import DASH, bracketed
from zones.tables import BadgeColumn, HouseTable, NumberColumn
from zones.templatetags.house import badge

from ..selectors.matrix import Cell, MatrixColumn

BROAD = {"th": {"class": "zt-num zt-broad"}, "td": {"class": "zt-num"}}
#: Who goes by keyboard comes to each place of a row once; these cells lead where another does.
PASSED = {"a": {"tabindex": "-1"}}
NOWRAP = {"td": {"class": "zt-nowrap"}}


def number_with_title(title: str) -> dict:
    """The attributes of a number whose record explains it in a field."""
    return {
        "th": {"class": "zt-num"},
        "td": {"class": "zt-num", "title": lambda record: getattr(record, title) or None},
    }


class RankColumn(NumberColumn):
    """The rank and where it lies in 90 % of the variants: "2 (2–3)"; a file has them apart."""

    def __init__(self, **kwargs):
        kwargs.setdefault("initial_sort_descending", False)
        super().__init__(verbose_name=_("Rank"), **kwargs)

    def render(self, value, record, bound_column) -> str:
        text, sure = super().render(value, record, bound_column), record.sure
        if sure is None or not sure.interval:
            return text
        shown = '{} <span class="zt-interval" title="{}">({})</span>'
        return format_html(shown, text, sure.title, sure.interval)

    def value(self, value, record, bound_column) -> str:
        return super().render(value, record, bound_column)


def interval_column() -> tables.Column:
    """Where ranks lie in 90 % of the variants, a column of its own for files."""
    return tables.Column(
        verbose_name=_("Rank in 90% of the variants"), accessor="sure__interval", visible=False
    )


class MovementColumn(tables.Column):
    """The places gained or lost: in words, with an arrow and a colour; sorted by their number."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, empty_values=(), **kwargs)

    def render(self, value: int | None, record) -> str:
        if value is None:
            return format_html(
                '<span class="zt-small" title="{}">{}</span>',
                record.movement_title,
                record.movement_text,
            )
        kind, icon = ("quiet", "minus") if value == 0 else ("good", "arrow-up")
        if value < 0:
            kind, icon = "bad", "arrow-down"
        return badge(Badge(kind, record.movement_text, icon, record.movement_title))

    def value(self, value: int | None) -> int | str:
        return "" if value is None else value


class FlagsColumn(tables.Column):
    """A zone's flags as badges, sorted by how many stand."""

    def render(self, value: Sequence[Badge]) -> str:
        return format_html_join(" ", "{}", ((badge(one),) for one in value)) or DASH

    def value(self, value: Sequence[Badge]) -> str:
        return "; ".join(str(one) for one in value)


def leading(part: str) -> Callable[..., str]:
    """Where a cell leads: the part of the zone's page that tells what it is made of."""
    return lambda record: f"{record.href}#{part}"


def _why_it_moved(record) -> str | None:
    return None if record.movement is None else leading("moved")(record)


def _figure(record) -> str | None:
    return record.figure_href


def zone_on_board(record) -> SafeString:
    """The zone with its city, and the reason where it has no rank."""
    reason = format_html('<span class="zt-why">{}</span>', record.reason)
    return format_html(
        '<a href="{}" title="{}">{}</a> <span class="zt-small">{}</span>{}',
        record.href,
        record.full_name,
        record.name,
        record.city,
        reason if record.reason else "",
    )


class BoardTable(HouseTable):
    """The ranking, in which every number leads on to what it is made of.

    The sparklines are of the rows on the page: `trends` by the zone's id.
    """

    rank = RankColumn(attrs=PASSED, linkify=leading("score"))
    interval = interval_column()
    movement = MovementColumn(
        verbose_name=_("Movement"),
        attrs=NOWRAP,
        initial_sort_descending=True,
        linkify=_why_it_moved,
    )
    name = tables.Column(verbose_name=_("Zone"), attrs={"td": {"class": "zt-zone"}})
    standing = tables.Column(verbose_name=_("Why not ranked"), accessor="reason", visible=False)
    score = NumberColumn(verbose_name=_("Score"), linkify=leading("score"))
    coverage = NumberColumn(verbose_name=_("Coverage"), attrs=PASSED, linkify=leading("score"))
    trade = NumberColumn(verbose_name=_("Trade"), attrs=BROAD, linkify=_figure)
    growth = NumberColumn(
        verbose_name=_("Growth"),
        attrs=number_with_title("growth_title") | PASSED,
        linkify=_figure,
    )
    share = NumberColumn(
        verbose_name=_("Share of the province"), attrs=BROAD | PASSED, linkify=_figure
    )
    trend = tables.Column(
        verbose_name=_("By quarter"),
        accessor="zone_id",
        orderable=False,
        attrs={"th": {"class": "zt-broad"}} | PASSED,
        exclude_from_export=True,
        linkify=_figure,
    )
    flags = FlagsColumn(
        verbose_name=_("Warnings"),
        order_by="flag_count",
        initial_sort_descending=True,
        linkify=leading("flags"),
    )

    class Meta:
        attrs = {"class": "table zt-table zt-board"}
        order_by = "rank"
        row_attrs = {
            "id": lambda record: record.code,
            "class": lambda record: "is-unranked" if record.rank is None else None,
        }

    def __init__(self, *args, trade_name: str = "", trade_unit: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.trends: Mapping[int, SafeString] = {}
        if trade_name:
            self.columns["trade"].column.verbose_name = bracketed(trade_name, trade_unit)

    def render_name(self, record) -> str:
        return zone_on_board(record)

    def value_name(self, record) -> str:
        return record.full_name

    def render_trend(self, value) -> str:
        return self.trends.get(value) or DASH


class CellColumn(BadgeColumn):
    """A cell of the matrix: the status, linked to the target on the zone's page."""

    def __init__(self, code: str, **kwargs):
        super().__init__(
            accessor=f"cells__{code}", order_by=f"cells__{code}__badge__order", default="", **kwargs
        )

    def render(self, value: Cell) -> str:
        return format_html(
            '<a class="zt-cell" href="{}" title="{}">{}{}</a>',
            value.href,
            value.title,
            badge(value.badge),
            _small(value.figures),
        )

    def value(self, value: Cell) -> str:
        return " ".join(filter(None, (str(value), value.figures)))


def _small(text: str) -> str:
    return format_html('<span class="zt-small">{}</span>', text) if text else ""


class MatrixTable(HouseTable):
    """Zones by targets; its columns are the targets of the assessment."""

    name = tables.Column(
        verbose_name=_("Zone"),
        order_by="order",
        linkify=lambda record: record.href,
        attrs={"td": {"class": "zt-nowrap"}},
    )

    class Meta:
        attrs = {"class": "table zt-table zt-matrix"}


def matrix_table(rows, columns: Sequence[MatrixColumn], **kwargs) -> MatrixTable:
    """The matrix with one column a target."""
    extra = [
        (
            f"t{place}",
            CellColumn(
                column.code,
                verbose_name=column.title,
                attrs={"th": {"title": f"{column.scope}: {column.phrase}"}},
            ),
        )
        for place, column in enumerate(columns)
    ]
    return MatrixTable(rows, extra_columns=extra, prefix="m-", **kwargs)


class ZoneTable(HouseTable):
    """Every zone that reports and is judged."""

    name = tables.Column(
        verbose_name=_("Zone"),
        order_by="order",
        linkify=lambda record: record.href,
        attrs={"td": {"class": "zt-name"}},
    )
    city = tables.Column(verbose_name=_("City"), attrs=NOWRAP)
    stage = BadgeColumn(verbose_name=_("Stage"))
    area = NumberColumn(verbose_name=_("Area, km²"))
    accepted = tables.Column(verbose_name=_("Accepted on"), attrs={"td": {"class": "zt-nowrap"}})
    operating = tables.Column(verbose_name=_("Operating since"), attrs=NOWRAP)
    rank = RankColumn()
    interval = interval_column()
    standing = tables.Column(verbose_name=_("Why not ranked"), accessor="reason", visible=False)
    score = NumberColumn(verbose_name=_("Score"))
    flags = NumberColumn(verbose_name=_("Warnings"), accessor="flag_count", text="flags_text")

    class Meta:
        order_by = "name"
        row_attrs = {"id": lambda record: record.code}


class PlaceTable(HouseTable):
    """Places that are only on the way to becoming a zone: shown, never ranked."""

    name = tables.Column(
        verbose_name=_("Place"), order_by="order", attrs={"td": {"class": "zt-name"}}
    )
    city = tables.Column(verbose_name=_("City"), attrs=NOWRAP)
    stage = BadgeColumn(verbose_name=_("Stage"))
    steps = tables.Column(verbose_name=_("Known steps"), attrs={"td": {"class": "zt-wide"}})
    note = tables.Column(verbose_name=_("Note"), attrs={"td": {"class": "zt-wide"}})

    class Meta:
        order_by = "name"
        row_attrs = {"id": lambda record: record.code}
