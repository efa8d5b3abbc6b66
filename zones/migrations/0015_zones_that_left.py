"""The day on which a zone left; and the register's entries change by their next version alone.

What another amount needs, a reason, stands in the audit log, which a trigger cannot ask.
"""

from django.db import migrations, models

VERSION = "An entry of the register changes in its next version."
STEP = "A day of a project changes by its step."
KEPT = "An entry of the register stays; strike it out."
TRADE = "What a project traded stays; another figure takes its place."
STEPS, PROJECTS, TRADES = (f"zones_{name}" for name in ("projectstage", "project", "projecttrade"))
STAGES = ("signed", "construction", "operating", "withdrawn")
TERMS = ("zone_id", "name_zh", "expected_trade", "entered", "unit", "entered_by_id", "entered_at")


def _rules(same: str):
    """Name, act, table, when it is refused, and what is said."""
    days = [f"{stage}_on" for stage in STAGES]
    is_same = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in (*TERMS, *days))
    untold = " OR ".join(
        f"(NOT (NEW.{stage}_on {same} OLD.{stage}_on) AND NOT EXISTS (SELECT 1 FROM {STEPS} s"
        f" WHERE s.project_id = NEW.id AND s.stage = '{stage}' AND s.\"on\" = NEW.{stage}_on"
        f" AND s.number = (SELECT max(n.number) FROM {STEPS} n WHERE n.project_id = NEW.id)))"
        for stage in STAGES
    )
    struck = "EXISTS (SELECT 1 FROM {0} p WHERE p.id = {1}.project_id AND p.struck_at IS NOT NULL)"
    moved = f"NOT (NEW.project_id {same} OLD.project_id AND NEW.year {same} OLD.year)"
    return (
        (
            "project_next_version", "UPDATE", PROJECTS,
            f"NOT ({is_same}) AND NEW.version <> OLD.version + 1", VERSION,
        ),
        (
            "project_struck_stays", "UPDATE", PROJECTS,
            f"NOT ({is_same}) AND OLD.struck_at IS NOT NULL", KEPT,
        ),
        ("project_day_told", "UPDATE", PROJECTS, untold, STEP),
        (
            "project_trade_kept", "UPDATE", TRADES,
            f"{moved} OR {struck.format(PROJECTS, 'OLD')}", TRADE,
        ),
        ("project_trade_stays", "DELETE", TRADES, "", TRADE),
    )


def _sqlite():
    for name, act, table, when, message in _rules("IS"):
        condition = f" WHEN {when}" if when else ""
        yield (
            f"CREATE TRIGGER {name} BEFORE {act} ON {table}{condition}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )


def _postgresql():
    for name, act, table, when, message in _rules("IS NOT DISTINCT FROM"):
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


NAMES = [(name, table) for name, _act, table, *_rest in _rules("IS")]
PROTECT = {"sqlite": list(_sqlite()), "postgresql": list(_postgresql())}
UNPROTECT = {
    "sqlite": [f"DROP TRIGGER {name}" for name, _table in NAMES],
    "postgresql": [
        statement
        for name, table in NAMES
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
        ('zones', '0014_pins'),
    ]

    operations = [
        migrations.AddField(
            model_name='zone',
            name='left_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='left on'),
        ),
        migrations.RunPython(protect, unprotect),
    ]
