"""The pages of the register of matchmaking events: the list, one to enter, one with its history."""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zones.access import open_to, person
from zones.display import label, moment
from zones.models import AuditEntry, MatchmakingEvent
from zones.services.events import Refused, event_change, event_enter, event_strike
from zones.tables import export, prepared

from ..register_forms import EventForm
from ..register_tables import EventTable
from ..selectors.collection import zones_open_to
from ..selectors.event_rows import event_row, event_rows
from ..selectors.register_counts import years_of_register
from ..selectors.register_history import changes_of
from ..sentences import refusal_sentence
from .projects import asked_of, enters_register, seen_of, sees_register


@open_to(sees_register)
@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """The events open to the person, narrowed down, sorted, and as a file."""
    who, asked = person(request), asked_of(request)
    zones = list(zones_open_to(who).select_related("city"))
    city = request.GET.get("city", "").replace("\0", "")
    title = _("Events struck out") if asked.is_struck else _("Matchmaking events")
    table = prepared(request, EventTable(event_rows(asked, who, city), title=title))
    if file := export(request, table, "events"):
        return file
    context = {
        "table": table,
        "asked": asked,
        "city": city,
        "zones": [(zone.code, label(zone, "short")) for zone in zones],
        "cities": list(dict.fromkeys((zone.city.code, label(zone.city)) for zone in zones)),
        "years": years_of_register(who),
        "may_enter": who.may_collect,
    }
    return render(request, "events/events.html", context)


@open_to(enters_register)
@require_http_methods(["GET", "HEAD", "POST"])
def event_new(request: HttpRequest) -> HttpResponse:
    """One more event to enter."""
    who, refused = person(request), None
    form = EventForm(request.POST if request.method == "POST" else None, who=who)
    if request.method == "POST" and form.is_valid():
        try:
            entered = event_enter(
                zone=form.cleaned_data["zone"],
                terms=form.terms,
                is_another=request.POST.get("is_another") == "1",
                by=who,
                at=timezone.now(),
            )
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Entered: %(name)s.") % {"name": label(entered, "title")})
            return redirect(entered)
    context = {
        "form": form,
        "refusal": refusal_sentence(refused) if refused else "",
        "is_alike": refused is not None and refused.code == "event_named_alike",
    }
    return render(request, "events/new.html", context)


@open_to(sees_register)
@require_http_methods(["GET", "HEAD", "POST"])
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """An event with its history; who enters for its zone changes it here."""
    who, refusal, form = person(request), "", None
    rows = MatchmakingEvent.objects.filter(zone__in=zones_open_to(who)).select_related("zone__city")
    found = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        if not who.may_enter(found.zone):
            raise PermissionDenied
        move = request.POST.get("move", "")
        if move not in ("change", "strike"):
            raise BadRequest
        form = EventForm(request.POST, who=who, held=found) if move == "change" else None
        try:
            if said := _moved(request, found, form):
                messages.success(request, said)
                return redirect(found)
        except Refused as refused:
            refusal, found = refusal_sentence(refused), get_object_or_404(rows, pk=pk)
    may_change = who.may_enter(found.zone) and not found.is_struck
    typed = form.typed if form and not may_change else ()
    form = (form or EventForm(who=who, held=found)) if may_change else None
    context = {
        "event": found,
        "row": event_row(found),
        "struck_at": moment(found.struck_at),
        "changes": changes_of(AuditEntry.Kind.EVENT, found.pk),
        "form": form,
        "refusal": refusal,
        "typed": typed,
        "struck_reason": request.POST.get("struck_reason", ""),
    }
    return render(request, "events/event.html", context)


def _moved(request: HttpRequest, held: MatchmakingEvent, form: EventForm | None) -> str:
    """What was done, as it is said; empty where the form is not valid. Raises Refused."""
    about = {"by": person(request), "at": timezone.now()}
    if form is None:
        reason = request.POST.get("struck_reason", "").replace("\0", "")
        event_strike(event=held, reason=reason, **about)
        return _("The event is struck out; it counts nowhere any more.")
    if not form.is_valid():
        if held.is_struck:
            raise Refused("event_is_struck")
        return ""
    reason = form.cleaned_data["reason"]
    event_change(event=held, terms=form.terms, seen=seen_of(request), reason=reason, **about)
    return _("The event is changed.")
