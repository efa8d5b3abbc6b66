"""Writes a policy: what its bundle says is compared with what is kept, and kept in its place.

A row is known by its natural key (a code, a measure's number, a clause and its phrase), so a row
that changed is changed in place and whatever refers to it still does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F

from zones.models import Agency, City, Zone, ZoneAlias, ZoneCode, ZoneDate

from ..models import (
    Indicator,
    Measure,
    MeasureAgency,
    Policy,
    Reading,
    ReadingPlace,
    Target,
    TargetCondition,
    Task,
)
from ..policy_layout import LAYOUTS, POLICY, Bundle, Record
from ..tables import Problem

PARKED = 10_000  # added to an order while others change theirs; no table has as many rows

Key = tuple[object, ...]


@dataclass(frozen=True)
class Kept:
    """Where a table's rows are kept."""

    model: type[models.Model]
    policy: str = ""  # the way to the policy that the rows are of; empty for what all share
    references: Mapping[str, str] = field(default_factory=dict)  # field: the table referred to
    many: tuple[str, ...] = ()  # fields that hold several references, kept after the rows
    itself: tuple[str, ...] = ()  # fields that refer to the same table, kept after the rows


KEPT: Mapping[str, Kept] = {
    POLICY: Kept(Policy, "code"),
    "cities": Kept(City),
    "agencies": Kept(Agency),
    "zones": Kept(Zone, references={"city": "cities"}),
    "zone_dates": Kept(ZoneDate, references={"zone": "zones"}),
    "zone_codes": Kept(ZoneCode, references={"zone": "zones"}),
    "zone_aliases": Kept(ZoneAlias, references={"zone": "zones"}),
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
}
#: Nothing refers to these rows, so what vanished from them makes room first.
LEAVES = ("zone_dates", "zone_codes", "zone_aliases", "measure_agencies", "reading_places")
LEAVES += ("target_conditions", "tasks")


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
    removed: tuple[tuple[Key, models.Model], ...]
    same: int

    @property
    def is_empty(self) -> bool:
        return not (self.created or self.changed or self.removed)


@dataclass(frozen=True)
class PolicyPlan:
    """What loading a bundle would do, table by table, and the problems that forbid it."""

    tables: tuple[TablePlan, ...]
    problems: tuple[Problem, ...]

    @property
    def is_empty(self) -> bool:
        """Whether everything is kept already as the bundle says it."""
        return all(table.is_empty for table in self.tables)


@transaction.atomic
def policy_load(*, bundle: Bundle, commit: bool) -> PolicyPlan:
    """What the bundle changes; done where `commit` is set and there is no problem with it."""
    problems = [*bundle.problems, *_field_problems(bundle)]
    if problems:
        return PolicyPlan((), tuple(sorted(problems, key=_place)))
    plan, kept = _plan(bundle)
    if commit and not plan.problems:
        _carry_out(plan, kept, bundle)
    return plan


def _place(problem: Problem) -> tuple[str, int, str]:
    return problem.file, problem.row or 0, problem.column or ""


def _field_problems(bundle: Bundle) -> list[Problem]:
    """What the database's own fields refuse: an unknown choice, a text too long, a bad code."""
    problems = []
    for table, records in bundle.records.items():
        fields = {
            one.name: one
            for one in KEPT[table].model._meta.concrete_fields
            if one.name not in KEPT[table].references
        }
        for record in records:
            for name, value in record.values.items():
                if name in fields and value not in (None, ""):
                    problems += _refusals(record, fields[name], value)
    return problems


def _refusals(record: Record, one: models.Field, value: object) -> Iterable[Problem]:
    if one.choices and value not in dict(one.flatchoices):
        choices = tuple(str(code) for code, _label in one.flatchoices)
        return [record.problem(one.name, "not_a_choice", value=value, choices=choices)]
    if one.max_length and isinstance(value, str) and len(value) > one.max_length:
        return [record.problem(one.name, "too_long", value=value, length=one.max_length)]
    if isinstance(one, models.SlugField):
        try:
            one.run_validators(value)
        except ValidationError:
            return [record.problem(one.name, "not_a_code", value=value)]
    return []


# --- what is kept, and what changes -------------------------------------------------------------

Found = dict[str, dict[Key, models.Model]]


def _kept_rows(code: object) -> Found:
    """Every row that is kept, by table and key: the policy's own and what all policies share."""
    found: Found = {}
    for table, kept in KEPT.items():
        rows: models.QuerySet[Any] = kept.model._default_manager.all()
        if kept.policy:
            rows = rows.filter(**{kept.policy: code})
        single = [name for name in kept.references if name not in kept.many]
        rows = rows.select_related(*single, *_beyond(kept, single))
        rows = rows.prefetch_related(*kept.many)
        found[table] = {key_of(table, row): row for row in rows}
    return found


def _beyond(kept: Kept, names: Iterable[str]) -> list[str]:
    """The references of what is referred to, where those are part of its key."""
    return [
        f"{name}__{inner}"
        for name in names
        for inner in KEPT[kept.references[name]].references
        if inner in _key_fields(kept.references[name])
    ]


def _key_fields(table: str) -> tuple[str, ...]:
    return LAYOUTS[table].key if table in LAYOUTS else ("code",)


def key_of(table: str, row: models.Model) -> Key:
    """What a kept row is known by, in the words in which a bundle says it."""
    return tuple(value_of(table, row, name) for name in _key_fields(table))


def value_of(table: str, row: models.Model, name: str) -> object:
    """A field of a kept row, references in the words in which a bundle says them."""
    kept = KEPT[table]
    other = kept.references.get(name)
    if other is None:
        return getattr(row, name)
    if name in kept.many:
        return tuple(sorted(_plain(key_of(other, one)) for one in getattr(row, name).all()))  # type: ignore[type-var]
    referred = getattr(row, name)
    return None if referred is None else _plain(key_of(other, referred))


def _plain(key: Key) -> object:
    return key[0] if len(key) == 1 else key


def _values(bundle: Bundle, record: Record) -> dict[str, object]:
    """A record's values, with the policy that it is of."""
    values = dict(record.values)
    if "policy" in KEPT[record.table].references:
        values["policy"] = bundle.records[POLICY][0].values["code"]
    return values


def _plan(bundle: Bundle) -> tuple[PolicyPlan, Found]:
    """What becomes of every table, and the rows that are kept now."""
    code = bundle.records[POLICY][0].values["code"]
    kept = _kept_rows(code)
    is_known = bool(kept[POLICY])
    is_alone = not Policy.objects.exclude(code=code).exists()
    plans = []
    problems: list[Problem] = []
    for table in KEPT:
        is_shared = not KEPT[table].policy
        plan = _table_plan(bundle, table, kept[table])
        if is_shared and not (is_known and is_alone):
            # What all share is removed only with the one policy that brought it.
            plan = TablePlan(table, plan.created, plan.changed, (), plan.same)
        if is_shared and not is_known and not is_alone:
            problems += [_taken(change) for change in plan.changed]
        problems += _in_use(plan)
        plans.append(plan)
    problems += _codes_of_others(bundle, code)
    return PolicyPlan(tuple(plans), tuple(problems)), kept


def _table_plan(bundle: Bundle, table: str, kept: Mapping[Key, models.Model]) -> TablePlan:
    created, changed, same = [], [], 0
    wanted = set()
    for record in bundle.records[table]:
        wanted.add(record.key)
        row = kept.get(record.key)
        if row is None:
            created.append(record)
            continue
        old = {name: value_of(table, row, name) for name in record.values}
        fields = {
            name: (old[name], value) for name, value in record.values.items() if old[name] != value
        }
        if fields:
            changed.append(Change(record, row, fields))
        else:
            same += 1
    removed = tuple((key, row) for key, row in kept.items() if key not in wanted)
    return TablePlan(table, tuple(created), tuple(changed), removed, same)


def _taken(change: Change) -> Problem:
    """The problem of a first load beside another policy that would rewrite what that one says."""
    fields = ", ".join(change.fields)
    value = " ".join(str(part) for part in change.record.key)
    return change.record.problem(None, "code_taken", value=value, fields=fields)


def _codes_of_others(bundle: Bundle, code: object) -> list[Problem]:
    """A problem for every target whose code is another policy's."""
    codes = [record.values["code"] for record in bundle.records["targets"]]
    others = Target.objects.filter(code__in=codes).exclude(policy__code=code)
    taken = dict(others.values_list("code", "policy__code"))
    return [
        record.problem("code", "code_of_other_policy", value=record.key[0], policy=taken[found])
        for record in bundle.records["targets"]
        for found in (record.values["code"],)
        if found in taken
    ]


def _in_use(plan: TablePlan) -> list[Problem]:
    """A problem for every row to remove that something outside the policy refers to."""
    ours = {kept.model for kept in KEPT.values()}
    problems = []
    for key, row in plan.removed:
        for relation in row._meta.related_objects:
            user = relation.related_model
            if user in ours or getattr(user._meta, "auto_created", False):
                continue
            if user._default_manager.filter(**{relation.field.name: row}).exists():
                params = {"value": _written(key), "users": str(user._meta.verbose_name_plural)}
                problems.append(Problem(plan.table, None, None, "row_in_use", params))
                break
    return problems


def _written(key: Key) -> str:
    return " ".join(_written(one) if isinstance(one, tuple) else str(one) for one in key)


# --- carrying it out ----------------------------------------------------------------------------


def _carry_out(plan: PolicyPlan, kept: Found, bundle: Bundle) -> None:
    """Nothing; the rows are created, changed and removed as planned."""
    plans = {one.table: one for one in plan.tables}
    for table in LEAVES:
        _remove(plans[table])
    for table in KEPT:
        _save(plans[table], kept, bundle)
    for table in reversed([name for name in KEPT if name not in LEAVES]):
        _remove(plans[table])


def _remove(plan: TablePlan) -> None:
    for _key, row in plan.removed:
        row.delete()


def _save(plan: TablePlan, kept: Found, bundle: Bundle) -> None:
    """Nothing; new rows are created, changed ones updated in place."""
    table, late = plan.table, (*KEPT[plan.table].itself, *KEPT[plan.table].many)
    _park_orders(plan)
    for record in plan.created:
        values = _values(bundle, record)
        given = {
            name: _resolved(table, name, value, kept)
            for name, value in values.items()
            if name not in late
        }
        row = KEPT[table].model(**given)
        row.save(force_insert=True)
        kept[table][record.key] = row
    for change in plan.changed:
        now = [name for name in change.fields if name not in late]
        for name in now:
            value = _resolved(table, name, change.fields[name][1], kept)
            setattr(change.row, name, value)
        if now:
            change.row.save(update_fields=now)
    for record, names in _late(plan, late):
        _save_late(table, kept[table][record.key], record, names, kept)


def _park_orders(plan: TablePlan) -> None:
    """Nothing; orders that change are moved out of the way, so that two rows can swap theirs."""
    moving = [change.row.pk for change in plan.changed if "order" in change.fields]
    if moving and plan.table in LEAVES:
        rows = KEPT[plan.table].model._default_manager.filter(pk__in=moving)
        rows.update(order=F("order") + PARKED)


def _late(plan: TablePlan, late: Sequence[str]) -> list[tuple[Record, list[str]]]:
    """The fields to be kept once every row of the table is there."""
    created = [(record, [name for name in late if record.values[name]]) for record in plan.created]
    changed = [
        (change.record, [name for name in late if name in change.fields]) for change in plan.changed
    ]
    return [(record, names) for record, names in created + changed if names]


def _save_late(
    table: str, row: models.Model, record: Record, names: Sequence[str], kept: Found
) -> None:
    for name in names:
        value = record.values[name]
        if name in KEPT[table].many:
            other = kept[KEPT[table].references[name]]
            getattr(row, name).set([other[(one,)] for one in value])  # type: ignore[attr-defined]
        else:
            setattr(row, name, _resolved(table, name, value, kept))
            row.save(update_fields=[name])


def _resolved(table: str, name: str, value: object, kept: Found) -> object:
    """The value to keep: where it refers to a row, that row."""
    other = KEPT[table].references.get(name)
    if other is None or value is None:
        return value
    key = value if isinstance(value, tuple) else (value,)
    return kept[other][key]
