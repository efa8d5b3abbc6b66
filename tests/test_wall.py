"""The wall display and the map: what is published, for whoever stands in the room."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation
from lxml.html import fromstring

from assessments.models import Assessment
from assessments.selectors.board_map import board_map
from assessments.selectors.overview import overview_page
from assessments.selectors.published import latest_published
from tests.demo_database import demonstration  # noqa: F401
from tests.triggers import unprotected

pytestmark = pytest.mark.usefixtures("demonstration", "db")


def opened(login: str, language: str = "zh-hans"):
    client = Client()
    client.force_login(User.objects.get(username=login))
    client.cookies["django_language"] = language
    return client.get("/wall/")


def shown(login: str, language: str = "zh-hans") -> list[str]:
    """The words of each thing that the wall shows."""
    page = fromstring(opened(login, language).content.decode())
    return [" ".join(one.text_content().split()) for one in page.findall(".//section")]


def test_it_shows_the_finding_the_goals_the_board_the_map_and_what_follows():
    finding, goals, board, the_map, *follows = shown("leader")
    assert "武汉经开综合保税区以73.87分居首" in finding
    assert "742.05" in goals
    assert board.index("经开") < board.index("宜昌") < board.index("棋盘洲")
    assert the_map.startswith("6个综合保税区中4个有警示：襄阳、东湖、新港空港、棋盘洲。")
    assert "新港空港" in follows[0]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_whoever_stands_there_sees_the_same_and_is_told_that_it_is_a_demonstration(language):
    assert shown("leader", language) == shown("customs", language) == shown("yichang", language)
    text = opened("customs", language).content.decode()
    assert ("演示数据" if language == "zh-hans" else "Demonstration data") in text


def test_where_nothing_is_published_it_says_so():
    with unprotected():
        Assessment.objects.filter(state="published").update(state="superseded")
    assert shown("leader") == ["尚无已发布的考核结果。"]


def test_a_tile_tells_rank_and_state_and_leads_to_its_zone():
    with translation.override("en"):
        found = board_map(overview_page(latest_published()).rows)
    tiles = {tile.href.split("/")[2]: tile for tile in found.tiles}
    assert (tiles["jingkai"].rank, tiles["jingkai"].interval) == ("1", "1–2")
    assert tiles["jingkai"].state.kind == "good"
    assert tiles["donghu"].state.kind == "bad"
    assert tiles["qipanzhou"].rank == ""
    assert tiles["yichang"].column < tiles["jingkai"].column < tiles["qipanzhou"].column
    assert tiles["xiangyang"].row < tiles["yichang"].row
    assert sum(count for _state, count in found.key) == len(found.tiles) == 6
