"""Published bulletins, their words and their files are frozen by the database itself."""

from django.db import migrations

MESSAGE = "A published bulletin never changes."
TABLE, WORDS, FILES = (
    f"assessments_{name}" for name in ("bulletin", "bulletincover", "bulletinfile")
)
#: What of a published bulletin never changes; its state and its assessment may in one way each.
FROZEN = (
    "id", "code", "kind", "version", "assessed_version", "assessed_digest", "is_demonstration",
    "computed", "computed_sha256", "snapshot", "sha256", "prepared_by_id", "prepared_at",
    "published_by_id", "published_at",
)


def _is_refused(same: str) -> str:
    """When an update of a published bulletin is refused; `same` compares as the engine does.

    Another version may supersede it, once; a review sheet outlives the board that it prints.
    """
    kept = " AND ".join(f"NEW.{name} {same} OLD.{name}" for name in FROZEN)
    superseded = (
        f"(NEW.state = OLD.state AND NEW.superseded_at {same} OLD.superseded_at"
        " OR OLD.state = 'published' AND NEW.state = 'superseded')"
    )
    board = (
        f"(NEW.assessment_id {same} OLD.assessment_id"
        " OR OLD.kind = 'review' AND NEW.assessment_id IS NULL)"
    )
    return f"OLD.state <> 'draft' AND NOT ({kept} AND {superseded} AND {board})"


def _is_of_published(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM {TABLE} b WHERE b.id = {row}.bulletin_id AND b.state <> 'draft')"


def _sqlite() -> list[str]:
    whens = [
        ("bulletin_no_update", "UPDATE", TABLE, _is_refused("IS")),
        ("bulletin_no_delete", "DELETE", TABLE, "OLD.state <> 'draft'"),
    ]
    for name, table in (("words", WORDS), ("files", FILES)):
        new, old = _is_of_published("NEW"), _is_of_published("OLD")
        whens += [
            (f"bulletin_{name}_no_insert", "INSERT", table, new),
            (f"bulletin_{name}_no_update", "UPDATE", table, f"{old} OR {new}"),
            (f"bulletin_{name}_no_delete", "DELETE", table, old),
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
    # A part of a row is looked up only where the act has one: an insert has no OLD.
    whole = (
        f"IF TG_OP = 'DELETE' THEN IF OLD.state <> 'draft' THEN {refuse} END IF; RETURN OLD; END IF;"
        f" IF {_is_refused('IS NOT DISTINCT FROM')} THEN {refuse} END IF; RETURN NEW;"
    )
    part = (
        f"IF TG_OP <> 'INSERT' THEN IF {_is_of_published('OLD')} THEN {refuse} END IF; END IF;"
        f" IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;"
        f" IF {_is_of_published('NEW')} THEN {refuse} END IF; RETURN NEW;"
    )
    emptied = f"IF EXISTS (SELECT 1 FROM {TABLE} WHERE state <> 'draft') THEN {refuse} END IF; RETURN NULL;"
    return [
        _function("bulletin_refuse", whole),
        _function("bulletin_part_refuse", part),
        _function("bulletin_empty_refuse", emptied),
        f"CREATE TRIGGER bulletin_no_change BEFORE UPDATE OR DELETE ON {TABLE}"
        " FOR EACH ROW EXECUTE FUNCTION bulletin_refuse()",
        *(
            f"CREATE TRIGGER bulletin_part_no_change BEFORE INSERT OR UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION bulletin_part_refuse()"
            for table in (WORDS, FILES)
        ),
        *(
            f"CREATE TRIGGER bulletin_no_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION bulletin_empty_refuse()"
            for table in (TABLE, WORDS, FILES)
        ),
    ]


PROTECT = {"sqlite": _sqlite(), "postgresql": _postgresql()}
UNPROTECT = {
    "sqlite": [
        f"DROP TRIGGER {statement.split()[2]}" for statement in PROTECT["sqlite"]
    ],
    "postgresql": [
        f"DROP TRIGGER bulletin_no_change ON {TABLE}",
        *(f"DROP TRIGGER bulletin_part_no_change ON {table}" for table in (WORDS, FILES)),
        *(f"DROP TRIGGER bulletin_no_truncate ON {table}" for table in (TABLE, WORDS, FILES)),
        "DROP FUNCTION bulletin_refuse()",
        "DROP FUNCTION bulletin_part_refuse()",
        "DROP FUNCTION bulletin_empty_refuse()",
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
        ('assessments', '0013_bulletin_notices'),
    ]

    operations = [migrations.RunPython(protect, unprotect)]
