"""What an address of the collection asks for, and who is let in."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from zones.access import Person

from ..models import ReportingQuarter, Upload
from ..periods import UnknownPeriod, parse_quarter
from ..selectors.uploads import uploads_open_to


def sees_collection(person: Person) -> bool:
    """Whether the collection is open to a person, to work in it or to read it."""
    return person.may_collect or person.may_see_unpublished


def quarter_asked(code: str) -> ReportingQuarter:
    """The collection's quarter of that code; Http404 where there is none."""
    try:
        quarter = parse_quarter(code)
    except UnknownPeriod as error:
        raise Http404 from error
    return get_object_or_404(ReportingQuarter, year=quarter.year, quarter=quarter.quarter)


def upload_asked(person: Person, quarter: str, upload: int) -> Upload:
    """The uploaded file of that number, if the person may see it; Http404 otherwise."""
    return get_object_or_404(uploads_open_to(person), quarter=quarter_asked(quarter), pk=upload)
