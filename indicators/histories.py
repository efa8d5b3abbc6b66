"""The table of the page on a cell's history."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from zones.tables import HouseTable, NumberColumn

NOWRAP = {"td": {"class": "zt-nowrap"}}
RIGHT = {"th": {"class": "zt-num"}, "td": {"class": "zt-num"}}


class HistoryTable(HouseTable):
    empty_text = _("Nothing was written here yet.")

    when = tables.Column(verbose_name=_("Time"), order_by="seq", attrs=NOWRAP)
    who = tables.Column(verbose_name=_("Who"), attrs=NOWRAP)
    origin = tables.Column(verbose_name=_("From where"), attrs=NOWRAP)
    action = tables.Column(verbose_name=_("What"))
    old = tables.Column(verbose_name=_("Before"), orderable=False, attrs=RIGHT)
    new = tables.Column(verbose_name=_("After"), orderable=False, attrs=RIGHT)
    detail = tables.Column(
        verbose_name=_("As entered, reason or note"),
        orderable=False,
        attrs={"td": {"class": "zt-wide"}},
    )
    version = NumberColumn(verbose_name=_("Version"))

    class Meta:
        order_by = "-when"
