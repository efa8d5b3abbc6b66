"""Every test on SQLite and on PostgreSQL: `python -m tests.run [--only ENGINE] [pytest's words]`.

Ends well only if on each engine something ran, all of it passed, and nothing was skipped.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import postgres
from tests.browser import chromium_path
from tests.nginx import NGINX

ROOT = Path(__file__).resolve().parent.parent
# A module's tests stay together: many share a demonstration that takes seconds to load.
WORKERS = ["-n", "auto", "--maxprocesses", "4", "--dist", "loadscope"]
PYTEST = [sys.executable, "-m", "pytest", "-q", *WORKERS]
NO_CHROMIUM = (
    "The browser tests need Chromium or Chrome, and it could not be installed here: install it "
    "(on Debian: apt-get install chromium) or name one, CHROMIUM=/path/to/chromium make test."
)
NO_NGINX = (
    "nginx is not installed here, so nothing of tests/test_nginx_running.py was run (on Debian: "
    "apt-get install nginx). Its package starts a server, so that this run does not install it."
)


@dataclass(frozen=True)
class Outcome:
    """How pytest ended on one engine."""

    engine: str
    exit_code: int
    passed: int
    failed: int
    skipped: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        return self.exit_code == 0 and self.passed > 0 and not self.failed and not self.skipped

    def __str__(self) -> str:
        counts = {"passed": self.passed, "failed": self.failed, "skipped": len(self.skipped)}
        told = [f"{n} {what}" for what, n in counts.items() if n or what == "passed"]
        return f"{self.engine}: {', '.join(told)}"


@contextmanager
def sqlite() -> Iterator[str]:
    """The DATABASE_URL of a SQLite file that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="zonetrack-") as directory:
        yield f"sqlite:///{directory}/zonetrack.sqlite3"


ENGINES = {"SQLite": sqlite, "PostgreSQL": postgres.server}


def run_engine(engine: str, words: list[str]) -> Outcome:
    """The outcome of the tests on a fresh database of this engine."""
    print(f"\n=== {engine} ===", flush=True)
    with ENGINES[engine]() as url, tempfile.TemporaryDirectory(prefix="zonetrack-") as directory:
        report = Path(directory) / "report.xml"
        done = subprocess.run(
            [*PYTEST, f"--junitxml={report}", *words],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": url},
            check=False,
        )
        return read_report(engine, done.returncode, report)


def read_report(engine: str, exit_code: int, report: Path) -> Outcome:
    """The outcome counted from pytest's own report; without a report nothing passed."""
    cases = list(ET.parse(report).iter("testcase")) if report.exists() else []
    broken = {"failure", "error"}
    failed = sum(any(part.tag in broken for part in case) for case in cases)
    skipped = tuple(
        f"{case.get('classname')}::{case.get('name')}"
        for case in cases
        if any(part.tag == "skipped" for part in case)
    )
    return Outcome(engine, exit_code, len(cases) - failed - len(skipped), failed, skipped)


def sum_up(outcomes: list[Outcome]) -> int:
    """The exit code, after the counts are printed: 0 only if every engine's outcome is good."""
    print()
    for outcome in outcomes:
        for name in outcome.skipped:
            print(f"{outcome.engine}: {name} was skipped or expected to fail; neither is allowed.")
        if not outcome.passed:
            print(f"{outcome.engine}: no test passed (pytest ended with {outcome.exit_code}).")
        elif outcome.exit_code and not outcome.failed:
            print(f"{outcome.engine}: pytest ended with {outcome.exit_code}.")
    print(" · ".join(str(outcome) for outcome in outcomes))
    failed = sum(outcome.failed + len(outcome.skipped) for outcome in outcomes)
    print(f"{sum(outcome.passed for outcome in outcomes)} passed, {failed} failed", flush=True)
    return 0 if all(outcome.is_good for outcome in outcomes) else 1


def ensure_chromium() -> bool:
    """Whether there is a Chromium: an installed one, else Debian's package where we may install."""
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    tools = all(map(shutil.which, ["apt-get", *as_root[:1]]))
    if chromium_path() or os.environ.get("CHROMIUM") or not tools:
        return chromium_path() is not None
    print("Installing Debian's chromium for the browser tests", flush=True)
    apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    for words in (["update"], ["install", "--no-install-recommends", "chromium"]):
        subprocess.run([*apt, *words], stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
    return chromium_path() is not None


def main(words: list[str]) -> int:
    """The exit code for the command line's words."""
    # Being told to stop is no reason to leave a server or a file behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    engines = list(ENGINES)
    if words[:1] == ["--only"]:
        engines, words = [name for name in engines if name.lower() == words[1].lower()], words[2:]
    if not ensure_chromium():
        named = os.environ.get("CHROMIUM")
        print(f"CHROMIUM names no program: {named}" if named else NO_CHROMIUM, file=sys.stderr)
        return 1
    outcomes = [run_engine(engine, words) for engine in engines]
    if NGINX is None:
        print(f"\n{NO_NGINX}")
    return sum_up(outcomes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
