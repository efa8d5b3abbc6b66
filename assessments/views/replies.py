"""The pages of the right of reply: a zone's own, the department's, and what both of them send."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zones.access import Person, open_to, person
from zones.evidence import evidence_response
from zones.file_limits import gives_file
from zones.forms import EvidenceField
from zones.models import Zone
from zones.tables import export, prepared

from ..listings.replies import ReplyTable
from ..models import Assessment, Reply, ShownFinding
from ..selectors.hearing_card import hearing_card, window_history
from ..selectors.hearings import terms_in_force
from ..selectors.reply_answer import answer_page
from ..selectors.reply_page import Typed, assessment_heard, reply_page
from ..selectors.reply_record import record_of
from ..selectors.reply_rows import choices, narrowed
from ..sentences import refusal_sentence
from ..services.refused import Refused
from ..services.replies import Said, reply_answer, reply_save
from ..services.reply_windows import (
    reply_terms_set,
    reply_window_cancel,
    reply_window_extend,
    reply_window_open,
)


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, period: str) -> HttpResponse:
    """A zone's findings, each to be agreed to or disputed while the window is open."""
    who = person(request)
    found = _heard(request, period, who)
    zone = _zone(request, who)
    if not who.may_read_findings_of(zone):
        raise Http404
    typed: dict[int, Typed] = {}
    now = timezone.now()
    if request.method == "POST":
        if not who.may_reply_for(zone):
            raise PermissionDenied
        shown = _shown(request, found, zone)
        refusal = _replied(request, shown, now)
        if not refusal:
            messages.success(request, _("The reply is saved."))
            return redirect(f"{_address(found, zone, who)}#f{shown.pk}")
        stance, reason = _text(request, "stance"), _text(request, "reason")
        typed[shown.pk] = Typed(stance, reason, refusal, frozenset(_kept(request)))
    page = reply_page(found, zone, who, now, typed)
    context = {
        "page": page,
        "refused": next(iter(typed.values()), None),
        "is_stray": bool(typed) and not any(one.is_open and one.pk in typed for one in page.cards),
        "may_reply": who.may_reply_for(zone) and page.is_open,
        "is_letter": who.is_commerce,
        "evidence": EvidenceField(required=False),
    }
    return render(request, "assessments/reply.html", context)


def _replied(request: HttpRequest, shown: ShownFinding, at: datetime) -> str:
    """Why the reply was not saved, and nothing where it was."""
    stance, reason = _text(request, "stance"), _text(request, "reason")
    again = _(" Choose the files again.") if request.FILES else ""
    try:
        files = EvidenceField(required=False).clean(request.FILES.getlist("files"))
        said = Said(stance, reason, files, _kept(request))
        seen = _number(request, "seen")
        reply_save(finding=shown, said=said, seen=seen, at=at, by=person(request))
    except ValidationError as error:
        return " ".join(error.messages) + again
    except Refused as refused:
        return refusal_sentence(refused) + again
    return ""


def _kept(request: HttpRequest) -> list[int]:
    """The files of the version before that stay."""
    return [int(one) for one in request.POST.getlist("kept") if one.isdecimal()]


@gives_file
@require_safe
def evidence(request: HttpRequest, period: str, number: int, evidence: int) -> HttpResponse:
    """A file that a reply rests on, for those inside: the zone, the department, leadership."""
    said = get_object_or_404(_replies_of_year(period), pk=number)
    paper = get_object_or_404(said.papers.select_related("evidence"), evidence_id=evidence)
    is_open = person(request).may_read_findings_of(said.finding.zone)
    return evidence_response(request, paper.evidence, is_open=is_open)


@require_safe
def replies(request: HttpRequest, period: str) -> HttpResponse:
    """Every finding of a year with its zone's reply and the answer; for staff with the window."""
    who = person(request)
    return _replies(request, _heard(request, period, who, is_public=True))


def _replies(
    request: HttpRequest, found: Assessment, refusal: str = "", typed: dict | None = None
) -> HttpResponse:
    who, now = person(request), timezone.now()
    is_published = found.published_at is not None
    if not is_published and not who.may_see_unpublished:
        raise Http404
    record = record_of(found, who, now)
    rows = narrowed(record.rows, request.GET.get("show", ""))
    table = ReplyTable(sorted(rows, key=lambda row: row.order), title=_("Replies and answers"))
    prepared(request, table)
    if file := export(request, table, f"replies-{found.period}-v{found.version}"):
        return file
    context = {
        "assessment": found,
        "record": record,
        "table": table,
        "choices": choices(),
        "wanted": request.GET.get("show", ""),
        "hearing": hearing_card(found, now) if not is_published and who.may_hear_zones else None,
        "history": window_history(found, who),
        "terms": terms_in_force(),
        "refusal": refusal,
        "typed": typed or {},
    }
    return render(request, "assessments/replies.html", context)


@require_POST
@open_to(lambda who: who.may_hear_zones)
def reply_window(request: HttpRequest, period: str) -> HttpResponse:
    """The window opened, extended or cancelled, or its usual length set."""
    found = _heard(request, period, person(request))
    try:
        said = _moved(request, found, timezone.now())
    except Refused as refused:
        return _replies(request, found, refusal_sentence(refused), request.POST.dict())
    messages.success(request, said)
    return redirect(_record_address(found))


def _moved(request: HttpRequest, found: Assessment, at: datetime) -> str:
    """What was done, as the page says it; raises Refused."""
    by, move = person(request), request.POST.get("move", "")
    if move == "terms":
        reply_terms_set(
            days=_number(request, "days"),
            least_days=_number(request, "least_days"),
            reason=_text(request, "reason"),
            at=at,
            by=by,
        )
        return _("The usual length is set; it counts for the windows opened from now on.")
    if move == "cancel":
        reason = _text(request, "reason")
        reply_window_cancel(assessment=found, reason=reason, at=at, by=by)
        return _("The window is cancelled; what was replied stays on record.")
    until = _until(request)
    if move == "extend":
        reason = _text(request, "reason")
        reply_window_extend(assessment=found, until=until, reason=reason, at=at, by=by)
        return _("The window is extended.")
    if move != "open":
        raise Http404
    reply_window_open(assessment=found, until=until, at=at, by=by)
    return _("The window is open: each zone with a finding sees it now and can reply.")


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, period: str, number: int) -> HttpResponse:
    """One reply with its finding and every version, and the form that answers it."""
    who = person(request)
    said = get_object_or_404(_replies_of_year(period), pk=number)
    window = said.finding.window
    is_published = window.assessment.published_at is not None
    if not is_published and not who.may_read_findings_of(said.finding.zone):
        raise Http404
    refusal, typed = "", {}
    if request.method == "POST":
        if not who.is_commerce:
            raise PermissionDenied
        outcome, text = _text(request, "outcome"), _text(request, "text")
        try:
            reply_answer(
                reply=said,
                outcome=outcome,
                text=text,
                seen=_number(request, "seen"),
                at=timezone.now(),
                by=who,
            )
        except Refused as refused:
            refusal, typed = refusal_sentence(refused), {"outcome": outcome, "text": text}
        else:
            messages.success(request, _("The answer is saved; it changes no figure."))
            return redirect(_record_address(window.assessment))
    page = answer_page(said, who, timezone.now())
    context = {"page": page, "refusal": refusal, "typed": typed}
    return render(request, "assessments/reply_answer.html", context)


def _replies_of_year(period: str):
    rows = Reply.objects.filter(finding__window__period=period)
    return rows.select_related(
        "by",
        "finding__zone__city",
        "finding__target__indicator",
        "finding__measure",
        "finding__window__assessment__scheme",
    ).prefetch_related("papers__evidence__by__groups")


def _heard(
    request: HttpRequest, period: str, who: Person, *, is_public: bool = False
) -> Assessment:
    """The assessment asked for; 404 for what is not there or not open to the person."""
    version = request.POST.get("version") or request.GET.get("version") or ""
    if version and not version.isdecimal():
        raise Http404
    found = assessment_heard(period, who, int(version) if version else None, is_public=is_public)
    if found is None:
        raise Http404
    return found


def _zone(request: HttpRequest, who: Person) -> Zone:
    """The zone asked for, one's own failing that; 404 for neither."""
    zones = Zone.objects.filter(is_judged=True)
    if code := request.GET.get("zone", ""):
        return get_object_or_404(zones, code=code)
    return get_object_or_404(zones, pk=who.zone_id)


def _shown(request: HttpRequest, found: Assessment, zone: Zone) -> ShownFinding:
    """The finding replied to: one of the zone's, shown in a window of this assessment."""
    rows = ShownFinding.objects.filter(window__assessment=found, zone=zone)
    rows = rows.select_related("zone", "target", "window")
    return get_object_or_404(rows, pk=_number(request, "finding"))


def _address(found: Assessment, zone: Zone, who: Person) -> str:
    query = "" if zone.pk == who.zone_id else f"?zone={zone.code}"
    return reverse("reply", args=[found.period]) + query


def _record_address(found: Assessment) -> str:
    return f"{reverse('replies', args=[found.period])}?version={found.version}"


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "")


def _number(request: HttpRequest, name: str) -> int:
    """A whole number that was sent; 0 for anything else, which every service refuses or knows."""
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _until(request: HttpRequest) -> datetime:
    """The moment that was sent, in the site's time zone; raises Refused for none."""
    try:
        found = parse_datetime(_text(request, "until"))
    except ValueError:
        found = None
    if found is None:
        raise Refused("until_missing")
    return found if timezone.is_aware(found) else timezone.make_aware(found)
