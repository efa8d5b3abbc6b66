"""The table of a figure's page: its quarters, each with its origin and its revisions."""

import django_tables2 as tables
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zones.display import DASH, number
from zones.tables import BadgeColumn, HouseTable, NumberColumn
from zones.templatetags.house import badge

from ..selectors.figure_rows import Change
from .cells import with_note

NOWRAP = {"td": {"class": "zt-nowrap"}}
ENTERED = {"th": {"class": "zt-num"}, "td": {"class": "zt-entered"}}
PERSON = {"td": {"class": "zt-by"}}


class FigureTable(HouseTable):
    """The quarters of a figure, the latest first."""

    quarter = tables.Column(
        verbose_name=gettext_lazy("Quarter"),
        order_by="order",
        linkify=lambda record: record.href or None,
        attrs=NOWRAP,
    )
    value = NumberColumn(verbose_name=gettext_lazy("Value"))
    stored = NumberColumn(verbose_name=gettext_lazy("Stored, CNY 10,000"))
    entered = tables.Column(verbose_name=gettext_lazy("As entered"), orderable=False, attrs=ENTERED)
    state = BadgeColumn(verbose_name=gettext_lazy("State"), attrs={"td": {"class": "zt-state"}})
    version = NumberColumn(verbose_name=gettext_lazy("Version"))
    source = tables.Column(
        verbose_name=gettext_lazy("Source"), orderable=False, attrs={"td": {"class": "zt-source"}}
    )
    entered_by = tables.Column(
        verbose_name=gettext_lazy("Entered by"), order_by="entered_at", attrs=PERSON
    )
    verified_by = tables.Column(
        verbose_name=gettext_lazy("Verified by"), order_by="verified_at", attrs=PERSON
    )
    changes = tables.Column(
        verbose_name=gettext_lazy("Revisions"),
        orderable=False,
        empty_values=(),
        attrs={"td": {"class": "zt-changes"}},
    )

    class Meta:
        order_by = "-quarter"
        attrs = {"class": "table zt-table is-top"}
        row_attrs = {
            "id": lambda record: record.quarter,
            "class": lambda record: "is-in-span" if record.is_in_span else "",
        }

    def render_state(self, record) -> object:
        note = "; ".join(filter(None, (record.reason, record.mark)))
        return with_note(badge(record.state), note)

    def value_state(self, record) -> str:
        return "; ".join(filter(None, (str(record.state), record.reason, record.mark)))

    def render_entered(self, record) -> object:
        return with_note(record.entered, record.entered_as)

    def value_entered(self, record) -> str:
        return ", ".join(filter(None, (record.entered, record.entered_as)))

    def render_version(self, record) -> object:
        return with_note(number(record.version), record.version_note)

    def value_version(self, record) -> str:
        return number(record.version)

    def render_source(self, record) -> object:
        return with_note(record.source, record.place)

    def value_source(self, record) -> str:
        return ", ".join(filter(None, (record.source, record.place)))

    def render_entered_by(self, record) -> object:
        return with_note(record.entered_by, record.entered_at)

    def value_entered_by(self, record) -> str:
        return f"{record.entered_by} {record.entered_at}".strip()

    def render_verified_by(self, record) -> object:
        return with_note(record.verified_by, record.verified_at)

    def value_verified_by(self, record) -> str:
        return f"{record.verified_by} {record.verified_at}".strip()

    def render_changes(self, record) -> object:
        lines = [change_text(change) for change in (*record.changes, *record.pending)]
        if not lines:
            return DASH
        return format_html_join("", '<span class="zt-change">{}</span>', ((one,) for one in lines))

    def value_changes(self, record) -> str:
        return "; ".join(change_text(change) for change in (*record.changes, *record.pending))


def change_text(change: Change) -> str:
    """A revision in one sentence: the version, old → new, the reason, when and how far it is."""
    words = {
        "version": change.version,
        "old": change.old,
        "new": change.new,
        "when": change.when,
        "state": change.state,
    }
    if change.state:
        text = _("Version %(version)s (%(state)s, %(when)s): %(old)s → %(new)s") % words
    else:
        text = _("Version %(version)s (%(when)s): %(old)s → %(new)s") % words
    return (
        _("%(text)s. Reason: %(reason)s") % {"text": text, "reason": change.reason}
        if (change.reason)
        else text
    )
