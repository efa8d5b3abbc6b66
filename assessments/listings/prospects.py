"""The columns of where a figure is heading, and the overview's table of them."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from zones.tables import HouseTable, NumberColumn

from .cells import with_note

#: The columns that only a year under way has.
ONLY_UNDER_WAY = ("projected", "band", "projected_by", "needed", "needed_growth")


def _season_or_reason(record) -> str | None:
    return record.heading.season or record.heading.why_not or None


def _growth_in_full(record) -> str | None:
    return record.heading.growth_title or None


class ProjectedColumn(NumberColumn):
    """The projected year with its band below it, or why there is none."""

    def __init__(self, accessor: str = "heading__projected", **kwargs):
        super().__init__(
            accessor=accessor,
            verbose_name=gettext_lazy("Projected year"),
            attrs={"td": {"class": "zt-num zt-ahead", "title": _season_or_reason}},
            **kwargs,
        )

    def render(self, value, record, bound_column) -> object:
        heading = record.heading
        return with_note(heading.projected_text, heading.band or heading.shortly)

    def value(self, value, record) -> str:
        return record.heading.projected_text if value is not None else record.heading.why_not


class NeededColumn(NumberColumn):
    """What is still needed in each remaining quarter, and below it as growth."""

    def __init__(self, accessor: str = "heading__needed", **kwargs):
        super().__init__(
            accessor=accessor,
            verbose_name=gettext_lazy("Still needed a quarter"),
            attrs={"td": {"class": "zt-num zt-ahead", "title": _growth_in_full}},
            **kwargs,
        )

    def render(self, value, record, bound_column) -> object:
        return with_note(record.heading.needed_text, record.heading.growth_text)

    def value(self, value, record) -> str:
        return record.heading.needed_text


class FileColumn(tables.Column):
    """A text of the heading that files carry and pages print elsewhere."""

    def __init__(self, field: str, **kwargs):
        super().__init__(accessor=f"heading__{field}", visible=False, orderable=False, **kwargs)


class AheadTable(HouseTable):
    """Where a figure is heading, for all zones together and for each."""

    name = tables.Column(
        verbose_name=gettext_lazy("Zone"), order_by="order", attrs={"td": {"class": "zt-zone"}}
    )
    actual = NumberColumn(verbose_name=gettext_lazy("Year to date"))
    projected = ProjectedColumn()
    band = FileColumn("band", verbose_name=gettext_lazy("Band"))
    target = NumberColumn(verbose_name=gettext_lazy("Yearly target"))
    apart = NumberColumn(verbose_name=gettext_lazy("Against target"))
    needed = NeededColumn()
    needed_growth = FileColumn("growth_text", verbose_name=gettext_lazy("As growth"))
    projected_by = tables.Column(
        accessor="heading__rests_on",
        verbose_name=gettext_lazy("Projected by"),
        orderable=False,
        attrs={"td": {"class": "zt-wide zt-small"}},
    )

    class Meta:
        order_by = "name"
        row_attrs = {"class": lambda record: "is-total" if record.is_total else None}

    def render_name(self, record) -> object:
        if not record.href:
            return record.name
        return format_html(
            '<a href="{}" title="{}">{}</a>', record.href, record.full_name, record.name
        )

    def value_name(self, record) -> str:
        return record.full_name

    def render_apart(self, record) -> object:
        kind = " is-bad" if record.is_out_of_reach else ""
        return format_html('<span class="zt-apart{}">{}</span>', kind, record.apart_text)

    def value_apart(self, record) -> str:
        return record.apart_text
