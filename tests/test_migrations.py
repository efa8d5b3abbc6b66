"""A migration may run while the version before it still serves: what would break that is found.

The rule stands in docs/decisions/0032. One that cannot keep it says so in its class, and why:
`stops_the_site = "…"`; the site is then stopped while it runs, and the changelog says so.
"""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader

from zones.indexes import AddIndexInService

#: Older ones were written before the site was in service.
BEFORE_SERVICE = {"assessments": 28, "indicators": 18, "zones": 12}
GONE = (migrations.RemoveField, migrations.DeleteModel)
RENAMED = (migrations.RenameField, migrations.RenameModel, migrations.AlterModelTable)


def faults(operations) -> list[str]:
    """What the version before would stumble over."""
    new = {one.name_lower for one in operations if isinstance(one, migrations.CreateModel)}
    found = []
    for one in operations:
        if getattr(one, "model_name_lower", None) in new:
            continue  # nobody uses a table yet that is made here
        name = type(one).__name__
        if isinstance(one, GONE):
            found.append(f"{name}: the version before still reads it")
        elif isinstance(one, RENAMED):
            found.append(f"{name}: the version before knows the old name")
        elif isinstance(one, migrations.AddField) and must_be_given(one.field):
            found.append(f"{name}: the version before writes rows without it")
        elif isinstance(one, migrations.AddIndex) and not isinstance(one, AddIndexInService):
            found.append(f"{name}: the version before cannot write until it is made")
    return found


def must_be_given(field) -> bool:
    """Whether a row written without the field is refused by the database."""
    return not (field.many_to_many or field.null or field.has_db_default())


def migrations_in_service():
    for (app, name), migration in sorted(MigrationLoader(None).disk_migrations.items()):
        if app in BEFORE_SERVICE and int(name[:4]) > BEFORE_SERVICE[app]:
            yield migration


def test_no_migration_breaks_the_version_that_still_runs():
    broken = {
        str(one): faults(one.operations)
        for one in migrations_in_service()
        if not getattr(one, "stops_the_site", "") and faults(one.operations)
    }
    assert broken == {}


NEEDED = models.IntegerField()
INDEX = models.Index(fields=["name"], name="zone_by_name")
BREAKING = {
    "a column goes": [migrations.RemoveField("zone", "name")],
    "a table goes": [migrations.DeleteModel("Zone")],
    "a column is renamed": [migrations.RenameField("zone", "name", "title")],
    "a table is renamed": [migrations.RenameModel("Zone", "Place")],
    "a column must be given": [migrations.AddField("zone", "size", NEEDED)],
    "a default is Python’s alone": [
        migrations.AddField("zone", "size", models.IntegerField(default=0))
    ],
    "an index locks the table": [migrations.AddIndex("zone", INDEX)],
}
KEEPING = {
    "a new table": [migrations.CreateModel("Place", [("id", models.BigAutoField())])],
    "a column of a new table": [
        migrations.CreateModel("Place", []),
        migrations.AddField("place", "size", NEEDED),
    ],
    "a column may be empty": [migrations.AddField("zone", "size", models.IntegerField(null=True))],
    "the database has a default": [
        migrations.AddField("zone", "size", models.IntegerField(db_default=0))
    ],
    "an index is made beside the writers": [AddIndexInService("zone", INDEX)],
}


@pytest.mark.parametrize("case", BREAKING)
def test_what_breaks_it_is_found(case):
    assert len(faults(BREAKING[case])) == 1


@pytest.mark.parametrize("case", KEEPING)
def test_what_does_not_is_left_alone(case):
    assert faults(KEEPING[case]) == []


@pytest.mark.django_db(transaction=True)
def test_an_index_whose_migration_was_broken_off_is_made_anew():
    """As it stands unrecorded, it is in the way of the next attempt."""
    state = MigrationLoader(connection).project_state()
    index = models.Index(fields=["verified_at"], name="submission_by_verification")
    operation = AddIndexInService("submission", index)
    for _attempt in range(2):
        with connection.schema_editor(atomic=False) as editor:
            operation.database_forwards("indicators", editor, state, state)
    with connection.cursor() as cursor:
        held = connection.introspection.get_constraints(cursor, "indicators_submission")
    assert held[index.name]["columns"] == ["verified_at"]
