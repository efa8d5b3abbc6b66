"""`make try-pool`: the site behind pgbouncer, as deploy/pgbouncer.ini sets it, while people work.

Six processes share three connections. Every page is answered, every save that was acknowledged is
in the log, its chain is whole, and a write waits for locks as long as without a pool.
"""

import contextlib
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS, PROCESSES, PEOPLE, SECONDS = 3, 6, 20, 30
ASKING = "try-pool"
LOADED = (
    ("migrate", "--verbosity", "0"),
    ("load_policy", "fixtures/policies/hubei-2021/policy.toml", "--commit"),
    ("load_rules", "fixtures/validation/rules.csv", "--commit"),
    ("load_scheme", "fixtures/schemes/province-2021.toml", "--commit"),
    ("load_province", "fixtures/province_totals.csv", "--commit"),
    ("demo",),
)


def settings(home: Path, port: int) -> str:
    """The shipped settings for a database and a port of this run, for whoever asks."""
    text = (ROOT / "deploy" / "pgbouncer.ini").read_text("utf-8")
    changed = {
        r"^zonetrack = .*?(connect_query.*)$": f"postgres = host={home} user=postgres \\1",
        r"^listen_port = .*$": f"listen_port = {port}",
        r"^auth_type = .*$": "auth_type = any",
        r"^auth_file = .*$": "unix_socket_dir =",
        r"^default_pool_size = .*$": f"default_pool_size = {CONNECTIONS}",
        r"^reserve_pool_size = .*$": "reserve_pool_size = 0",
        r"^logfile = .*$": f"logfile = {home}/pgbouncer.log",
        r"^pidfile = .*$": f"pidfile = {home}/pgbouncer.pid",
    }
    for pattern, line in changed.items():
        text, count = re.subn(pattern, line, text, flags=re.M)
        assert count == 1, f"deploy/pgbouncer.ini has no line {pattern}"
    return text


@contextlib.contextmanager
def pool(url: str) -> Iterator[str]:
    """The DATABASE_URL of a pool before the database."""
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if program is None:
        sys.exit("pgbouncer is not installed: apt-get install pgbouncer")
    home = Path(url.partition("host=")[2])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="zonetrack-pool-", dir="/tmp"))
    try:
        file = folder / "pgbouncer.ini"
        file.write_text(settings(home, port), "utf-8")
        who = {}
        if os.geteuid() == 0:  # it refuses to run as root
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        process = subprocess.Popen([program, "-q", str(file)], **who)
        try:
            _wait(port)
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        finally:
            process.terminate()
            process.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.1)
    raise TimeoutError("pgbouncer did not start")


def _command(environment: dict[str, str], *words: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _ask(url: str, question: str):
    """The one answer; asked under a name of its own, so that it is not taken for the site."""
    connection = psycopg2.connect(url, application_name=ASKING)
    with contextlib.closing(connection) as opened, opened.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def main() -> None:
    with postgres.server() as direct, pool(direct) as pooled:
        os.environ |= {"DEBUG": "1", "LOG_LEVEL": "ERROR", "DATABASE_URL": direct}
        for words in LOADED:  # what changes tables or everything goes to the database itself
            _command(dict(os.environ), *words)
        os.environ |= {"DATABASE_URL": pooled, "DATABASE_POOLED": "1"}
        os.environ |= {"WEB_WORKERS": str(PROCESSES)}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zonetrack.settings")
        from benchmarks import served

        served.PAGES = (*served.PAGES, "/?export=xlsx", "/zones/donghu/timeline/")
        people, most = served.crowd(PEOPLE, SECONDS, lambda: _ask(direct, IN_USE))
        _judge(people, most, pooled)
        _command(dict(os.environ), "verify_audit")
    asked, saved = sum(len(one.seconds) for one in people), sum(one.saved for one in people)
    print(
        f"{PEOPLE} people, {PROCESSES} processes, at most {most} connections: {asked} requests"
        f" answered, none failed; {saved} saves, all in the log, whose chain is whole."
    )


IN_USE = (
    "SELECT count(*) FROM pg_stat_activity"
    f" WHERE backend_type = 'client backend' AND application_name <> '{ASKING}'"
)


def _judge(people, most: int, pooled: str) -> None:
    """Nothing; stops with what is wrong."""
    failed = [status for one in people for status in one.failed]
    saved = sum(one.saved for one in people)
    url = pooled.replace("postgres://", "postgresql://")
    logged = _ask(
        url,
        "SELECT count(*) FROM indicators_auditentry"
        " WHERE person_name ILIKE 'crowd%' AND action = 'figure_changed'",
    )
    faults = {
        f"answers: {failed}": bool(failed),
        f"{most} connections": not 0 < most <= CONNECTIONS,
        "nobody saved": saved == 0,
        f"{saved} saves were acknowledged and {logged} are in the log": logged != saved,
        "lock_timeout is not 20 s": _ask(url, "SHOW lock_timeout") != "20s",
    }
    if wrong := [what for what, is_so in faults.items() if is_so]:
        sys.exit("; ".join(wrong))


if __name__ == "__main__":
    main()
