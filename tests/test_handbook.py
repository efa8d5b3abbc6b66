"""The handbook tells what the pages show, in both languages, and is at hand where it is needed."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import get_resolver, reverse
from lxml.html import fromstring

from tests.bulletins import print_plainly, published
from tests.demo_database import demonstration  # noqa: F401
from tests.handbook import LANGUAGES, PICTURES, TEXTS, pages_of
from zones.handbook import EXPLAINS, PAGES, handbook_page

pytestmark = pytest.mark.usefixtures("demonstration", "db")


@pytest.fixture(scope="module", autouse=True)
def _bulletins(demonstration, django_db_blocker):  # noqa: F811
    """Two bulletins are published, as in the demonstration."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as monkeypatch:
        print_plainly(monkeypatch)
        published("2022H2")
        published("2023H2")


def opened(login: str, address: str, language: str) -> str:
    """All that a person reads on a page, what fields and buttons say among it."""
    client = Client()
    client.force_login(User.objects.get(username=login))
    client.cookies["django_language"] = LANGUAGES[language]
    response = client.get(address)
    assert response.status_code == 200, (login, address)
    page = fromstring(response.content.decode())
    values = [one.get(name) or "" for one in page.iter() for name in ("value", "placeholder")]
    return " ".join([re.sub(r"\s+", " ", page.text_content()), *values])


#: The pages of the site that the handbook speaks of, each with who reads it.
SPOKEN_OF = sorted(
    {(said.login, said.address) for page in pages_of("zh").values() for said in page.said}
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("login", "address"), SPOKEN_OF)
def test_every_bold_word_stands_on_the_page_that_it_is_said_of(login, address, language):
    page = opened(login, address, language).casefold()
    said = [
        word
        for one in pages_of(language).values()
        for said in one.said
        if (said.login, said.address) == (login, address)
        for word in said.words
    ]
    assert [word for word in said if word.casefold() not in page] == []


def test_both_languages_have_the_same_pages_pictures_and_marks():
    files = {
        language: {one.stem for one in (TEXTS / language).glob("*.md")} for language in LANGUAGES
    }
    assert files["zh"] == files["en"] == set(PAGES)
    chinese, english = pages_of("zh"), pages_of("en")
    for slug in PAGES:
        assert chinese[slug].shots == english[slug].shots
        marks = [
            [(one.login, one.address) for one in page[slug].said] for page in (chinese, english)
        ]
        assert marks[0] == marks[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_there_and_none_is_left_over(language):
    shown = {shot.name for page in pages_of(language).values() for shot in page.shots}
    assert {one.stem for one in (PICTURES / language).glob("*.png")} == shown
    printed = "".join(page.html for page in pages_of(language).values())
    assert set(re.findall(rf'src="handbook/{language}/(.+?)\.png"', printed)) == shown


def test_what_explains_a_page_is_there_and_every_page_explains_one():
    names = set(get_resolver().reverse_dict)
    assert set(EXPLAINS) <= names
    assert set(EXPLAINS.values()) == set(PAGES)
    for address, slug in (("/", "read-overview"), ("/cases/", "follow-cases")):
        assert reverse("handbook_page", args=[slug]) in link_targets("leader", address)


def link_targets(login: str, address: str) -> set[str]:
    client = Client()
    client.force_login(User.objects.get(username=login))
    page = fromstring(client.get(address).content.decode())
    return {link.get("href") for link in page.iter("a")}


@pytest.mark.parametrize(
    ("login", "first"),
    [
        ("commerce", "填报一个季度的数据"),
        ("leader", "十秒看懂总览"),
        ("customs", "下载半年度通报"),
        ("yichang", "填报一个季度的数据"),
        ("admin", "账号、密码与二次验证"),
    ],
)
def test_ones_own_tasks_come_first(login, first):
    client = Client()
    client.force_login(User.objects.get(username=login))
    page = fromstring(client.get(reverse("handbook")).content.decode())
    assert page.find(".//section//li/a").text == first


def test_a_page_prints_no_mark_and_no_html_of_its_text():
    page = handbook_page("# T\n\n<!-- on a /b/ -->\nDo **this** <b>x</b>.\n")
    assert page.title == "T"
    assert page.html == "<p>Do <strong>this</strong> &lt;b&gt;x&lt;/b&gt;.</p>\n"
    assert page.said[0].words == ("this",)
