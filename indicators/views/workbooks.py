"""Workbooks to take away: the template to fill in, an uploaded file, and that file marked."""

import io

from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zones.access import open_to, person
from zones.file_limits import gives_file

from ..models import Indicator
from ..selectors.collection import zones_open_to
from ..selectors.template import template_of
from ..services.uploads import upload_compared
from ..upload_rows import problem_words, refused_problems
from ..workbooks.marked import marked_file
from ..workbooks.marks import NotMarkable
from ..workbooks.template import template
from .asked import quarter_asked, sees_collection, upload_asked


@gives_file
@open_to(sees_collection)
@require_safe
def collect_template(request: HttpRequest, quarter: str, zone: str = "") -> FileResponse:
    """The workbook to fill in for one zone, or for all that are open to the person."""
    who, row = person(request), quarter_asked(quarter)
    zones = [one for one in zones_open_to(who) if zone in ("", one.code)]
    if not zones:
        raise Http404
    is_made_up = bool(getattr(request, "is_demonstration", False))
    spec = template_of(row, zones, who, timezone.now(), is_demonstration=is_made_up)
    return _file(template(spec), f"{row.code}-{zone or 'all'}.xlsx")


@gives_file
@open_to(sees_collection)
@require_safe
def collect_file(request: HttpRequest, quarter: str, upload: int) -> FileResponse:
    """The file as it was uploaded, byte for byte."""
    found = upload_asked(person(request), quarter, upload)
    return _file(bytes(found.data), found.file_name)


@gives_file
@open_to(sees_collection)
@require_safe
def collect_marked(request: HttpRequest, quarter: str, upload: int) -> FileResponse:
    """The uploaded file as a workbook with its refused cells marked, and why in a comment."""
    who = person(request)
    found = upload_asked(who, quarter, upload)
    zones = {zone.code: zone for zone in zones_open_to(who)}
    indicators = {one.code: one for one in Indicator.objects.all()}
    compared = upload_compared(upload=found, zones=zones, by=who, at=timezone.now())
    try:
        data = marked_file(
            found.file_name,
            bytes(found.data),
            refused_problems(compared, indicators),
            lambda problem: problem_words(problem, zones),
        )
    except NotMarkable as error:
        raise Http404 from error
    stem = found.file_name.rpartition(".")[0] or found.file_name
    return _file(data, _("%(name)s (marked).xlsx") % {"name": stem})


def _file(data: bytes, name: str) -> FileResponse:
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name)
