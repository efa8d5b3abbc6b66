"""The bulletins: all of them, one of them as a page, its words, its publication, its files."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from indicators.periods import Period, UnknownPeriod
from zones.access import open_to, person

from ..bulletin_forms import CoverForm
from ..listings.papers import paper_page
from ..models import Bulletin
from ..selectors.bulletin_page import bulletin_page, confirmation
from ..selectors.bulletin_papers import cover_of, paper_of, snapshot_of
from ..selectors.bulletins import bulletin_rows, bulletins_open_to, span_of
from ..sentences import refusal_sentence
from ..services.bulletins import (
    Refused,
    bulletin_cover_write,
    bulletin_download_log,
    bulletin_prepare,
    bulletin_publish,
    draft_file,
)

LANGUAGES = ("zh-hans", "en")


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
    page = bulletin_page(_span(half), who, request.GET.get("version", ""))
    if page is None:
        raise Http404
    paper = paper_page(paper_of(page.bulletin, _language())) if page.bulletin else None
    context = {"page": page, "shown": paper, "may": who.may_publish}
    return render(request, "assessments/bulletin.html", context)


@require_POST
@open_to(lambda who: who.may_publish)
def prepare(request: HttpRequest, half: str) -> HttpResponse:
    """The draft, computed anew, or a sentence saying why there is none."""
    now = timezone.now()
    try:
        found = bulletin_prepare(period=_span(half), at=now, by=person(request))
    except Refused as refused:
        messages.error(request, refusal_sentence(refused))
        return redirect("bulletins")
    if found.prepared_at == now:
        messages.success(request, _("The draft is prepared: version %(v)s.") % {"v": found.version})
    else:
        messages.info(request, _("Nothing has changed since the draft was prepared; it stands."))
    return redirect(f"{found.get_absolute_url()}?version={found.version}")


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(lambda who: who.may_publish)
def words(request: HttpRequest, half: str) -> HttpResponse:
    """What staff write on the draft: number, office, date, copies, their own paragraphs."""
    draft = _draft(half)
    last = cover_of(draft)
    refusal = ""
    form = CoverForm(request.POST or None, instance=last)
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            bulletin_cover_write(
                bulletin=draft,
                words=form.cleaned_data,
                seen=int(seen) if seen.isdecimal() else -1,
                at=timezone.now(),
                by=person(request),
            )
        except Refused as refused:
            refusal = refusal_sentence(refused)
        else:
            messages.success(request, _("The words are saved; the earlier ones stay on record."))
            return redirect(f"{draft.get_absolute_url()}?version={draft.version}")
    page = bulletin_page(_span(half), person(request), str(draft.version))
    seen_version = request.POST.get("seen") or (last.version if last else 0)
    context = {"page": page, "form": form, "seen": seen_version, "refusal": refusal}
    return render(request, "assessments/bulletins/words.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(lambda who: who.may_publish)
def publish(request: HttpRequest, half: str) -> HttpResponse:
    """What follows from publishing the draft; sent off, the draft is published."""
    draft = _draft(half)
    refusal = ""
    if request.method == "POST":
        seen = request.POST.get("seen", "") or "nothing"
        try:
            bulletin_publish(bulletin=draft, at=timezone.now(), by=person(request), seen=seen)
        except Refused as refused:
            refusal = refusal_sentence(refused)
        else:
            text = _("%(name)s is published, with its files.") % {"name": draft.name}
            messages.success(request, text)
            return redirect(draft.get_absolute_url())
    context = {
        "page": bulletin_page(_span(half), person(request), str(draft.version)),
        "confirmation": confirmation(draft),
        "seen": snapshot_of(draft).sha256,
        "refusal": refusal,
    }
    return render(request, "assessments/bulletins/publish.html", context)


@require_safe
def bulletin_file(request: HttpRequest, half: str, suffix: str) -> HttpResponse:
    """A bulletin's frozen file; the log tells who took it. Of a draft, a file that says so."""
    _span(half)
    wanted = _asked(request)
    found = bulletins_open_to(person(request)).filter(code=half)
    if wanted.version is None:
        found = found.filter(state=Bulletin.State.PUBLISHED)
    else:
        found = found.filter(version=wanted.version)
    one = found.first()
    if one is None:
        raise Http404
    file = one.files.filter(language=wanted.language, suffix=suffix).first()
    file = file or draft_file(one, wanted.language, suffix)
    if file is None:
        raise Http404
    content = bytes(file.content)
    if request.method == "GET":
        bulletin_download_log(
            bulletin=one,
            language=file.language,
            suffix=suffix,
            sha256=file.sha256,
            at=timezone.now(),
            by=person(request),
        )
    response = HttpResponse(content, content_type=file.content_type)
    name = f"bulletin-{one.name}-{file.language}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-cache"
    response["ETag"] = f'"{file.sha256}"'
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
    return Asked(int(version) if version else None, language or _language())


def _language() -> str:
    found = get_language() or LANGUAGES[0]
    return found if found in LANGUAGES else LANGUAGES[0]


def _span(half: str) -> Period:
    """The period that the address names; 404 for what is none."""
    try:
        found = span_of(half)
    except UnknownPeriod as unknown:
        raise Http404 from unknown
    if half != half.strip().upper():
        raise Http404
    return found


def _draft(half: str) -> Bulletin:
    """The half-year's draft; 404 where there is none."""
    _span(half)
    found = Bulletin.objects.filter(code=half, state=Bulletin.State.DRAFT)
    draft = found.select_related("assessment__scheme").first()
    if draft is None:
        raise Http404
    return draft
