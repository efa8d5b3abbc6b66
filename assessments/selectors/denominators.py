"""Reads the province's totals that shares are taken of, with their vintage and their source."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from indicators.models import Indicator, Policy, ProvinceFigure
from indicators.periods import Period
from zones import access
from zones.display import label, yi
from zones.models import Agency

from ..words import vintage_words


@dataclass(frozen=True)
class Denominator:
    """A total of the province from 1 January, as pages and files print it."""

    indicator: Indicator
    span: str
    value: Decimal
    printed: str
    vintage: str
    confidence: str
    source: str


def denominators(span: Period, indicator: Indicator | None = None) -> list[Denominator]:
    """The totals held for a span, the same span last year and the policy's base year."""
    spans = Q(year__in=[span.year, span.year - 1], quarter=span.quarter)
    policy = Policy.objects.filter(first_year__lte=span.year, last_year__gte=span.year).first()
    if policy:
        spans |= Q(year=policy.base_year, quarter=4)
    found = ProvinceFigure.objects.filter(spans).select_related("indicator")
    if indicator is not None:
        found = found.filter(indicator=indicator)
    order = ("indicator__order", "-year", "-quarter", "vintage", "version")
    return [
        Denominator(
            indicator=row.indicator,
            span=str(row.year) if row.quarter == 4 else f"{row.year} Q1–Q{row.quarter}",
            value=row.value,
            printed=yi(row.value),
            vintage=vintage_words(row.vintage),
            confidence=row.confidence,
            source=row.source,
        )
        for row in found.order_by(*order)
    ]


def secondary_mark() -> str:
    """What every print of these totals says of their sources.

    They are to give way to the statistics of the agency that Customs' people stand for.
    """
    agency = Agency.objects.filter(posts__user__groups__name=access.CUSTOMS).first()
    return _("Secondary sources, to be replaced by the statistics of %(customs)s.") % {
        "customs": label(agency) if agency else _("Customs")
    }
