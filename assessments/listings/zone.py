"""The tables of a zone's page and of a figure's page."""

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zones.display import DASH, number
from zones.sparkline import sparkline
from zones.tables import BadgeColumn, HouseTable, NumberColumn
from zones.templatetags.house import badge

from ..selectors.figure_rows import Change
from ..wording import quarter_name

NOWRAP = {"td": {"class": "zt-nowrap"}}
NUMBER = {"th": {"class": "zt-num"}, "td": {"class": "zt-num"}}
QUIET_NUMBER = {"th": {"class": "zt-num"}, "td": {"class": "zt-num zt-muted"}}
ENTERED = {"th": {"class": "zt-num"}, "td": {"class": "zt-entered"}}
PERSON = {"td": {"class": "zt-by"}}
FULL = 100.0


def with_note(text: object, note: str) -> object:
    """A cell's text with a second, quieter line; the text alone where there is no note."""
    if not note:
        return text
    return format_html('{}<small class="zt-under">{}</small>', text, note)


def named(record) -> SafeString:
    """What a row is about, leading to its figures, with the unit that they are in."""
    link = format_html('<a href="{}">{}</a>', record.href, record.name)
    if not record.unit:
        return link
    return format_html('{} <small class="zt-muted">{}</small>', link, record.unit)


def bar(share: float | None, title: str) -> SafeString:
    """A bar of 0 to 100 as a small inline SVG; empty where there is nothing to draw."""
    if share is None:
        return SafeString("")
    return format_html(
        '<svg class="zt-bar" width="72" height="8" viewBox="0 0 100 8" role="img"'
        ' preserveAspectRatio="none"><title>{}</title><rect class="is-ground" width="100"'
        ' height="8" rx="1"/><rect width="{}" height="8" rx="1"/></svg>',
        title,
        round(min(max(share, 0.0), FULL), 1),
    )


class CriterionTable(HouseTable):
    """How a score comes about: themes, their criteria, and the sum. Its order is its meaning."""

    name = tables.Column(
        verbose_name=gettext_lazy("Criterion"),
        orderable=False,
        attrs={"td": {"class": "zt-criterion"}},
    )
    unit = tables.Column(
        verbose_name=gettext_lazy("Unit"), orderable=False, visible=False, default=""
    )
    value = tables.Column(
        verbose_name=gettext_lazy("Value"), orderable=False, default="", attrs=NUMBER
    )
    goalposts = tables.Column(
        verbose_name=gettext_lazy("Goalposts"), orderable=False, default="", attrs=QUIET_NUMBER
    )
    achieved = NumberColumn(verbose_name=gettext_lazy("Achieved"), orderable=False)
    weight = NumberColumn(verbose_name=gettext_lazy("Weight, %"), orderable=False)
    points = NumberColumn(verbose_name=gettext_lazy("Points"), orderable=False)

    class Meta:
        row_attrs = {
            "id": lambda record: f"criterion-{record.code}",
            "class": lambda record: f"is-{record.kind}",
        }

    def render_name(self, record) -> str:
        return named(record) if record.href else record.name

    def value_name(self, record) -> str:
        return record.name

    def render_value(self, record) -> object:
        return with_note(record.value, record.reason)

    def value_value(self, record) -> str:
        return record.reason or record.value

    def render_achieved(self, record) -> object:
        if not record.achieved_text:
            return ""
        if record.kind != "criterion":
            return record.achieved_text
        drawn = bar(
            record.achieved, _("achieved %(value)s of 100") % {"value": record.achieved_text}
        )
        return format_html('{}<span class="zt-bar-text">{}</span>', drawn, record.achieved_text)

    def value_achieved(self, record) -> str:
        return record.achieved_text


class IndicatorTable(HouseTable):
    name = tables.Column(
        verbose_name=gettext_lazy("Indicator"),
        order_by="order",
        attrs={"td": {"class": "zt-indicator"}},
    )
    # In files a column of its own; on the page it stands beside what it measures.
    unit = tables.Column(verbose_name=gettext_lazy("Unit"), orderable=False, visible=False)
    actual = NumberColumn(verbose_name=gettext_lazy("Year to date"))
    base = NumberColumn(verbose_name=gettext_lazy("Same span last year"))
    growth = NumberColumn(verbose_name=gettext_lazy("Growth"))
    due = NumberColumn(verbose_name=gettext_lazy("Due"))
    target = NumberColumn(verbose_name=gettext_lazy("Yearly target"))
    status = BadgeColumn(verbose_name=gettext_lazy("Status"))
    rank = NumberColumn(verbose_name=gettext_lazy("Rank"), initial_sort_descending=False)
    share = NumberColumn(verbose_name=gettext_lazy("Of the province"))
    trend = tables.Column(
        verbose_name=gettext_lazy("Single quarters"), orderable=False, exclude_from_export=True
    )

    class Meta:
        order_by = "name"
        row_attrs = {"id": lambda record: f"indicator-{record.code}"}

    def render_name(self, record) -> str:
        return named(record)

    def value_name(self, record) -> str:
        return record.name

    def render_actual(self, record) -> object:
        return with_note(record.actual_text, record.reason)

    def value_actual(self, record) -> str:
        return record.reason or record.actual_text

    def render_growth(self, record) -> object:
        if record.growth is None:
            return with_note(DASH, record.growth_reason)
        two_years = record.two_years_text
        note = _("%(growth)s two-year average") % {"growth": two_years} if two_years else ""
        return with_note(record.growth_text, note)

    def value_growth(self, record) -> str:
        return record.growth_reason if record.growth is None else record.growth_text

    def render_target(self, record) -> object:
        if not record.further_targets:
            return record.target_text
        note = _("and %(count)s more") % {"count": record.further_targets}
        return format_html(
            '{}<small class="zt-under"><a href="#targets">{}</a></small>', record.target_text, note
        )

    def value_target(self, record) -> str:
        return record.target_text

    def render_trend(self, value) -> SafeString:
        span = {"first": quarter_name(value.quarters[0]), "last": quarter_name(value.quarters[-1])}
        return sparkline(value.single, title=_("Single quarters, %(first)s to %(last)s") % span)


class TargetTable(HouseTable):
    name = tables.Column(
        verbose_name=gettext_lazy("Target"),
        order_by="order",
        linkify=lambda record: record.href,
        attrs={"td": {"class": "zt-indicator"}},
    )
    phrase = tables.Column(
        verbose_name=gettext_lazy("Asked for by"),
        orderable=False,
        attrs={"td": {"class": "zt-wide"}},
    )
    actual = NumberColumn(verbose_name=gettext_lazy("Year to date"))
    due = NumberColumn(verbose_name=gettext_lazy("Due"))
    target = NumberColumn(verbose_name=gettext_lazy("Yearly target"))
    unit = tables.Column(verbose_name=gettext_lazy("Unit"), orderable=False, visible=False)
    completion = NumberColumn(verbose_name=gettext_lazy("Completion"))
    status = BadgeColumn(verbose_name=gettext_lazy("Status"))
    basis = tables.Column(
        verbose_name=gettext_lazy("Basis"), orderable=False, attrs={"td": {"class": "zt-basis"}}
    )

    class Meta:
        order_by = "name"
        attrs = {"class": "table zt-table is-top"}
        row_attrs = {"id": lambda record: f"target-{record.code}"}

    def render_phrase(self, record) -> object:
        return format_html(
            '<span class="zt-zh" lang="zh">{}</span><small class="zt-under"><a href="{}">{}</a>{}'
            "</small>",
            record.phrase,
            record.clause_href,
            record.clause,
            f" · {record.whose}" if record.whose else "",
        )

    def value_phrase(self, record) -> str:
        return record.phrase

    def render_actual(self, record) -> object:
        if not record.figure_href:
            return record.actual_text
        return format_html('<a href="{}">{}</a>', record.figure_href, record.actual_text)

    def value_actual(self, record) -> str:
        return record.actual_text

    def render_target(self, record) -> object:
        return with_note(record.target_text, record.unit)

    def value_target(self, record) -> str:
        return record.target_text

    def render_basis(self, record) -> object:
        what = " · ".join(filter(None, (record.binding, record.basis)))
        return with_note(what or DASH, "; ".join(filter(None, (record.reason, record.season))))

    def value_basis(self, record) -> str:
        return "; ".join(filter(None, (record.binding, record.basis, record.reason, record.season)))


class FigureTable(HouseTable):
    """The quarters of a figure, the latest first."""

    quarter = tables.Column(verbose_name=gettext_lazy("Quarter"), order_by="order", attrs=NOWRAP)
    value = NumberColumn(verbose_name=gettext_lazy("Value"))
    stored = NumberColumn(verbose_name=gettext_lazy("Stored, 10,000 yuan"))
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
        return with_note(record.entered, record.basis)

    def value_entered(self, record) -> str:
        return ", ".join(filter(None, (record.entered, record.basis)))

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
