"""The page on a quarter's data quality."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zones.access import open_to, person
from zones.tables import export, prepared

from ..models import ReportingQuarter
from ..periods import UnknownPeriod, parse_quarter
from ..quality_tables import FindingTable, QualityTable, RuleTable
from ..selectors.boards import dates_text
from ..selectors.collection import zones_open_to
from ..selectors.quality import quality_of


@open_to(lambda who: who.may_collect or who.may_see_unpublished)
@require_safe
def collect_quality(request: HttpRequest, quarter: str) -> HttpResponse:
    """How complete, how late and how plausible each zone's figures of a quarter are."""
    try:
        code = parse_quarter(quarter)
    except UnknownPeriod as error:
        raise Http404 from error
    row = get_object_or_404(ReportingQuarter, year=code.year, quarter=code.quarter)
    quality = quality_of(row, list(zones_open_to(person(request))), timezone.now())
    tables = {
        "zones": prepared(request, QualityTable(quality.zones, title=_("Zone by zone"))),
        "findings": prepared(
            request, FindingTable(quality.findings, title=_("Findings of the checks"), prefix="f-")
        ),
        "rules": prepared(
            request, RuleTable(quality.rules, title=_("What is checked"), prefix="r-"), per_page=0
        ),
    }
    for name, table in tables.items():
        if file := export(request, table, f"quality-{code}-{name}"):
            return file
    context = {"quarter": str(code), "dates": dates_text(row), "stats": quality.stats, **tables}
    return render(request, "collect/quality.html", context)
