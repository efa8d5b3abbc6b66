"""Reads what comes next for whoever handed in, verified or returned a zone's quarter."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from zones.access import Person
from zones.badges import Link
from zones.models import Zone

from ..models import ReportingQuarter, Submission
from ..periods import Quarter
from .collection import is_asked, zones_open_to
from .worklist import WorkRow, work_list


def after_entering(person: Person, quarter: ReportingQuarter, at: datetime) -> list[Link]:
    """What else waits for the person to be done, the same quarter first; nothing where all is."""
    mine = [row for row in _work(person, at) if not row.is_others]
    mine.sort(key=lambda row: row.quarter != str(quarter.code))
    return [_next_one(row) for row in mine[:1]]


def after_reviewing(person: Person, quarter: ReportingQuarter, at: datetime) -> list[Link]:
    """The period that can be assessed now, else the next to review, else who is still missing."""
    if _is_verified(quarter):
        return [_assess(quarter.code)]
    waiting = (row for row in _work(person, at) if row.quarter == str(quarter.code))
    found = next((row for row in waiting if row.is_review), None)
    if found:
        return [_next_one(found)]
    board = reverse("collect_quarter", args=[quarter.code])
    return [Link(_("See whose figures are still missing"), board)]


def _work(person: Person, at: datetime) -> list[WorkRow]:
    return work_list(person, list(zones_open_to(person)), at)


def _is_verified(quarter: ReportingQuarter) -> bool:
    """Whether somebody verified the figures of every zone that the quarter asks; two queries."""
    zones = Zone.objects.filter(is_judged=True).select_related("reporting_start")
    asked = {zone.pk for zone in zones if is_asked(zone, quarter.code)}
    verified = Submission.objects.filter(quarter=quarter, state=Submission.State.VERIFIED)
    return asked <= set(verified.values_list("zone", flat=True))


def _next_one(row: WorkRow) -> Link:
    words = {"step": row.step, "zone": row.zone, "quarter": row.quarter}
    return Link(_("Next for you: %(zone)s, %(quarter)s (%(step)s)") % words, row.href)


def _assess(quarter: Quarter) -> Link:
    """Where the longest period that ends with the quarter is assessed."""
    words = {"year": quarter.year, "quarter": quarter}
    periods = {
        2: (f"{quarter.year}H1", _("Next: assess the first half of %(year)s")),
        4: (f"{quarter.year}", _("Next: assess the year %(year)s")),
    }
    provisional = _("Next: assess %(quarter)s, provisionally")
    code, text = periods.get(quarter.quarter, (str(quarter), provisional))
    return Link(text % words, f"{reverse('assessments')}?period={code}#run")
