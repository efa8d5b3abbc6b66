"""An older version goes over into this one while people work, as docs/operations.md tells it.

The older one is the last before the migrations that must keep it working (decision 0032). While
they run it goes on serving, on tables that are newer than itself; then it is stopped and this one
started. Nothing fails but what is asked while neither listens, and no acknowledged write is lost.
"""

import contextlib
import itertools
import re
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from tests import postgres
from tests.drill_site import LOADED, ROOT, Load, Person, Site, say, shown
from tests.test_migrations import BEFORE_SERVICE

#: Every number of vehicles that the log has.
LOGGED = """
from zones.models import AuditEntry
found = AuditEntry.objects.filter(action="figure_changed", zone="jingkai", indicator="vehicles")
for one in found:
    print("NEW", one.new["entered"])
"""


class Writer(threading.Thread):
    """A program that saves one number after the other; what was acknowledged is kept."""

    def __init__(self, program: Person) -> None:
        super().__init__()
        self.program = program
        self.saved: list[int] = []
        self.statuses: set[int] = set()
        self.is_over = False
        self.start()

    def run(self) -> None:
        for number in itertools.count(1):
            if self.is_over:
                break
            status = self.program.save(number)
            self.statuses.add(status)
            if status == 200:
                self.saved.append(number)
            time.sleep(0.2)

    def end(self) -> None:
        self.is_over = True
        self.join()


def git(*words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True).stdout


def unpack_the_older(folder: Path) -> str:
    """The commit of the older version, whose files lie in the folder then."""
    added = [
        str(file.relative_to(ROOT))
        for app, last in BEFORE_SERVICE.items()
        for file in (ROOT / app / "migrations").glob("[0-9]*.py")
        if int(file.name[:4]) > last
    ]
    first = git("log", "--reverse", "--diff-filter=A", "--format=%h", "--", *added).split()[0]
    commit = first.decode() + "^"
    subprocess.run(["tar", "-x"], cwd=folder, check=True, input=git("archive", commit))
    return git("rev-parse", "--short", commit).decode().strip()


def drill_upgrade() -> None:
    with postgres.server() as url, tempfile.TemporaryDirectory() as folder:
        commit = unpack_the_older(Path(folder))
        old = Site(url, root=Path(folder))
        new = Site(url, port=old.port)
        for words in (("compile_translations",), ("migrate", "--verbosity", "0"), *LOADED):
            old.command(*words)
        waiting = len(re.findall(r"^\[ \]", new.command("showmigrations", "--plan"), re.MULTILINE))
        assert waiting, "nothing to migrate"
        say(f"an older version ({commit}) serves, {waiting} migrations behind")
        _go_over(old, new, Path(folder) / "before.zip")
        new.command("verify_audit")
        say("the audit log's chain is whole")


def _go_over(old: Site, new: Site, backup: Path) -> None:
    """Nothing; the older version was backed up, the tables migrated, and this one started."""
    with contextlib.ExitStack() as people:
        with old.served():
            reader = Person(old.port).sign_in("commerce")
            load, writer = Load(old.port), Writer(old.program())
            people.callback(load.end)
            people.callback(writer.end)
            old.command("backup", str(backup))
            new.command("migrate", "--verbosity", "0")
            time.sleep(5)
            assert (set(load.since(0)), writer.statuses) == ({200}, {200})
            say(f"migrated while the older one serves: {len(load.since(0))} pages, none failed")
        with new.served():
            begun = time.monotonic()
            time.sleep(5)
            assert set(load.since(begun)) == {200}, set(load.since(begun))
            assert {*load.since(0), *writer.statuses} == {0, 200}, "it never stopped"
            assert reader.get("/readyz") == (200, "ok\n")
            writer.end()
            assert shown(reader) == writer.saved[-1]
            away = [at for at, status in load.statuses if status == 0]
            say(f"this one serves: nobody listened for {away[-1] - away[0]:.0f} seconds")
    logged = {int(one) for one in re.findall(r"NEW (\d+)", new.command("shell", "-c", LOGGED))}
    assert set(writer.saved) <= logged, set(writer.saved) - logged
    say(f"{len(writer.saved)} acknowledged writes, all in the log")


if __name__ == "__main__":
    drill_upgrade()
