"""A bulletin's draft: prepared, worded, published, put away, each by a form of its own.

A form says which version it was opened on. Where that one is no draft any more the answer says what
became of it and where to go, and gives back what was typed.
"""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zones.access import open_to, person
from zones.next_steps import tell

from ..bulletin_forms import CoverForm
from ..models import Bulletin
from ..selectors.bulletin_gone import gone
from ..selectors.bulletin_page import bulletin_page, confirmation, set_aside
from ..selectors.bulletin_papers import snapshot_of
from ..selectors.bulletin_words import (
    WordsDesk,
    dropped_sentences,
    said,
    words_beside,
    words_desk,
    words_of,
    written_words,
)
from ..selectors.bulletins import paper_name
from ..selectors.next_steps import after_bulletin
from ..sentences import refusal_sentence
from ..services.assessments import Refused
from ..services.bulletin_drafts import bulletin_cover_write, bulletin_prepare, bulletin_put_away
from ..services.bulletins import bulletin_publish
from .bulletins import span_named

staff = open_to(lambda who: who.may_publish)
#: Refusals after which the form's version is no draft any more.
NO_DRAFT = ("bulletin_is_frozen", "bulletin_is_put_away")

#: Refusals of words that somebody else came before.
MEANWHILE = (*NO_DRAFT, "words_changed_meanwhile", "prepared_meanwhile")


@require_POST
@staff
def prepare(request: HttpRequest, half: str) -> HttpResponse:
    """The draft, computed anew, or a sentence saying why there is none."""
    now = timezone.now()
    try:
        found = bulletin_prepare(period=span_named(half), at=now, by=person(request))
    except Refused as refused:
        messages.error(request, refusal_sentence(refused))
        same = refused.code == "nothing_changed"
        return redirect("bulletin", half) if same else redirect("bulletins")
    if found.prepared_at == now:
        messages.success(request, _("The draft is prepared: version %(v)s.") % {"v": found.version})
    else:
        messages.info(request, _("Nothing has changed since the draft was prepared; it stands."))
    return _to(found)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def words(request: HttpRequest, half: str) -> HttpResponse:
    """What staff write on the draft: number, office, date, copies, their own paragraphs.

    Where there is no draft, what they write becomes the words of a new one.
    """
    desk = _desk(half)
    if request.method != "POST":
        form = CoverForm(initial=words_of(desk.cover))
        return _words_page(request, desk, form, opened=desk.seen)
    form = CoverForm(request.POST)
    is_same = (request.POST.get("into"), request.POST.get("seen")) == (desk.into, desk.seen)
    kept = _("Nothing is saved yet, and nothing is lost.")
    refusal = "" if is_same else kept
    if "take" in request.POST:
        form = CoverForm(_taken(request, desk))
    elif is_same and form.is_valid():
        try:
            return _to(_words_saved(request, desk, form.cleaned_data))
        except Refused as refused:
            refusal = kept if refused.code in MEANWHILE else refusal_sentence(refused)
            desk = _desk(half)
    return _words_again(request, desk, form, refusal)


def _words_saved(request: HttpRequest, desk: WordsDesk, typed: Mapping[str, object]) -> Bulletin:
    """The draft with the words, a new one where there was none; raises Refused."""
    about = {"at": timezone.now(), "by": person(request)}
    if desk.draft is None:
        draft = bulletin_prepare(period=span_named(desk.code), words=typed, **about)
        text = _("Version %(version)s is prepared with these words: a draft.")
        messages.success(request, text % {"version": draft.version})
        return draft
    seen = desk.cover.version if desk.cover else 0
    bulletin_cover_write(bulletin=desk.draft, words=typed, seen=seen, **about)
    messages.success(request, _("The words are saved; the earlier ones stay on record."))
    return desk.draft


def _taken(request: HttpRequest, desk: WordsDesk) -> Mapping[str, str]:
    """What was sent, with the text that stands now in the field that the person takes it for."""
    data = request.POST.copy()
    now = words_of(desk.cover)
    if (name := data.get("take", "")) in now:
        data[name] = said(now[name])
    return data


def _words_again(
    request: HttpRequest, desk: WordsDesk, form: CoverForm, refusal: str
) -> HttpResponse:
    """The form as it was sent, with what a colleague wrote beside it, to be saved deliberately."""
    opened = request.POST.get("opened") or request.POST.get("seen", "")
    seen = request.POST.get("seen", "")
    now = words_of(desk.cover)
    found = words_beside(desk, form.data, opened=opened, seen=seen)
    form = form.with_beside(found, now) if found else form
    told = [refusal] if refusal else []
    into, version = request.POST.get("into", "draft"), seen.partition(".")[0]
    if (into == "draft" and version != str(desk.version)) or (into == "new" and desk.draft):
        told = [*gone(desk.code, version, person(request)).sentences, *told]
    elif refusal and seen != desk.seen and desk.cover:
        by = written_words(desk.cover, person(request))
        told.insert(0, _("Somebody else saved words meanwhile (%(by)s).") % {"by": by})
    return _words_page(request, desk, form, opened=opened, told=told)


def _words_page(
    request: HttpRequest, desk: WordsDesk, form: CoverForm, *, opened: str, told=()
) -> HttpResponse:
    context = {
        "desk": desk,
        "title": paper_name(desk.code),
        "form": form,
        "opened": opened,
        "told": told,
        "links": gone(desk.code, "", person(request)).links,
        "is_conflict": bool(form.beside),
    }
    return render(request, "assessments/bulletins/words.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def publish(request: HttpRequest, half: str) -> HttpResponse:
    """What follows from publishing the draft; sent off, the draft is published."""

    def act(draft: Bulletin, seen: str) -> HttpResponse:
        dropping = request.POST.getlist("dropping")
        bulletin_publish(
            bulletin=draft, at=timezone.now(), by=person(request), seen=seen, dropping=dropping
        )
        text = _("%(name)s is published, with its files.") % {"name": draft.name}
        tell(request, text, after_bulletin(draft, person(request)))
        return redirect(draft.get_absolute_url())

    return _deciding(request, half, act, "publish")


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def put_away(request: HttpRequest, half: str) -> HttpResponse:
    """What follows from putting the draft away; sent off, it is put away."""

    def act(draft: Bulletin, seen: str) -> HttpResponse:
        bulletin_put_away(bulletin=draft, at=timezone.now(), by=person(request), seen=seen)
        text = _("Version %(version)s is put away.") % {"version": draft.version}
        messages.success(request, text)
        return _to(draft)

    return _deciding(request, half, act, "put_away")


def _deciding(
    request: HttpRequest, half: str, act: Callable[[Bulletin, str], HttpResponse], name: str
) -> HttpResponse:
    """A page that says what follows from an act on the draft; sent off, what came of the act."""
    desk = _desk(half)
    draft, refusal = desk.draft, ""
    version = request.POST.get("version", "")
    if draft is None or version not in ("", str(draft.version)):
        return _gone(request, half, version)
    if request.method == "POST":
        try:
            return act(draft, request.POST.get("seen", "") or "nothing")
        except Refused as refused:
            if refused.code in NO_DRAFT:
                return _gone(request, half, str(draft.version))
            refusal = refusal_sentence(refused)
            draft.refresh_from_db()
    context = {
        "page": bulletin_page(span_named(half), person(request), str(draft.version)),
        "confirmation": confirmation(draft) if name == "publish" else set_aside(draft),
        "seen": snapshot_of(draft).sha256,
        "dropped": dropped_sentences(draft) if name == "publish" else (),
        "refusal": refusal,
    }
    return render(request, f"assessments/bulletins/{name}.html", context)


def _gone(request: HttpRequest, half: str, version: str) -> HttpResponse:
    """What became of the version, and where to go: nothing was done."""
    context = {
        "title": paper_name(half),
        "code": half,
        "gone": gone(half, version, person(request)),
    }
    status = 409 if request.method == "POST" else 404
    return render(request, "assessments/bulletins/gone.html", context, status=status)


def _desk(half: str) -> WordsDesk:
    """Where the half-year's words are edited; 404 where no version of it is there."""
    span_named(half)
    desk = words_desk(half)
    if desk is None:
        raise Http404
    return desk


def _to(one: Bulletin) -> HttpResponse:
    return redirect(f"{one.get_absolute_url()}?version={one.version}")
