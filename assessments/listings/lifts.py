"""The table of what it would take."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy

from zones.tables import HouseTable, NumberColumn

from .cells import NUMBER


class LiftTable(HouseTable):
    """The smallest change of each indicator that does it, the cheapest first within an aim."""

    empty_text = gettext_lazy("There is no better place to reach and no target to clear.")

    aim = tables.Column(
        verbose_name=gettext_lazy("To reach"),
        order_by="order",
        attrs={"td": {"class": "zt-indicator"}},
    )
    indicator = tables.Column(
        verbose_name=gettext_lazy("Indicator to change"),
        linkify=lambda record: record.href,
        attrs={"td": {"class": "zt-indicator"}},
    )
    unit = tables.Column(
        verbose_name=gettext_lazy("Unit"),
        orderable=False,
        attrs={"td": {"class": "zt-muted zt-nowrap"}},
    )
    value = tables.Column(verbose_name=gettext_lazy("Now"), orderable=False, attrs=NUMBER)
    change = NumberColumn(verbose_name=gettext_lazy("Smallest change"))
    share = NumberColumn(verbose_name=gettext_lazy("Of its own"))
    outcome = tables.Column(
        verbose_name=gettext_lazy("Leads to"),
        orderable=False,
        attrs={"td": {"class": "zt-indicator"}},
    )

    class Meta:
        order_by = "aim"
        row_attrs = {"id": lambda record: f"lift-{record.code}"}
