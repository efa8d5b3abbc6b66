"""Reads the page of one figure of one zone: what it means, and where each quarter comes from."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from indicators.models import Indicator
from indicators.periods import Quarter
from zones.access import Person
from zones.badges import Badge, Link
from zones.display import DASH, amount, label, unit
from zones.models import Zone

from ..models import Assessment
from ..models import Figure as FrozenFigure
from ..wording import per_cent, period_name
from ..words import no_growth_words, state_badge
from .figure_rows import QuarterRow, looker, quarter_histories, quarter_rows
from .provenance import History

PRESENT = ("value", "zero")


@dataclass(frozen=True)
class Summary:
    """The figure as an assessment froze it, and the quarters that it was made of."""

    period: str
    actual: str
    base: str
    growth: str
    share: str
    state: Badge | None
    note: str
    quarters: tuple[Link, ...]


@dataclass(frozen=True)
class FigurePage:
    """All that a figure's page prints."""

    zone: Zone
    zone_name: str
    zone_href: str
    name: str
    unit: str
    definition: str
    source: str
    kind: str
    basis: str
    parts: tuple[Link, ...]
    whole: Link | None
    city_zones: tuple[Link, ...]
    names_people: bool
    sees_unpublished: bool
    rows: tuple[QuarterRow, ...]
    summary: Summary | None


def figure_page(
    zone: Zone, indicator: Indicator, assessment: Assessment | None, who: Person, today: date
) -> FigurePage:
    """A figure's page, as far as it is open to a person."""
    look = looker(zone, indicator, who, today)
    found = quarter_histories(zone, indicator, who, look.calendar)
    span = assessment.span.quarters if assessment else ()
    query = f"?period={assessment.period}" if assessment else ""
    if indicator.kind == Indicator.Kind.STOCK:
        span = span[-1:]
    return FigurePage(
        zone=zone,
        zone_name=label(zone),
        zone_href=zone.get_absolute_url() + query,
        name=label(indicator),
        unit=unit(indicator),
        definition=label(indicator, "definition"),
        source=label(indicator, "source"),
        kind=indicator.get_kind_display(),
        basis=indicator.get_basis_display(),
        parts=tuple(_link(zone, one, query) for one in indicator.sum_of.all()),
        whole=_link(zone, indicator.part_of, query) if indicator.part_of else None,
        city_zones=_city_zones(zone, indicator, query),
        names_people=who.may_see_unpublished,
        sees_unpublished=who.may_see_collection_of(zone),
        rows=tuple(quarter_rows(found, look, span)),
        summary=_summary(zone, indicator, assessment, found, span) if assessment else None,
    )


def _link(zone: Zone, indicator: Indicator, query: str) -> Link:
    return Link(label(indicator), reverse("figure", args=[zone.code, indicator.code]) + query)


def _city_zones(zone: Zone, indicator: Indicator, query: str) -> tuple[Link, ...]:
    """The same figure of the city's other zones, where it is counted by city."""
    if indicator.scope != Indicator.Scope.CITY:
        return ()
    others = Zone.objects.filter(city=zone.city_id, is_judged=True).exclude(pk=zone.pk)
    return tuple(
        Link(label(one), reverse("figure", args=[one.code, indicator.code]) + query)
        for one in others
    )


def _summary(
    zone: Zone,
    indicator: Indicator,
    assessment: Assessment,
    found: dict[Quarter, History],
    span: tuple[Quarter, ...],
) -> Summary | None:
    """The frozen figure of the assessment, with the quarters as they stood when it was run."""
    frozen = FrozenFigure.objects.filter(
        assessment=assessment, zone=zone, indicator=indicator
    ).first()
    if frozen is None:
        return None
    is_there = frozen.state in PRESENT
    return Summary(
        period=period_name(assessment.span),
        actual=amount(frozen.value, indicator),
        base=amount(frozen.base, indicator),
        growth=per_cent(frozen.growth, signed=True),
        share=per_cent(frozen.share, 2) if frozen.share is not None else "",
        state=None if is_there else state_badge(frozen.state),
        note=no_growth_words(frozen.growth_note) if is_there else "",
        quarters=tuple(
            Link(_counted(found[quarter], assessment, indicator), f"#{quarter}", str(quarter))
            for quarter in span
            if quarter in found
        ),
    )


def _counted(history: History, assessment: Assessment, indicator: Indicator) -> str:
    """What a quarter was worth to the assessment: the version in force when it was run."""
    version = history.in_force(assessment.run_at)
    if version is None and assessment.published_at is None:
        version = history.current  # a draft counts a first version before it is verified
    observation = version.observation if version else None
    return amount(observation.value, indicator) if observation else DASH
