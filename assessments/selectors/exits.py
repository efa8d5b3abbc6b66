"""Reads which zones left by a decision, and when: told to everybody who reads pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from zones.badges import Badge
from zones.display import day

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
        return Badge("bad", _("exited on %(day)s") % {"day": day(self.decided_on)}, "circle-x")

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


def zones_exited(zones: Iterable[int] | None = None) -> dict[int, Exit]:
    """The exit of each zone that left, by the zone's key; of these zones, or of all. A query.

    The day is the one on the decision.

    A zone whose exit was opened again as a new case has not left until that one ends so.
    """
    decided = CaseMove.objects.filter(case=OuterRef("pk"), move=life.EXPEL)
    found = Case.objects.filter(track=life.EXIT).annotate(
        decided_on=Subquery(decided.values("held_on")[:1])
    )
    if zones is not None:
        found = found.filter(zone__in=zones)
    last = {case.zone_id: case for case in found.order_by("opened_at", "pk")}
    return {
        zone: Exit(case, case.decided_on or timezone.localdate(case.ended_at))  # type: ignore[attr-defined]
        for zone, case in last.items()
        if case.state == life.EXITED and case.ended_at is not None
    }
