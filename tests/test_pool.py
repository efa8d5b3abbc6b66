"""Behind pgbouncer nothing outlives the transaction that a connection is lent for."""

import configparser
from pathlib import Path

from zonetrack.settings import LOST, WRITE_WAITS, database, env

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
ADDRESS = "postgres://site@pool:6432/site"


def test_a_pooled_connection_is_given_back_and_has_no_cursor_and_no_start_parameters(monkeypatch):
    monkeypatch.setenv("DATABASE_POOLED", "1")
    monkeypatch.setenv("CONN_MAX_AGE", "60")
    found = database(env.db_url_config(ADDRESS), connect_timeout=10)
    assert (found["CONN_MAX_AGE"], found["DISABLE_SERVER_SIDE_CURSORS"]) == (0, True)
    assert found["OPTIONS"] == {"connect_timeout": 10, **LOST}


def test_without_a_pool_the_site_itself_says_how_long_locks_are_waited_for(monkeypatch):
    monkeypatch.delenv("DATABASE_POOLED", raising=False)
    found = database(env.db_url_config(ADDRESS), connect_timeout=10)
    assert found["OPTIONS"]["options"] == f"-c lock_timeout={WRITE_WAITS}s"
    assert "DISABLE_SERVER_SIDE_CURSORS" not in found


def test_the_pool_as_shipped_lends_for_a_transaction_and_waits_for_locks_as_long():
    shipped = configparser.RawConfigParser()
    shipped.read_string((DEPLOY / "pgbouncer.ini").read_text("utf-8"))
    assert shipped["pgbouncer"]["pool_mode"] == "transaction"
    (database_,) = shipped["databases"].values()
    assert f"SET lock_timeout = {WRITE_WAITS * 1000}'" in database_
