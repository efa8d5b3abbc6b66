"""The site in a process of its own, as `make run` serves it: what runs inside that process.

It can be told to kill itself, by SIGKILL, at a stated moment of its work. So a test needs no luck
to hit the middle of a write.
"""

import os
import signal
from collections.abc import Callable
from ctypes import c_int
from importlib import import_module
from multiprocessing.connection import Connection
from typing import NamedTuple

import django
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

# Done once, in the process that the servers are forked from: the site and all its pages.
django.setup()
import_module("zonetrack.urls")

WRITES = ("INSERT", "UPDATE", "DELETE")


class Moment(NamedTuple):
    """A moment of a process's work: its n-th writing statement, or around its n-th commit."""

    what: str  # "write", "before commit" or "after commit"
    number: int = 1

    def __str__(self):
        return f"{self.what} {self.number}"


class Quiet(WSGIRequestHandler):
    """Answers without a line for each request."""

    def log_message(self, *args):
        """Nothing."""


class Server(ThreadedWSGIServer):
    """Threads end with the process; a broken connection is no news."""

    daemon_threads = True

    def handle_error(self, request, client_address):
        """Nothing."""


def serve(database: str, port: Connection, writes: c_int, death: Moment | None) -> None:
    """Never comes back; the port goes through ``port``, ``writes`` counts the statements."""
    _use(database)
    _count(writes, death)
    server = Server(("127.0.0.1", 0), Quiet)
    server.set_app(WSGIHandler())
    port.send(server.server_port)
    server.serve_forever()


def command(database: str, writes: c_int, death: Moment | None, words: list[str]) -> None:
    """Nothing; the management command has run in this process."""
    from django.core.management import call_command

    _use(database)
    _count(writes, death)
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        call_command(*words, stdout=nowhere)


def _use(database: str) -> None:
    """Nothing; the process works on the test's database."""
    connections.settings["default"]["NAME"] = database


def _count(writes: c_int, death: Moment | None) -> None:
    """Nothing; every writing statement is counted, and the process ends at its moment."""
    commits = 0

    def watch(execute: Callable, sql: str, params, many, context):
        if sql.startswith(WRITES):
            writes.value += 1
            _die_at(death, Moment("write", writes.value))
        return execute(sql, params, many, context)

    def commit(connection: BaseDatabaseWrapper, plain=BaseDatabaseWrapper._commit):
        nonlocal commits
        commits += 1
        _die_at(death, Moment("before commit", commits))
        plain(connection)
        _die_at(death, Moment("after commit", commits))

    def begin(connection: BaseDatabaseWrapper, **_signal) -> None:
        connection.execute_wrappers.append(watch)

    connection_created.connect(begin, weak=False)
    BaseDatabaseWrapper._commit = commit


def _die_at(death: Moment | None, now: Moment) -> None:
    if death == now:
        os.kill(os.getpid(), signal.SIGKILL)
