"""The tables of the targets' page: what is asked for year by year, and what was set for zones."""

from collections.abc import Sequence

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zones.display import DASH
from zones.tables import HouseTable, NumberColumn
from zones.templatetags.house import badge

from ..selectors.target_paths import PathCell
from .taking_back import with_way_back

NOWRAP = {"td": {"class": "zt-nowrap"}}
UNIT = {"td": {"class": "zt-muted zt-nowrap"}}


class YearColumn(tables.Column):
    """What is asked for in a year: bold where it binds, the base year's figure in quiet."""

    is_number = True

    def __init__(self, place: int, **kwargs):
        cell = {"th": {"class": "zt-num"}, "td": {"class": "zt-num"}}
        super().__init__(accessor=f"asked__{place}", orderable=False, attrs=cell, **kwargs)

    def render(self, value: PathCell) -> str:
        kind = "is-base" if value.is_base else "is-binding" if value.is_binding else "is-path"
        return format_html(
            '<span class="zt-asked {}" title="{}">{}</span>', kind, value.title, value.text
        )

    def value(self, value: PathCell) -> str:
        return value.text


class BadgesColumn(tables.Column):
    """Several badges side by side."""

    def render(self, value) -> str:
        return format_html_join(" ", "{}", ((badge(one),) for one in value)) or DASH

    def value(self, value) -> str:
        return ", ".join(map(str, value))


class TargetTable(HouseTable):
    """The targets; its columns of years are those of the policy."""

    name = tables.Column(
        verbose_name=gettext_lazy("Target"),
        order_by="order",
        linkify=lambda record: f"#{record.code}",
        attrs={"td": {"class": "zt-target"}},
    )
    clause = tables.Column(
        verbose_name=gettext_lazy("Clause"),
        accessor="clause__text",
        order_by=("clause_order", "order"),
        linkify=lambda record: record.clause.href,
        attrs=NOWRAP,
    )
    scope = tables.Column(verbose_name=gettext_lazy("Whose"))
    rule = tables.Column(verbose_name=gettext_lazy("Asks for"), orderable=False, visible=False)
    statuses = BadgesColumn(verbose_name=gettext_lazy("Status"), order_by="urgency")
    unit = tables.Column(verbose_name=gettext_lazy("Unit"), orderable=False, attrs=UNIT)

    class Meta:
        order_by = "name"


def target_table(rows, years: Sequence[int], base_year: int | None, **kwargs) -> TargetTable:
    """The targets with one column a year, from the base year on."""
    columns = [
        (
            f"y{year}",
            YearColumn(
                place,
                verbose_name=_("%(year)s (base)") % {"year": year}
                if year == base_year
                else str(year),
            ),
        )
        for place, year in enumerate(years)
    ]
    names = [name for name, _column in columns]
    sequence = ("name", "clause", "scope", "rule", *names, "unit", "statuses")
    return TargetTable(rows, extra_columns=columns, sequence=sequence, **kwargs)


class AnnualTable(HouseTable):
    """The yearly targets that staff set for zones."""

    target = tables.Column(
        verbose_name=gettext_lazy("Target"),
        order_by=("target_order", "zone_order", "-year"),
        linkify=lambda record: record.target_href,
        attrs={"td": {"class": "zt-target"}},
    )
    zone = tables.Column(
        verbose_name=gettext_lazy("Zone"),
        order_by="zone_order",
        linkify=lambda record: record.zone_href,
        attrs=NOWRAP,
    )
    year = tables.Column(
        verbose_name=gettext_lazy("Year"), initial_sort_descending=True, attrs=NOWRAP
    )
    value = NumberColumn(verbose_name=gettext_lazy("Yearly target"))
    unit = tables.Column(verbose_name=gettext_lazy("Unit"), orderable=False, attrs=UNIT)
    in_force_from = tables.Column(verbose_name=gettext_lazy("In force from"), attrs=NOWRAP)
    reason = tables.Column(
        verbose_name=gettext_lazy("Reason"), orderable=False, attrs={"td": {"class": "zt-wide"}}
    )
    set_by = tables.Column(verbose_name=gettext_lazy("Set by"), attrs=NOWRAP)
    set_at = tables.Column(
        verbose_name=gettext_lazy("Set at"), accessor="set_text", order_by="set_text", attrs=NOWRAP
    )

    class Meta:
        order_by = "target"
        row_attrs = {"class": lambda record: "is-replaced" if record.is_replaced else None}

    def render_in_force_from(self, record) -> str:
        if record.is_replaced:
            return _("%(day)s (replaced)") % {"day": record.in_force_text}
        return record.in_force_text

    def value_in_force_from(self, record) -> str:
        return self.render_in_force_from(record)

    def render_set_at(self, value: str, record) -> str:
        return with_way_back(value, record)

    def value_set_at(self, value: str) -> str:
        return value
