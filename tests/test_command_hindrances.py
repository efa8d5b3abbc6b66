"""A command that the database hinders says so in a sentence, and ends as one that failed."""

import os
import socket
import subprocess
import sys

import psycopg2
import pytest
from django.conf import settings
from django.db import OperationalError, ProgrammingError
from django.utils import translation

from zones import command_hindrances
from zones.busy import Hindrance
from zones.command_hindrances import SAID, hindrance_sentence


@pytest.fixture
def nobody_listens():
    """The address of a PostgreSQL that is not there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # bound and not listened on: nobody else takes it meanwhile
        yield f"postgres://zonetrack:wort@127.0.0.1:{free.getsockname()[1]}/zonetrack"


@pytest.mark.parametrize(
    "words",
    [
        ("migrate",),
        ("verify_audit",),
        ("backup", "anywhere.zip"),
        ("load_policy", "fixtures/policies/hubei-2021/policy.toml", "--commit"),
        ("send_reminders",),
    ],
    ids=lambda words: words[0],
)
def test_without_its_database_a_command_says_so_and_what_to_do(nobody_listens, words):
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": nobody_listens},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    *before, said = done.stderr.splitlines()
    assert said.startswith("数据库没有应答：connection to server at")
    assert "请启动 PostgreSQL" in said
    assert said.endswith("“manage.py doctor”可检查整套安装。")
    assert "Traceback" not in done.stderr
    assert "wort" not in done.stderr
    assert all("Warning" in line or line.startswith(" ") for line in before)


@pytest.mark.parametrize("kind", Hindrance)
def test_each_hindrance_has_its_sentence_with_one_line_of_the_reason(monkeypatch, kind):
    monkeypatch.setattr(command_hindrances, "hindrance", lambda error: kind)
    with translation.override("en"):
        sentence = hindrance_sentence(OperationalError("no room\nLINE 1: SELECT"))
        assert sentence == str(SAID[kind]) % {"why": "no room"}


def test_a_fault_of_the_program_is_not_called_a_hindrance():
    fault = ProgrammingError("no such column")
    fault.__cause__ = psycopg2.ProgrammingError("no such column")
    assert hindrance_sentence(fault) is None
