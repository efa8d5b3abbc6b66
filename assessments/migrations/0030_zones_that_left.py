"""A zone may have left by the end of a period; and what a published year found is found for good.

Whether a binding target was missed makes or refutes an exit by itself, the moment of publication says
by which rules a year is judged, and a version of a rule is never set before the one it follows.
"""

from django.db import migrations, models

PUBLISHED = "What is published stays; another version takes its place."
RULE = "A version of a rule is set after the one before it."
ASSESSMENTS, RESULTS, RULES = (
    f"assessments_{name}" for name in ("assessment", "targetresult", "flagrule")
)


def _rules(same: str) -> tuple[tuple[str, str, str, str, str], ...]:
    """Name, act, table, when it is refused, and what is said."""
    result = (
        f"EXISTS (SELECT 1 FROM {ASSESSMENTS} a WHERE a.id = OLD.assessment_id"
        " AND a.state IN ('published', 'superseded'))"
        " AND NEW.counts_as_missed <> OLD.counts_as_missed"
    )
    moment = f"OLD.published_at IS NOT NULL AND NOT (NEW.published_at {same} OLD.published_at)"
    rule = f"EXISTS (SELECT 1 FROM {RULES} r WHERE r.code = NEW.code AND r.set_at > NEW.set_at)"
    return (
        ("target_result_kept", "UPDATE", RESULTS, result, PUBLISHED),
        ("assessment_published_once", "UPDATE", ASSESSMENTS, moment, PUBLISHED),
        ("flag_rule_set_in_turn", "INSERT", RULES, rule, RULE),
    )


def _sqlite():
    for name, act, table, when, message in _rules("IS"):
        yield (
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {when}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )


def _postgresql():
    for name, act, table, when, message in _rules("IS NOT DISTINCT FROM"):
        yield (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF ({when}) THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation';"
            f" END IF; RETURN NEW; END $$"
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
        ('assessments', '0029_cases_rest_on_what_is_published'),
    ]

    operations = [
        migrations.AlterField(
            model_name='zoneresult',
            name='standing',
            field=models.CharField(choices=[('ranked', 'ranked'), ('first_year', 'shown, not ranked: in its first year'), ('low_coverage', 'not ranked: too few figures'), ('not_operating', 'not operating in this period'), ('left', 'not ranked: left by the end of this period')], max_length=14),
        ),
        migrations.RunPython(protect, unprotect),
    ]
