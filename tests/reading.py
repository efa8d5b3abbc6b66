"""Reading pages in tests: as somebody, in English, as a tree."""

import lxml.html
import pytest

from tests.factories import make_person, user_of
from zones.access import LEADERSHIP


@pytest.fixture
def leader():
    return make_person("leader", LEADERSHIP)


@pytest.fixture
def open_as(client):
    """`open_as(person, "/")` is the response, in English."""

    def get(person, path: str = "/", **query):
        client.force_login(user_of(person))
        client.cookies["django_language"] = "en"
        return client.get(path, query)

    return get


def parsed(response):
    """A response as a tree."""
    return lxml.html.fromstring(response.content.decode())


@pytest.fixture
def read(open_as):
    """`read(person, "/")` is the page as a tree."""

    def tree(person, path: str = "/", **query):
        response = open_as(person, path, **query)
        assert response.status_code == 200
        return parsed(response)

    return tree


def board(page) -> list[list[str]]:
    rows = page.xpath("//table[contains(@class, 'zt-board')]/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("td")] for row in rows]


def codes(page, table: str = "zt-board") -> list[str]:
    links = page.xpath(f"//table[contains(@class, '{table}')]/tbody/tr//a[1]/@href")
    found = [link.split("?")[0].split("#")[0].split("/")[2] for link in links]
    return list(dict.fromkeys(found))


def text(page) -> str:
    return " ".join(page.text_content().split())
