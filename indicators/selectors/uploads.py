"""Reads uploaded files: who may see which, and those that a zone's quarter rests on."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from zones.access import Person
from zones.display import moment
from zones.models import Zone
from zones.people import name_of

from ..models import ReportingQuarter, Submission, Upload


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


@dataclass(frozen=True)
class FileRow:
    """A confirmed file as printed."""

    name: str
    by: str
    at: str
    href: str


def files_of(quarter: ReportingQuarter, zone: Zone, person: Person) -> list[FileRow]:
    """The confirmed files that hold figures of a zone's quarter, newest first; one query."""
    found = uploads_open_to(person).filter(quarter=quarter, zones=zone, confirmed_at__isnull=False)
    return [
        FileRow(
            name=one.file_name,
            by=name_of(one.by),
            at=moment(one.confirmed_at),
            href=reverse("collect_preview", args=[str(quarter.code), one.pk]),
        )
        for one in found.defer("data", "understood")
    ]


def was_handed_in(upload: Upload) -> bool:
    """Whether a confirmed file was handed in as it was saved, not left as a draft; one query."""
    at = upload.confirmed_at
    submissions = Submission.objects.filter(quarter=upload.quarter, zone__in=upload.zones.all())
    return submissions.filter(Q(submitted_at=at) | Q(first_submitted_at=at)).exists()
