"""Real servers for the tests: processes of their own, on the test's database, over real HTTP."""

import contextlib
import http.client
import json
import multiprocessing
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from tests import served
from tests.factories import user_of
from tests.served import Moment
from zones.access import Person

#: Seconds until a process must have started, ended or answered; nothing takes near as long.
PATIENCE = 60
#: The token that the browser sends back, against forged requests.
CSRF = "t" * 32

# Servers are forked from a process that has loaded the site and has no connection and no thread.
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["__main__", "tests.served"])


@dataclass(frozen=True)
class Server:
    """A server process, its port, and how many writing statements it has sent."""

    process: BaseProcess
    port: int
    writes: Any

    def wait_until_killed(self) -> None:
        """Nothing; the process has ended, by SIGKILL and by nothing else."""
        self.process.join(PATIENCE)
        assert self.process.exitcode == -9


@contextlib.contextmanager
def serving(death: Moment | None = None) -> Iterator[Server]:
    """A server as long as the block lasts, unless it kills itself before."""
    receiving, sending = _forks.Pipe(duplex=False)
    writes = _forks.Value("i", 0)
    words = (connection.settings_dict["NAME"], sending, writes, death)
    process = _forks.Process(target=served.serve, args=words, daemon=True)
    process.start()
    try:
        assert receiving.poll(PATIENCE), "the server did not start"
        yield Server(process, receiving.recv(), writes)
    finally:
        process.kill()
        process.join()


def run_command(*words: str, death: Moment | None = None) -> tuple[int | None, int]:
    """The exit code of a management command in a process of its own, and its writing statements."""
    writes = _forks.Value("i", 0)
    about = (connection.settings_dict["NAME"], writes, death, list(words))
    process = _forks.Process(target=served.command, args=about, daemon=True)
    process.start()
    process.join(PATIENCE)
    return process.exitcode, writes.value


class Browser:
    """A signed-in person's connection to a server; kept open from request to request."""

    def __init__(self, person: Person, server: Server):
        self.person = person
        self.cookies = f"sessionid={_session(person)}; csrftoken={CSRF}"
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)

    def get(self, path: str) -> tuple[int, str]:
        """The status and the page."""
        return self._ask("GET", path, None, {})

    def save(self, path: str, edits: list[dict]) -> tuple[int, dict]:
        """The status of saving these cells and, if they were taken, what is told of them."""
        body = json.dumps({"person": self.person.user_id, "edits": edits})
        status, text = self._ask("POST", path, body, {"Content-Type": "application/json"})
        return status, json.loads(text) if status == 200 else {}

    def post(self, path: str, form: dict[str, str]) -> tuple[int, str]:
        """The status of sending this form, and the page."""
        kind = "application/x-www-form-urlencoded"
        return self._ask("POST", path, urlencode(form), {"Content-Type": kind})

    def _ask(self, method: str, path: str, body, headers: dict) -> tuple[int, str]:
        headers = headers | {"Cookie": self.cookies, "X-CSRFToken": CSRF}
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        return response.status, response.read().decode()


def _session(person: Person) -> str:
    """The key of a session in which the person is signed in."""
    user = user_of(person)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key
