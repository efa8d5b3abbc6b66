"""The history of the register is kept by the database itself: added to, never rewritten."""

from django.db import migrations

HISTORY = "A step of a project never changes."
FINAL = "Nothing follows the withdrawal of a project."
KEPT = "An entry of the register stays; strike it out."
STEPS, PROJECTS, EVENTS = (
    f"zones_{name}" for name in ("projectstage", "project", "matchmakingevent")
)
_IS_OVER = (
    f"NEW.was IS NULL AND EXISTS (SELECT 1 FROM {STEPS} s"
    " WHERE s.project_id = NEW.project_id AND s.stage = 'withdrawn')"
)
_COMES_BACK = (
    "OLD.withdrawn_on IS NOT NULL AND (NEW.withdrawn_on IS NULL"
    " OR OLD.construction_on IS NULL AND NEW.construction_on IS NOT NULL"
    " OR OLD.operating_on IS NULL AND NEW.operating_on IS NOT NULL)"
)
_IS_RESTORED = "OLD.struck_at IS NOT NULL AND NEW.struck_at IS NULL"

#: name, act, table, when it is refused (empty: always), what is said
RULES = (
    ("project_step_no_update", "UPDATE", STEPS, "", HISTORY),
    ("project_step_no_delete", "DELETE", STEPS, "", HISTORY),
    ("project_step_no_more", "INSERT", STEPS, _IS_OVER, FINAL),
    ("project_no_return", "UPDATE", PROJECTS, _COMES_BACK, FINAL),
    ("project_no_restoring", "UPDATE", PROJECTS, _IS_RESTORED, KEPT),
    ("project_no_delete", "DELETE", PROJECTS, "", KEPT),
    ("event_no_restoring", "UPDATE", EVENTS, _IS_RESTORED, KEPT),
    ("event_no_delete", "DELETE", EVENTS, "", KEPT),
)


def _sqlite():
    for name, act, table, when, message in RULES:
        condition = f" WHEN {when}" if when else ""
        yield (
            f"CREATE TRIGGER {name} BEFORE {act} ON {table}{condition}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )


def _postgresql():
    for name, act, table, when, message in RULES:
        refuse = f"RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation';"
        body = f"IF {when} THEN {refuse} END IF;" if when else refuse
        row = "OLD" if act == "DELETE" else "NEW"
        yield (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {body} RETURN {row}; END $$"
        )
        yield (
            f"CREATE TRIGGER {name} BEFORE {act} ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    yield (
        "CREATE FUNCTION project_step_no_truncate() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN IF EXISTS (SELECT 1 FROM {STEPS}) THEN RAISE EXCEPTION '{HISTORY}'"
        " USING ERRCODE = 'restrict_violation'; END IF; RETURN NULL; END $$"
    )
    yield (
        f"CREATE TRIGGER project_step_no_truncate BEFORE TRUNCATE ON {STEPS}"
        " FOR EACH STATEMENT EXECUTE FUNCTION project_step_no_truncate()"
    )


PROTECT = {"sqlite": list(_sqlite()), "postgresql": list(_postgresql())}
UNPROTECT = {
    "sqlite": [f"DROP TRIGGER {name}" for name, *_rest in RULES],
    "postgresql": [
        statement
        for name, table in (
            *((name, table) for name, _act, table, *_rest in RULES),
            ("project_step_no_truncate", STEPS),
        )
        for statement in (f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()")
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
        ('zones', '0007_investment'),
    ]

    operations = [migrations.RunPython(protect, unprotect)]
