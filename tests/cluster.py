"""A primary and its streaming replica, to stop, kill and promote: what `make drill` breaks."""

import contextlib
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from tests import postgres

NAME = "site"
#: Megabytes of the primary's own disk, and how little of its log it keeps there.
DISK = 400
LITTLE_LOG = "max_wal_size = '128MB'\nmin_wal_size = '32MB'\nwal_keep_size = '64MB'\n"
#: The replica's name, which the primary waits for.
REPLICA = "replica"
PATIENCE = 60


@dataclass
class Node:
    """One server of the two: its folder, its process while it runs, and its address."""

    build: Path
    home: Path
    owner: dict
    process: subprocess.Popen | None = None
    is_confined: bool = False

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def url(self) -> str:
        return f"postgres://postgres@/{NAME}?host={self.home}"

    def confine(self) -> None:
        """Nothing; where we may make one, its data lie on a small disk that can be filled."""
        self.data.mkdir()
        if self.owner:
            rights = f"size={DISK}m,mode=700,uid={self.owner['user']},gid={self.owner['group']}"
            words = ["mount", "-t", "tmpfs", "-o", rights, "tmpfs", str(self.data)]
            self.is_confined = subprocess.run(words, check=False).returncode == 0

    def fill(self) -> None:
        """Nothing; not a byte is free on its disk."""
        with contextlib.suppress(OSError), (self.data / "filler").open("wb", 0) as file:
            while file.write(bytes(65536)):
                pass

    def use_up_its_log(self) -> None:
        """Nothing; it has written what its log had room for on the full disk, and went down."""
        with contextlib.suppress(psycopg2.Error):
            while True:
                self.ask("SELECT pg_logical_emit_message(true, 'drill', repeat('x', 1000000))")

    def make_room(self) -> None:
        """Nothing; what filled its disk is gone."""
        (self.data / "filler").unlink()

    def is_running(self) -> bool:
        """Whether it runs; what ended is started, as whoever looks after it would."""
        if self.process is None or self.process.poll() is not None:
            self.start()
        return True

    def start(self) -> None:
        """Nothing; the server answers."""
        self.process = postgres._start(self.build, self.home, self.owner, [])
        postgres._wait_until_ready(self.process, self.home)

    def kill(self) -> None:
        """Nothing; the server is gone without a word, as when its power fails."""
        assert self.process is not None
        # Its processes are one group of their own: none is left to hold a file.
        subprocess.run(["kill", "-KILL", "--", f"-{self.process.pid}"], check=True)
        self.process.wait(PATIENCE)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        """Nothing; the server has ended in order."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(PATIENCE)

    def wait_for_replica(self) -> None:
        """Nothing; from now on a commit is acknowledged when the replica has applied it."""
        self.ask(f"ALTER SYSTEM SET synchronous_standby_names = '{REPLICA}'")
        self.ask("ALTER SYSTEM SET synchronous_commit = remote_apply")
        self.ask("SELECT pg_reload_conf()")

    def run(self, program: str, *words: str) -> None:
        """Nothing; one of PostgreSQL's programs has done its work."""
        subprocess.run([self.build / program, *words], cwd=self.home, check=True, **self.owner)

    def ask(self, question: str, database: str = "postgres"):
        """The only value of the only row."""
        with contextlib.closing(
            psycopg2.connect(host=str(self.home), user="postgres", dbname=database)
        ) as opened:
            opened.autocommit = True
            with opened.cursor() as cursor:
                cursor.execute(question)
                return cursor.fetchone()[0] if cursor.description else None


@contextlib.contextmanager
def cluster() -> Iterator[tuple[Node, Node]]:
    """The primary, with an empty database, and its replica; both are gone afterwards."""
    first, second = (Path(tempfile.mkdtemp(prefix="zonetrack-pg-", dir="/tmp")) for _ in range(2))
    nodes: list[Node] = []
    try:
        build, owner = postgres._build(first)
        primary = Node(build, first, owner)
        nodes.append(primary)
        primary.confine()
        postgres._initialise(build, first, owner)
        with (primary.data / "postgresql.auto.conf").open("a") as file:
            file.write(LITTLE_LOG)
        primary.start()
        primary.ask(f"CREATE DATABASE {NAME}")
        if owner:
            shutil.chown(second, owner["user"], owner["group"])
        replica = Node(build, second, owner)
        nodes.append(replica)
        primary.run(
            "pg_basebackup",
            *("-h", str(first), "-U", "postgres", "-D", str(second / "data"), "-c", "fast"),
            "--write-recovery-conf",
        )
        line = f"primary_conninfo='host={first} user=postgres application_name={REPLICA}'\n"
        with (second / "data" / "postgresql.auto.conf").open("a") as file:
            file.write(line)
        replica.start()
        wait_for(lambda: primary.ask("SELECT count(*) FROM pg_stat_replication") == 1)
        yield primary, replica
    finally:
        for node in nodes:
            node.stop()
            if node.is_confined:
                subprocess.run(["umount", "--lazy", str(node.data)], check=True)
            shutil.rmtree(node.home, ignore_errors=True)


def wait_for(done, seconds: float = PATIENCE) -> None:
    """Nothing, as soon as it is so; an error after as many seconds."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError("the cluster did not come to be")
        time.sleep(0.1)
