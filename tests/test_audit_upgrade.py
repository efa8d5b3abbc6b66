"""A database from before the log was zones' keeps every entry, its triggers and its rights."""

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

ROOT = Path(__file__).resolve().parent.parent
BEFORE = (("zones", "0003_groups"), ("indicators", "0012_quarter_dates"))
UPGRADED = """
import json
from datetime import UTC, datetime
import django
django.setup()
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError
from zones.audit import ACT_FIELDS, Act, Head, chained

before = BEFORE
for app, name in before:
    call_command("migrate", app, name, verbosity=0)
executor = MigrationExecutor(connection)
apps = executor.loader.project_state(list(before)).apps
acts = [
    Act(datetime(2026, 1, day, tzinfo=UTC), None, "", "command line", "opened", "submission", "",
        "yichang", "2022Q1", "", day, None, {"amount": "0.10"})
    for day in range(1, 6)
]
entries = chained(acts, Head())
for entry in entries:
    apps.get_model("indicators", "AuditEntry").objects.create(
        seq=entry.seq, previous_hash=entry.previous_hash, hash=entry.hash,
        **{name: getattr(entry.act, name) for name in ACT_FIELDS},
    )
last = entries[-1]
apps.get_model("indicators", "AuditHead").objects.update(seq=last.seq, hash=last.hash)
readers = Group.objects.create(name="readers")
readers.permissions.add(Permission.objects.get(codename="view_auditentry"))

call_command("migrate", verbosity=0)

from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict
from zones.services.audit import Change, audit_append

told = {"kept": AuditEntry.objects.count(), "was_intact": audit_verdict().is_intact}
audit_append(by=None, at=None, changes=[Change("opened", "submission")])
told["appended"], told["is_intact"] = AuditEntry.objects.count(), audit_verdict().is_intact
for name, act in (("updated", "UPDATE {} SET zone = ''"), ("deleted", "DELETE FROM {}")):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(act.format(AuditEntry._meta.db_table))
        told[name] = "done"
    except DatabaseError as error:
        told[name] = str(error).splitlines()[0]
told["types"] = sorted(ContentType.objects.filter(model__startswith="audit").values_list(
    "app_label", "model"))
told["rights"] = [str(one.content_type.app_label) for one in readers.permissions.all()]
print(json.dumps(told))
"""


@pytest.fixture
def database(tmp_path):
    """The address of an empty database of the kind that the tests run on."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        yield f"sqlite:///{tmp_path / 'before.sqlite3'}"
        return
    name = f"upgrade_{os.getpid()}"
    connected = psycopg2.connect(address)
    connected.autocommit = True
    try:
        with connected.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        yield urlsplit(address)._replace(path=f"/{name}").geturl()
        with connected.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        connected.close()


def test_the_log_of_an_existing_database_is_kept_when_it_moves(database):
    env = os.environ | {
        "DATABASE_URL": database,
        "DEBUG": "1",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", UPGRADED.replace("BEFORE", repr(BEFORE))],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    refused = "The audit log is append-only."
    assert json.loads(done.stdout) == {
        "kept": 5,
        "was_intact": True,
        "appended": 6,
        "is_intact": True,
        "updated": refused,
        "deleted": refused,
        "types": [["zones", "auditentry"], ["zones", "audithead"]],
        "rights": ["zones"],
    }
