"""The administration's forms, with what they save told in the audit log."""

from django.contrib import admin

from .access import person
from .models import AuditEntry
from .services.audit import Change, audit_append


class LoggedAdmin(admin.ModelAdmin):
    """A form of reference data: what was added, changed or removed stands in the audit log.

    Django calls these inside the transaction that saves the form.
    """

    def log_addition(self, request, obj, message):
        """Django's own entry; the audit log has one too."""
        self._append(request, "added", [obj], message)
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        """Django's own entry; the audit log has one too, unless nothing was changed."""
        if message:
            self._append(request, "changed", [obj], message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request, queryset):
        """Django's own entries; the audit log has one each too."""
        self._append(request, "removed", list(queryset), "")
        return super().log_deletions(request, queryset)

    def _append(self, request, what, objects, message) -> None:
        """Nothing; each object is told by its name, the change by the fields that Django names."""
        changes = [
            Change(
                AuditEntry.Action.REFERENCE_KEPT,
                AuditEntry.Kind.REFERENCE,
                code=f"{self.opts.label_lower} {one.pk}",
                new={"what": what, "name": str(one), "fields": _fields(message)},
            )
            for one in objects
        ]
        audit_append(by=person(request), at=None, changes=changes)


def _fields(message) -> list[str]:
    """The fields that Django's message names, those of rows beneath the object with them."""
    parts = message if isinstance(message, list) else []
    named = [one.get("fields", [one.get("name", "")]) for part in parts for one in part.values()]
    return [str(field) for fields in named for field in fields if field]
