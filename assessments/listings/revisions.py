"""The table of revised figures."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from zones.tables import BadgeColumn, HouseTable, LinksColumn, NumberColumn

NOWRAP = {"td": {"class": "zt-nowrap"}}
WIDE = {"td": {"class": "zt-wide"}}


class RevisionTable(HouseTable):
    empty_text = _("Nothing was revised in this time.")

    zone = tables.Column(
        verbose_name=_("Zone"),
        order_by="zone_order",
        linkify=lambda record: record.zone_href,
        attrs=NOWRAP,
    )
    quarter = tables.Column(
        verbose_name=_("Quarter"), order_by="quarter_order", initial_sort_descending=True
    )
    indicator = tables.Column(
        verbose_name=_("Indicator"),
        order_by="indicator_order",
        linkify=lambda record: record.history,
        attrs={"a": {"title": _("History of this figure")}},
    )
    old = NumberColumn(verbose_name=_("Before"))
    new = NumberColumn(verbose_name=_("After"))
    unit = tables.Column(verbose_name=_("Unit"), orderable=False, attrs=NOWRAP)
    effects = LinksColumn(verbose_name=_("Effect on rank"), orderable=False)
    reason = tables.Column(verbose_name=_("Reason"), orderable=False, attrs=WIDE)
    who = tables.Column(verbose_name=_("Handed in by"))
    when = tables.Column(verbose_name=_("Verified on"), order_by="at", attrs=NOWRAP)
    state = BadgeColumn(verbose_name=_("State"))

    class Meta:
        order_by = ("-when", "zone", "-quarter", "indicator")
