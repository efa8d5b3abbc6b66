"""Reads the counts that a measure asks for, as they were published last, for its page."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import ngettext

from zones.access import Person
from zones.display import label, measured, unit
from zones.display import number as printed

from ..models import CountingRule, Observation, Policy, Submission
from .register_addresses import register_address
from .register_counts import count_rows


@dataclass(frozen=True)
class MeasureCount:
    """What an indicator of the measure counts in a year, all zones together."""

    name: str
    year: int
    total: Decimal
    text: str
    href: str  # the entries, for those who may see them
    differing: str  # how many of the counts the register has otherwise by now, for those too
    counts_href: str


def measure_counts(policy: Policy | None, number: int, who: Person) -> list[MeasureCount]:
    """The counts of a measure in the last year of which figures are published; three queries."""
    rules = list(
        CountingRule.objects.filter(
            indicator__targets__measure__number=number, indicator__targets__policy=policy
        )
        .select_related("indicator")
        .distinct()
    )
    published = _published() if rules else {}
    if not published:
        return []
    year = max(year for _zone, year, _quarter in published)
    versions = [pk for (_zone, of, _quarter), pk in published.items() if of == year]
    totals = _totals(versions, [rule.indicator_id for rule in rules])
    differing = _differing(year, who)
    return [
        MeasureCount(
            name=label(rule.indicator),
            year=year,
            total=totals[rule.indicator_id],
            text=measured(
                printed(totals[rule.indicator_id]), unit(rule.indicator, totals[rule.indicator_id])
            ),
            href=register_address(rule, str(year)) if who.may_see_investment else "",
            differing=_differ_text(differing[rule.indicator.order]),
            counts_href=f"{reverse('register_counts')}?year={year}",
        )
        for rule in sorted(rules, key=lambda one: one.indicator.order)
        if rule.indicator_id in totals
    ]


def _differing(year: int, who: Person) -> Counter[int]:
    """How many counts of the year are open, by the indicator's place; of the zones open to them."""
    rows = count_rows(year, who) if who.may_see_investment else []
    return Counter(row.indicator_order for row in rows if row.verdict.order == 0)


def _differ_text(count: int) -> str:
    if not count:
        return ""
    text = ngettext(
        "The register counts otherwise by now: %(count)s count differs",
        "The register counts otherwise by now: %(count)s counts differ",
        count,
    )
    return text % {"count": count}


def _published() -> dict[tuple[int, int, int], int]:
    """The version published last of each zone and quarter; one query."""
    rows = Submission.objects.filter(published_at__isnull=False).order_by("version")
    return {
        (zone, year, quarter): pk
        for pk, zone, year, quarter in rows.values_list(
            "pk", "zone_id", "quarter__year", "quarter__quarter"
        )
    }


def _totals(versions: Iterable[int], indicators: Iterable[int]) -> dict[int, Decimal]:
    """Each indicator's sum over these versions; one query."""
    rows = Observation.objects.filter(
        submission__in=list(versions), indicator__in=list(indicators), value__isnull=False
    )
    totals: dict[int, Decimal] = defaultdict(Decimal)
    for indicator, value in rows.order_by().values_list("indicator_id", "value"):
        totals[indicator] += value
    return totals
