"""The tables of the register of innovations."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zones.tables import BadgeColumn, HouseTable, NumberColumn
from zones.templatetags.house import badge

NOWRAP = {"td": {"class": "zt-nowrap"}}
WIDE = {"td": {"class": "zt-wide"}}


class InnovationTable(HouseTable):
    """Every innovation that counts."""

    title = tables.Column(verbose_name=gettext_lazy("Innovation"), attrs=WIDE)
    zone = tables.Column(
        verbose_name=gettext_lazy("Zone of origin"),
        order_by=("zone_order", "begun"),
        linkify=lambda record: record.zone_href,
        attrs=NOWRAP,
    )
    begun = tables.Column(
        verbose_name=gettext_lazy("Begun"), initial_sort_descending=True, attrs=NOWRAP
    )
    state = BadgeColumn(verbose_name=gettext_lazy("State"))
    copies = NumberColumn(verbose_name=gettext_lazy("Copied in places"))
    copied_to = tables.Column(verbose_name=gettext_lazy("Copied to"), orderable=False, attrs=WIDE)
    last_copied = tables.Column(
        verbose_name=gettext_lazy("Last copied"), initial_sort_descending=True, attrs=NOWRAP
    )
    source = tables.Column(verbose_name=gettext_lazy("Source"), orderable=False, attrs=WIDE)

    class Meta:
        order_by = "-begun"

    def render_title(self, value: str, record) -> str:
        link = format_html('<a href="{}">{}</a>', record.href, value)
        if not record.is_demonstration:
            return link
        return format_html("{} {}", link, badge("quiet", _("demonstration")))

    def value_title(self, value: str, record) -> str:
        words = {"title": value}
        return _("%(title)s [demonstration]") % words if record.is_demonstration else value
