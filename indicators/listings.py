"""The tables of the pages on the policy."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from zones.tables import BadgeColumn, HouseTable, LinksColumn, NumberColumn

from .task_tables import counted

WIDE = {"td": {"class": "zt-wide"}}
NAME = {"td": {"class": "zt-name"}}
CHINESE = {"td": {"class": "zt-phrase", "lang": "zh"}}


class MeasureTable(HouseTable):
    number = NumberColumn(verbose_name=_("No."), initial_sort_descending=False)
    title = tables.Column(verbose_name=_("Measure"), linkify=lambda record: record.href, attrs=WIDE)
    leads = tables.Column(verbose_name=_("Lead agency"), attrs=NAME)
    supporting = NumberColumn(verbose_name=_("Supporting agencies"))
    targets = NumberColumn(verbose_name=_("Targets"))
    tasks = NumberColumn(verbose_name=_("Tasks"))
    done = counted("done")
    stalled = counted("stalled")
    overdue = counted("overdue")
    silent = counted("silent")
    readings = NumberColumn(verbose_name=_("Readings"))

    class Meta:
        order_by = "number"


class AgencyTable(HouseTable):
    name = tables.Column(
        verbose_name=_("Agency"), linkify=lambda record: record.href or None, attrs=NAME
    )
    leads = LinksColumn(verbose_name=_("Leads measures"), order_by="leads_count")
    supports = LinksColumn(verbose_name=_("Supports measures"), order_by="supports_count")
    tasks = NumberColumn(verbose_name=_("Tasks"))
    done = counted("done")
    on_time = counted("on_time")
    stalled = counted("stalled")
    overdue = counted("overdue")
    silent = counted("silent")
    printed = tables.Column(verbose_name=_("Names as printed (measures)"), attrs=CHINESE)

    class Meta:
        row_attrs = {"id": lambda record: record.code}


class ReadingTable(HouseTable):
    keeps_first_column = False

    order = NumberColumn(
        verbose_name=_("No."),
        initial_sort_descending=False,
        linkify=lambda record: record.keeping_href,
    )
    clause = tables.Column(
        verbose_name=_("Clause"),
        accessor="clause_title",
        order_by=("clause_order", "order"),
        linkify=lambda record: record.clause_href,
        attrs={"td": {"class": "zt-nowrap"}},
    )
    printed = tables.Column(verbose_name=_("As printed"), attrs=CHINESE)
    adopted = tables.Column(verbose_name=_("As adopted"), attrs=CHINESE, empty_values=())
    kind = tables.Column(
        verbose_name=_("Kind"), accessor="kind_text", attrs={"td": {"class": "zt-nowrap"}}
    )
    confidence = BadgeColumn(verbose_name=_("Confidence"))
    reason = tables.Column(verbose_name=_("Reason"), attrs=WIDE)
    places = LinksColumn(verbose_name=_("Also in measures"), orderable=False)

    class Meta:
        order_by = "order"
        attrs = {"class": "table zt-table is-top"}
        row_attrs = {"id": lambda record: record.anchor}

    def render_adopted(self, record) -> str:
        if not record.adopted:
            return format_html('<span class="zt-muted">{}</span>', _("left as printed"))
        return _("unchanged") if record.is_kept else record.adopted

    def value_adopted(self, record) -> str:
        return record.adopted or record.printed
