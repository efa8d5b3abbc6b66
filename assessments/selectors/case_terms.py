"""Reads the days that the steps of cases are due in, version by version."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from zones.access import Person
from zones.display import DASH, label, moment
from zones.people import named_for

from ..case_terms import CaseDays
from ..models import CaseTerms


@dataclass(frozen=True)
class CaseTermsRow:
    """A version of the days, with its reason and the moment from which it counts."""

    version: int
    in_force_from: str
    days: CaseDays
    reason: str
    set_by: str


def last_version() -> int:
    """The number of the last version; 0 while the days count that the system is shipped with."""
    last = CaseTerms.objects.order_by("-version").values_list("version", flat=True).first()
    return last or 0


def case_terms_rows(who: Person) -> list[CaseTermsRow]:
    """Every version, the latest first, down to the days that the system is shipped with."""
    found = CaseTerms.objects.select_related("set_by").prefetch_related("set_by__groups")
    rows = [
        CaseTermsRow(
            version=one.version,
            in_force_from=moment(one.set_at),
            days=one.days,
            reason=label(one, "reason"),
            set_by=named_for(who, one.set_by),
        )
        for one in found.order_by("-version")
    ]
    shipped = _("Conventions of this system: the policy names no days.")
    return [*rows, CaseTermsRow(0, _("from the start"), CaseDays(), shipped, DASH)]
