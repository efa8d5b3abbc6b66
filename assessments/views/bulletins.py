"""The bulletins: all of them, one of them as a page, its files."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from indicators.periods import Period, UnknownPeriod
from zones.access import person
from zones.display import page_language
from zones.file_limits import gives_file
from zones.replica import from_replica
from zones.taken import logged

from ..listings.papers import paper_page
from ..models import Bulletin, BulletinFile
from ..papers.words import LANGUAGES
from ..selectors.bulletin_page import bulletin_page
from ..selectors.bulletin_papers import paper_of
from ..selectors.bulletins import bulletin_rows, bulletins_open_to, span_of
from ..services.bulletins import bulletin_download_log, draft_file


@require_safe
def bulletins(request: HttpRequest) -> HttpResponse:
    """Every half-year with its versions and files; for staff also those not prepared yet."""
    who = person(request)
    context = {
        "rows": bulletin_rows(who),
        "sheets": bulletin_rows(who, Bulletin.Kind.REVIEW),
        "may": who.may_publish,
    }
    return render(request, "assessments/bulletins.html", context)


@require_safe
def bulletin(request: HttpRequest, half: str) -> HttpResponse:
    """A bulletin as a page: the structure that its files print, in the reader's language."""
    who = person(request)
    page = bulletin_page(span_named(half), who, request.GET.get("version", ""))
    if page is None:
        raise Http404
    paper = paper_page(paper_of(page.bulletin, page_language())) if page.bulletin else None
    context = {"page": page, "shown": paper, "may": who.may_publish}
    return render(request, "assessments/bulletin.html", context)


@gives_file
@require_safe
@from_replica
def bulletin_file(request: HttpRequest, half: str, suffix: str) -> HttpResponseBase:
    """A bulletin's frozen file; the log tells who took it. Of a draft, a file that says so.

    Its tag is the reader's own: who has taken the file before, which stands in the log, is told
    that it is the same still; who finds it in another's browser takes it and is logged.
    """
    span_named(half)
    who = person(request)
    wanted = _asked(request)
    found = bulletins_open_to(who).filter(code=half)
    if wanted.version is None:
        found = found.filter(state=Bulletin.State.PUBLISHED)
    else:
        found = found.filter(version=wanted.version)
    one = found.first()
    if one is None:
        raise Http404
    file = one.files.filter(language=wanted.language, suffix=suffix).defer("content").first()
    file = file or draft_file(one, wanted.language, suffix)
    if file is None:
        raise Http404
    tag = f'"{file.sha256}-{who.user_id}"'
    unchanged = get_conditional_response(request, etag=tag)
    if unchanged is not None:
        return _kept(unchanged, tag)
    if request.method == "GET":
        bulletin_download_log(
            bulletin=one,
            language=file.language,
            suffix=suffix,
            sha256=file.sha256,
            at=timezone.now(),
            by=who,
        )
    return _kept(_sent(one, file), tag)


def _sent(one: Bulletin, file: BulletinFile) -> HttpResponse:
    response = HttpResponse(bytes(file.content), content_type=file.content_type)
    draft = "-draft" if one.is_draft else ""
    name = f"bulletin-{one.name}{draft}-{file.language}.{file.suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return logged(response)


def _kept(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    """The response, which a browser asks again before it uses it again."""
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = tag
    return response


@dataclass(frozen=True)
class Asked:
    """The version (None: the one in force) and the language that an address asks for."""

    version: int | None
    language: str


def _asked(request: HttpRequest) -> Asked:
    version, language = request.GET.get("version", ""), request.GET.get("language", "")
    if (version and not version.isdecimal()) or (language and language not in LANGUAGES):
        raise Http404
    return Asked(int(version) if version else None, language or page_language())


def span_named(half: str) -> Period:
    """The period that the address names; 404 for what is none."""
    try:
        found = span_of(half)
    except UnknownPeriod as unknown:
        raise Http404 from unknown
    if half != half.strip().upper():
        raise Http404
    return found
