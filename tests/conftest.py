"""Fixtures every test may use. Which database runs is decided by DATABASE_URL alone."""

import functools
import sys

import pytest
from hypothesis import settings as hypothesis_settings

pytest_plugins = ["tests.browser", "tests.subjects"]

# No deadline: a busy machine is no bug. The same examples every time, so that a red run means a
# change; `make test ARGS=--hypothesis-profile=search` looks further, at random.
hypothesis_settings.register_profile("repeatable", deadline=None, derandomize=True)
hypothesis_settings.register_profile("search", deadline=None, max_examples=1000)
hypothesis_settings.load_profile("repeatable")


def pytest_collection_modifyitems(config, items):
    """Nothing; every test that opens a browser carries the mark, so `-m "not browser"` is true.

    What only SQLite can tell is no test of another engine: pytest counts it as deselected.
    """
    from django.conf import settings

    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return
    others = [item for item in items if item.get_closest_marker("sqlite")]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """Nothing; SQLite's test database is a file, as in use.

    In memory all threads would share one connection, and the live server's would trip over the
    test's own.
    """
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        database.setdefault("TEST", {})["NAME"] = str(file)


@pytest.fixture
def queries(db):
    """`with queries() as sent: …` collects the SQL statements sent; `len(sent)` counts them."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return functools.partial(CaptureQueriesContext, connection)


@pytest.fixture
def place():
    """The zones and the quarter of `tests.collecting.make_place`; a module may have its own."""
    from tests.collecting import make_place

    return make_place()


@pytest.fixture
def people(place):
    """A person of each kind under their login."""
    from tests.collecting import make_people

    return make_people(place)


@pytest.fixture
def sign_in(client, people):
    """`sign_in("yichang")`: the client, signed in as that person, in English."""
    from tests.factories import user_of

    def sign_in(login: str):
        client.force_login(user_of(people[login]))
        client.cookies["django_language"] = "en"
        return client

    return sign_in


@pytest.fixture
def desk(people):
    """`desk("yichang")`: a client of that person's own, in English; each call opens another."""
    from django.test import Client

    from tests.factories import user_of

    def open_(login: str) -> Client:
        client = Client()
        client.force_login(user_of(people[login]))
        client.post("/i18n/setlang/", {"language": "en"})
        return client

    return open_


@pytest.fixture(autouse=True)
def _nothing_kept_of_another_test(monkeypatch):
    """Nothing; a what-if starts from this test's rows, which need not be written as in use."""
    start = sys.modules.get("assessments.selectors.what_if_start")
    if start is not None:
        monkeypatch.setattr(start, "KEPT", start.Kept(8))


@pytest.fixture(autouse=True)
def _pages_are_kept_in_browsers_only(request, monkeypatch):
    """Nothing; tests write rows without the log that outdates pages, browser stories do not."""
    from django.conf import settings
    from django.core.cache import caches

    for name in ("pages", "parts"):
        caches[name].clear()
        setting = f"{name.upper()}_ARE_KEPT"
        monkeypatch.setattr(settings, setting, "chromium" in request.fixturenames)


@pytest.fixture(autouse=True)
def _no_language_of_another_test():
    """Nothing; a page that was read in English leaves its thread in English."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _frozen_tables_can_be_emptied():
    """Nothing; a test with committed rows empties every table after it, the audit log too.

    Triggers forbid that, so they are lifted for as long as it takes; the log then is as the
    migrations leave it, and content types have the keys that they had.
    """
    from django.contrib.contenttypes.models import ContentType
    from django.test import TransactionTestCase

    from tests.kept_rows import BY_MIGRATIONS, keep, put_back
    from tests.triggers import unprotected
    from zones.models import AuditHead

    empty = TransactionTestCase._fixture_teardown

    def lift_and_empty(case):
        by_migrations = keep(BY_MIGRATIONS)
        with unprotected():
            empty(case)
        put_back(by_migrations)
        ContentType.objects.clear_cache()
        AuditHead.objects.create()

    TransactionTestCase._fixture_teardown = lift_and_empty
    yield
    TransactionTestCase._fixture_teardown = empty
