"""Every number of the ranking leads on to what it is made of, on the zone's page."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

import pytest
from django.contrib.auth.models import User

from tests.demo_database import demonstration  # noqa: F401
from tests.reading import open_as, read, text  # noqa: F401
from zones.access import person_of

pytestmark = pytest.mark.usefixtures("demonstration", "db")

PERIODS = ("", "?period=2022", "?period=2021", "?period=2022H1")


@pytest.fixture
def someone():
    return person_of(User.objects.get(username="leader"))


@pytest.fixture
def rows(read, someone):
    """The rows of the ranking of a period."""

    def found(query: str):
        page = read(someone, f"/{query}")
        return page.xpath("//table[contains(@class, 'zt-board')]/tbody/tr")

    return found


@pytest.mark.parametrize("query", PERIODS)
def test_every_number_leads_to_what_it_is_made_of(query, rows, read, someone):
    assert rows(query)
    for row in rows(query):
        assert {text(cell) for cell in row.xpath("td[not(a)]")} <= {"—", "newly ranked"}
        links = {link.partition("#")[::2] for link in row.xpath("td/a/@href")}
        assert "score" in {part for _page, part in links}
        for page, part in links:
            there = read(someone, page)
            assert not part or there.xpath(f"//*[@id='{part}']"), (page, part)


def test_a_figure_leads_to_its_quarters_and_a_movement_to_its_reasons(rows, read, someone):
    (row,) = [row for row in rows("") if row.get("id") == "donghu"]
    links = [cell.xpath("a/@href")[0] for cell in row.xpath("td")]
    figure = "/zones/donghu/figures/trade_total/?period=2023#2023Q4"
    assert links[1] == "/zones/donghu/#moved"
    assert links[5:9] == [figure] * 4


@pytest.mark.parametrize("query", PERIODS)
def test_who_goes_by_keyboard_comes_to_each_place_of_a_row_once(query, rows):
    for row in rows(query):
        links = row.xpath("td/a")
        stops = [link.get("href") for link in links if link.get("tabindex") != "-1"]
        assert len(stops) == len(set(stops))
        assert set(stops) == {link.get("href") for link in links}
