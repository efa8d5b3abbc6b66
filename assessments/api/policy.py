"""The addresses of the policy, its measures and targets, the indicators and the zones."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query

from ..selectors.wire_policy import (
    indicator_rows,
    measure_rows,
    policy_row,
    target_rows,
    zone_rows,
)
from .answers import Listed, Paging, listed, one
from .asked import Addresses, many, single
from .keys import reading
from .problems import Problem
from .shapes import IndicatorOut, MeasureOut, PolicyOut, TargetOut, ZoneOut

router = Addresses(auth=reading, tags=["policy"])


@router.get(
    "/policy", response=single(PolicyOut), url_name="api_policy", summary=_("The policy in force")
)
def policy(request: HttpRequest) -> HttpResponse:
    found = policy_row()
    if found is None:
        raise Problem(404, "not_found")
    return one(request, found)


@router.get(
    "/measures",
    response=many(MeasureOut),
    url_name="api_measures",
    summary=_("The measures with agencies, tasks and targets"),
)
def measures(request: HttpRequest, asked: Query[Paging]) -> HttpResponse:
    return listed(request, asked, lambda: Listed(measure_rows()), MeasureOut)


@router.get(
    "/targets",
    response=many(TargetOut),
    url_name="api_targets",
    summary=_("The targets with their conditions"),
)
def targets(request: HttpRequest, asked: Query[Paging]) -> HttpResponse:
    return listed(request, asked, lambda: Listed(target_rows()), TargetOut)


@router.get(
    "/zones",
    response=many(ZoneOut),
    url_name="api_zones",
    summary=_("The zones with their steps and codes"),
)
def zones(request: HttpRequest, asked: Query[Paging]) -> HttpResponse:
    return listed(request, asked, lambda: Listed(zone_rows()), ZoneOut)


@router.get(
    "/indicators",
    response=many(IndicatorOut),
    url_name="api_indicators",
    summary=_("The indicators with definitions and units"),
)
def indicators(request: HttpRequest, asked: Query[Paging]) -> HttpResponse:
    return listed(request, asked, lambda: Listed(indicator_rows()), IndicatorOut)
