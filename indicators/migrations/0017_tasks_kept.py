"""Reports on tasks and their due dates are added and never changed, by the database itself."""

from django.db import migrations

KEPT = "Reports on tasks are added, never changed or removed."
FINAL = "A task that is settled is taken up again by the department first."
ORDER = "Reports on a task are numbered in the order of their quarters."
REPORTS, DUES = "indicators_taskreport", "indicators_taskdue"
TABLES = (REPORTS, DUES, "indicators_taskevidence")

#: The task's last report before the new one.
LAST = (
    f"SELECT 1 FROM {REPORTS} r WHERE r.task_id = NEW.task_id"
    f" AND r.number = (SELECT MAX(m.number) FROM {REPORTS} m WHERE m.task_id = NEW.task_id)"
)
#: A done task may be corrected in the quarter in which it was reported done.
IS_FINAL = (
    f"NEW.move <> 'reopen' AND EXISTS ({LAST} AND (r.state = 'dropped' OR r.state = 'done'"
    " AND (r.year < NEW.year OR r.year = NEW.year AND r.quarter < NEW.quarter)))"
)
IS_OUT_OF_ORDER = (
    f"EXISTS ({LAST} AND (r.number >= NEW.number OR r.year > NEW.year"
    " OR r.year = NEW.year AND r.quarter > NEW.quarter))"
)
FORBIDDEN = ((IS_FINAL, FINAL), (IS_OUT_OF_ORDER, ORDER))


def _sqlite() -> list[str]:
    found = [
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
        for table in TABLES
        for act in ("UPDATE", "DELETE")
    ]
    return found + [
        f"CREATE TRIGGER {REPORTS}_insert_{number} BEFORE INSERT ON {REPORTS} WHEN {when}"
        f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for number, (when, message) in enumerate(FORBIDDEN)
    ]


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def _raise(message: str) -> str:
    return f"RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation';"


def _postgresql() -> list[str]:
    asked = " ".join(f"IF {when} THEN {_raise(message)} END IF;" for when, message in FORBIDDEN)
    return [
        _function("task_rows_refuse", _raise(KEPT)),
        _function("task_report_check", f"{asked} RETURN NEW;"),
        *(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION task_rows_refuse()"
            for table in TABLES
        ),
        *(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION task_rows_refuse()"
            for table in TABLES
        ),
        f"CREATE TRIGGER {REPORTS}_insert BEFORE INSERT ON {REPORTS}"
        " FOR EACH ROW EXECUTE FUNCTION task_report_check()",
    ]


PROTECT = {"sqlite": _sqlite(), "postgresql": _postgresql()}
UNPROTECT = {
    "sqlite": [f"DROP TRIGGER {statement.split()[2]}" for statement in PROTECT["sqlite"]],
    "postgresql": [
        *(
            f"DROP TRIGGER {table}_{what} ON {table}"
            for table in TABLES
            for what in ("no_change", "no_truncate")
        ),
        f"DROP TRIGGER {REPORTS}_insert ON {REPORTS}",
        "DROP FUNCTION task_rows_refuse()",
        "DROP FUNCTION task_report_check()",
    ],
}


def protect(apps, schema_editor):
    for statement in PROTECT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    for statement in UNPROTECT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0016_tasks'),
    ]

    operations = [migrations.RunPython(protect, unprotect)]
