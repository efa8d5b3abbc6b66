"""Reads the register of projects and events as it counts: by zone, quarter and indicator."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q

from zones.models import MatchmakingEvent, Project, Zone
from zones.project_stages import WITHDRAWN

from ..counting import (
    EVENTS,
    PROJECTS,
    CountedEvent,
    CountedProject,
    CountingRule,
    counted,
    tier_of,
)
from ..models import CountingRule as StoredRule
from ..periods import Quarter


@dataclass(frozen=True)
class Counts:
    """What the register counts, and which zones keep which register at all.

    A zone keeps one from its first entry on; of a zone that keeps none nothing is counted, which
    is not zero.
    """

    rules: tuple[CountingRule, ...] = ()
    keepers: Mapping[str, frozenset[int]] = field(default_factory=dict)
    keys: Mapping[tuple[int, Quarter, str], tuple[int, ...]] = field(default_factory=dict)

    def of(self, zone: int, quarter: Quarter) -> dict[str, Decimal]:
        """The counts of a zone's quarter, by indicator."""
        return {
            rule.indicator: Decimal(len(self.keys.get((zone, quarter, rule.indicator), ())))
            for rule in self.rules
            if zone in self.keepers[rule.register]
        }


def counting_rules() -> tuple[CountingRule, ...]:
    """What indicators count of the register; one query."""
    return tuple(map(rule_of, StoredRule.objects.select_related("indicator")))


def rule_of(row: StoredRule) -> CountingRule:
    """A rule as stored, for the pure count."""
    return CountingRule(row.indicator.code, row.register, row.at_least, row.stage)


def register_counts(
    zones: Iterable[int], quarters: Collection[Quarter], rules: Iterable[CountingRule] | None = None
) -> Counts:
    """What the register counts of these zones in these quarters; four queries at most."""
    rules = counting_rules() if rules is None else tuple(rules)
    zones = list(zones)
    if not rules or not quarters or not zones:
        return Counts()
    keepers = _keepers(zones)
    first, last = min(quarters).starts_on, max(quarters).ends_on
    projects: list[CountedProject] = []
    if keepers[PROJECTS]:
        within = Q()
        for stage in {rule.stage for rule in rules if rule.register == PROJECTS}:
            within |= Q(**{f"{stage}_on__range": (first, last)})
        rows = Project.objects.filter(within, zone__in=keepers[PROJECTS], struck_at__isnull=True)
        projects = [project_of(row) for row in rows.order_by("pk")]
    events: list[CountedEvent] = []
    if keepers[EVENTS]:
        held = MatchmakingEvent.objects.filter(
            zone__in=keepers[EVENTS], held_on__range=(first, last), struck_at__isnull=True
        )
        events = [CountedEvent(*row) for row in held.values_list("pk", "zone_id", "held_on")]
    found = {key: tuple(its) for key, its in counted(rules, projects, events).items()}
    return Counts(rules, keepers, found)  # type: ignore[arg-type]  # its keys are our ids


def project_of(row: Project) -> CountedProject:
    """A project as stored, for the pure count."""
    days = row.days
    return CountedProject(row.pk, row.zone_id, row.expected_trade, days, days[WITHDRAWN])


def _keepers(zones: Collection[int]) -> dict[str, frozenset[int]]:
    """The zones that keep a register, by register; one query."""
    kept = {PROJECTS: Project, EVENTS: MatchmakingEvent}
    rows = Zone.objects.filter(pk__in=zones).annotate(
        **{
            f"keeps_{name}": Exists(model.objects.filter(zone=OuterRef("pk"), struck_at=None))
            for name, model in kept.items()
        }
    )
    found = list(rows.order_by().values_list("pk", *(f"keeps_{name}" for name in kept)))
    return {
        name: frozenset(row[0] for row in found if row[place])
        for place, name in enumerate(kept, start=1)
    }


__all__ = ["Counts", "counting_rules", "project_of", "register_counts", "rule_of", "tier_of"]
