"""The table of an effect: what a change would change, period by period, now and then."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zones.tables import HouseTable
from zones.templatetags.house import badge

NOWRAP = {"td": {"class": "zt-nowrap"}}


class SideColumn(tables.Column):
    """A badge with its figures below."""

    def __init__(self, **kwargs):
        super().__init__(orderable=False, **kwargs)

    def render(self, value) -> str:
        if value.badge is None:
            return value.text
        return format_html('{} <small class="zt-under">{}</small>', badge(value.badge), value.text)

    def value(self, value) -> str:
        return ", ".join(filter(None, (str(value.badge or ""), value.text)))


class EffectTable(HouseTable):
    """What would be otherwise, row by row."""

    period = tables.Column(
        verbose_name=gettext_lazy("Period"), order_by=("period_order", "whose_order"), attrs=NOWRAP
    )
    whose = tables.Column(
        verbose_name=gettext_lazy("Whose"), order_by=("whose_order", "period_order"), attrs=NOWRAP
    )
    what = tables.Column(
        verbose_name=gettext_lazy("What changes"), attrs={"td": {"class": "zt-target"}}
    )
    before = SideColumn(verbose_name=gettext_lazy("Now"))
    after = SideColumn(verbose_name=gettext_lazy("With the change"))

    empty_text = gettext_lazy("No judgement, flag, score or rank would change.")

    class Meta:
        order_by = "period"

    def render_period(self, record) -> str:
        if not record.is_published:
            return record.period
        return format_html(
            '{} <small class="zt-under">{}</small>', record.period, _("published, stays")
        )

    def value_period(self, record) -> str:
        return record.period
