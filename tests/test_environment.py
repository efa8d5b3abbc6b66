"""A setting that cannot be read is named, with what belongs there and without what stands there."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from zonetrack.environment import Environment

NUMBER = "SESSION_MINUTES has to be a number, without units."
ADDRESS = "DATABASE_URL has to be an address: postgres://user:password@host/name or sqlite:///file."


def test_a_setting_that_is_no_number_is_named_by_whatever_command():
    done = subprocess.run(
        [sys.executable, "manage.py", "doctor"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"SESSION_MINUTES": "an hour"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.strip() == f"zonetrack is not set up: {NUMBER}"


def test_a_folder_that_cannot_be_made_is_named_with_the_reason(monkeypatch, tmp_path):
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "one" / "two"))
    assert Environment().folder("VAR_DIR", default=tmp_path).is_dir()
    (tmp_path / "file").touch()
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "file" / "var"))
    with pytest.raises(ImproperlyConfigured) as told:
        Environment().folder("VAR_DIR", default=tmp_path)
    assert str(told.value) == (
        "VAR_DIR has to be a folder that is there or can be made, and"
        f" {tmp_path}/file/var is not: Not a directory."
    )


@pytest.mark.filterwarnings("ignore:Engine not recognized")
@pytest.mark.parametrize(
    "address",
    ["postgres//secret", "secret", "mysql://user:secret@host/name", "postgres://h:port/n"],
)
def test_an_address_that_is_none_of_a_database_is_named_and_not_repeated(monkeypatch, address):
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(ImproperlyConfigured) as told:
        Environment().db_url("DATABASE_URL")
    assert str(told.value) == ADDRESS


def test_what_can_be_read_is_read_as_ever(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://who:word@host:5433/name")
    monkeypatch.setenv("REMIND_AFTER", "1,7")
    found = Environment()
    assert found.db_url("DATABASE_URL")["PORT"] == 5433
    assert found.list("REMIND_AFTER", cast=int, default=[]) == [1, 7]
    assert found.int("SESSION_MINUTES", default=60) == 60
