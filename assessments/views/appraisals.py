"""The extract for leadership appraisal: as a page, and as files to take home."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from zones.access import open_to, person
from zones.badges import Link
from zones.display import page_language
from zones.file_limits import gives_file
from zones.taken import logged

from ..badges import assessment_badge
from ..listings.papers import paper_page
from ..papers.words import LANGUAGE_NAMES, LANGUAGES
from ..selectors.appraisal import Extract, appraised, appraised_years, extract_of
from ..selectors.assessment_versions import version_href
from ..services.appraisals import SUFFIXES, extract_file


@require_safe
@open_to(lambda who: who.may_read_appraisal)
def latest(request: HttpRequest) -> HttpResponse:
    """To the extract of the latest year published; where none is, to the assessments."""
    years = appraised_years()
    if not years:
        messages.info(request, _("No year's assessment is published yet: nothing to extract."))
        return redirect("assessments")
    return redirect("appraisal", years[0])


@require_safe
@open_to(lambda who: who.may_read_appraisal)
def appraisal(request: HttpRequest, period: str) -> HttpResponse:
    """What the extract of a published year prints, for all cities or one, with its files."""
    extract = _found(request, period)
    language = _language(request)
    found = extract.assessment
    context = {
        "extract": extract,
        "shown": paper_page(extract.papers[language]),
        "assessment": Link(str(found.version), version_href(found)),
        "state": assessment_badge(found.state),
        "cities": [(one.code, one.name.of(language)) for one in extract.cities],
        "years": appraised_years(),
        "period": period,
        "version": request.GET.get("version", ""),
        "files": [
            (code, name, [(suffix, _href(request, period, suffix, code)) for suffix in SUFFIXES])
            for code, name in LANGUAGE_NAMES.items()
        ],
    }
    return render(request, "assessments/appraisal.html", context)


@gives_file
@require_GET
@open_to(lambda who: who.may_read_appraisal)
def appraisal_file(request: HttpRequest, period: str, suffix: str) -> HttpResponse:
    """The extract as a file of the state of this moment; the log tells who took it."""
    if suffix not in SUFFIXES:
        raise Http404
    file = extract_file(
        extract=_found(request, period),
        language=_language(request),
        suffix=suffix,
        at=timezone.now(),
        by=person(request),
    )
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response["Cache-Control"] = "private, no-store"
    return logged(response)


def _found(request: HttpRequest, period: str) -> Extract:
    """The extract that the address asks for; 404 for a year or version never published."""
    version = request.GET.get("version", "")
    if version and not (version.isascii() and version.isdecimal() and len(version) < 6):
        raise Http404
    assessment = appraised(period, int(version) if version else None)
    if assessment is None:
        raise Http404
    found = extract_of(assessment, timezone.localdate(), request.GET.get("city", ""))
    if found is None:
        raise Http404
    return found


def _language(request: HttpRequest) -> str:
    """The language asked for, else the reader's."""
    wanted = request.GET.get("language", "") or page_language()
    if wanted not in LANGUAGES:
        raise Http404
    return wanted


def _href(request: HttpRequest, period: str, suffix: str, language: str) -> str:
    """The address of a file with what the page is narrowed down to."""
    kept = {name: request.GET.get(name, "") for name in ("version", "city")}
    query = {name: value for name, value in kept.items() if value} | {"language": language}
    return f"{reverse('appraisal_file', args=[period, suffix])}?{urlencode(query)}"
