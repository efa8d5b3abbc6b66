"""One command moves everything to PostgreSQL, and back; what is there is what was here."""

import os
import subprocess
import sys
from io import StringIO

import psycopg2
import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import translation

from tests import postgres
from tests.demo_database import demonstration  # noqa: F401
from zones.models import AuditEntry
from zones.services import backups

pytestmark = pytest.mark.usefixtures("demonstration", "db")


@pytest.fixture(autouse=True)
def _language():
    with translation.override("en"):
        yield


def move_to(url: str, **options: str) -> str:
    out = StringIO()
    call_command("move_to", url, stdout=out, **options)
    return out.getvalue()


def manage(url: str, *words: str) -> str:
    """What the command printed, working on that database in a process of its own."""
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_everything_moves_to_postgresql_and_back(tmp_path):
    people, entries = User.objects.count(), AuditEntry.objects.count()
    back = f"sqlite:///{tmp_path}/back.sqlite3"
    with postgres.server() as url:
        assert "every table there is the same" in move_to(url)
        with psycopg2.connect(url) as there, there.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM auth_user")
            assert cursor.fetchone() == (people,)
            cursor.execute("SELECT count(*) FROM indicators_auditentry")
            assert cursor.fetchone() == (entries + 1,)
            cursor.execute("SELECT nextval('auth_user_id_seq') > max(id) FROM auth_user")
            assert cursor.fetchone() == (True,)
            with pytest.raises(psycopg2.Error, match=r"(?i)audit"):
                cursor.execute("UPDATE indicators_auditentry SET origin = 'elsewhere'")
        # It is not empty any more; what is said of it can be done.
        said = r"^未能迁移：数据库 postgres 不是空库.*--replace"
        with translation.override("zh-hans"), pytest.raises(CommandError, match=said):
            move_to(url)
        assert "every table there is the same" in move_to(url, replace="postgres")
        manage(url, "move_to", back)
    assert str(AuditEntry.objects.count() + 1) in manage(back, "verify_audit")


def test_the_database_in_use_is_no_place_to_move_to():
    now = settings.DATABASES["default"]
    kind = "sqlite" if now["ENGINE"].endswith("sqlite3") else "postgres"
    host = f"{now['HOST']}:{now['PORT']}" if now.get("PORT") else now.get("HOST", "")
    url = f"{kind}://{host}/{now['NAME']}"
    with pytest.raises(CommandError, match="that the site has now"):
        move_to(url)


@pytest.mark.filterwarnings("ignore:Engine not recognized")
@pytest.mark.parametrize("url", ["", "somewhere", "mysql://host/name", "/tmp/file"])
def test_what_is_no_address_of_a_database_is_said(url):
    with pytest.raises(CommandError, match="postgres://user:password@host/name"):
        move_to(url)


def test_what_is_written_during_the_move_is_not_lost_silently(tmp_path, monkeypatch):
    from zones.management.commands import move_to as command

    def write_and_back_up(*, path):
        backup = backups.backup_write(path=path)
        backups.backup_write(path=path.with_name("another.zip"))
        return backup

    monkeypatch.setattr(command, "backup_write", write_and_back_up)
    monkeypatch.setattr(command.Command, "_fill", lambda self, url, archive, replace: None)
    with pytest.raises(CommandError, match="Meanwhile 1 things were written"):
        move_to(f"sqlite:///{tmp_path}/there.sqlite3")
