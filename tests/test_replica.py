"""Dashboards are read from a replica that has everything; otherwise the primary answers."""

from copy import deepcopy

import pytest
from django.db import DatabaseError, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import make_person, make_policy, make_zone, user_of
from zones import replica
from zones.models import AuditHead, Zone
from zones.replica import REPLICA, ReplicaRouter, reading
from zonetrack.settings import database, env

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", REPLICA])


@pytest.fixture(scope="module", autouse=True)
def _mirror(django_db_setup):
    """Nothing; the test's own database stands there a second time, as a replica never behind."""
    connections.databases[REPLICA] = deepcopy(connection.settings_dict)
    connections.databases[REPLICA]["TEST"]["MIRROR"] = "default"
    yield
    del connections[REPLICA]
    del connections.databases[REPLICA]


@pytest.fixture
def second(settings, monkeypatch):
    """The connection to the replica, which dashboards are read from."""
    monkeypatch.setattr(replica._Rest, "until", 0.0)
    settings.DATABASE_ROUTERS = ["zones.replica.ReplicaRouter"]
    yield connections[REPLICA]
    connections[REPLICA].close()


@pytest.fixture
def reader(second):
    make_policy()
    make_zone("donghu")
    client = Client()
    client.force_login(user_of(make_person("customs")))
    client.get("/zones/")
    return client


def asked(client, address):
    """The answer, and how many questions the primary and the replica were asked for it."""
    first, other = (CaptureQueriesContext(connections[name]) for name in ("default", REPLICA))
    with first, other:
        answer = client.get(address)
    return answer, len(first), len(other)


@pytest.mark.parametrize("address", ["/", "/zones/", "/zones/donghu/", "/targets/", "/measures/"])
def test_a_dashboard_is_read_from_the_replica(reader, address):
    answer, of_primary, of_replica = asked(reader, address)
    assert answer.status_code == 200
    # Session, user, post and groups, and the log's head: who may see what is the primary's to say.
    assert of_primary == 5
    assert of_replica >= 2


def test_a_replica_that_misses_a_write_is_not_read(reader, monkeypatch):
    _answer, _of_primary, before = asked(reader, "/zones/")
    assert before > 1
    head = replica._head
    monkeypatch.setattr(replica, "_head", lambda name: "older" if name == REPLICA else head(name))
    answer, of_primary, of_replica = asked(reader, "/zones/")
    assert answer.status_code == 200
    assert of_replica == 0
    assert of_primary > 5


def test_a_replica_that_is_gone_is_left_alone_for_a_while(reader, second, monkeypatch, caplog):
    def refuse(*_arguments, **_named):
        raise second.Database.OperationalError("gone")

    second.close()
    tries = []
    monkeypatch.setattr(second, "connect", lambda: tries.append(1) or refuse())
    for _ in range(3):
        assert reader.get("/zones/").status_code == 200
    assert len(tries) == 1
    assert "The replica does not answer" in caplog.text
    monkeypatch.undo()


def test_a_replica_that_dies_within_a_page_leaves_the_page_to_the_primary(reader, monkeypatch):
    known = replica._has_everything

    def die_after() -> bool:
        found = known()
        broken = connections[REPLICA]
        monkeypatch.setattr(broken, "cursor", _broken)
        return found

    def _broken(*_arguments, **_named):
        raise DatabaseError("gone")

    monkeypatch.setattr(replica, "_has_everything", die_after)
    answer = reader.get("/zones/")
    assert answer.status_code == 200
    assert "donghu" in answer.content.decode()


def test_a_fault_of_the_page_itself_is_not_blamed_on_the_replica(reader, monkeypatch):
    def fail(_request):
        raise DatabaseError("no such column")

    monkeypatch.setattr(replica, "person", lambda _request: None)
    with pytest.raises(DatabaseError):
        replica.from_replica(fail)(type("Request", (), {"method": "GET"})())
    assert replica._Rest.until == 0.0


def test_everything_is_written_to_the_primary(second):
    with reading():
        assert Zone.objects.all().db == REPLICA
        assert AuditHead.objects.select_for_update().db == "default"
    assert Zone.objects.all().db == "default"
    assert not ReplicaRouter().allow_migrate(REPLICA, "zones")


def test_without_a_replica_nothing_more_is_asked(reader, monkeypatch):
    monkeypatch.setattr(replica, "connections", {})
    _answer, of_primary, of_replica = asked(reader, "/zones/")
    assert of_replica == 0
    assert of_primary > 5


def test_each_database_has_the_options_of_its_own_address():
    """An address may name its socket among the options: the other one's is not read instead."""
    primary, other = (
        database(env.db_url_config(address), connect_timeout=3)
        for address in ("postgres://u@/site?host=/first", "postgres://u@second/site")
    )
    assert (primary["OPTIONS"]["host"], other["HOST"]) == ("/first", "second")
    assert "host" not in other["OPTIONS"]
    assert other["OPTIONS"]["connect_timeout"] == 3
