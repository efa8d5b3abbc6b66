"""An index that a migration adds while the version before still serves (docs/decisions/0032)."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.migrations import AddIndex


class AddIndexInService(AddIndexConcurrently):
    """Adds an index; on PostgreSQL nobody waits to write meanwhile (SQLite has one writer anyway).

    Its migration is `atomic = False`. One that was broken off leaves an index that is useless or
    not recorded: the next makes it anew.
    """

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        how, kind = _way_of(schema_editor)
        name = schema_editor.quote_name(self.index.name)
        schema_editor.execute(f"DROP INDEX {how} IF EXISTS {name}")
        kind.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        _how, kind = _way_of(schema_editor)
        kind.database_backwards(self, app_label, schema_editor, from_state, to_state)


def _way_of(schema_editor) -> tuple[str, type[AddIndex]]:
    if schema_editor.connection.vendor == "postgresql":
        return "CONCURRENTLY", AddIndexConcurrently
    return "", AddIndex
