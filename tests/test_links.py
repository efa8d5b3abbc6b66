"""Whoever follows the links that their own pages show arrives, and stays on the site."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from assessments.services.assessments import assessment_run
from indicators.periods import parse_period
from tests.bulletins import prepared, print_plainly, published
from tests.demo_database import demonstration  # noqa: F401
from tests.following import HOST, links, walk

pytestmark = pytest.mark.usefixtures("demonstration", "db")

#: Fewest pages that a person's walk meets: else it would find nothing because it goes nowhere.
PAGES = {"commerce": 150, "leader": 150, "customs": 90, "fgw": 90}


@pytest.fixture(scope="module", autouse=True)
def _drafts(demonstration, django_db_blocker):  # noqa: F811
    """Drafts of every kind are there beside what is published."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as monkeypatch:
        print_plainly(monkeypatch)
        prepared("2021H1")
        published("2022H2")
        assessment_run(period=parse_period("2023Q1"), at=timezone.now())


@pytest.mark.parametrize("login", PAGES)
def test_every_link_on_a_persons_pages_leads_to_a_page_of_theirs(login):
    client = Client()
    client.force_login(User.objects.get(username=login))
    dead, foreign, pages = [], {}, 0
    for step in walk(client, ["/"]):
        status = step.response.status_code
        pages += status == 200
        if status in (400, 403, 404, 410) or status >= 500:
            dead.append((status, step.url, step.comes_from))
        away = {one for one in links(step.response, step.url) if not one.startswith(HOST + "/")}
        if away:
            foreign[step.url] = away
    assert (dead, foreign) == ([], {})
    assert pages >= PAGES[login]
