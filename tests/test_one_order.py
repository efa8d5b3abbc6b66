"""A page printed twice is the same page, whichever way the database finds its rows.

A list that leaves its order to the database keeps it for years, and loses it on the day when the
database looks its rows up in another way. Here the rows are found the other way round.
"""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from tests.walk import Stop, load_walked

OURS = ("zones", "indicators", "assessments")
#: What is new in every answer.
NEW = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture(scope="module")
def stops(django_db_setup, django_db_blocker) -> Iterator[list[Stop]]:
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as monkeypatch,
        transaction.atomic(),
    ):
        yield load_walked(monkeypatch)
        transaction.set_rollback(True)


@pytest.fixture
def turn_round(db) -> Iterator:
    """From the call to the end of the test, rows of which no order is asked come the last first."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            yield lambda: cursor.execute("PRAGMA reverse_unordered_selects = ON")
            cursor.execute("PRAGMA reverse_unordered_selects = OFF")
        else:
            yield lambda: _lay_down_anew(cursor)


def _lay_down_anew(cursor) -> None:
    """Every table's rows lie the last first, and are found as they lie."""
    cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger minds
    for model in apps.get_models():
        if model._meta.app_label in OURS and not model._meta.proxy:
            _lay_rows(cursor, model._meta)
    cursor.execute("SET LOCAL session_replication_role = origin")
    cursor.execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off")


def _lay_rows(cursor, meta) -> None:
    table, key = meta.db_table, meta.pk.column
    names = ", ".join(f'"{one.column}"' for one in meta.local_concrete_fields)
    cursor.execute(f"CREATE TEMP TABLE turned ON COMMIT DROP AS TABLE {table}")
    cursor.execute(f"DELETE FROM {table}")
    cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM turned ORDER BY {key} DESC")
    cursor.execute("DROP TABLE turned")


def _page(stop: Stop) -> list[bytes]:
    client = Client()
    if stop.login:
        client.force_login(User.objects.get(username=stop.login))
    return NEW.sub(b"", client.get(stop.path).content).splitlines()


def test_a_page_is_the_same_whichever_way_the_database_finds_its_rows(
    stops, turn_round, monkeypatch
):
    moment = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: moment)  # some pages print the minute
    before = [_page(stop) for stop in stops]
    turn_round()
    after = [_page(stop) for stop in stops]
    changed = {
        str(stop): [pair for pair in zip(once, again, strict=False) if len(set(pair)) > 1][:2]
        for stop, once, again in zip(stops, before, after, strict=True)
        if once != again
    }
    assert changed == {}
