"""Reads the register of projects as printed: rows for a list, and one project with its history."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from zones.access import Person
from zones.alike import folded
from zones.badges import Badge
from zones.display import DASH, day, label, money_said, number, unit, yi
from zones.models import Project
from zones.models.investment import ProjectStageName
from zones.project_stages import STAGES, TRANSITIONS

from ..counting import place_of_project, tier_of
from ..models import CountingRule
from .collection import zones_open_to
from .register import project_of, rule_of

NO_TIER = "none"
_STAGE_LOOKS = {
    "signed": ("info", "edit"),
    "construction": ("warn", "clock"),
    "operating": ("good", "circle-check"),
    "withdrawn": ("quiet", "circle-x"),
}


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed down by; empty: everything. ``counted`` is a quarter or a year."""

    zone: str = ""
    tier: str = ""
    stage: str = ""
    counted: str = ""
    text: str = ""
    is_struck: bool = False


@dataclass(frozen=True)
class ProjectRow:
    """A project as the list and its page print it."""

    pk: int
    href: str
    name: str
    zone: str
    zone_code: str
    zone_order: int
    tier: Badge
    tier_code: str
    expected: Decimal
    expected_text: str
    expected_said: str
    stage: Badge
    stage_code: str
    signed_on: date
    signed_text: str
    construction_text: str
    operating_text: str
    withdrawn_text: str
    counted: str  # the quarter in which it counts; "—" where it does not
    counted_order: str
    trade: Decimal | None
    trade_text: str
    trade_year: int | None
    investor: str
    alike: Badge | None


def rules_in_order() -> list[CountingRule]:
    """The counting rules with their indicators, the highest tier first; one query."""
    rows = CountingRule.objects.select_related("indicator", "reading")
    return sorted(rows, key=lambda one: -(one.at_least or 0))


def project_rows(asked: Asked, who: Person) -> list[ProjectRow]:
    """The projects open to a person, as asked for; as many queries for many as for one."""
    zones = zones_open_to(who)
    rules = rules_in_order()
    found = Project.objects.filter(zone__in=zones, struck_at__isnull=not asked.is_struck)
    found = found.select_related("zone").prefetch_related("trade").order_by("-signed_on", "-pk")
    if asked.zone:
        found = found.filter(zone__code=asked.zone)
    every = list(found)
    alike = _alike(zones) if not asked.is_struck else Counter()
    rows = [_row(one, rules, alike) for one in every]
    return [one for one in rows if _is_wanted(one, asked)]


def project_row(project: Project) -> ProjectRow:
    """One project as printed; its zone and trade are looked up."""
    return _row(project, rules_in_order(), Counter())


def _alike(zones: Iterable) -> Counter[str]:
    """How many projects open to the person have each name, blanks and marks left out."""
    names = Project.objects.filter(zone__in=zones, struck_at__isnull=True).order_by()
    return Counter(folded(name) for name in names.values_list("name_zh", flat=True))


def _is_wanted(row: ProjectRow, asked: Asked) -> bool:
    if asked.tier and row.tier_code != asked.tier:
        return False
    if asked.stage and row.stage_code != asked.stage:
        return False
    if asked.counted and not row.counted_order.startswith(asked.counted):
        return False
    text = folded(asked.text)
    return not text or text in folded(row.name) or text in folded(row.investor)


def _row(one: Project, rules: Sequence[CountingRule], alike: Mapping[str, int]) -> ProjectRow:
    pure = [rule_of(rule) for rule in rules]
    place = None if one.is_struck else place_of_project(project_of(one), pure)
    counted = str(place[1]) if place else ""
    trade = max(one.trade.all(), key=lambda row: row.year, default=None)
    rule = rule_reached(one.expected_trade, rules)
    times = alike.get(folded(one.name_zh), 0)
    return ProjectRow(
        pk=one.pk,
        href=one.get_absolute_url(),
        name=label(one),
        zone=label(one.zone, "short"),
        zone_code=one.zone.code,
        zone_order=one.zone.order,
        tier=tier_badge(rule, rules),
        tier_code=rule.tier if rule else NO_TIER,
        expected=one.expected_trade,
        expected_text=yi(one.expected_trade),
        expected_said=money_said(one.expected_trade),
        stage=stage_badge(one.stage),
        stage_code=one.stage,
        signed_on=one.signed_on,
        signed_text=day(one.signed_on),
        construction_text=day(one.construction_on),
        operating_text=day(one.operating_on),
        withdrawn_text=day(one.withdrawn_on),
        counted=counted or DASH,
        counted_order=counted,
        trade=trade.value if trade else None,
        trade_text=yi(trade.value) if trade else DASH,
        trade_year=trade.year if trade else None,
        investor=one.investor or DASH,
        alike=Badge("warn", _("named alike: %(count)s") % {"count": times}, "alert-triangle")
        if times > 1
        else None,
    )


def rule_reached(expected_trade: Decimal, rules: Sequence[CountingRule]) -> CountingRule | None:
    """The rule of the highest tier that an amount in 万元 reaches; None below all of them."""
    tier = tier_of(expected_trade, map(rule_of, rules))
    return next((row for row in rules if tier and row.indicator.code == tier.indicator), None)


def tier_badge(rule: CountingRule | None, rules: Sequence[CountingRule]) -> Badge:
    """The tier of a project, the highest first; that it has none is said too."""
    if rule is None:
        return Badge("quiet", _("below the tiers"), order=len(rules))
    order = rules.index(rule)
    return Badge("info" if order == 0 else "quiet", label(rule, "tier"), order=order)


def stage_badge(stage: str) -> Badge:
    """The stage of a project, in the order in which it comes."""
    kind, icon = _STAGE_LOOKS[stage]
    name = str(ProjectStageName(stage).label)
    return Badge(kind, name, icon, order=STAGES.index(stage))


def next_stages(project: Project) -> list[tuple[str, str]]:
    """The stages that may follow, with their names; none of a project struck out."""
    if project.is_struck:
        return []
    return [(one, str(ProjectStageName(one).label)) for one in TRANSITIONS[project.stage]]


def money_unit() -> str:
    """The unit in which money is shown."""
    return unit(_Money)


class _Money:
    unit_kind = "money"


def tiers(rules: Iterable[CountingRule]) -> list[tuple[str, str]]:
    """Every tier with its name and where it begins, for a choice; below them all last."""
    found = [
        (
            rule.tier,
            f"{label(rule, 'tier')} ≥ {number((rule.at_least or 0) / 10_000, 0)} {money_unit()}",
        )
        for rule in rules
        if rule.at_least
    ]
    return [*found, (NO_TIER, _("below the tiers"))] if found else []


def stage_names() -> list[tuple[str, str]]:
    """Every stage with its name, for a choice."""
    return [(code, str(name)) for code, name in ProjectStageName.choices]
