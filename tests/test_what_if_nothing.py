"""What if, before there is anything to suppose from."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

import pytest

from tests.factories import make_person
from tests.reading import leader, open_as, read, text  # noqa: F401

pytestmark = pytest.mark.django_db


def test_without_any_figure_it_says_so_and_leads_to_reporting(read):
    page = read(make_person("commerce"), "/what-if/")
    assert "No figures yet" in text(page)
    assert page.xpath("//main//a/@href") == ["/collect/"]


def test_a_leader_is_told_too_and_led_nowhere_they_may_not_go(read, leader):
    page = read(leader, "/what-if/")
    assert "No figures yet" in text(page)
    assert not page.xpath("//main//a")


def test_a_period_that_is_asked_for_by_name_and_is_not_there_is_no_page(open_as, leader):
    assert open_as(leader, "/what-if/2023/").status_code == 404
