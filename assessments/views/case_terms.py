"""The page of the days that the steps of cases are due in, and how staff set others."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zones.access import person
from zones.services.transactions import Refused
from zones.tables import export, prepared

from ..case_forms import CaseTermsForm
from ..case_sentences import case_sentence
from ..listings.case_terms import CaseTermsTable
from ..selectors.case_facts import case_terms as days_now
from ..selectors.case_terms import case_terms_rows, last_version
from ..services.case_terms import case_terms_set


@require_http_methods(["GET", "HEAD", "POST"])
def case_terms(request: HttpRequest) -> HttpResponse:
    """Within how many days each step is due, version by version; the department sets others."""
    who = person(request)
    form, refusal = None, ""
    if who.may_keep_case_terms:
        form = CaseTermsForm(request.POST or None, held=days_now())
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        refusal, is_done = _set(request, form)
        if is_done:
            return redirect("case_terms")
    table = CaseTermsTable(case_terms_rows(who), title=_("Versions"))
    table = prepared(request, table)
    if file := export(request, table, "case-days"):
        return file
    context = {
        "table": table,
        "form": form,
        "refusal": refusal,
        "seen": request.POST.get("seen") or last_version(),
        "reason_zh": request.POST.get("reason_zh", ""),
        "reason_en": request.POST.get("reason_en", ""),
    }
    return render(request, "assessments/case_terms.html", context)


def _set(request: HttpRequest, form: CaseTermsForm) -> tuple[str, bool]:
    """Why the days were not set, and whether they were."""
    if not form.is_valid():
        return "", False
    reasons = {
        name: request.POST.get(name, "").replace("\0", "") for name in ("reason_zh", "reason_en")
    }
    seen = request.POST.get("seen", "")
    try:
        case_terms_set(
            days=form.days,
            seen=int(seen) if seen.isdecimal() else -1,
            by=person(request),
            at=timezone.now(),
            **reasons,
        )
    except Refused as refused:
        return case_sentence(refused), False
    messages.success(request, _("The days are set; they count for the steps taken from now on."))
    return "", True
