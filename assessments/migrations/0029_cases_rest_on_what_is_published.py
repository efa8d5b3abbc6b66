"""Grounds, due dates, rules in force and what is published are held by the database itself.

Each may change only in the direction in which a service changes it: a ground says what the flag
that holds it says, and that flag never changes once it is published; a case is handed in, and due
on another day, by a step; a rule that something published was judged by stays as it was.
"""

from django.db import migrations

PUBLISHED = "What is published stays; another version takes its place."
GROUND = "A ground says what the flag that holds it says."
CASE = "A case is handed in, and due on another day, by its steps alone."
LEFT = "A zone leaves on the day of the decision on its exit."
RULE = "A rule that something published was judged by stays; what is set next is another version."
ASSESSMENTS, FLAGS, RULES, TARGETS, CASES, GROUNDS, MOVES = (
    f"assessments_{name}"
    for name in (
        "assessment", "flag", "flagrule", "flagrule_targets", "case", "caseground", "casemove",
    )
)
ONCE = "('published', 'superseded')"
ZONES = "zones_zone"
#: What of a published flag never changes.
FLAG_KEPT = ("assessment_id", "zone_id", "code", "state", "consequence", "target_id", "details")
#: The steps after which a rectification is handed in, or not any more.
HANDS = "('hand_in', 'return', 'order', 'initiate')"


def _same(names: tuple[str, ...], same: str, cast: str) -> str:
    return " AND ".join(
        f"NEW.{name}{cast if name == 'details' else ''} {same}"
        f" OLD.{name}{cast if name == 'details' else ''}"
        for name in names
    )


def _is_of_published(row: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {ASSESSMENTS} a WHERE a.id = {row}.assessment_id"
        f" AND a.state IN {ONCE})"
    )


def _judged(rule: str) -> str:
    """Whether a period that is published was judged while that version of a rule was there."""
    return (
        f"EXISTS (SELECT 1 FROM {RULES} r JOIN {ASSESSMENTS} a ON a.state IN {ONCE}"
        f" AND (r.set_at IS NULL OR a.published_at >= r.set_at) WHERE r.id = {rule})"
    )


def _rules(same: str, cast: str) -> tuple[tuple[str, str, str, str, str], ...]:
    """Name, act, table, when it is refused, and what is said."""
    assessment = (
        f"OLD.state IN {ONCE} AND NEW.state NOT IN {ONCE}"
        " OR OLD.state = 'superseded' AND NEW.state <> 'superseded'"
    )
    ground = (
        f"NOT EXISTS (SELECT 1 FROM {FLAGS} f JOIN {CASES} c ON c.id = NEW.case_id"
        " WHERE f.id = NEW.held_by_id AND f.zone_id = c.zone_id AND f.code = NEW.code"
        f" AND f.target_id {same} NEW.target_id AND f.consequence = NEW.consequence"
        " AND (f.state = 'raised') = (NEW.state = 'standing')"
        f" AND {_is_of_published('f')})"
    )
    last = f"SELECT max(n.seq) FROM {MOVES} n WHERE n.case_id = NEW.id"
    handed = (
        f"EXISTS (SELECT 1 FROM {MOVES} m WHERE m.case_id = NEW.id AND m.move = 'hand_in'"
        f" AND m.seq = ({last} AND n.move IN {HANDS}))"
    )
    told = (
        f"EXISTS (SELECT 1 FROM {MOVES} m WHERE m.case_id = NEW.id AND m.seq = ({last})"
        f" AND m.due_on = NEW.due_on)"
    )
    # A warning that asks for the exit by now is due from then on; nothing else is due by itself.
    grown = "OLD.state = 'warned' AND OLD.due_on IS NULL"
    case = (
        f"(NEW.is_handed_in <> OLD.is_handed_in AND NEW.is_handed_in <> ({handed}))"
        f" OR (NOT (NEW.due_on {same} OLD.due_on) AND NEW.state = OLD.state"
        f" AND NOT ({grown}) AND NOT ({told}))"
    )
    exits = f"FROM {CASES} c WHERE c.zone_id = NEW.id AND c.track = 'exit'"
    zone = (
        f"NOT (NEW.left_on {same} OLD.left_on) AND CASE WHEN NEW.left_on IS NULL"
        f" THEN NOT EXISTS (SELECT 1 {exits} AND c.ended_at IS NULL) ELSE NOT EXISTS (SELECT 1 FROM {MOVES} m"
        f" WHERE m.move = 'expel' AND m.held_on = NEW.left_on AND m.case_id IN (SELECT c.id {exits}))"
        " END"
    )
    of_rule = _judged("OLD.id")
    return (
        ("assessment_kept", "UPDATE", ASSESSMENTS, assessment, PUBLISHED),
        (
            "flag_kept", "UPDATE", FLAGS,
            f"{_is_of_published('OLD')} AND NOT ({_same(FLAG_KEPT, same, cast)})", PUBLISHED,
        ),
        ("case_ground_held", "UPDATE", GROUNDS, ground, GROUND),
        ("case_step_held", "UPDATE", CASES, case, CASE),
        ("zone_left_by_its_case", "UPDATE", ZONES, zone, LEFT),
        ("flag_rule_kept", "UPDATE", RULES, of_rule, RULE),
        ("flag_rule_stays", "DELETE", RULES, of_rule, RULE),
        ("flag_rule_target_added", "INSERT", TARGETS, _judged("NEW.flagrule_id"), RULE),
        ("flag_rule_target_kept", "UPDATE", TARGETS, _judged("OLD.flagrule_id"), RULE),
        ("flag_rule_target_stays", "DELETE", TARGETS, _judged("OLD.flagrule_id"), RULE),
    )


def _sqlite():
    for name, act, table, when, message in _rules("IS", ""):
        yield (
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} WHEN {when}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )


def _postgresql():
    for name, act, table, when, message in _rules("IS NOT DISTINCT FROM", "::text"):
        row = "OLD" if act == "DELETE" else "NEW"
        yield (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF ({when}) THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation';"
            f" END IF; RETURN {row}; END $$"
        )
        yield (
            f"CREATE TRIGGER {name} BEFORE {act} ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


NAMES = [(name, table) for name, _act, table, *_rest in _rules("IS", "")]
PROTECT = {"sqlite": list(_sqlite()), "postgresql": list(_postgresql())}
UNPROTECT = {
    "sqlite": [f"DROP TRIGGER {name}" for name, _table in NAMES],
    "postgresql": [
        statement
        for name, table in NAMES
        for statement in (f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()")
    ],
}


def left(apps, schema_editor):
    """Nothing; a zone whose exit was decided, and not opened again, left on that day."""
    cases = apps.get_model("assessments", "Case").objects.filter(track="exit")
    last = {case.zone_id: case for case in cases.order_by("opened_at", "pk")}
    for zone, case in last.items():
        if case.state == "exited":
            told = case.moves.filter(move="expel").first()
            on = (told and told.held_on) or case.ended_at.date()
            apps.get_model("zones", "Zone").objects.filter(pk=zone).update(left_on=on)


def protect(apps, schema_editor):
    for statement in PROTECT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    for statement in UNPROTECT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0028_case_numbers'),
        ('zones', '0015_zones_that_left'),
    ]

    operations = [
        migrations.RunPython(left, migrations.RunPython.noop),
        migrations.RunPython(protect, unprotect),
    ]
