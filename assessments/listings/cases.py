"""The table of cases."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zones.tables import BadgeColumn, HouseTable
from zones.templatetags.house import badge

NOWRAP = {"td": {"class": "zt-nowrap"}}


def none_fits(href: str) -> SafeString:
    """What an empty list says although there are cases, with the address of all of them."""
    none, every = _("No case is as you asked."), _("Show all")
    return format_html('{} <a href="{}">{}</a>', none, href, every)


class CaseTable(HouseTable):
    """Every case that the reader may see, the overdue ones first."""

    empty_text = gettext_lazy(
        "No case is here. Publishing a year’s assessment opens the cases that follow from it."
    )

    folds_on_phones = True

    case = tables.Column(
        verbose_name=gettext_lazy("Case"),
        accessor="name",
        order_by="order",
        linkify=lambda record: record.href,
        attrs={"td": {"class": "zt-case"}},
    )
    year = tables.Column(verbose_name=gettext_lazy("Year"), visible=False)
    zone = tables.Column(
        verbose_name=gettext_lazy("Zone"), order_by=("zone_order", "order"), visible=False
    )
    track = BadgeColumn(verbose_name=gettext_lazy("Track"), order_by=("track", "order"))
    state = BadgeColumn(verbose_name=gettext_lazy("State"), order_by=("state", "order"))
    grounds = tables.Column(
        verbose_name=gettext_lazy("Grounds"),
        orderable=False,
        attrs={"td": {"class": "zt-wide"}},
    )
    waits = tables.Column(
        verbose_name=gettext_lazy("Waits for"),
        accessor="waits_text",
        order_by=("waits", "order"),
        attrs={"td": {"class": "zt-waits"}},
    )
    due = tables.Column(
        verbose_name=gettext_lazy("Next step by"),
        accessor="due_text",
        order_by=("due", "order"),
    )
    opened = tables.Column(
        verbose_name=gettext_lazy("Case opened"), order_by=("opened", "order"), attrs=NOWRAP
    )

    class Meta:
        order_by = "case"

    def render_case(self, record) -> str:
        return record.short

    def value_case(self, record) -> str:
        return record.name

    def render_due(self, record) -> str:
        if record.late is None:
            return record.due_text
        return format_html("{} {}", record.due_text, badge(record.late))

    def value_due(self, record) -> str:
        return ", ".join(filter(None, (record.due_text, str(record.late or ""))))
