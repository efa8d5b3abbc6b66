"""The pages of the scheme's versions: all of them, one of them, a draft edited, and previewed."""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zones.access import person
from zones.display import label
from zones.services.transactions import Refused
from zones.tables import export, prepared

from ..listings.schemes import (
    DifferenceTable,
    FlagEffectTable,
    PreviewTable,
    SchemeChangeTable,
    SchemeTable,
)
from ..models import Scheme
from ..scheme_forms import AdoptForm, SchemeForm
from ..scheme_sentences import scheme_refusal
from ..selectors.effect_rows import effect_rows
from ..selectors.scheme_content import scheme_token
from ..selectors.scheme_history import (
    adopted_by,
    changes_of,
    differences_between,
    lost_with,
    scheme_versions,
    schemes_open_to,
    state_of,
    version_name,
)
from ..selectors.scheme_preview import scheme_preview as preview_of
from ..selectors.schemes import scheme_card
from ..services.scheme_versions import (
    published_under,
    scheme_adopt,
    scheme_change,
    scheme_discard,
    scheme_draft,
)
from ..wording import listed, period_name, scheme_name


@require_safe
def schemes(request: HttpRequest) -> HttpResponse:
    """Every version of the scheme with the year that it takes effect in."""
    found = scheme_versions(person(request))
    table = prepared(request, SchemeTable(found, title=_("Versions")), per_page=0)
    if file := export(request, table, "schemes"):
        return file
    return render(request, "assessments/schemes.html", {"table": table})


@require_http_methods(["GET", "HEAD", "POST"])
def scheme(request: HttpRequest, code: str) -> HttpResponse:
    """One version with its tree, reasons and history; staff start a new version from it."""
    found = _found(request, code)
    if request.method == "POST":
        return _start(request, found)
    base = found.based_on
    differences = base and DifferenceTable(
        differences_between(base, found),
        prefix="d-",
        title=_("Otherwise than %(version)s") % {"version": version_name(base)},
    )
    history = SchemeChangeTable(changes_of(found), prefix="h-", title=_("History"))
    tables = [prepared(request, one, per_page=50) for one in (differences, history) if one]
    for table in tables:
        if file := export(request, table, found.code):
            return file
    context = {
        "scheme": found,
        "card": scheme_card(found),
        "state": state_of(found),
        "adopted": adopted_by(found),
        "reason": label(found, "adopted_reason"),
        "tables": tables,
        "is_draft": found.state == Scheme.State.DRAFT,
        "may_keep": person(request).may_keep_schemes,
    }
    return render(request, "assessments/scheme.html", context)


def _start(request: HttpRequest, base: Scheme) -> HttpResponse:
    _refuse_readers(request)
    draft = scheme_draft(base=base, by=person(request), at=timezone.now())
    return redirect("scheme_edit", draft.code)


@require_http_methods(["GET", "HEAD", "POST"])
def scheme_edit(request: HttpRequest, code: str) -> HttpResponse:
    """A draft's settings, weights and goalposts, to be changed by staff."""
    draft = _draft(request, code)
    if request.method != "POST":
        return _form(request, draft, SchemeForm(scheme=draft), [])
    form = SchemeForm(request.POST, scheme=draft)
    if not form.is_valid():
        return _form(request, draft, form, [_("Some entries cannot be read; they are marked.")])
    try:
        scheme_change(
            scheme=draft,
            terms=form.terms,
            seen=request.POST.get("seen", ""),
            by=person(request),
            at=timezone.now(),
        )
    except Refused as refused:
        return _refused(request, draft, refused, form)
    messages.success(request, _("The draft is saved."))
    goes_on = "preview" in request.POST
    return redirect("scheme_preview" if goes_on else "scheme_edit", draft.code)


def _refused(
    request: HttpRequest, draft: Scheme, refused: Refused, form: SchemeForm
) -> HttpResponse:
    """The form again, with what was typed and why it is not saved; elsewhere if it is no draft."""
    sentences = scheme_refusal(refused, draft)
    if refused.code in ("scheme_is_gone", "scheme_is_adopted"):
        for sentence in sentences:
            messages.error(request, sentence)
        is_gone = refused.code == "scheme_is_gone"
        return redirect("schemes") if is_gone else redirect("scheme", draft.code)
    is_stale = refused.code == "scheme_changed_meanwhile"
    if is_stale:  # beside what somebody else stored since
        form = SchemeForm(request.POST, scheme=Scheme.objects.get(pk=draft.pk))
        form.is_valid()
    return _form(request, form.scheme, form, sentences, is_stale=is_stale)


def _form(
    request: HttpRequest,
    draft: Scheme,
    form: SchemeForm,
    refusals: list[str],
    *,
    is_stale: bool = False,
) -> HttpResponse:
    typed = request.POST.get("seen")
    seen = typed if typed is not None and not is_stale else scheme_token(draft)
    context = {
        "scheme": draft,
        "name": scheme_name(draft),
        "form": form,
        "lines": list(form.lines),
        "refusals": refusals,
        "is_stale": is_stale,
        "seen": seen,
    }
    return render(request, "assessments/schemes/edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def scheme_preview(request: HttpRequest, code: str) -> HttpResponse:
    """What a draft would change, with the form to adopt it or to put it away."""
    draft = _draft(request, code, to_read=True)
    form = AdoptForm(request.POST or None, scheme=draft)
    if request.method != "POST":
        return _preview(request, draft, form, [])
    _refuse_readers(request)
    move = request.POST.get("move")
    if move not in ("adopt", "discard"):
        raise BadRequest
    about = {
        "scheme": draft,
        "seen": request.POST.get("seen", ""),
        "by": person(request),
        "at": timezone.now(),
    }
    try:
        if move == "discard":
            scheme_discard(**about)
            messages.success(request, _("The draft is put away."))
            return redirect("schemes")
        if not form.is_valid():
            return _preview(request, draft, form, [])
        reasons = {
            name: request.POST.get(name, "").replace("\0", "")
            for name in ("reason_zh", "reason_en")
        }
        adopted = scheme_adopt(**about, **form.cleaned_data, **reasons)
    except Refused as refused:
        return _not_adopted(request, draft, refused)
    words = {"version": adopted.version, "year": adopted.effective_year}
    text = _("Version %(version)s is adopted and in force from %(year)s.")
    messages.success(request, text % words)
    return redirect("scheme", adopted.code)


def _not_adopted(request: HttpRequest, draft: Scheme, refused: Refused) -> HttpResponse:
    sentences = scheme_refusal(refused, draft)
    now = Scheme.objects.filter(pk=draft.pk).first()
    if now is None or now.state != Scheme.State.DRAFT:
        for sentence in sentences:
            messages.error(request, sentence)
        return redirect("scheme", now.code) if now else redirect("schemes")
    return _preview(request, now, AdoptForm(request.POST, scheme=now), sentences)


def _preview(
    request: HttpRequest, draft: Scheme, form: AdoptForm, refusals: list[str]
) -> HttpResponse:
    found = preview_of(draft, timezone.now())
    board = PreviewTable(found.rows, prefix="s-", title=_("Scores and ranks"))
    flags = FlagEffectTable(
        effect_rows([one.flags_only() for one in found.effects], found.targets),
        prefix="f-",
        title=_("Flags that come or go"),
    )
    board, flags = prepared(request, board), prepared(request, flags)
    for table, name in ((board, f"{draft.code}-preview"), (flags, f"{draft.code}-flags")):
        if file := export(request, table, name):
            return file
    published = published_under(draft.effective_year)
    context = {
        "scheme": draft,
        "name": scheme_name(draft),
        "form": form,
        "refusals": refusals,
        "preview": found,
        "board": board,
        "flags": flags,
        "lost": lost_with(draft),
        "published": listed([period_name(one.span) for one in published], 12),
        "seen": scheme_token(draft),
        "may_keep": person(request).may_keep_schemes,
        "reason_zh": request.POST.get("reason_zh", ""),
        "reason_en": request.POST.get("reason_en", ""),
    }
    return render(request, "assessments/schemes/preview.html", context)


def _found(request: HttpRequest, code: str) -> Scheme:
    """The version asked for; 404 for a draft that the person may not see."""
    found = schemes_open_to(person(request)).select_related("based_on", "adopted_by")
    one = found.filter(code=code).first()
    if one is None:
        raise Http404
    return one


def _draft(request: HttpRequest, code: str, *, to_read: bool = False) -> Scheme:
    """The draft asked for; 404 where it is none, 403 for those who may only read it."""
    found = _found(request, code)
    if found.state != Scheme.State.DRAFT:
        raise Http404
    if not to_read:
        _refuse_readers(request)
    return found


def _refuse_readers(request: HttpRequest) -> None:
    if not person(request).may_keep_schemes:
        raise PermissionDenied
