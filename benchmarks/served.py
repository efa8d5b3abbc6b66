"""The site as it is served, by gunicorn with two processes: throughput, a crowd, memory, weight.

    DATABASE_URL=… python -m benchmarks.served     on a database with the demonstration, as JSON

The crowd asks from threads of another process on the same cores, so they cost what they cost.
Nobody begins at the same instant: fifty first requests at once measured the queue of that instant.
"""

import contextlib
import gzip
import http.client
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
CLIENTS, CLIENTS_FOR = 8, 10
CROWD, CROWD_FOR = 50, 60
#: One in so many of the crowd saves figures, so that pages are outdated all the time.
WRITES = 10
#: Seconds that people look at a page before they ask for the next one.
LOOKS = (1.0, 3.0)
PAGES = ("/", "/zones/yichang/", "/zones/donghu/", "/assessments/2023/", "/targets/", "/zones/")
LINKED = re.compile(rb'(?:href|src)="(/static/[^"#]+)')
CSRF = "t" * 32


@dataclass
class Somebody:
    """A signed-in person who asks for pages, or saves figures, until a moment."""

    port: int
    session: str
    user: int
    number: int
    is_writer: bool = False
    seconds: list[float] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    saved: int = 0

    def __post_init__(self) -> None:
        self.dice = random.Random(self.number)
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=180)
        self.token = ""

    def work(self, until: float, looks: tuple[float, float]) -> None:
        """Nothing; people come one after the other, within the time that they look at a page."""
        time.sleep(self.dice.uniform(0, looks[1]))
        while time.monotonic() < until:
            start = time.perf_counter()
            status = self.save() if self.is_writer else self.ask(self.dice.choice(PAGES))[0]
            self.seconds.append(time.perf_counter() - start)
            if status != 200:
                self.failed.append(status)
            time.sleep(self.dice.uniform(*looks))

    def ask(self, path: str, body: str | None = None) -> tuple[int, bytes]:
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            "Content-Type": "application/json",
            "Accept-Encoding": "identity",
        }
        try:
            self.connection.request("POST" if body else "GET", path, body, headers)
            answer = self.connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            return 0, b""  # no answer is an error like any other

    def save(self) -> int:
        """The status of saving a cell; somebody else's figure in it is no failure."""
        value = self.dice.randrange(1, 100_000)
        about = {"id": f"{self.number}-{value}", "zone": "yichang", "indicator": "vehicles"}
        edit = about | {"value": str(value), "unit": "辆", "basis": "quarter", "token": self.token}
        body = json.dumps({"person": self.user, "edits": [edit]})
        status, text = self.ask("/collect/2024Q1/cells/", body)
        if status == 200:
            told = json.loads(text)
            self.token = told["rows"]["yichang"]["cells"]["vehicles"]["token"]
            self.saved += told["answers"][0]["result"] == "saved"
        return status


def measure() -> dict[str, float]:
    """What two processes carry; the database holds more sessions and figures afterwards."""
    accounts = _accounts()
    with _gunicorn() as (port, parent):
        people = [
            Somebody(port, session, user, number, number % WRITES == WRITES - 1)
            for number, (session, user) in enumerate(accounts[:CROWD])
        ]
        for one in people[:8]:
            for page in PAGES:
                one.ask(page)
        alone = Somebody(port, *accounts[0], 1000)
        _together([alone], CLIENTS_FOR, (0.0, 0.0))
        eight = [Somebody(port, *accounts[n], 2000 + n) for n in range(CLIENTS)]
        _together(eight, CLIENTS_FOR, (0.0, 0.0))
        # The unloaded time of the same mix: one reader and one writer.
        few = [
            Somebody(port, *accounts[0], 3000),
            Somebody(port, *accounts[WRITES - 1], 3001, is_writer=True),
        ]
        _together(few, CROWD_FOR / 2, (0.2, 0.6))
        _together(people, CROWD_FOR, LOOKS)
        memory = _megabytes(parent)
        weight = _weights(alone)
    told = [second for one in people for second in one.seconds]
    readers = [second for one in people if not one.is_writer for second in one.seconds]
    return {
        "requests a second, 1 client": len(alone.seconds) / CLIENTS_FOR,
        f"requests a second, {CLIENTS} clients": sum(len(one.seconds) for one in eight)
        / CLIENTS_FOR,
        "unloaded, p50 ms": _p(few[0].seconds, 50),
        "unloaded, p95 ms": _p(few[0].seconds, 95),
        f"{CROWD} people: requests": len(told),
        f"{CROWD} people: errors": sum(len(one.failed) for one in [*people, *eight, alone, *few]),
        f"{CROWD} people: p50 ms": _p(readers, 50),
        f"{CROWD} people: p95 ms": _p(readers, 95),
        f"{CROWD} people: p95 against unloaded": _p(readers, 95) / _p(few[0].seconds, 95),
        "megabytes, parent and two processes": memory,
        **weight,
    }


def crowd(count: int, seconds: float, look: Callable[[], int]) -> tuple[list[Somebody], int]:
    """So many people after so long, and the most that was seen of something meanwhile."""
    accounts = _accounts()[:count]
    seen = [0]
    with _gunicorn() as (port, _parent):
        people = [
            Somebody(port, *account, number, number % WRITES == WRITES - 1)
            for number, account in enumerate(accounts)
        ]
        until = time.monotonic() + seconds

        def watch() -> None:
            while time.monotonic() < until:
                seen.append(look())
                time.sleep(0.05)

        watcher = threading.Thread(target=watch)
        watcher.start()
        _together(people, seconds, (0.1, 0.3))
        watcher.join()
    return people, max(seen)


def _p(seconds: list[float], share: int) -> float:
    return statistics.quantiles(seconds, n=100)[share - 1] * 1000


def _together(people: list[Somebody], seconds: float, looks: tuple[float, float]) -> None:
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=one.work, args=(until, looks)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _accounts() -> list[tuple[str, int]]:
    """A session of somebody new for each of the crowd: readers, and writers of one zone."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import connections

    from tests.factories import make_person, user_of
    from zones.models import Zone

    zone = Zone.objects.get(code="yichang")
    made = []
    for number in range(CROWD):
        is_writer = number % WRITES == WRITES - 1
        group = ("leadership", "customs", "commerce")[number % 3]
        name = f"crowd{number}"
        person = make_person(name, zone=zone) if is_writer else make_person(name, group)
        user, session = user_of(person), SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        made.append((session.session_key, user.pk))
    connections.close_all()
    return made


@contextlib.contextmanager
def _gunicorn() -> Iterator[tuple[int, int]]:
    """The port, and the parent's process id, of the site with two processes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {"WEB_WORKERS": "2"} | os.environ | {"WEB_BIND": f"127.0.0.1:{port}"}
    words = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "--log-level"]
    process = subprocess.Popen([*words, "error", "zonetrack.wsgi"], cwd=ROOT, env=environment)
    try:
        nobody = Somebody(port, "", 0, 0)
        for _ in range(1200):  # the port is open before the site is loaded
            if nobody.ask("/healthz")[0] == 200:
                break
            time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(120)


def _megabytes(parent: int) -> float:
    """What parent and children hold, pages that they share counted once."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    held = 0
    for pid in (parent, *map(int, children)):
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        held += int(re.search(r"^Pss:\s+(\d+)", text, re.M).group(1))
    return held / 1024


def _weights(somebody: Somebody) -> dict[str, float]:
    """Kilobytes, compressed, and requests of a first visit, and kilobytes of a later one."""
    from django.contrib.staticfiles import finders

    found: dict[str, float] = {}
    for name, address in (("overview", "/"), ("zone page", "/zones/yichang/")):
        page = somebody.ask(address)[1]
        files = sorted({urlsplit(one.decode()).path for one in LINKED.findall(page)})
        packed = {
            file: len(gzip.compress(Path(finders.find(file.removeprefix("/static/"))).read_bytes()))
            for file in files
        }
        own = len(gzip.compress(page))
        found[f"{name}: first visit, KB"] = (own + sum(packed.values())) / 1000
        found[f"{name}: first visit, requests"] = 1 + len(packed)
        found[f"{name}: later visit, KB"] = own / 1000
    return found


def main() -> None:
    os.environ.setdefault("DEBUG", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zonetrack.settings")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    print(json.dumps(measure()))


if __name__ == "__main__":
    main()
