"""Writes by when a measure's task is due, version after version, each with its reason."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from zones.access import Person
from zones.models import AuditEntry
from zones.services.audit import Act, Change, audit_append
from zones.services.transactions import Refused, one_transaction, refuse_long_reasons

from ..models import Task, TaskDue
from .tasks import lock_tasks, task_code

__all__ = ["Refused", "task_due_set"]

Action, Kind = AuditEntry.Action, AuditEntry.Kind


@one_transaction()
def task_due_set(
    *,
    task: Task,
    due_on: date | None,
    reason_zh: str,
    reason_en: str = "",
    seen: int,
    by: Person,
    at: datetime,
    is_demonstration: bool = False,
    log: list[Act] | None = None,
) -> TaskDue:
    """By when the task is due from now on, None for no day; ``seen`` is the last version seen.

    Raises Refused.
    """
    if not by.may_keep_tasks:
        raise Refused("not_a_task_keeper")
    refuse_long_reasons(reason_zh, reason_en)
    known = lock_tasks([task.pk])[task.pk]
    last = TaskDue.objects.filter(task=known).order_by("-version").first()
    row = TaskDue(
        task=known,
        version=last.version + 1 if last else 1,
        due_on=due_on,
        reason_zh=reason_zh.strip(),
        reason_en=reason_en.strip(),
        set_by_id=by.user_id,
        set_at=at,
        is_demonstration=is_demonstration,
    )
    if last is not None and (last.due_on, last.reason_zh) == (row.due_on, row.reason_zh):
        return last  # sent twice
    if seen != (last.version if last else 0):
        is_own = last is not None and last.set_by_id == by.user_id
        raise Refused("task_due_changed_yourself" if is_own else "task_due_changed_meanwhile")
    before = last.due_on if last else known.due_on
    if before == due_on:
        raise Refused("task_due_unchanged")
    if not row.reason_zh:
        raise Refused("task_due_needs_reason")
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("task_due_changed_meanwhile") from error
    change = Change(
        Action.TASK_DUE_SET,
        Kind.TASK,
        code=task_code(known),
        version=row.version,
        old={"due_on": before.isoformat() if before else None},
        new={"due_on": due_on.isoformat() if due_on else None, "reason": row.reason_zh},
    )
    audit_append(by=by, at=at, changes=[change], log=log)
    return row
