"""The tables of the page on a quarter's data quality."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from zones.tables import BadgeColumn, HouseTable, NumberColumn

NAME = {"td": {"class": "zt-name"}}
WIDE = {"td": {"class": "zt-wide"}}
SENTENCE = {"td": {"class": "zt-finding"}}
NOWRAP = {"td": {"class": "zt-nowrap"}}


class QualityTable(HouseTable):
    zone = tables.Column(
        verbose_name=_("Zone"),
        order_by="order",
        linkify=lambda record: record.href,
        attrs=NOWRAP,
    )
    stage = BadgeColumn(verbose_name=_("State"))
    complete = NumberColumn(verbose_name=_("Complete"))
    missing = NumberColumn(verbose_name=_("Missing"))
    cannot_report = NumberColumn(verbose_name=_("Not reportable"))
    late_days = NumberColumn(verbose_name=_("Days late"))
    severe = NumberColumn(verbose_name=_("Severe"))
    warnings = NumberColumn(verbose_name=_("Warning"))
    notes = NumberColumn(verbose_name=_("Hint"))
    outliers = NumberColumn(verbose_name=_("Outliers"))
    overridden = NumberColumn(verbose_name=_("With a reason"))

    class Meta:
        attrs = {"class": "table zt-table zt-quality"}
        order_by = "zone"
        row_attrs = {"id": lambda record: record.code}


class FindingTable(HouseTable):
    empty_text = _("The checks find nothing.")

    zone = tables.Column(
        verbose_name=_("Zone"), order_by="order", linkify=lambda record: record.href, attrs=NOWRAP
    )
    indicator = tables.Column(verbose_name=_("Indicator"), order_by="indicator_order")
    severity = BadgeColumn(verbose_name=_("Severity"))
    rule = tables.Column(verbose_name=_("Check"))
    text = tables.Column(verbose_name=_("What it finds"), orderable=False, attrs=SENTENCE)
    reason = tables.Column(verbose_name=_("Reason given"), orderable=False, attrs=WIDE)
    by = tables.Column(verbose_name=_("Given by"), orderable=False)

    class Meta:
        order_by = ("severity", "zone", "indicator")


class RuleTable(HouseTable):
    empty_text = _("No rules are loaded; only what cannot be true is refused.")

    rule = tables.Column(verbose_name=_("Check"), orderable=False, attrs=NAME)
    indicator = tables.Column(verbose_name=_("Indicator"), orderable=False, attrs=NOWRAP)
    severity = BadgeColumn(verbose_name=_("Severity"), orderable=False)
    text = tables.Column(verbose_name=_("What it asks"), orderable=False, attrs=SENTENCE)
