"""The addresses of published figures: the zones' by quarter, and the province's totals."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import Field

from indicators.models import Indicator

from ..selectors.wire_figures import (
    PublicFigures,
    judged_zones,
    province_row,
    province_totals,
    public_quarters,
)
from .answers import Paging, Queried, listed
from .asked import QUARTER, Addresses, CodeAsked, known, many
from .keys import reading
from .shapes import FigureOut, ProvinceFigureOut

router = Addresses(auth=reading, tags=["figures"])


class FiguresAsked(Paging):
    """Which figures; without a filter all of them."""

    zone: CodeAsked | None = None
    quarter: Annotated[str, Field(pattern=QUARTER)] | None = None
    indicator: CodeAsked | None = None


@router.get(
    "/figures",
    response=many(FigureOut),
    url_name="api_figures",
    summary=_("The published figures by zone and quarter"),
)
def figures(request: HttpRequest, asked: Query[FiguresAsked]) -> HttpResponse:
    zones = {one.code: one for one in judged_zones()}
    quarters = {str(one.code): one for one in public_quarters()}
    indicators = {one.code: one for one in Indicator.objects.order_by("order", "id")}
    rows = PublicFigures(
        known("zone", asked.zone, zones),
        known("quarter", asked.quarter, quarters),
        known("indicator", asked.indicator, indicators),
        timezone.localdate(),
    )
    return listed(request, asked, rows, FigureOut)


@router.get(
    "/province-figures",
    response=many(ProvinceFigureOut),
    url_name="api_province_figures",
    summary=_("The province’s totals in every vintage"),
)
def province_figures(request: HttpRequest, asked: Query[Paging]) -> HttpResponse:
    return listed(request, asked, Queried(province_totals(), province_row), ProvinceFigureOut)
