"""The page that sets zones, or the years of a zone, beside each other."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from indicators.periods import UnknownPeriod, parse_period
from zones.access import Person, person
from zones.display import label
from zones.kept_pages import kept
from zones.models import Zone
from zones.replica import from_replica

from ..charts.comparison import comparison_charts
from ..models import Assessment
from ..selectors import comparison as selectors
from ..selectors.published import latest_published, published_board, published_periods
from ..wording import period_name


@dataclass(frozen=True)
class Choice:
    """A zone or a period of the form."""

    value: str
    text: str
    is_chosen: bool


@require_safe
@from_replica
@kept
def compare(request: HttpRequest) -> HttpResponse:
    """The zones that the query string names, at most six; one of them beside its neighbours."""
    who, is_over_years = person(request), request.GET.get("over") == "years"
    assessment = _asked(request.GET.get("period", ""))
    if assessment is None:
        return render(request, "assessments/compare.html", {"page": None})
    zones = {one.code: one for one in Zone.objects.select_related("city").order_by("order")}
    asked = list(dict.fromkeys(filter(None, request.GET.getlist("zone"))))
    if any(code not in zones for code in asked):
        raise Http404
    chosen = asked if len(asked) > 1 else _neighbours(assessment, asked, who, zones)
    first = zones[(asked or chosen)[0]] if asked or chosen else None
    if is_over_years and first is not None:
        page = selectors.over_years(assessment, first)
    else:
        page = selectors.side_by_side(assessment, chosen)
    shown = [column.zone for column in page.columns]
    wanted = [first.code] if is_over_years and first is not None else chosen
    context = {
        "page": page,
        "charts": comparison_charts(page) if page.columns else [],
        "period": period_name(assessment.span),
        "zone": first,
        "name": label(first) if first else "",
        "alone": asked[0] if len(asked) == 1 else "",
        "left_out": [label(zones[code]) for code in wanted if code not in shown],
        "zones": [
            Choice(code, label(one, "short"), code in shown)
            for code, one in zones.items()
            if one.is_judged
        ],
        "periods": [
            Choice(one, period_name(parse_period(one)), one == assessment.period)
            for one in published_periods()
        ],
        "most": selectors.MOST,
    }
    return render(request, "assessments/compare.html", context)


def _asked(period: str) -> Assessment | None:
    """The published assessment of the period, else the latest one; none of what is unknown."""
    if not period:
        return latest_published()
    try:
        found = published_board(parse_period(period))
    except UnknownPeriod as unknown:
        raise Http404 from unknown
    if found is None:
        raise Http404
    return found


def _neighbours(
    assessment: Assessment, asked: list[str], who: Person, zones: dict[str, Zone]
) -> list[str]:
    """Beside one zone, or the reader's own, those next to it in rank; else the first three."""
    own = next((code for code, one in zones.items() if one.pk == who.zone_id), "")
    near = selectors.with_neighbours(assessment, asked[0] if asked else own)
    return near or asked or selectors.with_neighbours(assessment, "")
