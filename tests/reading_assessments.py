"""Reading the pages of assessments in tests: as one of the demonstration's people, in English."""

import csv
import io

import pytest
from django.contrib.auth.models import User

from tests.reading import text
from zones.access import person_of


@pytest.fixture
def person():
    return lambda login: person_of(User.objects.get(username=login))


@pytest.fixture
def leader(person):
    return person("leader")


@pytest.fixture
def post(client, person):
    """`post("commerce", address, **data)` is the page that a post leads to, in English."""

    def send(login, path, **data):
        client.force_login(User.objects.get(username=login))
        client.cookies["django_language"] = "en"
        return client.post(path, data, follow=True)

    return send


def table(page, title):
    """The rows of the table under that title, each as {header: text}."""
    (found,) = page.xpath(f"//section[@aria-label='{title}']//table")
    names = [text(cell) for cell in found.xpath("./thead/tr/th")]
    return [
        dict(zip(names, (text(cell) for cell in row.xpath("./td")), strict=True))
        for row in found.xpath("./tbody/tr")
    ]


def said(response):
    """The messages that a page prints."""
    return [str(message) for message in response.context["messages"]]


def exported(response):
    *lines, mark = csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))
    assert next(iter(mark.values())).startswith("Demonstration data")
    return lines
