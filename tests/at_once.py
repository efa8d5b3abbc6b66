"""Runs acts at the same time, each on a connection of its own, up to the moment that matters."""

import contextlib
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client

from tests.factories import user_of
from zones.access import Person

#: Seconds until a thread must be done; nothing takes near as long.
PATIENCE = 60
#: How a statement begins, or ends, that others have to wait for.
LOCKS = ("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE")


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act returned, or the exception that it raised.

    Every act goes on its own until it locks or writes something for the first time: so all of them
    have looked at what is stored before the first one changes it. Then they go on together. One
    that never locks anything holds up nobody.
    """
    gate = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)
    threads = [
        threading.Thread(target=_run, args=[gate, results, number, act])
        for number, act in enumerate(acts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive(), "two acts wait for each other"
    return results


def _run(gate: threading.Barrier, results: list, number: int, act: Callable[[], Any]) -> None:
    is_through = False

    def wait(execute, sql, params, many, context):
        nonlocal is_through
        if not is_through and (sql.startswith(LOCKS) or " FOR UPDATE" in sql):
            is_through = True
            with contextlib.suppress(threading.BrokenBarrierError):  # somebody is done already
                gate.wait(PATIENCE)
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(wait):
            results[number] = act()
    except Exception as error:
        results[number] = error
    finally:
        if not is_through:
            gate.abort()
        connection.close()


def client_of(person: Person) -> Client:
    """A browser in which the person is signed in; a fault of the site is a page with status 500."""
    client = Client(raise_request_exception=False)
    client.force_login(user_of(person))
    return client


def browser_of(person: Person) -> Client:
    """A browser in which the person is signed in, in English."""
    client = client_of(person)
    client.cookies["django_language"] = "en"
    return client


def post(client: Client, url: str, data: dict, **more) -> Callable[[], tuple[int, str]]:
    """An act: the form sent, giving the status and the sentence that the person reads."""
    return partial(_posted, client, url, data, more)


def _posted(client: Client, url: str, data: dict, more: dict) -> tuple[int, str]:
    response = client.post(url, data, **more)
    if response.status_code == 302:
        return 302, " ".join(str(said) for said in get_messages(response.wsgi_request))
    return response.status_code, (response.context or {}).get(
        "refusal"
    ) or response.content.decode()
