"""The table of a zone's timeline."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy

from zones.tables import HouseTable

NOWRAP = {"td": {"class": "zt-nowrap"}}


class TimelineTable(HouseTable):
    """Every event asked for, the latest first, each leading to its page."""

    empty_text = gettext_lazy("Nothing of this kind happened here in that time.")

    on = tables.Column(
        verbose_name=gettext_lazy("Date"),
        accessor="on_text",
        order_by="order",
        initial_sort_descending=True,
        attrs=NOWRAP,
    )
    kind = tables.Column(
        verbose_name=gettext_lazy("Kind"),
        accessor="lane_text",
        order_by=("lane_order", "order"),
        attrs=NOWRAP,
    )
    what = tables.Column(
        verbose_name=gettext_lazy("What happened"),
        accessor="text",
        orderable=False,
        linkify=lambda record: record.href,
        attrs={"td": {"class": "zt-wide"}},
    )

    class Meta:
        order_by = "-on"
