"""A backup holds everything, is restored whole or not at all, and says what is wrong with it."""

import json
import stat
import zipfile
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from tests.demo_database import load_demonstration
from tests.triggers import unprotected
from zones.archive import Reading, RowsDigest
from zones.models import AuditEntry, AuditHead
from zones.selectors.stored_rows import carried_tables, digest_of_rows
from zones.services import backups, restores

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _language():
    with translation.override("en"):
        yield


@pytest.fixture
def loaded(db) -> dict[str, str]:
    """The demonstration is there; what each table says."""
    load_demonstration()
    connection.check_constraints()  # as at a commit: nothing waits to be looked at
    return what_tables_say()


@pytest.fixture
def archive(loaded, tmp_path) -> Path:
    """A backup of the demonstration."""
    path = tmp_path / "backup.zip"
    run("backup", path)
    return path


def what_tables_say() -> dict[str, str]:
    return {model._meta.db_table: digest_of_rows(model).hexdigest() for model in carried_tables()}


def run(*words: object, **options: object) -> str:
    """What the command printed; raises CommandError with its sentence."""
    out = StringIO()
    call_command(*map(str, words), stdout=out, **options)
    return out.getvalue()


def emptied() -> None:
    """Nothing; the database is as one that was only set up."""
    with unprotected(), connection.cursor() as cursor:
        for model in restores.stored_tables():
            if model._meta.db_table not in restores.BY_MIGRATIONS:
                cursor.execute(f'DELETE FROM "{model._meta.db_table}"')
    AuditHead.objects.create()


def altered(archive: Path, member: str, change) -> Path:
    """A copy in which one file of the archive says something else."""
    copy = archive.with_name("altered.zip")
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            said = old.read(name)
            new.writestr(name, change(said) if name == member else said)
    return copy


def test_what_was_backed_up_is_there_again_to_the_row(loaded, archive):
    emptied()
    assert not User.objects.exists()
    said = run("restore", archive)
    assert "the audit log is intact" in said
    found = what_tables_say()
    # The restoring itself is one more entry of the log.
    of_the_log = {AuditEntry._meta.db_table, AuditHead._meta.db_table}
    assert {name for name in loaded if loaded[name] != found[name]} == of_the_log
    assert AuditEntry.objects.last().action == AuditEntry.Action.RESTORED
    assert run("verify_audit").count("chain intact") == 1


def test_new_rows_are_numbered_after_the_restored_ones(archive):
    highest = User.objects.order_by("-pk").first().pk
    emptied()
    run("restore", archive)
    assert User.objects.create_user("newcomer").pk > highest


def test_what_was_frozen_is_frozen_again_after_restoring(archive):
    emptied()
    run("restore", archive)
    with pytest.raises(Exception, match=r"(?i)audit"):
        AuditEntry.objects.filter(seq=1).update(person_name="nobody")


def test_a_backup_is_noted_in_the_log_and_is_its_owners_alone(archive):
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    noted = AuditEntry.objects.last()
    assert noted.action == AuditEntry.Action.BACKUP_MADE
    assert noted.new["sha256"] == backups._sha256(archive)
    assert [path.name for path in archive.parent.iterdir()] == ["backup.zip"]


def test_the_manifest_tells_version_migrations_counts_and_the_end_of_the_log(loaded, archive):
    with Reading(archive) as reading:
        manifest = reading.manifest
    assert manifest.version
    assert ("zones", "0001_initial") in manifest.migrations
    assert manifest.tables["auth_user"].count == User.objects.count()
    assert {name: table.digest for name, table in manifest.tables.items()} == loaded
    before = AuditEntry.objects.order_by("-seq")[1]
    assert (manifest.audit.seq, manifest.audit.hash) == (before.seq, before.hash)


def test_nobody_stays_signed_in_through_a_backup(archive):
    with zipfile.ZipFile(archive) as inside:
        assert not [name for name in inside.namelist() if "session" in name]


def test_a_file_that_is_there_is_not_written_over(archive):
    with pytest.raises(CommandError, match="is there already"):
        run("backup", archive)


def test_a_folder_keeps_the_newest_backups_and_whatever_else_lies_there(db, tmp_path):
    for name in ("zonetrack-20200101-000000.zip", "zonetrack-20200102-000000.zip", "notes.zip"):
        (tmp_path / name).touch()
    run("backup", tmp_path, keep=2)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left[:2] == ["notes.zip", "zonetrack-20200102-000000.zip"]
    assert len(left) == 3


def test_a_database_in_use_is_refused_unless_it_is_named(loaded, archive):
    name = Path(str(connection.settings_dict["NAME"])).name
    before = what_tables_say()
    with pytest.raises(CommandError, match="is not empty"):
        run("restore", archive)
    with pytest.raises(CommandError, match="is called"):
        run("restore", archive, replace="something-else")
    assert what_tables_say() == before
    User.objects.create_user("latecomer")
    run("restore", archive, replace=name)
    assert not User.objects.filter(username="latecomer").exists()


DAMAGES = {
    "cut off": (lambda path: path.write_bytes(path.read_bytes()[:-200]), "cannot be opened"),
    "no archive": (lambda path: path.write_text("zonetrack"), "cannot be opened"),
    "one bit": (
        lambda path: path.write_bytes(
            (data := path.read_bytes())[:3000] + bytes([data[3000] ^ 1]) + data[3001:]
        ),
        "is damaged|was altered|cannot be opened",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_is_refused_with_a_sentence(archive, damage):
    before = what_tables_say()
    harm, sentence = DAMAGES[damage]
    harm(archive)
    with pytest.raises(CommandError, match=sentence):
        run("restore", archive, replace=Path(str(connection.settings_dict["NAME"])).name)
    assert what_tables_say() == before


def test_a_row_that_was_altered_is_noticed_before_anything_is_written(archive):
    changed = altered(
        archive, "tables/auth_user.jsonl", lambda said: said.replace(b"leader", b"reader")
    )
    with pytest.raises(CommandError, match="the rows of auth_user are not those"):
        run("restore", changed, check=True)


def test_a_backup_whose_log_was_altered_with_its_digests_leaves_nothing(archive, monkeypatch):
    """Whoever makes every digest anew still meets the chain of the log."""
    emptied()
    table = "indicators_auditentry"
    changed = altered(
        archive,
        f"tables/{table}.jsonl",
        lambda said: said.replace(b'"figure_changed"', b'"figure_deleted"', 1),
    )
    monkeypatch.setattr(Reading, "check", lambda self: None)
    kept = restores._verify

    def verify(manifest):
        told = digest_of_rows(AuditEntry)
        assert told.count == manifest.tables[table].count
        entry = manifest.tables[table]
        object.__setattr__(entry, "digest", told.hexdigest())
        kept(manifest)

    monkeypatch.setattr(restores, "_verify", verify)
    with pytest.raises(CommandError, match="audit log of the backup is not intact"):
        run("restore", changed)
    assert not User.objects.exists()
    assert AuditHead.objects.get().seq == 0


def test_a_row_that_comes_out_different_leaves_nothing(archive, monkeypatch):
    emptied()
    stored = restores._stored
    monkeypatch.setattr(
        restores, "_stored", lambda field, value: stored(field, "?" if value == "leader" else value)
    )
    with pytest.raises(CommandError, match="auth_user came out different"):
        run("restore", archive)
    assert not User.objects.exists()


def test_a_backup_of_another_version_is_refused_and_names_it(archive):
    def older(said):
        told = json.loads(said)
        told["version"] = "0.0.9"
        told["migrations"] = [one for one in told["migrations"] if one != ["zones", "0004_audit"]]
        return json.dumps(told).encode()

    with pytest.raises(CommandError, match=r"version 0\.0\.9.*only here: zones\.0004_audit"):
        run("restore", altered(archive, "manifest.json", older), check=True)


def test_a_disk_that_is_full_leaves_no_half_backup(loaded, tmp_path, monkeypatch):
    def full(self, *rows):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("zones.archive.Writing.table", full)
    with pytest.raises(CommandError, match="No space left"):
        run("backup", tmp_path / "backup.zip")
    assert list(tmp_path.iterdir()) == []


def test_what_rows_say_does_not_depend_on_their_order_nor_on_how_a_number_is_written():
    one, other = RowsDigest(), RowsDigest()
    for row in ([1, {"a": 1.0, "b": [1e22]}], [2, {}]):
        one.add(row)
    for row in ([2, {}], [1, {"b": [10**22], "a": 1}]):
        other.add(row)
    assert one.hexdigest() == other.hexdigest()
    other.add([3, None])
    assert one.hexdigest() != other.hexdigest()


def test_a_moment_keeps_its_microseconds(archive):
    at = datetime(2022, 7, 10, 4, 5, 6, 789, tzinfo=UTC)
    User.objects.filter(username="leader").update(last_login=at)
    later = archive.with_name("later.zip")
    run("backup", later)
    emptied()
    run("restore", later)
    assert User.objects.get(username="leader").last_login == at
