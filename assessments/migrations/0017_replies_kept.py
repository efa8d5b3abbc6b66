"""Replies and answers are only added, inside the window, and frozen with it, by the database."""

from django.db import migrations

MESSAGE = "What zones reply and are answered is only added, and only while it may be."
WINDOW, MOVE, SHOWN, REPLY, ANSWER = (
    f"assessments_{name}"
    for name in ("replywindow", "replywindowmove", "shownfinding", "reply", "replyanswer")
)
ADDED = (MOVE, SHOWN, REPLY, ANSWER)
#: What of a window never changes.
FROZEN = ("id", "period", "number", "opened_at", "opened_by_id", "is_demonstration")


def _window_is_refused(same: str) -> str:
    """When an update of a window is refused: a final one, a shorter one, another one."""
    kept = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in FROZEN)
    final = (
        f"NEW.state {same} OLD.state AND NEW.closes_at {same} OLD.closes_at"
        f" AND (OLD.state = 'cancelled' OR NEW.assessment_id {same} OLD.assessment_id)"
    )
    standing = "OLD.state = 'standing' AND NEW.closes_at >= OLD.closes_at"
    return f"NOT ({kept} AND (({standing}) OR ({final})))"


def _outside(path: str, moment: str) -> str:
    """When a row that belongs to a window by this path does not lie in it at this moment."""
    inside = f"AND w.opened_at <= {moment} AND {moment} < w.closes_at" if moment else ""
    return f"NOT EXISTS (SELECT 1 FROM {WINDOW} w {path} AND w.state = 'standing' {inside})"


#: What a new row has to lie in, by table.
ENTRANCE = {
    SHOWN: _outside("WHERE w.id = NEW.window_id", "NEW.shown_at"),
    REPLY: _outside(
        f"JOIN {SHOWN} f ON f.window_id = w.id WHERE f.id = NEW.finding_id", "NEW.at"
    ),
    ANSWER: _outside(
        f"JOIN {SHOWN} f ON f.window_id = w.id JOIN {REPLY} r ON r.finding_id = f.id"
        " WHERE r.id = NEW.reply_id",
        "",
    ),
}


def _name(table: str) -> str:
    return table.removeprefix("assessments_")


def _sqlite() -> list[str]:
    whens = [
        (f"{_name(WINDOW)}_kept", "UPDATE", WINDOW, _window_is_refused("IS")),
        (f"{_name(WINDOW)}_no_delete", "DELETE", WINDOW, "1"),
        *((f"{_name(table)}_no_update", "UPDATE", table, "1") for table in ADDED),
        *((f"{_name(table)}_no_delete", "DELETE", table, "1") for table in ADDED),
        *((f"{_name(table)}_inside", "INSERT", table, when) for table, when in ENTRANCE.items()),
    ]
    return [
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {when}"
        f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for name, act, table, when in whens
    ]


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def _postgresql() -> list[str]:
    refuse = f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation';"
    window = f"IF {_window_is_refused('IS NOT DISTINCT FROM')} THEN {refuse} END IF; RETURN NEW;"
    return [
        _function("reply_refuse", refuse),
        _function("replywindow_kept", window),
        f"CREATE TRIGGER replywindow_kept BEFORE UPDATE ON {WINDOW}"
        " FOR EACH ROW EXECUTE FUNCTION replywindow_kept()",
        f"CREATE TRIGGER replywindow_no_delete BEFORE DELETE ON {WINDOW}"
        " FOR EACH ROW EXECUTE FUNCTION reply_refuse()",
        *(
            f"CREATE TRIGGER {_name(table)}_kept BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION reply_refuse()"
            for table in ADDED
        ),
        *(
            statement
            for table, when in ENTRANCE.items()
            for statement in (
                _function(
                    f"{_name(table)}_inside", f"IF {when} THEN {refuse} END IF; RETURN NEW;"
                ),
                f"CREATE TRIGGER {_name(table)}_inside BEFORE INSERT ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION {_name(table)}_inside()",
            )
        ),
        *(
            statement
            for table in (WINDOW, *ADDED)
            for statement in (
                _function(
                    f"{_name(table)}_emptied",
                    f"IF EXISTS (SELECT 1 FROM {table}) THEN {refuse} END IF; RETURN NULL;",
                ),
                f"CREATE TRIGGER {_name(table)}_no_truncate BEFORE TRUNCATE ON {table}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION {_name(table)}_emptied()",
            )
        ),
    ]


def _undone(statements: list[str]) -> list[str]:
    """What takes back the statements, the last first."""
    undo = []
    for statement in reversed(statements):
        _create, what, name = statement.split()[:3]
        if what == "TRIGGER":
            table = statement.split(" ON ")[1].split()[0]
            undo.append(f"DROP TRIGGER {name}" + f" ON {table}")
        else:
            undo.append(f"DROP FUNCTION {name}")
    return undo


PROTECT = {"sqlite": _sqlite(), "postgresql": _postgresql()}
UNPROTECT = {
    "sqlite": [one.split(" ON ")[0] for one in _undone(PROTECT["sqlite"])],
    "postgresql": _undone(PROTECT["postgresql"]),
}


def protect(apps, schema_editor):
    for statement in PROTECT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    for statement in UNPROTECT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0016_replies'),
    ]

    operations = [migrations.RunPython(protect, unprotect)]
