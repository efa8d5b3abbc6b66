"""Reads what is kept of a policy, and works out what a bundle would change in it.

A row is known by its natural key (a code, a measure's number, a clause and its phrase), so a row
that changed is changed in place and whatever refers to it still does.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.db import models

from zones.models import Agency, City, Zone, ZoneAlias, ZoneCode, ZoneDate

from ..models import (
    CountingRule,
    Indicator,
    Measure,
    MeasureAgency,
    Policy,
    Reading,
    ReadingPlace,
    ReportingStart,
    Target,
    TargetCondition,
    Task,
)
from ..policy_checks import zone_clashes
from ..policy_layout import LEFT_ALONE, POLICY, Bundle, Record, key_fields, plain_key
from ..tables import Problem

Key: TypeAlias = tuple[object, ...]
Found: TypeAlias = dict[str, dict[Key, models.Model]]


@dataclass(frozen=True)
class Kept:
    """Where a table's rows are kept."""

    model: type[models.Model]
    policy: str = ""  # the way to the policy that the rows are of; empty for what all share
    references: Mapping[str, str] = field(default_factory=dict)  # field: the table referred to
    many: tuple[str, ...] = ()  # fields that hold several references
    itself: tuple[str, ...] = ()  # fields that refer to the same table


KEPT: Mapping[str, Kept] = {
    POLICY: Kept(Policy, "code"),
    "cities": Kept(City),
    "agencies": Kept(Agency),
    "zones": Kept(Zone, references={"city": "cities"}),
    "zone_dates": Kept(ZoneDate, references={"zone": "zones"}),
    "zone_codes": Kept(ZoneCode, references={"zone": "zones"}),
    "zone_aliases": Kept(ZoneAlias, references={"zone": "zones"}),
    "reporting_starts": Kept(ReportingStart, references={"zone": "zones"}),
    "indicators": Kept(
        Indicator,
        references={"part_of": "indicators", "sum_of": "indicators"},
        many=("sum_of",),
        itself=("part_of",),
    ),
    "measures": Kept(Measure, "policy__code", {"policy": POLICY}),
    "measure_agencies": Kept(
        MeasureAgency, "measure__policy__code", {"measure": "measures", "agency": "agencies"}
    ),
    "readings": Kept(Reading, "policy__code", {"policy": POLICY}),
    "reading_places": Kept(ReadingPlace, "reading__policy__code", {"reading": "readings"}),
    "targets": Kept(
        Target,
        "policy__code",
        {
            "policy": POLICY,
            "measure": "measures",
            "reading": "readings",
            "indicator": "indicators",
            "zones": "zones",
        },
        many=("zones",),
    ),
    "target_conditions": Kept(TargetCondition, "target__policy__code", {"target": "targets"}),
    "tasks": Kept(Task, "measure__policy__code", {"measure": "measures", "agency": "agencies"}),
    "counting": Kept(
        CountingRule,
        "policy__code",
        {"policy": POLICY, "indicator": "indicators", "reading": "readings"},
    ),
}


@dataclass(frozen=True)
class Change:
    """A row that is kept and will say something else: each field's old and new value."""

    record: Record
    row: models.Model
    fields: Mapping[str, tuple[object, object]]


@dataclass(frozen=True)
class TablePlan:
    """What becomes of a table: rows to create, to change and to remove, and those that stay."""

    table: str
    created: tuple[Record, ...]
    changed: tuple[Change, ...]
    removed: Mapping[Key, models.Model]
    same: int

    @property
    def is_empty(self) -> bool:
        return not (self.created or self.changed or self.removed)


@dataclass(frozen=True)
class PolicyPlan:
    """What loading a bundle would do, table by table, and the problems that forbid it."""

    tables: tuple[TablePlan, ...] = ()
    problems: tuple[Problem, ...] = ()
    kept: Found = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether everything is kept already as the bundle says it."""
        return all(table.is_empty for table in self.tables)


def policy_plan(bundle: Bundle) -> PolicyPlan:
    """What a bundle without problems would change in what is kept.

    Zones, agencies and indicators are shared by all policies. A policy that comes to others may
    add to what they share and not rewrite it, and while there are others none of it is removed.
    """
    code = bundle.policy.values["code"]
    kept = _kept_rows(code)
    is_known = bool(kept[POLICY])
    is_alone = not Policy.objects.exclude(code=code).exists()
    plans, problems = [], _codes_of_others(bundle, code)
    for table in KEPT:
        is_shared = not KEPT[table].policy
        may_remove = not is_shared or (is_known and is_alone)
        if table in LEFT_ALONE and table not in bundle.files:
            may_remove = False
        plan = _table_plan(table, bundle.records[table], kept[table], may_remove)
        plans.append(plan)
        problems += _in_use(plan, bundle.files.get(table, bundle.file))
        if is_shared and not is_known and not is_alone:
            problems += [_taken(change) for change in plan.changed]
    problems += zone_clashes(bundle, staying=list(_staying(plans, kept, bundle)))
    return PolicyPlan(tuple(plans), tuple(problems), kept)


# --- what is kept, in the words of a bundle -----------------------------------------------------


def _kept_rows(code: object) -> Found:
    """Every row that is kept, by table and key: the policy's own and what all policies share."""
    found: Found = {}
    for table, kept in KEPT.items():
        rows: models.QuerySet[Any] = kept.model._default_manager.all()
        if kept.policy:
            rows = rows.filter(**{kept.policy: code})
        single = [name for name in kept.references if name not in kept.many]
        rows = rows.select_related(*single).prefetch_related(*kept.many)
        found[table] = {_key_of(table, row): row for row in rows}
    return found


def _key_of(table: str, row: models.Model) -> Key:
    return tuple(_value_of(table, row, name) for name in key_fields(table))


def _value_of(table: str, row: models.Model, name: str) -> object:
    """A field of a kept row; what it refers to by key."""
    kept = KEPT[table]
    other = kept.references.get(name)
    if other is None:
        return getattr(row, name)
    if name in kept.many:
        codes = [_key_of(other, one)[0] for one in getattr(row, name).all()]
        return tuple(sorted(codes, key=str))
    referred = getattr(row, name)
    return None if referred is None else plain_key(_key_of(other, referred))


# --- what changes -------------------------------------------------------------------------------


def _table_plan(
    table: str, records: tuple[Record, ...], kept: Mapping[Key, models.Model], may_remove: bool
) -> TablePlan:
    """What becomes of a table whose rows the bundle has, and of those kept that it has not."""
    created, changed = [], []
    for record in records:
        row = kept.get(record.key)
        if row is None:
            created.append(record)
            continue
        old = {name: _value_of(table, row, name) for name in record.values}
        fields = {name: (old[name], new) for name, new in record.values.items() if old[name] != new}
        if fields:
            changed.append(Change(record, row, fields))
    wanted = {record.key for record in records}
    removed = {key: row for key, row in kept.items() if key not in wanted} if may_remove else {}
    same = len(records) - len(created) - len(changed)
    return TablePlan(table, tuple(created), tuple(changed), removed, same)


def _taken(change: Change) -> Problem:
    """The problem of a first load beside another policy that would rewrite what that one says."""
    return change.record.problem(
        None, "code_taken", value=written(change.record.key), fields=", ".join(change.fields)
    )


def _codes_of_others(bundle: Bundle, code: object) -> list[Problem]:
    """A problem for every target whose code is another policy's."""
    records = {record.values["code"]: record for record in bundle.records["targets"]}
    others = Target.objects.filter(code__in=records).exclude(policy__code=code)
    return [
        records[taken].problem("code", "code_of_other_policy", value=taken, policy=policy)
        for taken, policy in others.values_list("code", "policy__code")
    ]


def _staying(plans: Iterable[TablePlan], kept: Found, bundle: Bundle) -> Iterator[Record]:
    """The zones, their aliases and codes that are kept, though the bundle does not have them."""
    removed = {plan.table: plan.removed for plan in plans}
    for table in ("zones", "zone_aliases", "zone_codes"):
        stated = {record.key for record in bundle.records[table]}
        names = [one.name for one in KEPT[table].model._meta.concrete_fields if one.name != "id"]
        for key, row in kept[table].items():
            if key not in stated and key not in removed[table]:
                values = {name: _value_of(table, row, name) for name in names}
                yield Record(table, "", None, values)


def _in_use(plan: TablePlan, file: str) -> list[Problem]:
    """A problem for every row to remove that something outside the policy refers to."""
    ours = {kept.model for kept in KEPT.values()}
    problems = []
    for key, row in plan.removed.items():
        for relation in row._meta.related_objects:
            user: Any = relation.related_model
            if (
                user in ours
                or not user._default_manager.filter(**{relation.field.name: row}).exists()
            ):
                continue
            params = {"value": written(key), "users": str(user._meta.verbose_name_plural)}
            problems.append(Problem(file, None, None, "row_in_use", params))
            break
    return problems


def written(key: object) -> str:
    """A row's key in one line: 3 2, or 1 武汉."""
    return " ".join(written(one) for one in key) if isinstance(key, tuple) else str(key)
