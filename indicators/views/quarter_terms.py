"""The page on which the department changes a quarter's dates and rate, or cancels it."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zones.access import Person, open_to, person

from ..models import ReportingQuarter
from ..quarter_forms import QuarterTermsForm
from ..selectors.boards import dates_text
from ..selectors.quarter_terms import is_untouched, terms_changes, terms_token
from ..selectors.terms import terms_of
from ..sentences import refusal_sentence
from ..services.quarter_terms import (
    QuarterTerms,
    Refused,
    quarter_cancel,
    quarter_change_terms,
)
from .asked import quarter_asked, told_if_cancelled


def _keeps_quarters(who: Person) -> bool:
    return who.may_open_quarters


@open_to(_keeps_quarters)
@require_http_methods(["GET", "HEAD", "POST"])
@told_if_cancelled
def collect_terms(request: HttpRequest, quarter: str) -> HttpResponse:
    """A quarter's dates and rate, to change them with a reason, or to cancel the quarter."""
    row = quarter_asked(quarter)
    move = request.POST.get("move", "")
    if request.method == "POST" and move not in ("change", "cancel"):
        raise BadRequest
    form = QuarterTermsForm(request.POST if move == "change" else None, quarter=row)
    refusal = ""
    try:
        if move == "change" and form.is_valid():
            _change(request, row, form)
            return redirect("collect_quarter", row.code)
        if move == "cancel":
            reason = request.POST.get("why", "").replace("\0", "")
            quarter_cancel(quarter=row, reason=reason, by=person(request), at=timezone.now())
            words = {"quarter": row.code}
            messages.success(request, _("%(quarter)s is cancelled: it is not collected.") % words)
            return redirect("collect")
    except Refused as refused:
        if refused.code == "quarter_gone":
            messages.error(request, refusal_sentence(refused))
            return redirect("collect")
        refusal = refusal_sentence(refused)
        row = quarter_asked(quarter)
    return _page(request, row, form, refusal)


def _change(request: HttpRequest, row: ReportingQuarter, form: QuarterTermsForm) -> None:
    """Nothing; the quarter has the form's terms. Raises Refused."""
    about = dict(form.cleaned_data)
    reason = about.pop("reason")
    seen = request.POST.get("seen", "")
    quarter_change_terms(
        quarter=row,
        terms=QuarterTerms(**about),
        reason=reason,
        seen=seen,
        by=person(request),
        at=timezone.now(),
    )
    messages.success(request, _("The terms of %(quarter)s are changed.") % {"quarter": row.code})


def _page(
    request: HttpRequest, row: ReportingQuarter, form: QuarterTermsForm, refusal: str
) -> HttpResponse:
    context = {
        "quarter": row,
        "dates": dates_text(row),
        "form": form,
        "token": terms_token(row),
        "refusal": refusal,
        "is_locked": terms_of(row, (), timezone.now()).is_locked,
        "is_untouched": is_untouched(row),
        "why": request.POST.get("why", ""),
        "changes": terms_changes(row),
    }
    return render(request, "collect/quarter_terms.html", context)
