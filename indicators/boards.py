"""The tables of the pages on the collection of figures."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from zones.tables import BadgeColumn, HouseTable, NumberColumn

WIDE = {"td": {"class": "zt-wide"}}
NOWRAP = {"td": {"class": "zt-nowrap"}}
RIGHT = {"th": {"class": "zt-num"}, "td": {"class": "zt-num"}}


def _with_day_whole(said: str) -> str:
    """Who and when: a line may break before the day, never within it."""
    who, dot, day = said.rpartition(" · ")
    return format_html('{}{}<span class="zt-nowrap">{}</span>', who, dot, day)


class BoardTable(HouseTable):
    """A quarter's status board."""

    zone = tables.Column(
        verbose_name=_("Zone"),
        order_by="order",
        linkify=lambda record: record.href,
        attrs={"td": {"class": "zt-name"}},
    )
    stage = BadgeColumn(verbose_name=_("State"))
    timing = BadgeColumn(verbose_name=_("Timeliness"))
    present = NumberColumn(verbose_name=_("Figures"))
    version = NumberColumn(verbose_name=_("Version"))
    submitted = tables.Column(verbose_name=_("Handed in"))
    reviewed = tables.Column(verbose_name=_("Verified"))
    waits_for = tables.Column(verbose_name=_("Waits for"), attrs=WIDE)
    step = tables.Column(
        verbose_name=_("Next step"),
        linkify=lambda record: record.href,
        exclude_from_export=True,
    )

    def render_submitted(self, value: str) -> str:
        return _with_day_whole(value)

    def render_reviewed(self, value: str) -> str:
        return _with_day_whole(value)

    class Meta:
        order_by = "zone"
        attrs = {"class": "table zt-table is-dense"}
        row_attrs = {"id": lambda record: record.code}


class WorkTable(HouseTable):
    """What waits for a person."""

    title = _("Waiting for you")
    empty_text = _("Nothing waits for you.")
    folds_on_phones = True
    kind = BadgeColumn(verbose_name=_("Task"), order_by="order")
    zone = tables.Column(
        verbose_name=_("Zone"),
        order_by="zone_order",
        linkify=lambda record: record.href,
        attrs={"td": {"class": "zt-name"}},
    )
    quarter = tables.Column(verbose_name=_("Quarter"))
    text = tables.Column(verbose_name=_("About it"), orderable=False, attrs=WIDE)
    due = tables.Column(verbose_name=_("Until"), order_by="due_on", attrs=NOWRAP)
    step = tables.Column(
        verbose_name=_("Next step"), orderable=False, linkify=lambda record: record.href
    )

    class Meta:
        order_by = "kind"


class SheetTable(HouseTable):
    """A zone's quarter to read: nothing can be typed here."""

    label = tables.Column(
        verbose_name=_("Indicator"), order_by="indicator__order", attrs={"td": {"class": "zt-name"}}
    )
    now = tables.Column(
        verbose_name=_("This quarter"),
        orderable=False,
        linkify=lambda record: record.history,
        attrs=RIGHT | {"a": {"title": _("History of this figure")}},
    )
    said = tables.Column(verbose_name=_("As entered, and reason"), orderable=False, attrs=WIDE)
    last_quarter = tables.Column(verbose_name=_("Last quarter"), orderable=False, attrs=RIGHT)
    year_before = tables.Column(
        verbose_name=_("Same quarter last year"), orderable=False, attrs=RIGHT
    )

    class Meta:
        order_by = "label"
