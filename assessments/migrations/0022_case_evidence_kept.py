"""Papers are added to an open case by a step of their own, and no file of a step is taken away."""

import importlib

from django.db import migrations

EARLIER = importlib.import_module("assessments.migrations.0019_cases_frozen")
FILES = "assessments_caseevidence"
#: The steps as `case_life.TABLE` was when this was written; a test compares them.
STEPS = (
    *EARLIER.STEPS,
    ("notice", "flagged", "attach", "flagged"),
    ("notice", "notified", "attach", "notified"),
    ("notice", "interviewed", "attach", "interviewed"),
    ("notice", "rectifying", "attach", "rectifying"),
    ("notice", "overdue", "attach", "overdue"),
    ("notice", "accepted", "attach", "accepted"),
    ("exit", "warned", "attach", "warned"),
    ("exit", "initiated", "attach", "initiated"),
    ("exit", "period", "attach", "period"),
)


def _files() -> dict[str, list[str]]:
    message = EARLIER.MESSAGE
    refuse = f"RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation';"
    function = "CREATE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {} END $$"
    emptied = f"IF EXISTS (SELECT 1 FROM {FILES}) THEN {refuse} END IF; RETURN NULL;"
    return {
        "sqlite": [
            f"CREATE TRIGGER case_file_no_{act.lower()} BEFORE {act} ON {FILES}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
            for act in ("UPDATE", "DELETE")
        ],
        "postgresql": [
            function.format("case_file_refuse", refuse),
            function.format("case_file_empty_refuse", emptied),
            f"CREATE TRIGGER case_file_no_change BEFORE UPDATE OR DELETE ON {FILES}"
            " FOR EACH ROW EXECUTE FUNCTION case_file_refuse()",
            f"CREATE TRIGGER case_file_no_truncate BEFORE TRUNCATE ON {FILES}"
            " FOR EACH STATEMENT EXECUTE FUNCTION case_file_empty_refuse()",
        ],
    }


DROPPED = {
    "sqlite": ["DROP TRIGGER case_file_no_update", "DROP TRIGGER case_file_no_delete"],
    "postgresql": [
        f"DROP TRIGGER case_file_no_change ON {FILES}",
        f"DROP TRIGGER case_file_no_truncate ON {FILES}",
        "DROP FUNCTION case_file_refuse()",
        "DROP FUNCTION case_file_empty_refuse()",
    ],
}
PROTECT = {
    engine: [*statements, *_files()[engine]]
    for engine, statements in EARLIER.protection(STEPS).items()
}
UNPROTECT = {
    engine: [*statements, *DROPPED[engine]] for engine, statements in EARLIER.UNPROTECT.items()
}


def protect(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in (*EARLIER.UNPROTECT[vendor], *PROTECT[vendor]):
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in (*UNPROTECT[vendor], *EARLIER.PROTECT[vendor]):
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0021_case_evidence'),
    ]

    operations = [migrations.RunPython(protect, unprotect)]
