"""The table of what waits for a decision."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from zones.display import DASH
from zones.tables import BadgeColumn, HouseTable
from zones.templatetags.house import badge

NOWRAP = {"td": {"class": "zt-nowrap"}}
WIDE = {"td": {"class": "zt-wide"}}


class DecisionTable(HouseTable):
    """What waits, each with its reason, the figure it rests on and where it is decided."""

    empty_text = gettext_lazy(
        "Nothing waits for you. Cases, drafts and bulletins stand here when their step is yours."
    )

    folds_on_phones = True

    name = tables.Column(
        verbose_name=gettext_lazy("What waits"),
        order_by="order",
        linkify=lambda record: record.href,
        attrs={"td": {"class": "zt-target"}},
    )
    state = BadgeColumn(verbose_name=gettext_lazy("State"), orderable=False)
    why = tables.Column(verbose_name=gettext_lazy("Why"), orderable=False, attrs=WIDE)
    since = tables.Column(
        verbose_name=gettext_lazy("Since"), accessor="since_text", order_by="since", attrs=NOWRAP
    )
    due = tables.Column(
        verbose_name=gettext_lazy("Next step by"),
        accessor="due_text",
        order_by="due",
        attrs=NOWRAP,
        empty_values=(),
    )
    figure = tables.Column(
        verbose_name=gettext_lazy("Rests on"), orderable=False, attrs=WIDE, empty_values=()
    )

    class Meta:
        order_by = "name"

    def render_due(self, record) -> str | SafeString:
        if record.late is None:
            return record.due_text or DASH
        return format_html("{} {}", record.due_text, badge(record.late))

    def value_due(self, record) -> str:
        return ", ".join(filter(None, (record.due_text, str(record.late or ""))))

    def render_figure(self, record) -> str | SafeString:
        if record.figure is None:
            return DASH
        return format_html('<a href="{}">{}</a>', record.figure.href, record.figure.text)

    def value_figure(self, record) -> str:
        return record.figure.text if record.figure else ""
