"""Fixtures for tests in a real headless Chromium: the page must stay quiet and at home.

Whatever a test does, it fails when a page asks another host for anything or writes an error to the
console (a breach of the Content-Security-Policy is one).
"""

import os
import shutil
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--headless=new",
    "--no-sandbox",  # root may not use the sandbox, and only our own pages are opened
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A request to another host fails at once, without waiting for a network; it is still recorded.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
SCREEN = {
    "viewport": {"width": 1366, "height": 768},
    "locale": "zh-CN",
    "timezone_id": "Asia/Shanghai",
}
TIMEOUT = 15_000  # milliseconds


def chromium_path() -> str | None:
    """The Chromium to use: the one CHROMIUM names, else an installed one, else None."""
    named = os.environ.get("CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


def fits(page) -> bool:
    """Whether this page, once it is all there, is no wider than its window.

    A click comes back while the page it leads to may still be empty; measuring waits for it.
    """
    page.wait_for_load_state()
    root = "document.documentElement"
    return page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")


@dataclass
class Record:
    """What the pages of one test asked of other hosts and complained about."""

    home: str
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def listen_to(self, context) -> None:
        context.on("request", lambda request: self.hear_request(request.url))
        context.on("console", self.hear_console)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def hear_request(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != self.home:
            self.foreign.append(url)

    def hear_console(self, message) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


class Gate:
    """What a page asks of an address: let through, or held back while the gate is shut.

    It stands before the page is opened: where the processors are busy, a request can slip past a
    route that is set when the page is already there.
    """

    def __init__(self, page, pattern: str) -> None:
        self.held = []
        self.is_shut = False
        page.route(pattern, self.meet)

    def meet(self, route) -> None:
        if self.is_shut:
            self.held.append(route)
        else:
            route.continue_()

    def shut(self) -> None:
        self.is_shut = True

    def open(self) -> None:
        """Nothing; what is held is answered, and so is what is asked next."""
        self.is_shut = False
        while self.held:
            self.held.pop(0).continue_()


class Answers:
    """The server's threads that are answering a request; a window's end does not stop them."""

    def __init__(self) -> None:
        self.threads: set[int] = set()

    def begin(self, **_signal) -> None:
        if threading.current_thread() is not threading.main_thread():
            self.threads.add(threading.get_ident())

    def end(self, **_signal) -> None:
        self.threads.discard(threading.get_ident())

    def wait(self) -> None:
        """Nothing; whoever empties the tables next does not meet a request that still writes."""
        end = time.monotonic() + TIMEOUT / 1000
        while self.threads:
            assert time.monotonic() < end, "the server is still answering"
            time.sleep(0.01)


@pytest.fixture(scope="session")
def answers():
    """The Answers of this process's live server."""
    from django.core.signals import request_finished, request_started

    found = Answers()
    request_started.connect(found.begin)
    request_finished.connect(found.end)
    yield found
    request_started.disconnect(found.begin)
    request_finished.disconnect(found.end)


@pytest.fixture(scope="session")
def chromium():
    """A running headless Chromium, one for all tests of this process."""
    from playwright.sync_api import expect, sync_playwright

    # The standard 5 seconds are short where every processor runs tests of its own.
    expect.set_options(timeout=TIMEOUT)
    path = chromium_path()
    if path is None:
        pytest.fail("No Chromium here: install one, or name it in CHROMIUM; make test does it.")
    # Playwright's synchronous interface keeps an event loop in this thread, and Django then takes
    # every query here for one made inside asynchronous code. It is not: let it through.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def record(live_server):
    """The Record of this test; a test that expects a complaint takes it out of `complaints`."""
    return Record(home=urlsplit(live_server.url).netloc)


@pytest.fixture
def open_page(chromium, live_server, transactional_db, record, answers):
    """`open_page("leader")`: a new window, signed in; `open_page()`: a stranger's.

    Other words go to Playwright's new_context (viewport=…, locale="en", accept_downloads=…); a
    page is in the locale's language because the person chose it: what a browser asks decides
    nothing.
    """
    contexts = []

    def open_page(login: str | None = None, **options):
        context = chromium.new_context(base_url=live_server.url, **(SCREEN | options))
        contexts.append(context)
        context.set_default_timeout(TIMEOUT)
        record.listen_to(context)
        if "locale" in options:
            language = "en" if options["locale"] == "en" else "zh-hans"
            choice = {"name": "django_language", "value": language, "url": live_server.url}
            context.add_cookies([choice])
        if login:
            context.add_cookies([_session_cookie(login, live_server.url)])
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    answers.wait()
    assert record.foreign == [], "a page asked another host"
    assert record.complaints == [], "the browser's console is not clean"


@pytest.fixture
def page(open_page):
    """A stranger's window; nobody is signed in."""
    return open_page()


def _session_cookie(login: str, url: str) -> dict:
    """The cookie of a session in which this person is signed in."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.get(username=login))
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}
