"""The files of a reply are only added, with it, inside the window."""

from django.db import migrations

MESSAGE = "What zones reply and are answered is only added, and only while it may be."
TABLE = "assessments_replyevidence"
OUTSIDE = (
    "NOT EXISTS (SELECT 1 FROM assessments_replywindow w"
    " JOIN assessments_shownfinding f ON f.window_id = w.id"
    " JOIN assessments_reply r ON r.finding_id = f.id"
    " WHERE r.id = NEW.reply_id AND w.state = 'standing')"
)
REFUSE = f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation';"
PROTECT = {
    "sqlite": [
        f"CREATE TRIGGER replyevidence_{name} BEFORE {act} ON {TABLE} WHEN {when}"
        f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for name, act, when in (
            ("no_update", "UPDATE", "1"),
            ("no_delete", "DELETE", "1"),
            ("inside", "INSERT", OUTSIDE),
        )
    ],
    "postgresql": [
        "CREATE FUNCTION replyevidence_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {REFUSE} END $$",
        "CREATE FUNCTION replyevidence_inside() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN IF {OUTSIDE} THEN {REFUSE} END IF; RETURN NEW; END $$",
        "CREATE FUNCTION replyevidence_emptied() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN IF EXISTS (SELECT 1 FROM {TABLE}) THEN {REFUSE} END IF; RETURN NULL; END $$",
        f"CREATE TRIGGER replyevidence_kept BEFORE UPDATE OR DELETE ON {TABLE}"
        " FOR EACH ROW EXECUTE FUNCTION replyevidence_refuse()",
        f"CREATE TRIGGER replyevidence_inside BEFORE INSERT ON {TABLE}"
        " FOR EACH ROW EXECUTE FUNCTION replyevidence_inside()",
        f"CREATE TRIGGER replyevidence_no_truncate BEFORE TRUNCATE ON {TABLE}"
        " FOR EACH STATEMENT EXECUTE FUNCTION replyevidence_emptied()",
    ],
}
UNPROTECT = {
    "sqlite": [f"DROP TRIGGER {one.split()[2]}" for one in PROTECT["sqlite"]],
    "postgresql": [
        f"DROP TRIGGER replyevidence_kept ON {TABLE}",
        f"DROP TRIGGER replyevidence_inside ON {TABLE}",
        f"DROP TRIGGER replyevidence_no_truncate ON {TABLE}",
        "DROP FUNCTION replyevidence_refuse()",
        "DROP FUNCTION replyevidence_inside()",
        "DROP FUNCTION replyevidence_emptied()",
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
        ('assessments', '0023_reply_evidence'),
    ]

    operations = [migrations.RunPython(protect, unprotect)]
