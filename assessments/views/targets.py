"""The pages of the targets: all of them, and one with the yearly targets that staff set."""

from collections.abc import Iterable
from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from indicators.models import Target
from zones.access import Person, person
from zones.badges import Link
from zones.display import label
from zones.kept_pages import kept
from zones.next_steps import tell
from zones.parts import Part
from zones.replica import from_replica
from zones.tables import HouseTable, export, prepared
from zones.written import TARGETS

from ..kept_sentences import kept_sentence
from ..listings.effects import EffectTable
from ..listings.targets import AnnualTable, target_table
from ..selectors.annual_targets import AnnualRow, annual_rows, versions_of, zones_asked
from ..selectors.taking_back import ready_reasons, target_back_href, version_taken_back
from ..selectors.target_preview import TargetPreview, target_preview
from ..selectors.targets import TargetsPage, targets_page
from ..services.annual_targets import Refused, annual_target_set, refuse_unless_fit
from ..target_forms import AnnualTargetForm
from .published_parts import is_file_asked


@require_safe
@from_replica
@kept
def targets(request: HttpRequest) -> HttpResponse:
    """Every target of the policy with its path, and the yearly targets set for zones."""
    role = person(request).role
    if is_file_asked(request):
        asked = export(request, _listed(request, targets_page()), "targets")
        if file := asked or export(request, _annual(request, annual_rows(role)), "yearly-targets"):
            return file
    part = partial(Part, request)
    context = {
        "standing": part("targets", lambda: _standing(request), touched_by=()),
        "set": part("yearly targets", lambda: _set(request, role), who=role, touched_by=(TARGETS,)),
    }
    return render(request, "assessments/targets.html", context)


def _standing(request: HttpRequest) -> dict:
    """What is asked for and how it stands, told to everybody alike."""
    page = targets_page()
    table = _listed(request, page)
    export(request, table, "")  # the page offers the downloads
    return {"page": page, "table": table}


def _set(request: HttpRequest, role: Person) -> dict:
    """The yearly targets, each with who set it as far as a role is told."""
    annual = _annual(request, annual_rows(role))
    export(request, annual, "")
    return {"annual": annual}


def _listed(request: HttpRequest, page: TargetsPage) -> HouseTable:
    table = target_table(
        page.rows,
        page.years,
        page.base_year,
        title=_("What is asked for, year by year"),
        note=_(
            "Bold: binding, consequences may rest on it. The years between are an indicative path,"
            " computed from the base year."
        ),
    )
    return prepared(request, table, per_page=0)


def _annual(request: HttpRequest, rows: Iterable[AnnualRow], **fields) -> AnnualTable:
    table = AnnualTable(
        rows,
        prefix="a-",
        title=_("Yearly targets set for zones"),
        note=_(
            "A goal for all zones together is not handed down silently: a zone is judged by it only"
            " in a year for which its own target is set, and such a target binds."
        ),
        empty_text=_("No yearly target is set for any zone yet."),
        **fields,
    )
    return prepared(request, table)


@require_http_methods(["GET", "HEAD", "POST"])
def target(request: HttpRequest, code: str) -> HttpResponse:
    """A target with the yearly targets of zones; staff set one here, seeing the effect first.

    The terms stand in the query, also when they are adopted: what was shown is what is stored.
    """
    page = targets_page(code)
    if not page.rows:
        raise Http404
    row = Target.objects.select_related("policy", "indicator").get(code=code)
    form = _form(request, row)
    if request.method != "POST":
        return _page(request, page, row, form)
    if form is None:
        raise PermissionDenied
    if not form.is_valid():
        return _page(request, page, row, form)
    try:
        kept = annual_target_set(**_terms(row, form), **_about(request))
    except Refused as refused:
        return _page(request, page, row, form, kept_sentence(refused))
    words = {"zone": label(kept.zone), "year": kept.year, "target": label(row)}
    if kept.value is None:
        text = _("The yearly target of %(zone)s for %(year)s is withdrawn: %(target)s.")
    else:
        text = _("The yearly target of %(zone)s for %(year)s is set: %(target)s.")
    back = target_back_href(versions_of(row, kept.zone, kept.year))
    tell(request, text % words, [Link(_("Take it back"), back)] if back else [])
    return redirect("target", code)


def _form(request: HttpRequest, row: Target) -> AnnualTargetForm | None:
    """The form, for those who set targets, of a target that an amount can be set for."""
    if not person(request).may_keep_targets or row.indicator is None:
        return None
    data = request.GET if "try" in request.GET else None
    chosen = {name: request.GET[name] for name in ("zone", "year") if request.GET.get(name)}
    return AnnualTargetForm(data, target=row, zones=zones_asked(row), initial=chosen)


def _terms(row: Target, form: AnnualTargetForm) -> dict:
    terms = form.terms
    return {
        "target": row,
        "zone": terms.zone,
        "year": terms.year,
        "value": terms.value,
        "in_force_from": terms.in_force_from,
    }


def _about(request: HttpRequest) -> dict:
    """What every write of a yearly target needs to know."""
    reasons = {
        name: request.POST.get(name, "").replace("\0", "") for name in ("reason_zh", "reason_en")
    }
    seen = request.POST.get("seen", "")
    return reasons | {
        "seen": int(seen) if seen.isdecimal() else -1,
        "by": person(request),
        "at": timezone.now(),
    }


def _page(
    request: HttpRequest,
    page: TargetsPage,
    row: Target,
    form: AnnualTargetForm | None,
    refusal: str = "",
) -> HttpResponse:
    """The target's page; with terms in the query also the effect that they would have."""
    preview, problem = None, ""
    back = version_taken_back(request.GET)
    if form is not None and form.is_bound and form.is_valid():
        preview, problem = _preview(row, form, back)
    table = preview and prepared(
        request, EffectTable(preview.rows, prefix="e-", title=_("What would change"))
    )
    rows = annual_rows(person(request), row)
    annual = _annual(request, rows, exclude=["target"], order_by="zone")
    for one, name in ((table, f"{row.code}-effect"), (annual, f"{row.code}-yearly")):
        if one is not None and (file := export(request, one, name)):
            return file
    context = {
        "page": page,
        "target": page.rows[0],
        "form": form,
        "preview": preview,
        "table": table,
        "annual": annual,
        "refusal": refusal or problem,
        "back": back,
        **(ready_reasons(back) if back else {"reason_zh": "", "reason_en": ""}),
        **{name: request.POST[name] for name in ("reason_zh", "reason_en") if name in request.POST},
    }
    return render(request, "assessments/target.html", context)


def _preview(
    row: Target, form: AnnualTargetForm, back: int | None
) -> tuple[TargetPreview | None, str]:
    """The effect of the terms, or why they cannot be a yearly target.

    Whoever takes a version back is refused where it is not the last one any more.
    """
    terms, now = _terms(row, form), timezone.now()
    try:
        refuse_unless_fit(**terms, at=now)
    except Refused as refused:
        return None, kept_sentence(refused)
    preview = target_preview(**terms, at=now)
    if back is not None and back != preview.seen:
        return None, kept_sentence(Refused("annual_target_not_the_last"))
    return preview, ""
