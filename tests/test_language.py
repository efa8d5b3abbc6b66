"""Chinese is what a page speaks until a person chooses English."""

import pytest
from django.test import Client

from tests.factories import make_person, user_of


@pytest.fixture
def leader(db):
    client = Client()
    client.force_login(user_of(make_person("leader")))
    return client


def language_of(client, **headers):
    return client.get("/measures/", **headers).headers["Content-Language"]


def test_a_page_is_chinese_whatever_the_browser_would_like(leader):
    assert language_of(leader) == "zh-hans"
    assert language_of(leader, HTTP_ACCEPT_LANGUAGE="en-US,en;q=0.9") == "zh-hans"


def test_the_language_a_person_chose_stays(leader):
    leader.post("/i18n/setlang/", {"language": "en", "next": "/measures/"})
    assert language_of(leader) == "en"
    leader.post("/i18n/setlang/", {"language": "zh-hans", "next": "/measures/"})
    assert language_of(leader) == "zh-hans"


def test_a_language_that_is_not_spoken_here_is_chinese(leader):
    leader.cookies["django_language"] = "tlh"
    assert language_of(leader) == "zh-hans"
