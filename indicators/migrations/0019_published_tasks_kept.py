"""A quarter that is published takes no report on a task any more, by the database itself.

When a quarter that is not published is over is a matter of the calendar; the service holds that.
"""

from django.db import migrations

MESSAGE = "A quarter that is published takes no more reports on tasks."
REPORTS = "indicators_taskreport"
NAME = f"{REPORTS}_published"
IS_PUBLISHED = (
    "NEW.move NOT IN ('drop', 'decline', 'reopen') AND EXISTS (SELECT 1"
    " FROM indicators_submission s JOIN indicators_reportingquarter q ON q.id = s.quarter_id"
    " WHERE q.year = NEW.year AND q.quarter = NEW.quarter AND s.published_at <= NEW.at)"
)

PROTECT = {
    "sqlite": [
        f"CREATE TRIGGER {NAME} BEFORE INSERT ON {REPORTS} WHEN {IS_PUBLISHED}"
        f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION task_report_published() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {IS_PUBLISHED} THEN RAISE EXCEPTION '{MESSAGE}'"
        " USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {NAME} BEFORE INSERT ON {REPORTS}"
        " FOR EACH ROW EXECUTE FUNCTION task_report_published()",
    ],
}
UNPROTECT = {
    "sqlite": [f"DROP TRIGGER {NAME}"],
    "postgresql": [f"DROP TRIGGER {NAME} ON {REPORTS}", "DROP FUNCTION task_report_published()"],
}


def protect(apps, schema_editor):
    for statement in PROTECT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    for statement in UNPROTECT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('indicators', '0018_sent_by_programs'),
    ]

    operations = [migrations.RunPython(protect, unprotect)]
