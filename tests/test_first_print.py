"""What the server prints as it starts is what people read then, and hinders no start."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from django.db import OperationalError
from django.test import Client

from assessments.views import first_print
from assessments.views.first_print import print_first
from tests.zone_pages import kept

LONG = 600.0
ADDRESSES = ("/", "/assessments/2022/", "/zones/", "/targets/")


@pytest.fixture(scope="module")
def province(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), kept() as made:
        yield made


@pytest.fixture(autouse=True)
def _parts_are_kept(settings, db):
    settings.PARTS_ARE_KEPT = True
    caches["parts"].clear()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", ["leader", "commerce", "customs"])
def test_the_first_reader_finds_printed_what_is_there_for_all(
    province, settings, queries, name, language
):
    assert print_first(LONG) == 2 * 2 * len(ADDRESSES)
    client = Client()
    client.force_login(User.objects.get(pk=getattr(province, name).user_id))
    client.cookies["django_language"] = language
    for address in ADDRESSES:
        with queries() as sent:
            page = client.get(address).content
        assert not any("assessments_contribution" in one["sql"] for one in sent)
        assert not any("assessments_targetresult" in one["sql"] for one in sent)
        settings.PARTS_ARE_KEPT = False
        with queries() as sent:
            anew = client.get(address).content
        assert len(sent) > 10
        settings.PARTS_ARE_KEPT = True
        assert without_token(page) == without_token(anew)


def without_token(page: bytes) -> list[bytes]:
    return [line for line in page.splitlines() if b"csrfmiddlewaretoken" not in line]


def test_no_more_is_printed_than_there_is_time_for(province):
    assert print_first(0) == 0


def test_nothing_is_printed_where_no_part_is_kept(province, settings):
    settings.PARTS_ARE_KEPT = False
    assert print_first(LONG) == 0


def test_a_database_that_is_not_there_yet_hinders_no_start(province, monkeypatch, caplog):
    def away():
        raise OperationalError("the database is starting up")

    monkeypatch.setattr(first_print, "latest_published", away)
    assert print_first(LONG) == 0
    assert "before somebody asks" in caplog.text
