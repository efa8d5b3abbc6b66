"""What failed is said in both languages, found again in the log, and gives nothing away."""

import errno
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.addresses import PLACES
from tests.factories import make_person, user_of
from zones.busy import Hindrance, hindrance
from zones.gates import SEEN
from zones.logs import Json, Line, without_secrets

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def failing(db, monkeypatch):
    """A signed-in client whose page of measures fails with a secret in the error."""

    def fail(*_args, **_kwargs):
        raise RuntimeError("password=hunter2 of liu@example.org")

    monkeypatch.setattr("indicators.views.policy.export", fail)
    client = Client(raise_request_exception=False)
    client.force_login(user_of(make_person()))
    return client


def record_of(caplog, status: int = 500) -> logging.LogRecord:
    (record,) = [one for one in caplog.records if getattr(one, "status_code", 0) == status]
    return record


def test_a_fault_has_a_number_on_the_page_and_in_the_log(failing, caplog):
    response = failing.get("/measures/")
    assert response.status_code == 500
    page = response.content.decode()
    incident = response["Incident"]
    assert re.fullmatch(r"[A-Z0-9]{8}", incident)
    assert incident in page
    assert "系统出错" in page
    assert "nothing was saved" in page
    assert "hunter2" not in page
    assert f"incident={incident}" in Line().format(record_of(caplog))
    assert json.loads(Json().format(record_of(caplog)))["incident"] == incident


def test_two_faults_have_two_numbers(failing):
    assert failing.get("/measures/")["Incident"] != failing.get("/measures/")["Incident"]


def test_the_log_tells_where_it_failed_and_hides_what_it_failed_on(failing, caplog):
    failing.get("/measures/")
    for text in (Line().format(record_of(caplog)), Json().format(record_of(caplog))):
        assert "Traceback" in text
        assert "RuntimeError" in text
        assert "hunter2" not in text
        assert "liu@example.org" not in text


@pytest.mark.parametrize(
    "secret",
    [
        *("DETAIL:  Key (email)=(x) exists.", "postgres://zone:s3cret@db/name", "Token: abc123"),
        *("sessionid=abc123", "zt_abcdef123456", "liu@example.org", "SECRET_KEY=abc123"),
        *("Authorization: Bearer abc123", "{'password': 'abc123'}"),
    ],
)
def test_what_a_log_must_not_hold_is_hidden(secret):
    text = without_secrets(f"before\n{secret}\nafter")
    assert "[hidden]" in text
    for part in ("s3cret", "abc123", "abcdef", "liu", "(x)"):
        assert part not in text
    assert text.startswith("before\n")
    assert text.endswith("\nafter")


def test_what_comes_from_outside_begins_no_line_of_its_own():
    record = logging.LogRecord("x", logging.INFO, "", 1, "Not Found: %s", ("/a\nERROR fake",), None)
    assert "\n" not in Line().format(record)
    assert "\n" not in Json().format(record)


def test_a_form_that_is_too_old_says_that_nothing_was_saved(db):
    response = Client(enforce_csrf_checks=True).post("/i18n/setlang/", {"language": "en"})
    assert response.status_code == 403
    page = response.content.decode()
    assert "页面已过期" in page
    assert "nothing was saved" in page


FILE = b'--X\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nx\r\n'
FORM = "application/x-www-form-urlencoded"
#: What is no form, holds more than the site takes, or is in letters that nobody knows; the answer.
UNREADABLE = {
    "no boundary": (b"x", "multipart/form-data", 404),
    "many files": (150 * FILE + b"--X--\r\n", "multipart/form-data; boundary=X", 404),
    "unknown letters": (b"a=1", f"{FORM}; charset=nope", 404),
    "many fields": (2000 * b"a=1&", FORM, 400),
    "too large": (b"a=" + 3_000_000 * b"x", FORM, 400),
}


@pytest.mark.parametrize(("body", "kind", "status"), UNREADABLE.values(), ids=UNREADABLE)
def test_whatever_is_sent_to_an_address_that_is_not_there_is_no_fault(db, body, kind, status):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies["csrftoken"] = "a" * 32
    response = client.generic("POST", "/nowhere/", body, content_type=kind)
    assert response.status_code == status
    assert {404: "没有这个页面", 400: "请求无法处理"}[status] in response.content.decode()


def with_a_nul() -> Iterator[str]:
    """Every address that takes any letters, each of its words in turn not one."""
    for name, places in PLACES.items():
        for parts in {place.missing for place in places}:
            for at, part in enumerate(parts):
                # A word of plain letters alone makes no such address.
                with suppress(NoReverseMatch):
                    if isinstance(part, str):
                        yield reverse(name, args=(*parts[:at], "\0", *parts[at + 1 :]))


def test_what_no_database_can_look_up_is_not_there(db):
    client = Client(raise_request_exception=False)
    client.force_login(user_of(make_person()))
    found = {address: client.get(address).status_code for address in with_a_nul()}
    assert "/assessments/%00/replies/" in found
    assert set(found.values()) == {404}, found


def test_a_host_that_is_not_served_gets_a_page_without_a_cause(settings):
    settings.ALLOWED_HOSTS = ["zonetrack.example"]
    response = Client(raise_request_exception=False).get(
        "/login/", headers={"host": "evil.example"}
    )
    assert response.status_code == 400
    assert "请求无法处理" in response.content.decode()
    assert "evil.example" not in response.content.decode()


def test_the_content_policy_is_enforced_or_only_reported():
    code = "from django.conf import settings as s; print(bool(s.CONTENT_SECURITY_POLICY), " + (
        "bool(getattr(s, 'CONTENT_SECURITY_POLICY_REPORT_ONLY', {})))"
    )
    said = {}
    for switch in ("0", "1"):
        environment = {"DEBUG": "1", "CSP_REPORT_ONLY": switch}
        environment |= {"DJANGO_SETTINGS_MODULE": "zonetrack.settings"}
        run = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=True,
        )
        said[switch] = run.stdout.split()
    assert said == {"0": ["True", "False"], "1": ["False", "True"]}


class Code(Exception):
    """A driver's error with PostgreSQL's code for it."""

    def __init__(self, code: str | None):
        super().__init__(code)
        self.pgcode = code


def raised(error: Exception, cause: Exception | None) -> Exception:
    error.__cause__ = cause
    return error


AWAY_ON_POSTGRESQL = [
    raised(OperationalError("connection refused"), Code(None)),
    raised(OperationalError("terminating connection"), Code("57P01")),
    raised(OperationalError("the database system is starting up"), Code("57P03")),
    raised(OperationalError("connection failure"), Code("08006")),
    raised(InterfaceError("connection already closed"), None),
    raised(DatabaseError("error with no message from the libpq"), Code(None)),
    raised(DatabaseError("server closed the connection unexpectedly"), Code(None)),
]


@pytest.mark.parametrize("error", AWAY_ON_POSTGRESQL, ids=str)
def test_a_database_that_is_away_is_told_from_a_fault(monkeypatch, error):
    monkeypatch.setattr("zones.busy.connection", SimpleNamespace(vendor="postgresql"))
    assert hindrance(error) == Hindrance.AWAY


@pytest.mark.parametrize(
    "error",
    [
        raised(DatabaseError("relation does not exist"), Code("42P01")),
        raised(OperationalError("out of memory"), Code("53200")),
        raised(DatabaseError("cannot adapt"), None),
        raised(ProgrammingError("can't adapt type 'X'"), Code(None)),
        RuntimeError("connection refused"),
        OSError(errno.ENOENT, "no such file"),
        None,
    ],
    ids=str,
)
def test_a_fault_is_not_taken_for_a_database_that_is_away(monkeypatch, error):
    monkeypatch.setattr("zones.busy.connection", SimpleNamespace(vendor="postgresql"))
    assert hindrance(error) is None


GONE = ("connection refused\n\tIs the server running?", None)
FULL = ("could not extend file: No space left on device\nHINT:  Check free disk space.", "53100")


@pytest.fixture
def hindered(monkeypatch):
    """What makes a function fail as PostgreSQL does, with the text and the code of its error."""

    def hinder(function: str, text: str, code: str | None) -> None:
        def fail(*_args, **_kwargs):
            raise raised(OperationalError(text), Code(code))

        monkeypatch.setattr("zones.busy.connection", SimpleNamespace(vendor="postgresql"))
        monkeypatch.setattr(function, fail)

    return hinder


def test_who_asks_while_the_database_is_away_reads_what_to_do(failing, hindered):
    hindered("indicators.views.policy.export", *GONE)
    response = failing.get("/measures/")
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    page = response.content.decode()
    assert "数据库暂时没有应答" in page
    assert "look first once the page is back" in page
    assert "connection refused" not in page


def test_what_hinders_has_a_number_and_one_line_in_the_log(failing, hindered, caplog):
    """While the database is away every request fails: tracebacks would fill what room is left."""
    hindered("indicators.views.policy.export", *FULL)
    response = failing.get("/measures/")
    incident = response["Incident"]
    assert f"<strong>{incident}</strong>" in response.content.decode()
    line = Line().format(record_of(caplog, 503))
    told = f"/measures/: could not extend file: No space left on device incident={incident}"
    assert line.endswith(told)
    assert "\n" not in line
    assert "traceback" not in json.loads(Json().format(record_of(caplog, 503)))


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (GONE, "away", "what was sent was most likely not saved"),
        (FULL, "full", "The server’s disk is full; nothing was saved."),
        (("canceling statement due to lock timeout", "55P03"), "busy", "Others are writing"),
    ],
)
def test_a_program_is_told_what_hinders(db, hindered, caplog, error, code, sentence):
    hindered("assessments.api.keys.token_use", *error)
    client = Client(raise_request_exception=False)
    headers = {"authorization": "Bearer zt_x", "accept-language": "en"}
    response = client.get("/api/v1/zones", headers=headers)
    told = response.json()
    assert (response.status_code, told["code"]) == (503, code)
    assert sentence in told["detail"]
    # One line, which gives the reason.
    assert record_of(caplog, 503).getMessage().endswith(error[0].splitlines()[0])
    assert response["Incident"] == record_of(caplog, 503).request.incident == told["incident"]


@pytest.mark.parametrize(("error", "status"), [(FULL, 503), (("no such column", "42703"), 400)])
def test_a_session_that_cannot_be_saved_is_told_by_what_hindered_it(db, hindered, error, status):
    client = Client(raise_request_exception=False)
    client.force_login(user_of(make_person()))
    session = client.session
    session[SEEN] = 0  # the next request notes that it is in use
    session.save()
    hindered("django.contrib.sessions.models.Session.save", *error)
    response = client.get("/measures/")
    assert response.status_code == status
    assert ("服务器的磁盘没有剩余空间" in response.content.decode()) == (status == 503)
