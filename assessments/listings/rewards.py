"""The tables of the incentive fund: the years, one year's list, what another rule would do."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from zones.tables import BadgeColumn, HouseTable, NumberColumn

NOWRAP = {"td": {"class": "zt-nowrap"}}
WIDE = {"td": {"class": "zt-wide"}}


class RewardYearTable(HouseTable):
    """Every year whose annual assessment is published."""

    empty_text = _("No annual assessment is published yet; rewards follow from one.")

    year = tables.Column(
        verbose_name=_("Year"),
        linkify=lambda record: record.href,
        initial_sort_descending=True,
        attrs=NOWRAP,
    )
    version = NumberColumn(verbose_name=_("Version of the assessment"))
    fund = NumberColumn(verbose_name=_("Fund, CNY 10,000"))
    state = BadgeColumn(verbose_name=_("State"))

    class Meta:
        order_by = "-year"


class RewardTable(HouseTable):
    """A year's list: those that have a part first, by place."""

    empty_text = _("No rule is adopted yet: nobody knows how the fund would be shared.")

    zone = tables.Column(
        verbose_name=_("Zone"), linkify=lambda record: record.zone_href, attrs=NOWRAP
    )
    place = NumberColumn(
        verbose_name=_("Place of reward"), order_by="order", initial_sort_descending=False
    )
    rank = NumberColumn(verbose_name=_("Rank on the board"), initial_sort_descending=False)
    score = NumberColumn(verbose_name=_("Score"))
    coverage = NumberColumn(verbose_name=_("Coverage"), accessor="coverage_text", orderable=False)
    share = NumberColumn(verbose_name=_("Share"))
    amount = NumberColumn(verbose_name=_("Amount, CNY 10,000"))
    remark = tables.Column(verbose_name=_("Why no part"), orderable=False, attrs=WIDE)

    class Meta:
        order_by = "place"


class RewardEffectTable(HouseTable):
    """What each zone would have had in each year under the rule that is tried."""

    empty_text = _("No annual assessment is published yet: there is no year to try the rule on.")

    year = tables.Column(verbose_name=_("Year"), initial_sort_descending=True, attrs=NOWRAP)
    zone = tables.Column(verbose_name=_("Zone"), order_by=("zone_order", "-year"), attrs=NOWRAP)
    now = NumberColumn(verbose_name=_("Under the rule in force"))
    then = NumberColumn(verbose_name=_("Under this rule"))
    change = NumberColumn(verbose_name=_("Change of the share"))

    class Meta:
        order_by = "-year"


class RewardRuleTable(HouseTable):
    """Every version of the rule, the latest first."""

    empty_text = _("No rule is adopted yet.")

    version = NumberColumn(verbose_name=_("Version"), orderable=False)
    rule = tables.Column(verbose_name=_("Rule"), orderable=False, attrs=WIDE)
    in_force_from = tables.Column(verbose_name=_("In force from"), orderable=False, attrs=NOWRAP)
    set_by = tables.Column(verbose_name=_("Set by"), orderable=False, attrs=NOWRAP)
    reason = tables.Column(verbose_name=_("Reason"), orderable=False, attrs=WIDE)
