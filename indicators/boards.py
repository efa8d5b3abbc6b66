"""The tables of the pages on the collection of figures."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from zones.tables import BadgeColumn, HouseTable, NumberColumn

WIDE = {"td": {"class": "zt-wide"}}
RIGHT = {"th": {"class": "zt-num"}, "td": {"class": "zt-num"}}


class BoardTable(HouseTable):
    zone = tables.Column(
        verbose_name=_("Zone"),
        order_by="order",
        linkify=lambda record: record.href,
        attrs={"td": {"class": "zt-name"}},
    )
    stage = BadgeColumn(verbose_name=_("State"))
    version = NumberColumn(verbose_name=_("Version"))
    present = NumberColumn(verbose_name=_("Figures present of expected"))
    submitted = tables.Column(verbose_name=_("Handed in"))
    reviewed = tables.Column(verbose_name=_("Verified"))
    late_days = NumberColumn(verbose_name=_("Days late"))
    step = tables.Column(
        verbose_name=_("Next step"),
        linkify=lambda record: record.href,
        exclude_from_export=True,
    )

    class Meta:
        order_by = "zone"


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
    detail = tables.Column(verbose_name=_("As entered, and reason"), orderable=False, attrs=WIDE)
    last_quarter = tables.Column(verbose_name=_("Last quarter"), orderable=False, attrs=RIGHT)
    year_before = tables.Column(
        verbose_name=_("Same quarter last year"), orderable=False, attrs=RIGHT
    )

    class Meta:
        order_by = "label"
