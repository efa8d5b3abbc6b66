"""What watches the site is told whether it lives and whether it can serve, and nothing else."""

import pytest
from django.db import DatabaseError
from django.db.migrations.recorder import MigrationRecorder

from zones.selectors import readiness
from zones.services.audit import Change, audit_append

pytestmark = pytest.mark.django_db


def test_a_living_site_says_so_without_asking_the_database(client, queries):
    with queries() as sent:
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert len(sent) == 0


def test_a_site_that_can_serve_says_so_to_a_stranger(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_database_that_is_away_is_named(client, monkeypatch):
    def gone():
        raise DatabaseError("connection to 10.0.0.7 refused")

    monkeypatch.setattr(readiness, "migrations_applied", gone)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"database: no answer, or no tables\n")
    assert client.get("/healthz").status_code == 200


def test_migrations_that_are_not_applied_are_counted(client):
    MigrationRecorder.Migration.objects.filter(app="zones").first().delete()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"migrations: 1 not applied\n")


def test_every_reason_has_a_line(client, monkeypatch, settings):
    settings.MIN_FREE_MB = 500
    monkeypatch.setattr(readiness, "megabytes_free", lambda place: 12)
    MigrationRecorder.Migration.objects.filter(app="zones").first().delete()
    answer = client.get("/readyz")
    assert answer.content.decode().splitlines() == [
        "migrations: 1 not applied",
        "disk: 12 MB free, 500 MB needed",
    ]


def test_the_probes_are_answered_without_https_on_the_machine_itself(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200
    assert client.get("/login/").status_code == 301


def test_counts_are_for_whoever_knows_the_token(client, settings):
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "a-word"
    assert client.get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 404
    client.get("/login/")
    client.get("/no-such-page/")
    answer = client.get("/metrics", headers={"Authorization": "Bearer a-word"})
    told = answer.content.decode()
    assert 'zonetrack_requests_total{method="GET",status="200",view="login"}' in told
    assert 'view="none"' in told
    assert "zonetrack_ready 1.0" in told
    assert "zonetrack_backup_age_seconds" not in told
    audit_append(by=None, at=None, changes=[Change("backup_made", "backup")])
    answer = client.get("/metrics", headers={"Authorization": "Bearer a-word"})
    assert "zonetrack_backup_age_seconds" in answer.content.decode()
