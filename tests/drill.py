"""`make drill`: database, replica and the site's processes are killed while people work.

A disk is filled, a primary is lost for good, an older version goes over into this one.

Through all of it every write that was acknowledged is there, nobody reads less than was written,
who cannot be served is told so, and the audit log's chain is whole. Takes some minutes.
"""

import json
import os
import re
import signal
import subprocess
import time

from tests.cluster import Node, cluster, wait_for
from tests.drill_site import (
    LOADED,
    PAGES,
    Load,
    Person,
    Site,
    say,
    shown,
    shown_now,
    writes_are_read,
)
from tests.drill_upgrade import drill_upgrade

#: What every page says while the database is away, and who would write while its disk is full.
AWAY, FULL = "数据库暂时没有应答", "服务器的磁盘没有剩余空间"
INCIDENT = re.compile(r"Incident</span>: <strong>[A-Z0-9]{8}<")


def drill_replica(site: Site, primary: Node, replica: Node) -> int:
    """The last number written, after the replica was behind, killed and started again."""
    with site.served():
        program, reader = site.program(), Person(site.port).sign_in("commerce")
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
    with site.served() as parent:
        program, reader = site.program(), Person(site.port).sign_in("commerce")
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


def drill_full(site: Site, primary: Node, last: int) -> int:
    """The last number acknowledged, after the primary's disk was full and there was room again."""
    with site.served():
        program, reader = site.program(), Person(site.port).sign_in("commerce")
        load = Load(site.port)
        try:
            begun, acknowledged, answers = time.monotonic(), last + 1, []
            assert program.save(acknowledged) == 200
            primary.fill()
            # Not for long: what is refused is in its log as well, whose room ends next.
            for number in range(last + 2, last + 102):
                status, answer = program.try_to_save(number)
                if status == 200:
                    acknowledged = number
                    continue
                answers.append((status, json.loads(answer)["code"]))
                if len(answers) == 5:
                    break
            assert answers == [(503, "full")] * 5, answers
            refused = (Person(site.port).try_to_sign_in("leader") for _ in range(50))
            status, page = next(one for one in refused if one[0] != 200)
            assert (status, FULL in page, bool(INCIDENT.search(page))) == (503, True, True), page
            assert shown(reader) == acknowledged
            assert set(load.since(begun)) == {200}, set(load.since(begun))
            say("the primary's disk is full: who writes is told so, who reads is served on")

            begun = time.monotonic()
            primary.use_up_its_log()
            wait_for(lambda: 503 in load.since(begun))
            say("its log had no room either, and it went down: every page says that it is away")

            primary.make_room()
            wait_for(lambda: primary.is_running() and program.save(number + 1) == 200)
            assert shown(reader) == number + 1
            assert set(load.since(begun)) == {200, 503}, set(load.since(begun))
            say("there is room again: nobody signed in anew, what was acknowledged is there")
        finally:
            load.end()
    return number + 1


def _kill_a_process(parent: int) -> None:
    children = subprocess.run(
        ["pgrep", "-P", str(parent)], capture_output=True, text=True, check=True
    ).stdout.split()
    os.kill(int(children[0]), signal.SIGKILL)


def drill_failover(primary: Node, replica: Node, last: int) -> None:
    """Nothing; the primary is lost for good, and the site goes on with what was its replica."""
    primary.wait_for_replica()
    site = Site(primary.url, replica.url)
    acknowledged = last
    with site.served():
        program = site.program()
        for number in range(last + 1, last + 31):
            assert program.save(number) == 200
            acknowledged = number
        primary.kill()
    replica.ask("SELECT pg_promote()")
    after = Site(replica.url)
    assert shown_now(after) == acknowledged
    with after.served():
        program, reader = after.program(), Person(after.port).sign_in("commerce")
        writes_are_read(program, reader, range(acknowledged + 1, acknowledged + 6))
        assert {reader.get(path)[0] for path in PAGES} == {200}
    after.command("verify_audit")
    say("the primary was lost: its replica has every acknowledged write and serves the site")


def main() -> None:
    with cluster() as (primary, replica):
        site = Site(primary.url, replica.url)
        site.command("migrate", "--verbosity", "0")
        for words in LOADED:
            site.command(*words)
        say("a primary, a replica and the demonstration are there")
        last = drill_replica(site, primary, replica)
        last = drill_primary(site, primary, last)
        if primary.is_confined:
            last = drill_full(site, primary, last)
        else:
            say("A full disk was NOT tried: only root can make a small one.")
        site.command("verify_audit")
        say("the audit log's chain is whole")
        drill_failover(primary, replica, last)
    drill_upgrade()
    say("The drill has passed.")


if __name__ == "__main__":
    main()
