"""The page on a quarter's data quality."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zones.access import open_to, person
from zones.tables import PER_PAGE, HouseTable, export, export_book, prepared

from ..quality_tables import (
    FindingTable,
    IndicatorTable,
    MarkTable,
    ProposalTable,
    QualityTable,
    RuleTable,
)
from ..selectors.boards import dates_text
from ..selectors.collection import zones_open_to
from ..selectors.quality import Quality, quality_of
from .asked import quarter_asked, sees_collection


@open_to(sees_collection)
@require_safe
def collect_quality(request: HttpRequest, quarter: str) -> HttpResponse:
    """How complete, how late and how plausible each zone's figures of a quarter are."""
    row = quarter_asked(quarter)
    quality = quality_of(row, list(zones_open_to(person(request))), timezone.now())
    tables = _tables(request, quality)
    name = f"quality-{row.code}"
    if file := export_book(request, list(tables.values()), name):
        return file
    for part, table in tables.items():
        if file := export(request, table, f"{name}-{part}"):
            return file
    if not quality.proposals:
        del tables["proposals"]
    context = {
        "quarter": str(row.code),
        "dates": dates_text(row),
        "stats": quality.stats,
        "tables": list(tables.values()),
    }
    return render(request, "collect/quality.html", context)


def _tables(request: HttpRequest, quality: Quality) -> dict[str, HouseTable]:
    """The page's tables in their order, by the names of their files."""
    tables = {
        "zones": QualityTable(quality.zones, title=_("Zone by zone")),
        "indicators": IndicatorTable(
            quality.indicators, title=_("Indicator by indicator"), prefix="i-"
        ),
        "findings": FindingTable(quality.findings, title=_("Findings of the checks"), prefix="f-"),
        "proposals": ProposalTable(
            quality.proposals,
            title=_("Stated otherwise for last year"),
            note=_("Last year’s quarter is revised, or its stored figure stays for a reason."),
            prefix="p-",
        ),
        "marks": MarkTable(quality.marks, title=_("To be followed up"), prefix="m-"),
        "rules": RuleTable(quality.rules, title=_("What is checked"), prefix="r-"),
    }
    everything = ("indicators", "rules")
    return {
        name: prepared(request, table, per_page=0 if name in everything else PER_PAGE)
        for name, table in tables.items()
    }
