"""Cases are moved by moves alone, along the table of steps, and nothing of them is removed."""

from django.db import migrations

MESSAGE = "A case changes by its steps alone, and its history never changes."
CASES, GROUNDS, MOVES = (f"assessments_case{name}" for name in ("", "ground", "move"))
FINAL = "('closed', 'exited', 'withdrawn', 'continued')"
FIRST = (("notice", "flagged"), ("exit", "warned"))
#: Track, state before, move, state after: as `case_life.TABLE` was when this was written; a test
#: compares them.
STEPS = (
    ("notice", "flagged", "issue", "notified"),
    ("notice", "notified", "interview", "interviewed"),
    ("notice", "notified", "close", "closed"),
    ("notice", "interviewed", "order", "rectifying"),
    ("notice", "rectifying", "hand_in", "rectifying"),
    ("notice", "rectifying", "return", "rectifying"),
    ("notice", "rectifying", "extend", "rectifying"),
    ("notice", "rectifying", "lapse", "overdue"),
    ("notice", "rectifying", "accept", "accepted"),
    ("notice", "overdue", "hand_in", "overdue"),
    ("notice", "overdue", "return", "overdue"),
    ("notice", "overdue", "extend", "rectifying"),
    ("notice", "overdue", "accept", "accepted"),
    ("notice", "overdue", "give_up", "closed"),
    ("notice", "accepted", "close", "closed"),
    ("notice", "flagged", "withdraw", "withdrawn"),
    ("notice", "notified", "withdraw", "withdrawn"),
    ("notice", "interviewed", "withdraw", "withdrawn"),
    ("notice", "rectifying", "withdraw", "withdrawn"),
    ("notice", "overdue", "withdraw", "withdrawn"),
    ("notice", "flagged", "assign", "flagged"),
    ("notice", "notified", "assign", "notified"),
    ("notice", "interviewed", "assign", "interviewed"),
    ("notice", "rectifying", "assign", "rectifying"),
    ("notice", "overdue", "assign", "overdue"),
    ("notice", "accepted", "assign", "accepted"),
    ("exit", "warned", "initiate", "initiated"),
    ("exit", "warned", "lift", "withdrawn"),
    ("exit", "warned", "continue", "continued"),
    ("exit", "initiated", "order", "period"),
    ("exit", "initiated", "lift", "withdrawn"),
    ("exit", "period", "hand_in", "period"),
    ("exit", "period", "return", "period"),
    ("exit", "period", "extend", "period"),
    ("exit", "period", "lift", "withdrawn"),
    ("exit", "period", "expel", "exited"),
    ("exit", "warned", "withdraw", "withdrawn"),
    ("exit", "initiated", "withdraw", "withdrawn"),
    ("exit", "period", "withdraw", "withdrawn"),
    ("exit", "warned", "assign", "warned"),
    ("exit", "initiated", "assign", "initiated"),
    ("exit", "period", "assign", "period"),
)
#: What of a case, and of a ground, never changes.
KEPT = (
    "id", "zone_id", "year", "track", "number", "assessment_id", "predecessor_id", "opened_at",
    "is_demonstration",
)
GROUND_KEPT = (
    "id", "case_id", "flag_id", "code", "target_id", "rule_id", "measure_id", "phrase", "details",
    "added_at",
)
LAST = f"SELECT max(n.seq) FROM {MOVES} n WHERE n.case_id"


def _kept(names, same: str, casts: str) -> str:
    """That these columns stay; `casts` makes JSON comparable."""
    return " AND ".join(
        f"NEW.{name}{casts if name == 'details' else ''} {same}"
        f" OLD.{name}{casts if name == 'details' else ''}"
        for name in names
    )



def _row(row: str, steps) -> str:
    """Whether a move's row is one of the steps, on the track of its case."""
    tracks = {}
    for track, before, move, after in steps:
        tracks.setdefault(track, []).append((before, move, after))
    parts = []
    for track, held in tracks.items():
        each = " OR ".join(
            f"{row}.from_state = '{before}' AND {row}.move = '{move}' AND {row}.to_state = '{after}'"
            for before, move, after in held
        )
        parts.append(f"c.track = '{track}' AND ({each})")
    first = " OR ".join(
        f"c.track = '{track}' AND c.state = '{state}' AND {row}.to_state = '{state}'"
        for track, state in FIRST
    )
    parts.append(
        f"{row}.move = 'open' AND {row}.from_state = '' AND {row}.seq = 1 AND ({first})"
    )
    joined = " OR ".join(f"({part})" for part in parts)
    return f"EXISTS (SELECT 1 FROM {CASES} c WHERE c.id = {row}.case_id AND ({joined}))"


def _wrong_case() -> str:
    first = " OR ".join(f"NEW.track = '{track}' AND NEW.state = '{state}'" for track, state in FIRST)
    return f"NOT ({first})"


def _wrong_change(same: str) -> str:
    """An update of a case that is over, of what never changes, or without the move that makes it."""
    moved = (
        f"EXISTS (SELECT 1 FROM {MOVES} m WHERE m.case_id = OLD.id AND m.from_state = OLD.state"
        f" AND m.to_state = NEW.state AND m.seq = ({LAST} = OLD.id))"
    )
    return (
        f"OLD.state IN {FINAL} OR NOT ({_kept(KEPT, same, '')})"
        f" OR (NEW.state <> OLD.state AND NOT {moved})"
    )


def _wrong_move(steps) -> str:
    """A move that is no step, or does not follow from the one before it."""
    before = (
        f"COALESCE((SELECT p.to_state FROM {MOVES} p WHERE p.case_id = NEW.case_id"
        f" AND p.seq = ({LAST} = NEW.case_id)), '')"
    )
    number = f"COALESCE(({LAST} = NEW.case_id), 0) + 1"
    return (
        f"NEW.seq <> {number} OR NEW.from_state <> {before} OR NOT {_row('NEW', steps)}"
    )


def _wrong_ground() -> str:
    return f"EXISTS (SELECT 1 FROM {CASES} c WHERE c.id = NEW.case_id AND c.state IN {FINAL})"


def _sqlite(steps) -> list[str]:
    whens = [
        ("case_no_insert", "INSERT", CASES, _wrong_case()),
        ("case_no_update", "UPDATE", CASES, _wrong_change("IS")),
        ("case_no_delete", "DELETE", CASES, "1"),
        ("case_move_no_insert", "INSERT", MOVES, _wrong_move(steps)),
        ("case_move_no_update", "UPDATE", MOVES, "1"),
        ("case_move_no_delete", "DELETE", MOVES, "1"),
        ("case_ground_no_insert", "INSERT", GROUNDS, _wrong_ground()),
        ("case_ground_no_update", "UPDATE", GROUNDS, f"NOT ({_kept(GROUND_KEPT, 'IS', '')})"),
        ("case_ground_no_delete", "DELETE", GROUNDS, "1"),
    ]
    return [
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {when}"
        f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for name, act, table, when in whens
    ]


def _postgresql(steps) -> list[str]:
    same, refuse = "IS NOT DISTINCT FROM", f"RAISE EXCEPTION '{MESSAGE}'"
    refuse += " USING ERRCODE = 'restrict_violation';"
    whens = (
        ("case", CASES, _wrong_case(), _wrong_change(same)),
        ("case_move", MOVES, _wrong_move(steps), "TRUE"),
        ("case_ground", GROUNDS, _wrong_ground(), f"NOT ({_kept(GROUND_KEPT, same, '::text')})"),
    )
    statements = []
    for name, table, insert, update in whens:
        body = (
            f"IF TG_OP = 'DELETE' THEN {refuse} END IF;"
            f" IF TG_OP = 'INSERT' THEN IF {insert} THEN {refuse} END IF; RETURN NEW; END IF;"
            f" IF {update} THEN {refuse} END IF; RETURN NEW;"
        )
        emptied = (
            f"IF EXISTS (SELECT 1 FROM {table}) THEN {refuse} END IF; RETURN NULL;"
        )
        statements += [
            f"CREATE FUNCTION {name}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}"
            " END $$",
            f"CREATE FUNCTION {name}_empty_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" {emptied} END $$",
            f"CREATE TRIGGER {name}_no_change BEFORE INSERT OR UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {name}_refuse()",
            f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {name}_empty_refuse()",
        ]
    return statements


def protection(steps) -> dict[str, list[str]]:
    """The statements for each engine that hold these steps."""
    return {"sqlite": _sqlite(steps), "postgresql": _postgresql(steps)}


PROTECT = protection(STEPS)
UNPROTECT = {
    "sqlite": [f"DROP TRIGGER {statement.split()[2]}" for statement in PROTECT["sqlite"]],
    "postgresql": [
        statement
        for name, table in (("case", CASES), ("case_move", MOVES), ("case_ground", GROUNDS))
        for statement in (
            f"DROP TRIGGER {name}_no_change ON {table}",
            f"DROP TRIGGER {name}_no_truncate ON {table}",
            f"DROP FUNCTION {name}_refuse()",
            f"DROP FUNCTION {name}_empty_refuse()",
        )
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
        ('assessments', '0018_cases'),
    ]

    operations = [migrations.RunPython(protect, unprotect)]
