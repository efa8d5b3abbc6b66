"""Reads which zones left by a decision, and when: told to everybody who reads pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from indicators.selectors.boards import zone_address
from indicators.selectors.terms import owed_since_return
from zones.access import Person
from zones.badges import Badge, Link
from zones.display import day
from zones.models import Zone

from .. import case_life as life
from ..models import Case, CaseMove


@dataclass(frozen=True)
class Exit:
    """An exit that was decided and was not taken up again since."""

    case: Case
    decided_on: date

    @property
    def badge(self) -> Badge:
        """What stands in place of the zone's stage."""
        return Badge("bad", exited_text(self.decided_on), "circle-x")

    @property
    def sentence(self) -> str:
        """What was decided, when, after which procedure, and what it leaves as it is."""
        words = {"day": day(self.decided_on), "year": self.case.year}
        return (
            _(
                "On %(day)s leadership decided that this zone leaves, at the end of the exit"
                " procedure that rests on the assessment of %(year)s. What was published of it"
                " before stays as it was published, with its ranks."
            )
            % words
        )


def exited_text(on: date) -> str:
    """The day on which a zone left, as it stands beside its name."""
    return _("exited on %(day)s") % {"day": day(on)}


def left_text(zone: Zone) -> str:
    """When the zone left, as the reason why a quarter after it has no figure."""
    return _("the zone left on %(day)s") % {"day": day(zone.left_on)}


def gone_text(zone: Zone) -> str:
    """That nothing follows from what is found of a zone that has left; else nothing."""
    if zone.left_on is None:
        return ""
    return _("The zone left on %(day)s: nothing more follows.") % {"day": day(zone.left_on)}


def owed_links(zone: Zone, who: Person) -> list[Link]:
    """The quarters that a zone taken back still owes, each with its day and where it is reported.

    Nothing for who does not follow its reports. Two queries, one where nothing is owed.
    """
    if not who.may_see_collection_of(zone):
        return []
    owed = owed_since_return(zone)
    words = [(quarter, {"quarter": quarter, "day": day(due)}) for quarter, due in owed]
    return [
        Link(_("%(quarter)s, due on %(day)s") % told, zone_address(quarter, zone))
        for quarter, told in words
    ]


def zones_exited(zones: Iterable[int] | None = None) -> dict[int, Exit]:
    """The exit of each zone that left, by the zone's key; of these zones, or of all. A query."""
    found = _last_cases(
        Case.objects.all() if zones is None else Case.objects.filter(zone__in=zones)
    )
    return {one.zone_id: Exit(one, day) for one, day in found if day is not None}


def left_days(at: datetime) -> dict[str, date]:
    """The day on which each zone left, by its code, as was known at a moment; a query.

    A later decision was not known yet, nor that an exit was opened again.
    """
    found = _last_cases(Case.objects.filter(opened_at__lte=at).select_related("zone"), at)
    return {one.zone.code: day for one, day in found if day is not None}


def _last_cases(
    cases: QuerySet[Case], at: datetime | None = None
) -> Iterable[tuple[Case, date | None]]:
    """Each zone's last exit case with the day on its decision; none where it did not end so.

    A zone whose exit was opened again as a new case has not left until that one ends so.
    """
    decided = CaseMove.objects.filter(case=OuterRef("pk"), move=life.EXPEL)
    if at is not None:
        decided = decided.filter(at__lte=at)
    found = cases.filter(track=life.EXIT).annotate(
        decided_on=Subquery(decided.values("held_on")[:1]),
        decided_at=Subquery(decided.values("at")[:1]),
    )
    for case in {case.zone_id: case for case in found.order_by("opened_at", "pk")}.values():
        told, moment = case.decided_on, case.decided_at  # type: ignore[attr-defined]
        yield case, told or (timezone.localdate(moment) if moment else None)
