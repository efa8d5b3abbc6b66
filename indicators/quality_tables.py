"""The tables of the page on a quarter's data quality."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from zones.tables import BadgeColumn, HouseTable, LinksColumn, NumberColumn

NAME = {"td": {"class": "zt-name"}}
WIDE = {"td": {"class": "zt-wide"}}
SENTENCE = {"td": {"class": "zt-finding"}}
NOWRAP = {"td": {"class": "zt-nowrap"}}
INDICATOR = {"td": {"class": "zt-indicator"}}
HISTORY = {"a": {"title": _("History of this figure")}}


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
    handed_in = tables.Column(
        verbose_name=_("First handed in"), order_by="handed_in_on", attrs=NOWRAP
    )
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


class IndicatorTable(HouseTable):
    """How complete and how plausible each indicator is, over the zones that are asked."""

    indicator = tables.Column(verbose_name=_("Indicator"), order_by="order", attrs=INDICATOR)
    complete = NumberColumn(verbose_name=_("Complete"))
    missing = NumberColumn(verbose_name=_("Missing"))
    cannot_report = NumberColumn(verbose_name=_("Not reportable"))
    not_applicable = NumberColumn(verbose_name=_("Not applicable"))
    severe = NumberColumn(verbose_name=_("Severe"))
    findings = NumberColumn(verbose_name=_("All findings"))
    outliers = NumberColumn(verbose_name=_("Outliers"))
    left_out = LinksColumn(verbose_name=_("Left out by"), orderable=False)

    class Meta:
        attrs = {"class": "table zt-table zt-quality"}
        order_by = "indicator"


class ProposalTable(HouseTable):
    """Figures that are stated otherwise for last year than they are stored."""

    zone = tables.Column(
        verbose_name=_("Zone"), order_by="order", linkify=lambda record: record.href, attrs=NOWRAP
    )
    indicator = tables.Column(
        verbose_name=_("Indicator"),
        order_by="indicator_order",
        linkify=lambda record: record.history,
        attrs=HISTORY,
    )
    span = tables.Column(verbose_name=_("Span"))
    stated = tables.Column(verbose_name=_("Stated"), orderable=False, attrs=NOWRAP)
    stored = tables.Column(verbose_name=_("Stored"), orderable=False, attrs=NOWRAP)
    state = BadgeColumn(verbose_name=_("State"))
    needs = tables.Column(verbose_name=_("Needs"), orderable=False, attrs=WIDE)
    reason = tables.Column(verbose_name=_("Reason given"), orderable=False, attrs=WIDE)
    by = tables.Column(verbose_name=_("Given by"), orderable=False)

    class Meta:
        order_by = ("state", "zone", "indicator")


class MarkTable(HouseTable):
    """Figures that are marked to be followed up."""

    empty_text = _("No figure is marked to be followed up.")

    zone = tables.Column(
        verbose_name=_("Zone"), order_by="order", linkify=lambda record: record.href, attrs=NOWRAP
    )
    indicator = tables.Column(
        verbose_name=_("Indicator"),
        order_by="indicator_order",
        linkify=lambda record: record.history,
        attrs=HISTORY,
    )
    text = tables.Column(verbose_name=_("Remark"), orderable=False, attrs=SENTENCE)
    by = tables.Column(verbose_name=_("Who"))
    at = tables.Column(verbose_name=_("Time"), attrs=NOWRAP)

    class Meta:
        order_by = ("zone", "indicator")


class FindingTable(HouseTable):
    empty_text = _("The checks find nothing.")

    zone = tables.Column(
        verbose_name=_("Zone"), order_by="order", linkify=lambda record: record.href, attrs=NOWRAP
    )
    indicator = tables.Column(
        verbose_name=_("Indicator"),
        order_by="indicator_order",
        linkify=lambda record: record.history,
        attrs=HISTORY,
    )
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
