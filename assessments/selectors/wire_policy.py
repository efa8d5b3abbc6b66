"""Reads the policy, its measures, indicators and targets, and the zones, as programs read them."""

from collections import defaultdict
from typing import Any

from indicators.models import Indicator, Measure, Policy, ReportingStart, Target
from indicators.selectors.policy import current_policy
from indicators.units import stored_unit
from zones.models import Zone, ZoneCode, ZoneDate

Row = dict[str, Any]


def policy_row() -> Row | None:
    """The policy in force; None before one is loaded."""
    policy = current_policy()
    if policy is None:
        return None
    names = ("code", "name_zh", "name_en", "issued_on", "base_year", "first_year", "last_year")
    more = ("opening", "preamble", "province_zh", "province_en")
    return {name: getattr(policy, name) for name in (*names, *more)}


def measure_rows() -> list[Row]:
    """The measures with their agencies, tasks and targets; five queries."""
    found = Measure.objects.filter(policy=current_policy()).prefetch_related(
        "responsibilities__agency", "tasks__agency", "targets"
    )
    return [_measure(one) for one in found.order_by("number")]


def _measure(one: Measure) -> Row:
    agencies = [
        {
            "code": its.agency.code,
            "printed": its.printed,
            "role": its.role,
            "name_en": its.agency.name_en,
        }
        for its in one.responsibilities.all()
    ]
    tasks = [
        {
            "number": task.order,
            "title_zh": task.title_zh,
            "title_en": task.title_en,
            "phrase": task.phrase,
            "agency": task.agency.code,
            "due_on": task.due_on,
        }
        for task in one.tasks.all()
    ]
    names = ("number", "title_zh", "title_en", "summary_zh", "summary_en", "text")
    return {name: getattr(one, name) for name in names} | {
        "agencies": agencies,
        "tasks": tasks,
        "targets": [target.code for target in one.targets.all()],
    }


def zone_rows() -> list[Row]:
    """Every zone with its steps and codes, judged or not; five queries."""
    dates: dict[int, list[Row]] = defaultdict(list)
    for step in ZoneDate.objects.order_by("date", "id"):
        names = ("event", "phase", "date", "confidence")
        dates[step.zone_id].append({name: getattr(step, name) for name in names})
    codes: dict[int, list[Row]] = defaultdict(list)
    for code in ZoneCode.objects.order_by("id"):
        codes[code.zone_id].append({"system": code.system, "code": code.code})
    starts = {one.zone_id: str(one.code) for one in ReportingStart.objects.all()}
    found = Zone.objects.select_related("city", "group").order_by("order", "id")
    names = ("code", "name_zh", "name_en", "short_zh", "short_en", "stage", "is_judged")
    return [
        {name: getattr(one, name) for name in names}
        | {
            "city": one.city.code,
            "city_zh": one.city.name_zh,
            "city_en": one.city.name_en,
            "group": one.group.code if one.group else None,
            "area_km2": one.area_km2,
            "reports_from": starts.get(one.pk),
            "dates": dates[one.pk],
            "codes": codes[one.pk],
        }
        for one in found
    ]


def indicator_rows() -> list[Row]:
    """Every indicator with its definition, unit and parts; two queries."""
    found = Indicator.objects.select_related("part_of").prefetch_related("sum_of")
    names = ("code", "name_zh", "name_en", "kind", "unit_kind", "scope", "direction", "basis")
    names += ("decimals", "definition_zh", "definition_en", "source_zh", "source_en")
    return [
        {name: getattr(one, name) for name in names}
        | {
            "unit": stored_unit(one.unit_kind, one.unit_zh),
            "unit_shown_zh": one.unit_zh,
            "unit_shown_en": one.unit_en,
            "part_of": one.part_of.code if one.part_of else None,
            "sum_of": [part.code for part in one.sum_of.all()],
        }
        for one in found.order_by("order", "id")
    ]


def target_rows() -> list[Row]:
    """Every target of the policy with its conditions; four queries."""
    policy: Policy | None = current_policy()
    found = Target.objects.filter(policy=policy).select_related("measure", "indicator")
    names = ("code", "name_zh", "name_en", "clause", "phrase", "measure_of", "scope", "direction")
    conditions = ("tier", "rule", "amount", "amount_printed", "grade", "comparison")
    conditions += ("base_year", "first_year", "last_year", "is_last_year_only")
    return [
        {name: getattr(one, name) for name in names}
        | {
            "measure": one.measure.number if one.measure else None,
            "indicator": one.indicator.code if one.indicator else None,
            "tolerance": one.tolerance,
            "zones": [zone.code for zone in one.zones.all()],
            "conditions": [
                {name: getattr(its, name) for name in conditions} for its in one.conditions.all()
            ],
        }
        for one in found.prefetch_related("zones", "conditions").order_by("order", "id")
    ]
