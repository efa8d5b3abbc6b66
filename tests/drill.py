"""`make drill`: a primary, a replica and the site's processes are killed while people work.

Through all of it every write that was acknowledged is there, nobody reads less than was written,
who cannot be served is told so, and the audit log's chain is whole. Takes some minutes.
"""

import contextlib
import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.cluster import Node, cluster, wait_for

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("/", "/zones/", "/zones/donghu/", "/targets/", "/assessments/2023/")
FIGURE = "/zones/jingkai/figures/vehicles/"
ADDRESS = "/api/v1/submissions/2024Q1/jingkai/figures"
LOADED = (
    ("load_policy", "fixtures/policies/hubei-2021/policy.toml", "--commit"),
    ("load_rules", "fixtures/validation/rules.csv", "--commit"),
    ("load_scheme", "fixtures/schemes/province-2021.toml", "--commit"),
    ("load_province", "fixtures/province_totals.csv", "--commit"),
    ("demo",),
)
#: What every page says while the database is away.
AWAY = "数据库"
TOKEN = """
from django.contrib.auth.models import User
from django.utils import timezone
from zones.access import person_of
from zones.services.tokens import token_create
by = person_of(User.objects.get(username="commerce"))
made = token_create(
    by=by, name="drill", may_read=True, may_submit=True, days=2, at=timezone.now()
)
print("SECRET", made.secret)
"""


class Site:
    """The site as it is served: gunicorn with two processes, on a primary and perhaps a replica."""

    def __init__(self, primary: Node, replica: Node | None) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environment = os.environ | {
            "DATABASE_URL": primary.url,
            "DEBUG": "1",
            "API_PER_MINUTE": "100000",
            "WEB_BIND": f"127.0.0.1:{self.port}",
            "WEB_WORKERS": "2",
            "LOG_LEVEL": "ERROR",
        }
        if replica:
            self.environment["DATABASE_REPLICA_URL"] = replica.url

    def command(self, *words: str) -> str:
        """What a management command prints."""
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    @contextlib.contextmanager
    def served(self) -> Iterator[subprocess.Popen]:
        """The parent of the site's processes, as long as the block lasts."""
        words = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"]
        process = subprocess.Popen([*words, "zonetrack.wsgi"], cwd=ROOT, env=self.environment)
        try:
            wait_for(lambda: Person(self.port).get("/healthz")[0] == 200)
            yield process
        finally:
            process.terminate()
            process.wait(120)


class Person:
    """Somebody's browser, or a program with a token; an answer that never came has status 0."""

    def __init__(self, port: int, token: str = "") -> None:
        self.base, self.token = f"http://127.0.0.1:{port}", token
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def ask(self, path: str, body: bytes | None = None, kind: str = "") -> tuple[int, str]:
        headers = {"Content-Type": kind} if kind else {}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(self.base + path, body, headers)
        try:
            with self.opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""

    def get(self, path: str) -> tuple[int, str]:
        return self.ask(path)

    def sign_in(self, login: str) -> "Person":
        self.get("/login/")
        token = next(one.value for one in self.jar if one.name == "csrftoken")
        form = {"username": login, "password": "zonetrack-demo", "csrfmiddlewaretoken": token}
        status, page = self.ask("/login/", urllib.parse.urlencode(form).encode())
        assert status == 200, (status, page[:300])
        assert 'name="password"' not in page, "not signed in"
        return self

    def save(self, number: int) -> int:
        """The status of saving this many vehicles."""
        figure = {"indicator": "vehicles", "value": str(number)}
        body = json.dumps({"figures": [figure]}).encode()
        return self.ask(ADDRESS, body, "application/json")[0]


class Load:
    """People who read pages all the time; every answer's status is kept."""

    def __init__(self, port: int, readers: int = 3) -> None:
        self.statuses: list[tuple[float, int]] = []
        self.is_over = False
        people = [Person(port).sign_in("leader") for _ in range(readers)]
        self.threads = [threading.Thread(target=self._read, args=(one,)) for one in people]
        for thread in self.threads:
            thread.start()

    def _read(self, person: Person) -> None:
        while not self.is_over:
            for path in PAGES:
                status, _page = person.get(path)
                self.statuses.append((time.monotonic(), status))
                if not status:
                    time.sleep(0.2)  # nobody listens at the moment

    def since(self, begun: float) -> list[int]:
        return [status for at, status in self.statuses if at >= begun]

    def end(self) -> None:
        self.is_over = True
        for thread in self.threads:
            thread.join()


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {text}", flush=True)


def shown(person: Person) -> int:
    """How many vehicles the figure's page shows for 2024Q1."""
    status, page = person.get(FIGURE)
    assert status == 200, status
    row = re.search(r'<tr id="2024Q1".*?</tr>', page, re.S)
    assert row, "no row of 2024Q1"
    return int(re.findall(r"→ ([\d,]+)", row[0])[-1].replace(",", ""))


def writes_are_read(program: Person, reader: Person, numbers: range) -> None:
    """Nothing; each number that is saved is on the page that is asked for next."""
    for number in numbers:
        assert program.save(number) == 200
        assert shown(reader) == number, f"{number} is not on the page"


def drill_replica(site: Site, primary: Node, replica: Node) -> int:
    """The last number written, after the replica was behind, killed and started again."""
    secret = re.search(r"SECRET (\S+)", site.command("shell", "-c", TOKEN))[1]
    with site.served():
        program, reader = Person(site.port, secret), Person(site.port).sign_in("commerce")
        load = Load(site.port)
        try:
            writes_are_read(program, reader, range(1001, 1011))
            say("each of 10 writes was on the next page, while others read")
            assert replica.ask(CONNECTED) > 0, "nobody reads from the replica"

            replica.ask("SELECT pg_wal_replay_pause()")
            writes_are_read(program, reader, range(1011, 1021))
            replica.ask("SELECT pg_wal_replay_resume()")
            say("the replica stood still: each write was on the next page all the same")

            begun = time.monotonic()
            replica.kill()
            writes_are_read(program, reader, range(1021, 1031))
            time.sleep(5)
            assert set(load.since(begun)) == {200}, set(load.since(begun))
            say(f"the replica was killed: {len(load.since(begun))} pages, all answered")

            replica.start()
            wait_for(lambda: replica.ask(CONNECTED) > 0)
            writes_are_read(program, reader, range(1031, 1036))
            say("the replica is back and is read again")
        finally:
            load.end()
        assert {status for _at, status in load.statuses} == {200}
    return 1035


#: How many connections of the site's processes a server has.
CONNECTED = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = 'site' AND pid <> pg_backend_pid()"
)


def drill_primary(site: Site, primary: Node, last: int) -> int:
    """The last number acknowledged, after the primary was killed and started under load."""
    secret = re.search(r"SECRET (\S+)", site.command("shell", "-c", TOKEN))[1]
    with site.served() as parent:
        program, reader = Person(site.port, secret), Person(site.port).sign_in("commerce")
        load = Load(site.port)
        try:
            primary.kill()
            for path in PAGES:
                status, page = reader.get(path)
                assert (status, AWAY in page, "Traceback" in page) == (503, True, False), path
            assert program.save(last + 1) == 503
            say("the primary is gone: every page says so (503), and a write is not taken")
            primary.start()
            wait_for(lambda: program.save(last + 2) == 200)
            assert shown(reader) == last + 2
            begun = time.monotonic()
            time.sleep(5)
            assert set(load.since(begun)) == {200}, set(load.since(begun))
            say("the primary is back: pages and writes as before, nobody signed in anew")

            acknowledged = last + 2
            for number in range(acknowledged + 1, acknowledged + 40):
                if number % 8 == 0:
                    _kill_a_process(parent.pid)
                if program.save(number) == 200:
                    acknowledged = number
            assert shown(reader) in (acknowledged, number)
            say("processes of the site were killed during writes: what was acknowledged is there")
        finally:
            load.end()
    return max(acknowledged, shown_now(site))


def shown_now(site: Site) -> int:
    """The number that is stored."""
    words = (
        "from indicators.models import Observation as O; print('IS', O.objects.get("
        "submission__zone__code='jingkai', submission__quarter__year=2024, "
        "submission__quarter__quarter=1, indicator__code='vehicles').value)"
    )
    return int(float(re.search(r"IS (\S+)", site.command("shell", "-c", words))[1]))


def _kill_a_process(parent: int) -> None:
    children = subprocess.run(
        ["pgrep", "-P", str(parent)], capture_output=True, text=True, check=True
    ).stdout.split()
    os.kill(int(children[0]), signal.SIGKILL)


def drill_failover(primary: Node, replica: Node, last: int) -> None:
    """Nothing; the primary is lost for good, and the site goes on with what was its replica."""
    primary.wait_for_replica()
    site = Site(primary, replica)
    secret = re.search(r"SECRET (\S+)", site.command("shell", "-c", TOKEN))[1]
    acknowledged = last
    with site.served():
        program = Person(site.port, secret)
        for number in range(last + 1, last + 31):
            assert program.save(number) == 200
            acknowledged = number
        primary.kill()
    replica.ask("SELECT pg_promote()")
    after = Site(replica, None)
    assert shown_now(after) == acknowledged
    with after.served():
        program, reader = Person(after.port, secret), Person(after.port).sign_in("commerce")
        writes_are_read(program, reader, range(acknowledged + 1, acknowledged + 6))
        assert {reader.get(path)[0] for path in PAGES} == {200}
    after.command("verify_audit")
    say("the primary was lost: its replica has every acknowledged write and serves the site")


def main() -> None:
    with cluster() as (primary, replica):
        site = Site(primary, replica)
        site.command("migrate", "--verbosity", "0")
        for words in LOADED:
            site.command(*words)
        say("a primary, a replica and the demonstration are there")
        last = drill_replica(site, primary, replica)
        last = drill_primary(site, primary, last)
        site.command("verify_audit")
        say("the audit log's chain is whole")
        drill_failover(primary, replica, last)
    say("The drill has passed.")


if __name__ == "__main__":
    main()
