"""The tables of the flag rules: all of them, and one's versions."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy

from zones.tables import BadgeColumn, HouseTable

NOWRAP = {"td": {"class": "zt-nowrap"}}


class FlagRulesTable(HouseTable):
    """Every flag rule as it counts now."""

    empty_text = gettext_lazy("No scheme is loaded yet.")

    name = tables.Column(
        verbose_name=gettext_lazy("Rule"), order_by="order", linkify=lambda record: record.href
    )
    on = tables.Column(verbose_name=gettext_lazy("On"), attrs=NOWRAP)
    fires = tables.Column(
        verbose_name=gettext_lazy("Fires when"), orderable=False, attrs={"td": {"class": "zt-wide"}}
    )
    threshold = tables.Column(verbose_name=gettext_lazy("Threshold"), orderable=False, attrs=NOWRAP)
    window = tables.Column(verbose_name=gettext_lazy("Window"), orderable=False, attrs=NOWRAP)
    leads_to = BadgeColumn(verbose_name=gettext_lazy("Leads to"), orderable=False)
    in_force_from = tables.Column(
        verbose_name=gettext_lazy("In force from"), orderable=False, attrs=NOWRAP
    )

    class Meta:
        order_by = "name"


class FlagRuleTable(HouseTable):
    """Every version of a rule, the latest first."""

    version = tables.Column(verbose_name=gettext_lazy("Version"), orderable=False, attrs=NOWRAP)
    in_force_from = tables.Column(
        verbose_name=gettext_lazy("In force from"), orderable=False, attrs=NOWRAP
    )
    on = tables.Column(verbose_name=gettext_lazy("On"), orderable=False, attrs=NOWRAP)
    threshold = tables.Column(verbose_name=gettext_lazy("Threshold"), orderable=False, attrs=NOWRAP)
    window = tables.Column(verbose_name=gettext_lazy("Window"), orderable=False, attrs=NOWRAP)
    board = tables.Column(verbose_name=gettext_lazy("Board"), orderable=False)
    targets = tables.Column(verbose_name=gettext_lazy("List of targets"), orderable=False)
    leads_to = BadgeColumn(verbose_name=gettext_lazy("Leads to"), orderable=False)
    reason = tables.Column(
        verbose_name=gettext_lazy("Reason"), orderable=False, attrs={"td": {"class": "zt-wide"}}
    )
    set_by = tables.Column(verbose_name=gettext_lazy("Set by"), orderable=False, attrs=NOWRAP)
