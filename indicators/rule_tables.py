"""The tables of the pages on the rules that figures are checked by."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from zones.tables import BadgeColumn, HouseTable, NumberColumn

NOWRAP = {"td": {"class": "zt-nowrap"}}
SENTENCE = {"td": {"class": "zt-finding"}}
WIDE = {"td": {"class": "zt-wide"}}


class KeptRuleTable(HouseTable):
    """Every rule, in force or not."""

    empty_text = _("No rules are kept; only what cannot be true is refused.")

    rule = tables.Column(
        verbose_name=_("Check"),
        order_by="order",
        linkify=lambda record: record.href,
    )
    indicator = tables.Column(verbose_name=_("Indicator"), order_by="indicator_order")
    severity = BadgeColumn(verbose_name=_("Severity"))
    is_on = BadgeColumn(verbose_name=_("In force"))
    text = tables.Column(verbose_name=_("What it asks"), orderable=False, attrs=SENTENCE)
    threshold = tables.Column(verbose_name=_("Threshold"), orderable=False)
    quarters = NumberColumn(verbose_name=_("Look-back in quarters"))
    changed = tables.Column(verbose_name=_("Changed last"), order_by="changed_seq")

    class Meta:
        attrs = {"class": "table zt-table zt-quality"}
        order_by = "rule"


class RuleChangeTable(HouseTable):
    """What was done to rules."""

    empty_text = _("Nothing was changed yet.")

    when = tables.Column(verbose_name=_("Time"), order_by="seq", attrs=NOWRAP)
    who = tables.Column(verbose_name=_("Who"), attrs=NOWRAP)
    origin = tables.Column(verbose_name=_("From where"), attrs=NOWRAP)
    rule = tables.Column(verbose_name=_("Rule"), attrs=WIDE)
    action = tables.Column(verbose_name=_("What"), attrs=NOWRAP)
    old = tables.Column(verbose_name=_("Before"), orderable=False, attrs=WIDE)
    new = tables.Column(verbose_name=_("After"), orderable=False, attrs=WIDE)
    reason = tables.Column(verbose_name=_("Reason"), orderable=False, attrs=WIDE)

    class Meta:
        order_by = "-when"


class EffectTable(HouseTable):
    """What a change of a rule would have found."""

    empty_text = _("Neither the rules as they are nor as they would be find anything.")

    zone = tables.Column(
        verbose_name=_("Zone"),
        order_by="zone_order",
        linkify=lambda record: record.href,
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
    effect = BadgeColumn(verbose_name=_("Effect"))
    text = tables.Column(verbose_name=_("What it finds"), orderable=False, attrs=SENTENCE)

    class Meta:
        order_by = ("effect", "-quarter", "zone", "indicator")
