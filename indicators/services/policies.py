"""Writes a policy as its bundle says it: rows created, changed in place, and removed."""

from collections.abc import Iterator
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F

from zones.access import Person
from zones.audit import digest_of
from zones.models import AuditEntry
from zones.services.audit import Change, audit_append

from ..policy_layout import Bundle, Record
from ..selectors.policy_plan import KEPT, Found, PolicyPlan, TablePlan, policy_plan
from ..tables import Problem

PARKED = 10_000  # added to an order while others change theirs; no order is as large
SHOWN = 40  # characters that are shown of a text that is too long

#: Nothing refers to these rows, so what vanished from them makes room first.
LEAVES = (
    *("zone_dates", "zone_codes", "zone_aliases", "reporting_starts"),
    *("measure_agencies", "reading_places", "target_conditions", "tasks", "counting"),
)


@transaction.atomic
def policy_load(
    *, bundle: Bundle, commit: bool, by: Person | None = None, at: datetime | None = None
) -> PolicyPlan:
    """What the bundle changes; done where `commit` is set and there is no problem with it."""
    problems = [*bundle.problems, *_field_problems(bundle)]
    plan = PolicyPlan() if problems else policy_plan(bundle)
    problems += plan.problems
    if problems:
        return PolicyPlan(problems=tuple(sorted(problems, key=_place)))
    if commit:
        _carry_out(plan, bundle)
        if not plan.is_empty:
            audit_append(by=by, at=at, changes=[_change(plan, bundle)])
    return plan


def _change(plan: PolicyPlan, bundle: Bundle) -> Change:
    """The load as the audit log tells it: rows created, changed and removed, and of which files."""
    rows = {
        "created": sum(len(table.created) for table in plan.tables),
        "changed": sum(len(table.changed) for table in plan.tables),
        "removed": sum(len(table.removed) for table in plan.tables),
    }
    said = {table: [dict(one.values) for one in found] for table, found in bundle.records.items()}
    return Change(
        AuditEntry.Action.POLICY_LOADED,
        AuditEntry.Kind.POLICY,
        code=str(bundle.policy.values["code"]),
        new={**rows, "digest": digest_of(said)},
    )


def _place(problem: Problem) -> tuple[str, int, str]:
    return problem.file, problem.row or 0, problem.column or ""


def _field_problems(bundle: Bundle) -> Iterator[Problem]:
    """What the database's own fields refuse: an unknown choice, a text too long, a bad code."""
    for table, records in bundle.records.items():
        kept = KEPT[table]
        fields = {
            one.name: one
            for one in kept.model._meta.concrete_fields
            if one.name not in kept.references
        }
        for record in records:
            for name, value in record.values.items():
                if name in fields and value not in (None, ""):
                    yield from _refusals(record, fields[name], value)


def _refusals(record: Record, one: models.Field, value: object) -> Iterator[Problem]:
    """The first thing that the field has against the value."""
    codes = tuple(str(code) for code, _name in one.flatchoices)
    if codes and value not in codes:
        yield record.problem(one.name, "not_a_choice", value=value, choices=codes)
    elif one.max_length and isinstance(value, str) and len(value) > one.max_length:
        shown = f"{value[:SHOWN]}…"
        yield record.problem(one.name, "too_long", value=shown, length=one.max_length)
    elif isinstance(one, models.SlugField):
        try:
            one.run_validators(value)
        except ValidationError:
            yield record.problem(one.name, "not_a_code", value=value)


def _carry_out(plan: PolicyPlan, bundle: Bundle) -> None:
    """Nothing; the rows are created, changed and removed as planned."""
    plans = dict(zip(KEPT, plan.tables, strict=True))
    for table in LEAVES:
        _remove(plans[table])
    for table in KEPT:
        _save(table, plans[table], plan.kept, bundle)
    for table in reversed([name for name in KEPT if name not in LEAVES]):
        _remove(plans[table])


def _remove(plan: TablePlan) -> None:
    for row in plan.removed.values():
        row.delete()


def _save(table: str, plan: TablePlan, kept: Found, bundle: Bundle) -> None:
    """Nothing; new rows are created, changed ones updated in place.

    What refers to the same table, or to several rows, is set once all rows are there.
    """
    late = (*KEPT[table].itself, *KEPT[table].many)
    of_policy = {"policy": bundle.policy.key[0]} if "policy" in KEPT[table].references else {}
    if table in LEAVES:
        _park_orders(table, plan)
    for record in plan.created:
        row = KEPT[table].model()
        _set(table, row, {**record.values, **of_policy}, kept, but=late)
        row.save(force_insert=True)
        kept[table][record.key] = row
    for change in plan.changed:
        new = {name: value for name, (_old, value) in change.fields.items()}
        _set(table, change.row, new, kept, but=late)
        change.row.save(update_fields=[name for name in new if name not in late])
    for record in (*plan.created, *(change.record for change in plan.changed)):
        _save_late(table, kept[table][record.key], record, kept)


def _park_orders(table: str, plan: TablePlan) -> None:
    """Nothing; orders that change are moved out of the way, so that two rows can swap theirs."""
    moving = [change.row.pk for change in plan.changed if "order" in change.fields]
    rows = KEPT[table].model._default_manager.filter(pk__in=moving)
    if moving:
        rows.update(order=F("order") + PARKED)


def _set(
    table: str, row: models.Model, values: dict[str, object], kept: Found, but: tuple[str, ...]
) -> None:
    """Nothing; the row has these values, and where they are keys the rows they stand for."""
    for name, value in values.items():
        if name not in but:
            setattr(row, name, _resolved(table, name, value, kept))


def _save_late(table: str, row: models.Model, record: Record, kept: Found) -> None:
    """Nothing; the row refers to its own table and to several rows as the record says."""
    for name in KEPT[table].itself:
        setattr(row, name, _resolved(table, name, record.values[name], kept))
        row.save(update_fields=[name])
    for name in KEPT[table].many:
        codes = record.values[name]
        assert isinstance(codes, tuple)
        getattr(row, name).set([_resolved(table, name, code, kept) for code in codes])


def _resolved(table: str, name: str, value: object, kept: Found) -> object:
    """The value to keep: where it is the key of a row, that row."""
    other = KEPT[table].references.get(name)
    if other is None or value is None:
        return value
    return kept[other][value if isinstance(value, tuple) else (value,)]
