"""A page that was read while an upgrade changed its tables, and was ended by PostgreSQL for it."""

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.urls import path

from tests.factories import make_person, user_of

pytestmark = pytest.mark.django_db


def ended_by_postgresql(code: str) -> OperationalError:
    cause = Exception("ended")
    cause.pgcode = code
    error = OperationalError("ended")
    error.__cause__ = cause
    return error


DEADLOCK, SYNTAX = "40P01", "42601"


class Page:
    """A page whose reading fails so many times."""

    def __init__(self, *codes: str):
        self.codes, self.read = list(codes), 0

    def __call__(self, request, name=""):
        self.read += 1
        if self.codes:
            raise ended_by_postgresql(self.codes.pop(0))
        return HttpResponse(f"read {name}")


@pytest.fixture
def ask(client, settings):
    """`ask(page)`: what a signed-in person is answered at that page's address."""
    client.force_login(user_of(make_person("leader")))
    client.raise_request_exception = False

    def ask(page: Page, method: str = "get"):
        settings.ROOT_URLCONF = type(
            "Addresses",
            (),
            {
                "urlpatterns": [path("<str:name>/", page)],
                "handler500": "zones.views.server_error",
            },
        )
        return getattr(client, method)("/leader/")

    return ask


def test_a_page_that_a_migration_stood_in_the_way_of_is_read_again(ask):
    page = Page(DEADLOCK)
    answer = ask(page)
    assert (answer.status_code, answer.content, page.read) == (200, b"read leader", 2)


def test_it_is_read_again_once_alone(ask):
    page = Page(DEADLOCK, DEADLOCK)
    assert ask(page).status_code >= 500
    assert page.read == 2


@pytest.mark.parametrize(("code", "method"), [(SYNTAX, "get"), (DEADLOCK, "post")])
def test_neither_a_fault_nor_anything_sent_is_tried_again(ask, code, method):
    page = Page(code)
    assert ask(page, method).status_code >= 500
    assert page.read == 1
