"""Reads uploaded files: who may see which, and those that a zone's quarter rests on."""

from django.db.models import Q, QuerySet

from zones.access import Person
from zones.models import Zone

from ..models import ReportingQuarter, Upload


def uploads_open_to(person: Person) -> QuerySet[Upload]:
    """The files that a person may see: one's own, and confirmed ones of figures one may see.

    A file may hold other zones' figures; a reporter sees those of the own zone's page only.
    """
    seen = Q(by_id=person.user_id)
    confirmed = Q(confirmed_at__isnull=False)
    if person.may_see_unpublished:
        seen |= confirmed
    elif person.may_collect:
        seen |= confirmed & Q(zone=person.zone_id)
    return Upload.objects.filter(seen).select_related("quarter", "zone", "by").defer("data")


def uploads_of(quarter: ReportingQuarter, zone: Zone, person: Person) -> QuerySet[Upload]:
    """The confirmed files that hold figures of a zone's quarter, newest first."""
    found = uploads_open_to(person).filter(quarter=quarter, zones=zone, confirmed_at__isnull=False)
    return found.defer("data", "understood")
