"""The administration's forms, with what they save told in the audit log."""

from django.contrib import admin
from django.db.models import Model

from .access import person
from .models import AuditEntry
from .services.audit import Change, audit_append

#: What a row says, by the names of its fields.
Facts = dict[str, str | int | None]


class LoggedAdmin(admin.ModelAdmin):
    """A form of reference data: what was added, changed or removed stands in the audit log.

    Django calls these inside the transaction that saves the form.
    """

    def save_model(self, request, obj, form, change):
        """Nothing; the object is saved, and what was there before is kept for the log."""
        request.facts_before = self._facts(obj) if change else {}
        super().save_model(request, obj, form, change)

    def log_addition(self, request, obj, message):
        """Django's own entry; the audit log has one too."""
        self._append(request, [self._change("added", obj, message, {}, self._facts(obj))])
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        """Django's own entry; the audit log has one too, unless nothing was changed."""
        if message:
            before = request.facts_before
            change = self._change("changed", obj, message, before, self._facts(obj))
            self._append(request, [change])
        return super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        """Django's own entries; the audit log has one each too."""
        removed = [self._change("removed", one, "", self._facts(one), {}) for one in queryset]
        self._append(request, removed)
        return super().log_deletions(request, queryset)

    def _append(self, request, changes: list[Change]) -> None:
        audit_append(by=person(request), at=None, changes=changes)

    def _change(self, what: str, obj: Model, message, before: Facts, after: Facts) -> Change:
        """What was done: the object by its name, the fields as Django names them, and each value
        that is another now."""
        other = [name for name in before | after if before.get(name) != after.get(name)]
        return Change(
            AuditEntry.Action.REFERENCE_KEPT,
            AuditEntry.Kind.REFERENCE,
            code=f"{self.opts.label_lower} {obj.pk}",
            old={name: before[name] for name in other if name in before} or None,
            new={
                "what": what,
                "name": str(obj),
                "fields": _fields(message),
                "values": {name: after[name] for name in other if name in after},
            },
        )

    def _facts(self, obj: Model) -> Facts:
        """What the database holds of the object and of the rows beneath it."""
        facts: Facts = {}
        for one in self.model._default_manager.filter(pk=obj.pk):
            facts |= _facts_of(one)
        for inline in self.inlines:
            fields = inline.model._meta.concrete_fields
            above = next(one.name for one in fields if one.related_model is self.model)
            for row in inline.model._default_manager.filter(**{above: obj.pk}):
                named = f"{row._meta.model_name} {row.pk}"
                facts |= {f"{named} {name}": value for name, value in _facts_of(row).items()}
        return facts


def _facts_of(row: Model) -> Facts:
    """The row's values as the log takes them: what is neither a number nor nothing is text."""
    values = {field.attname: field.value_from_object(row) for field in row._meta.concrete_fields}
    plain = (int, str, type(None))
    return {name: one if isinstance(one, plain) else str(one) for name, one in values.items()}


def _fields(message) -> list[str]:
    """The fields that Django's message names, those of rows beneath the object with them."""
    parts = message if isinstance(message, list) else []
    named = [one.get("fields", [one.get("name", "")]) for part in parts for one in part.values()]
    return [str(field) for fields in named for field in fields if field]
