"""The addresses of assessments: scores with all that they are made of, ranks, targets, flags."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query

from ..selectors.wire_assessments import (
    assessment_detail,
    assessment_row,
    component_row,
    components,
    criterion_rows,
    figure_row,
    figures,
    flag_rows,
    open_assessments,
    own_bases,
    result_rows,
    snapshot_name,
    target_result_row,
    target_results,
)
from .answers import Listed, Paging, Queried, listed, one
from .asked import Addresses, PeriodInPath, Version, Versioned, assessment_asked, many, single
from .keys import asking, reading
from .shapes import (
    AssessmentDetailOut,
    AssessmentOut,
    ComponentOut,
    CriterionOut,
    FlagOut,
    ResultOut,
    SpanFigureOut,
    TargetResultOut,
)

router = Addresses(auth=reading, tags=["assessments"])


@router.get(
    "/assessments",
    response=many(AssessmentOut),
    url_name="api_assessments",
    summary=_("The assessments in all versions that are open to you"),
)
def assessments(request: HttpRequest, asked: Query[Paging]) -> HttpResponse:
    found = open_assessments(asking(request))
    return listed(request, asked, Queried(found, assessment_row), AssessmentOut)


@router.get(
    "/assessments/{period}",
    response=single(AssessmentDetailOut),
    url_name="api_assessment",
    summary=_("An assessment with its scheme and how its ranks were varied"),
)
def assessment(
    request: HttpRequest, period: PeriodInPath, version: Version | None = None
) -> HttpResponse:
    return one(request, assessment_detail(assessment_asked(request, period, version)))


@router.get(
    "/assessments/{period}/criteria",
    response=many(CriterionOut),
    url_name="api_criteria",
    summary=_("The criteria with weights and goalposts as applied"),
)
def criteria(request: HttpRequest, period: PeriodInPath, asked: Query[Versioned]) -> HttpResponse:
    found = assessment_asked(request, period, asked.version)
    frozen = snapshot_name(found)
    return listed(
        request, asked, lambda: Listed(criterion_rows(found)), CriterionOut, frozen=frozen
    )


@router.get(
    "/assessments/{period}/results",
    response=many(ResultOut),
    url_name="api_results",
    summary=_("Scores, coverage and ranks with their intervals"),
)
def results(request: HttpRequest, period: PeriodInPath, asked: Query[Versioned]) -> HttpResponse:
    found = assessment_asked(request, period, asked.version)
    frozen = snapshot_name(found)
    return listed(request, asked, lambda: Listed(result_rows(found)), ResultOut, frozen=frozen)


@router.get(
    "/assessments/{period}/components",
    response=many(ComponentOut),
    url_name="api_components",
    summary=_("What every score is made of"),
)
def score_components(
    request: HttpRequest, period: PeriodInPath, asked: Query[Versioned]
) -> HttpResponse:
    found = assessment_asked(request, period, asked.version)

    def rows() -> Queried:
        bases = own_bases(found, asking(request))
        return Queried(components(found), partial(component_row, bases=bases))

    return listed(request, asked, rows, ComponentOut, frozen=snapshot_name(found))


@router.get(
    "/assessments/{period}/figures",
    response=many(SpanFigureOut),
    url_name="api_span_figures",
    summary=_("The figures over the judged span as they were frozen"),
)
def span_figures(
    request: HttpRequest, period: PeriodInPath, asked: Query[Versioned]
) -> HttpResponse:
    found = assessment_asked(request, period, asked.version)
    rows = Queried(figures(found), figure_row)
    return listed(request, asked, rows, SpanFigureOut, frozen=snapshot_name(found))


@router.get(
    "/assessments/{period}/targets",
    response=many(TargetResultOut),
    url_name="api_target_results",
    summary=_("How each target stands"),
)
def targets(request: HttpRequest, period: PeriodInPath, asked: Query[Versioned]) -> HttpResponse:
    found = assessment_asked(request, period, asked.version)
    rows = Queried(target_results(found), target_result_row)
    return listed(request, asked, rows, TargetResultOut, frozen=snapshot_name(found))


@router.get(
    "/assessments/{period}/flags",
    response=many(FlagOut),
    url_name="api_flags",
    summary=_("What the rules found, withdrawn flags included"),
)
def flags(request: HttpRequest, period: PeriodInPath, asked: Query[Versioned]) -> HttpResponse:
    found = assessment_asked(request, period, asked.version)
    rows = partial(_flags, found)
    return listed(request, asked, rows, FlagOut, frozen=snapshot_name(found))


def _flags(found) -> Listed:
    return Listed(flag_rows(found))
