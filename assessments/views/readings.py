"""The page of one reading: staff adopt another one here, seeing first what it would change."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from indicators.models import Reading
from indicators.selectors.policy import current_policy
from zones.access import person
from zones.badges import Link
from zones.display import DASH
from zones.next_steps import tell
from zones.tables import export, prepared

from ..kept_sentences import kept_sentence
from ..listings.effects import EffectTable
from ..listings.readings import ReadingVersionTable
from ..reading_forms import ReadingForm
from ..selectors.reading_page import (
    ReadingPage,
    ReadingPreview,
    reading_back,
    reading_page,
    reading_preview,
)
from ..selectors.taking_back import ready_reasons, version_taken_back
from ..services.readings import Refused, reading_adopt, refuse_unless_fit


@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: HttpRequest, number: int) -> HttpResponse:
    """A reading with its history; the terms of another one stand in the query when adopted too."""
    rows = Reading.objects.filter(policy=current_policy()).select_related("policy")
    rows = rows.prefetch_related("places", "targets__conditions")
    row = get_object_or_404(rows, order=number)
    page = reading_page(row, person(request))
    form = None
    if person(request).may_keep_targets:
        form = ReadingForm(request.GET if "try" in request.GET else None, now=page.now)
    if request.method != "POST":
        return _page(request, page, form)
    if form is None:
        raise PermissionDenied
    if not form.is_valid():
        return _page(request, page, form)
    reasons = {
        name: request.POST.get(name, "").replace("\0", "") for name in ("reason_zh", "reason_en")
    }
    seen = request.POST.get("seen", "")
    about = {"by": person(request), "at": timezone.now()} | reasons
    about |= {"seen": int(seen) if seen.isdecimal() else -1}
    try:
        reading_adopt(reading=row, terms=form.terms, in_force_from=form.day, **about)
    except Refused as refused:
        return _page(request, page, form, kept_sentence(refused))
    adopted = form.cleaned_data["adopted"] or DASH
    said = _("The reading is adopted: %(adopted)s.") % {"adopted": adopted}
    tell(request, said, [Link(_("Take it back"), reading_back(row))])
    return redirect("reading", number)


def _page(
    request: HttpRequest, page: ReadingPage, form: ReadingForm | None, refusal: str = ""
) -> HttpResponse:
    """The reading's page; with terms in the query also the effect that they would have."""
    preview, problem = None, ""
    back = version_taken_back(request.GET)
    if back is not None and back != page.seen:
        problem = kept_sentence(Refused("reading_not_the_last"))
    elif form is not None and form.is_bound and form.is_valid():
        preview, problem = _preview(page, form)
    number = page.reading.order
    table = preview and prepared(
        request, EffectTable(preview.rows, prefix="e-", title=_("What would change"))
    )
    versions = ReadingVersionTable(page.versions, prefix="v-", title=_("History of this reading"))
    versions = prepared(request, versions, per_page=0)
    for one, name in ((table, "effect"), (versions, "history")):
        if one is not None and (file := export(request, one, f"reading-{number}-{name}")):
            return file
    context = {
        "page": page,
        "form": form,
        "preview": preview,
        "table": table,
        "versions": versions,
        "refusal": refusal or problem,
        "back": back,
        **(ready_reasons(back) if back else {"reason_zh": "", "reason_en": ""}),
        **{name: request.POST[name] for name in ("reason_zh", "reason_en") if name in request.POST},
    }
    return render(request, "assessments/reading.html", context)


def _preview(page: ReadingPage, form: ReadingForm) -> tuple[ReadingPreview | None, str]:
    """The effect of the reading as typed, or why it cannot be one."""
    now = timezone.now()
    try:
        refuse_unless_fit(page.reading, form.terms, form.day, now)
    except Refused as refused:
        return None, kept_sentence(refused)
    return reading_preview(page.reading, form.terms, form.day, now), ""
