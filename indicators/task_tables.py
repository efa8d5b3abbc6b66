"""The tables of the pages on the measures' tasks."""

import django_tables2 as tables
from django.utils.functional import lazy
from django.utils.html import format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from zones.tables import BadgeColumn, HouseTable, LinksColumn, NumberColumn
from zones.templatetags.house import badge

WIDE = {"td": {"class": "zt-wide"}}
NAME = {"td": {"class": "zt-name"}}
NOWRAP = {"td": {"class": "zt-nowrap"}}


class TaskTable(HouseTable):
    """The tasks of a quarter, the most urgent first."""

    empty_text = _("No task is like that.")
    folds_on_phones = True

    code = tables.Column(
        verbose_name=_("No."), order_by="order", linkify=lambda record: record.measure_href
    )
    title = tables.Column(
        verbose_name=_("What is to be done"), linkify=lambda record: record.href, attrs=WIDE
    )
    agency = tables.Column(
        verbose_name=_("Agency"), linkify=lambda record: record.agency_href, attrs=NAME
    )
    state = BadgeColumn(verbose_name=_("State"), order_by="urgency")
    percent = NumberColumn(verbose_name=_("Progress"))
    reporting = BadgeColumn(verbose_name=_("Report"))
    due = tables.Column(verbose_name=_("To be done by"), order_by="due_on", attrs=NOWRAP)
    overdue = BadgeColumn(verbose_name=_("Due date kept"))
    was = tables.Column(verbose_name=_("Last quarter"), orderable=False)
    note = tables.Column(verbose_name=_("Note"), orderable=False, attrs=WIDE)

    class Meta:
        order_by = "state"
        attrs = {"class": "table zt-table is-top is-dense"}

    def render_state(self, record) -> str:
        return format_html_join(" ", "{}", ((badge(one),) for one in record.states))

    def value_state(self, record) -> str:
        return "; ".join(map(str, record.states))


#: A word of a state at the head of a column.
headed = lazy(capfirst, str)
#: How the counts of tasks are headed.
COUNTED = {
    "total": _("Tasks"),
    "done": headed(_("done")),
    "on_time": headed(_("on time")),
    "under_way": headed(_("under way")),
    "stalled": headed(_("stalled")),
    "not_started": headed(_("not started")),
    "dropped": headed(_("dropped")),
    "unreported": headed(_("never reported")),
    "overdue": headed(_("overdue tasks")),
    "silent": headed(_("report overdue")),
}


def counted(name: str) -> NumberColumn:
    """A column of how many tasks stand so, of a row's counts."""
    return NumberColumn(verbose_name=COUNTED[name], accessor=f"counts__{name}")


class CountTable(HouseTable):
    """How many tasks stand how, line by line."""

    folds_on_phones = True

    name = tables.Column(
        verbose_name=_("Agency"),
        order_by="order",
        linkify=lambda record: record.href,
        attrs=WIDE,
    )
    total = counted("total")
    done = counted("done")
    on_time = counted("on_time")
    under_way = counted("under_way")
    stalled = counted("stalled")
    not_started = counted("not_started")
    dropped = counted("dropped")
    unreported = counted("unreported")
    overdue = counted("overdue")
    silent = counted("silent")

    class Meta:
        order_by = "name"


class HistoryTable(HouseTable):
    """Every report on a task, the latest first."""

    title = _("History")
    empty_text = _("Nothing was reported on this task yet.")

    number = NumberColumn(verbose_name=_("No."))
    quarter = tables.Column(verbose_name=_("Quarter"))
    move = tables.Column(verbose_name=_("Report or decision"))
    state = BadgeColumn(verbose_name=_("State"))
    percent = NumberColumn(verbose_name=_("Progress"))
    done_on = tables.Column(verbose_name=_("Done on"), attrs=NOWRAP)
    note = tables.Column(verbose_name=_("Note"), orderable=False, attrs=WIDE)
    files = LinksColumn(verbose_name=_("Evidence"), orderable=False)
    by = tables.Column(verbose_name=_("By"))
    at = tables.Column(verbose_name=_("At"), order_by="moment", attrs=NOWRAP)

    class Meta:
        order_by = "-number"
        attrs = {"class": "table zt-table is-top"}


class DueTable(HouseTable):
    """Every due date that was set for a task, the latest first."""

    title = _("Due dates set")

    version = NumberColumn(verbose_name=_("Version"))
    due = tables.Column(verbose_name=_("To be done by"), attrs=NOWRAP)
    reason = tables.Column(verbose_name=_("Reason"), orderable=False, attrs=WIDE)
    by = tables.Column(verbose_name=_("By"))
    at = tables.Column(verbose_name=_("At"), order_by="moment", attrs=NOWRAP)

    class Meta:
        order_by = "-version"
