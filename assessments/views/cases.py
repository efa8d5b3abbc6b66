"""The pages of the cases: all that a person may see, one of them, and its steps."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zones.access import Person, person
from zones.display import page_language
from zones.evidence import evidence_response
from zones.file_limits import gives_file
from zones.services.transactions import Refused
from zones.tables import export, prepared

from .. import case_life as life
from ..case_forms import StepForm, staff_choices
from ..case_sentences import DOES, case_sentence
from ..listings.cases import CaseTable, none_fits
from ..models import Case, CaseEvidence
from ..papers.printers import PRINTERS
from ..papers.words import LANGUAGES
from ..selectors.case_facts import case_terms
from ..selectors.case_page import CasePage, case_open_to, case_page, staff
from ..selectors.case_papers import NAMES, papers_of
from ..selectors.case_papers import case_paper as paper_of_case
from ..selectors.case_rows import case_choices, case_rows, cases_open_to, narrowed
from ..services.case_reopening import case_reopen
from ..services.case_told import Told
from ..services.cases import AGAIN, case_move, moved_since

FILTERS = ("year", "zone", "track", "state", "waits")
REOPEN = "reopen"
#: What is typed with a step and shown again where its form is gone.
TYPED = ("number", "present", "note")


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The cases open to the reader, narrowed down as the query string says, overdue ones first."""
    who = person(request)
    rows = case_rows(cases_open_to(who), who, timezone.localdate())
    wanted = {name: request.GET.get(name, "") for name in FILTERS}
    shown = narrowed(rows, wanted)
    note = ""
    if not who.may_see_every_case and who.may_read_notices:
        note = _("The notices issued from published assessments: zone, grounds and state.")
    table = CaseTable(shown, title=_("Cases"), note=note)
    if rows and not shown:
        table.empty_text = none_fits(reverse("cases"))
    table = prepared(request, table)
    if file := export(request, table, "cases"):
        return file
    context = {
        "table": table,
        "choices": case_choices(rows),
        "wanted": wanted,
        "has_filter": any(wanted.values()),
        "waiting": sum(row.is_mine for row in rows),
        "late": sum(bool(row.days_late) for row in rows),
        "open": sum(not row.case.is_over for row in rows),
    }
    return render(request, "assessments/cases.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case; whoever takes part in it takes its next step here."""
    who = person(request)
    found = case_open_to(who, pk)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _page(request, case_page(found, who, timezone.localdate()))
    if not who.roles_in_cases_of(found.zone_id):
        raise PermissionDenied
    move = request.POST.get("move", "")
    if move == REOPEN:
        return _reopen(request, found, who)
    if move not in life.MOVES:
        return HttpResponseBadRequest()
    return _step(request, found, who, move)


@gives_file
@require_safe
def case_paper(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A paper of the case as a Word document, to be filled in and signed."""
    who = person(request)
    found = case_open_to(who, pk)
    if found is None or not who.may_see_record_of(found.zone_id):
        raise Http404
    language = request.GET.get("language", "") or page_language()
    paper = paper_of_case(found, name, language, who) if language in LANGUAGES else None
    if paper is None:
        raise Http404
    printer, content_type = PRINTERS["docx"]
    response = HttpResponse(printer(paper), content_type=content_type)
    file = f"{found.zone.code}-{found.code}-{name}-{language}.docx"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


@gives_file
@require_safe
def case_evidence(request: HttpRequest, pk: int, evidence: int) -> HttpResponse:
    """A file of one of the case's steps, for those who see what is on record of the zone."""
    who = person(request)
    found = case_open_to(who, pk)
    if found is None:
        raise Http404
    kept = get_object_or_404(
        CaseEvidence.objects.select_related("evidence"), move__case=found, evidence=evidence
    )
    is_open = who.may_see_record_of(found.zone_id)
    return evidence_response(request, kept.evidence, is_open=is_open)


def _step(request: HttpRequest, found: Case, who: Person, move: str) -> HttpResponse:
    """The case's page after the step, or with the sentence why it was not taken."""
    told = Told(**{name: request.POST.get(name, "") for name in TYPED})
    moved = moved_since(found.moves.latest("seq"), move, told, _seen(request), who)
    if moved == AGAIN:
        messages.success(request, _("Recorded: %(step)s.") % {"step": DOES[move]})
        return redirect(found)
    page = case_page(found, who, timezone.localdate())
    step = life.step_of(page.row.facts, move)
    roles, facts = page.row.roles, page.row.facts
    code = life.not_in_hand(facts, step, roles) if step else moved or "no_such_step"
    if code == life.NOT_ALLOWED:
        raise PermissionDenied
    if code:
        refusal = case_sentence(Refused(code))
        return _page(request, page, refusal=refusal, lost=_typed(request.POST))
    form = _form(page, move, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, page, form)
    try:
        case_move(
            case=found,
            move=move,
            told=form.told,
            files=form.cleaned_data.get("files") or [],
            seen=_seen(request),
            by=who,
            at=timezone.now(),
        )
    except Refused as refused:
        again = case_open_to(who, found.pk) or found
        now = case_page(again, who, timezone.localdate())
        return _page(request, now, form, refusal=case_sentence(refused))
    messages.success(request, _("Recorded: %(step)s.") % {"step": form.does})
    return redirect(found)


def _seen(request: HttpRequest) -> int:
    """The number of the last move that the person saw; -1 for none."""
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 9 else -1


def _typed(data: Mapping[str, str]) -> str:
    return "\n".join(filter(None, (data.get(name, "") for name in TYPED)))


def _reopen(request: HttpRequest, found: Case, who: Person) -> HttpResponse:
    note = request.POST.get("note", "").replace("\0", "")
    try:
        new = case_reopen(case=found, note=note, by=who, at=timezone.now())
    except Refused as refused:
        if refused.code == "step_not_allowed":
            raise PermissionDenied from refused
        page = case_page(found, who, timezone.localdate())
        return _page(request, page, refusal=case_sentence(refused), note=note)
    messages.success(request, _("The case is opened again, as a new one."))
    return redirect(new)


def _form(page: CasePage, move: str, data=None, files=None) -> StepForm:
    return StepForm(
        data,
        files,
        case=page.case,
        facts=page.row.facts,
        move=move,
        days=case_terms(),
        today=page.row.today,
        staff=staff_choices(staff()) if move == life.ASSIGN else [],
    )


def _page(
    request: HttpRequest,
    page: CasePage,
    typed: StepForm | None = None,
    *,
    refusal: str = "",
    note: str = "",
    lost: str = "",
) -> HttpResponse:
    """The page with a form for each step that its reader can take; what was typed is kept."""
    forms = [
        typed if typed is not None and typed.move == move else _form(page, move)
        for move in page.steps
    ]
    if typed is not None and typed.move not in page.steps:
        lost = _typed(typed.data)
    context = {"page": page, "forms": forms, "refusal": refusal, "note": note, "lost": lost}
    names = (
        papers_of(page.case, page.case.grounds.all(), person(request)) if page.sees_record else []
    )
    context["papers"] = [(name, NAMES[name]) for name in names]
    return render(request, "assessments/case.html", context)
