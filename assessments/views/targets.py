"""The page of the targets."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zones.tables import export, prepared

from ..listings.targets import AnnualTable, target_table
from ..selectors.targets import targets_page


@require_safe
def targets(request: HttpRequest) -> HttpResponse:
    """Every target of the policy with its path, and the yearly targets set for zones."""
    page = targets_page()
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
    table = prepared(request, table, per_page=0)
    if file := export(request, table, "targets"):
        return file
    annual = AnnualTable(
        page.annual,
        prefix="a-",
        title=_("Yearly targets set for zones"),
        note=_(
            "A goal for all zones together is not handed down silently: a zone is judged by it only"
            " in a year for which its own target is set, and such a target binds."
        ),
        empty_text=_("No yearly target is set for any zone yet."),
    )
    annual = prepared(request, annual)
    if file := export(request, annual, "yearly-targets"):
        return file
    context = {"page": page, "table": table, "annual": annual}
    return render(request, "assessments/targets.html", context)
