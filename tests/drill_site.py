"""The site as it is served and the people who use it, for `make drill`."""

import contextlib
import http.client
import http.cookiejar
import json
import os
import re
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

from tests.cluster import wait_for

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
#: Seconds within which the site answers, on a machine that has other things to do.
STARTS_WITHIN = 180
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

    def try_to_sign_in(self, login: str) -> tuple[int, str]:
        """The status of signing in, and the page that follows."""
        self.get("/login/")
        token = next(one.value for one in self.jar if one.name == "csrftoken")
        form = {"username": login, "password": "zonetrack-demo", "csrfmiddlewaretoken": token}
        return self.ask("/login/", urllib.parse.urlencode(form).encode())

    def sign_in(self, login: str) -> "Person":
        status, page = self.try_to_sign_in(login)
        assert status == 200, (status, page[:300])
        assert 'name="password"' not in page, "not signed in"
        return self

    def try_to_save(self, number: int) -> tuple[int, str]:
        """The status of saving this many vehicles, and the answer."""
        figure = {"indicator": "vehicles", "value": str(number)}
        body = json.dumps({"figures": [figure]}).encode()
        return self.ask(ADDRESS, body, "application/json")

    def save(self, number: int) -> int:
        """The status of saving this many vehicles."""
        return self.try_to_save(number)[0]


class Site:
    """The site as it is served: gunicorn with two processes, on a primary and perhaps a replica."""

    def __init__(self, url: str, replica: str = "", root: Path = ROOT, port: int = 0) -> None:
        self.root = root
        with socket.socket() as free:
            free.bind(("127.0.0.1", port))
            self.port = free.getsockname()[1]
        self.environment = os.environ | {
            "DATABASE_URL": url,
            "DATABASE_REPLICA_URL": replica,
            "DEBUG": "1",
            "API_PER_MINUTE": "100000",
            "WEB_BIND": f"127.0.0.1:{self.port}",
            "WEB_WORKERS": "2",
            "LOG_LEVEL": "ERROR",
        }

    def command(self, *words: str) -> str:
        """What a management command prints."""
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=self.root,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def program(self) -> Person:
        """Who hands in figures by a token of their own."""
        found = re.search(r"SECRET (\S+)", self.command("shell", "-c", TOKEN))
        assert found, "no token"
        return Person(self.port, found[1])

    @contextlib.contextmanager
    def served(self) -> Iterator[subprocess.Popen]:
        """The parent of the site's processes, as long as the block lasts."""
        words = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"]
        process = subprocess.Popen([*words, "zonetrack.wsgi"], cwd=self.root, env=self.environment)
        try:
            wait_for(lambda: Person(self.port).get("/healthz")[0] == 200, STARTS_WITHIN)
            yield process
        finally:
            process.terminate()
            process.wait(120)


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


def shown_now(site: Site) -> int:
    """The number that is stored."""
    words = (
        "from indicators.models import Observation as O; print('IS', O.objects.get("
        "submission__zone__code='jingkai', submission__quarter__year=2024, "
        "submission__quarter__quarter=1, indicator__code='vehicles').value)"
    )
    return int(float(re.search(r"IS (\S+)", site.command("shell", "-c", words))[1]))
