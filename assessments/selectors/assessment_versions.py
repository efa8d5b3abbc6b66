"""Reads every assessment in all its versions, and the periods that can be assessed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from indicators.models import Submission
from indicators.periods import Period
from zones.access import Person
from zones.badges import Badge, Link
from zones.display import label, moment

from ..badges import assessment_badge
from ..models import Assessment, Scheme
from ..wording import period_name, scheme_name
from .published import assessments_open_to

State = Assessment.State


@dataclass(frozen=True)
class VersionRow:
    """An assessment of a period in one version, with who ran and who published it."""

    pk: int
    order: tuple[int, int, bool, int]
    period: str
    code: str
    href: str
    version: int
    state: Badge
    marks: tuple[Badge, ...]
    ranked: int
    run_at: datetime
    run_text: str
    run_by: str
    published_at: datetime | None
    published_text: str
    published_by: str
    superseded_text: str
    scheme: Link
    digest: str
    note: str


@dataclass(frozen=True)
class PeriodChoices:
    """The periods of a year that figures are there for: (code, words), the whole year first."""

    year: int
    periods: tuple[tuple[str, str], ...]


def version_rows(who: Person) -> list[VersionRow]:
    """Every assessment that the person may see, the latest period first; one query."""
    ranked = Count("results", filter=Q(results__rank__isnull=False))
    found = assessments_open_to(who).annotate(ranked=ranked)
    found = found.order_by("-year", "-quarter", "-kind", "-version")
    return [_row(one) for one in found]


def versions_of(period: Period, who: Person) -> list[Assessment]:
    """The period's versions that the person may see, the latest first; one query."""
    return list(assessments_open_to(who).filter(period=str(period)).order_by("-version"))


def version_href(assessment: Assessment) -> str:
    """The address of one version, which stays the same when another is published."""
    return f"{assessment.get_absolute_url()}?version={assessment.version}"


def scheme_link(scheme: Scheme) -> Link:
    """The scheme's own page."""
    return Link(scheme_name(scheme), reverse("scheme", args=[scheme.code]))


def name_of(user) -> str:
    """A person's name; nothing where the system acted by itself."""
    return "" if user is None else user.get_full_name() or user.get_username()


def marks_of(assessment: Assessment) -> tuple[Badge, ...]:
    """What to know of an assessment beside its state: provisional, demonstration."""
    marks = []
    if assessment.is_provisional:
        marks.append(Badge("warn", _("provisional"), "alert-triangle"))
    if assessment.is_demonstration:
        marks.append(Badge("quiet", _("demonstration"), "info-circle"))
    return tuple(marks)


def _row(one: Assessment) -> VersionRow:
    return VersionRow(
        pk=one.pk,
        order=(one.year, one.quarter, one.kind == "year", one.version),
        period=capfirst(period_name(one.span)),
        code=one.period,
        href=version_href(one),
        version=one.version,
        state=assessment_badge(one.state),
        marks=marks_of(one),
        ranked=one.ranked if one.ranked > 1 else 0,  # a zone alone has no place
        run_at=one.run_at,
        run_text=moment(one.run_at),
        run_by=name_of(one.run_by),
        published_at=one.published_at,
        published_text=moment(one.published_at),
        published_by=name_of(one.published_by),
        superseded_text=moment(one.superseded_at) if one.superseded_at else "",
        scheme=scheme_link(one.scheme),
        digest=one.digest[:12],
        note=label(one, "note"),
    )


def period_choices() -> list[PeriodChoices]:
    """The periods with figures handed in under some scheme, the latest first; two queries."""
    adopted = Scheme.objects.filter(state=Scheme.State.ADOPTED)
    first = adopted.aggregate(first=Min("effective_year"))["first"]
    if first is None:
        return []
    handed_in = Submission.objects.filter(
        state__in=[Submission.State.SUBMITTED, Submission.State.VERIFIED], quarter__year__gte=first
    )
    quarters = handed_in.order_by().values_list("quarter__year", "quarter__quarter").distinct()
    reached: dict[int, int] = {}
    for year, quarter in quarters:
        reached[year] = max(quarter, reached.get(year, 0))
    return [
        PeriodChoices(
            year,
            tuple((str(one), capfirst(period_name(one))) for one in _periods(year, reached[year])),
        )
        for year in sorted(reached, reverse=True)
    ]


def _periods(year: int, reached: int) -> Iterable[Period]:
    if reached == 4:
        yield Period(year, 4, "year")
    if reached >= 2:
        yield Period(year, 2, "half")
    for quarter in range(reached, 0, -1):
        yield Period(year, quarter, "quarter")
