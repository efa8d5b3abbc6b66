"""The half-year's bulletins, to read about and to take home."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from indicators.periods import UnknownPeriod, parse_half

from ..bulletin import build
from ..models import Assessment
from ..printers import PRINTERS
from ..selectors.bulletins import published_bulletins


def bulletins(request: HttpRequest) -> HttpResponse:
    """The list of half-years with a bulletin."""
    return render(
        request,
        "assessments/bulletins.html",
        {"bulletins": published_bulletins(), "formats": list(PRINTERS)},
    )


def bulletin_file(request: HttpRequest, half: str, suffix: str) -> HttpResponse:
    """A published half-year's bulletin as a file, in the reader's language."""
    try:
        period = parse_half(half)
    except UnknownPeriod as error:
        raise Http404 from error
    assessment = (
        Assessment.objects.filter(period=str(period), state=Assessment.State.PUBLISHED)
        .select_related("scheme")
        .first()
    )
    if assessment is None or suffix not in PRINTERS:
        raise Http404
    printer, content_type = PRINTERS[suffix]
    language = get_language() or "zh-hans"
    response = HttpResponse(printer(build(assessment, language)), content_type=content_type)
    name = f"bulletin-{half}-v{assessment.version}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-cache"
    return response
