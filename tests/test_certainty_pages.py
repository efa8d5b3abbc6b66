"""How sure a rank is, beside every rank: in words, in charts, at the flags that rest on it."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

import json
from types import SimpleNamespace

import pytest
from django.utils import translation

from assessments.charts.certainty import FAINT, STRONG, interval_chart
from assessments.models import Assessment, Flag, RankCertainty, ZoneResult
from assessments.rank_words import (
    close_to,
    drawn_text,
    pairs_sentence,
    rank_sentence,
    robustness_text,
    sureness,
)
from tests.demo_database import demonstration  # noqa: F401
from tests.reading import open_as, read, text  # noqa: F401
from tests.reading_assessments import leader, person, table  # noqa: F401
from zones.models import Zone

pytestmark = pytest.mark.usefixtures("demonstration", "db")

ZONES = {code: Zone(code=code, short_zh=f"{code}区", short_en=code.upper()) for code in "abcde"}
DRAWN = {"methods": {"arithmetic": 990, "geometric": 1010}, "left_out": {"x": 400, "y": 620}}


def result(rank=2, low=2, high=3, median=2.0, p_last=0.0, p_bottom=0.0):
    return ZoneResult(
        zone=ZONES["a"],
        rank=rank,
        rank_low=low,
        rank_high=high,
        rank_median=median,
        p_last=p_last,
        p_bottom=p_bottom,
    )


def certainty(pairs=(), **fields):
    fields = {"bottom": 1, "has_all_pairs": True} | fields
    return RankCertainty(
        pairs=[list(pair) for pair in pairs], drawn=DRAWN, seed=7, variants=2000, **fields
    )


@pytest.fixture
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def chinese():
    with translation.override("zh-hans"):
        yield


# In words


def test_a_rank_says_between_which_places_it_lies(chinese):
    assert rank_sentence(result(), certainty()) == (
        "第2名，90%的变化情形下在第2—3名之间（中位名次2）。"
    )
    assert rank_sentence(result(2, 2, 2), certainty()) == (
        "第2名，90%的变化情形下名次不变（中位名次2）。"
    )
    assert rank_sentence(result(2, 3, 3, 3.0), certainty()) == (
        "第2名，90%的变化情形下为第3名（中位名次3）。"
    )


def test_how_often_a_zone_is_last_is_said_where_it_ever_is(english):
    assert rank_sentence(result(2, 2, 3, 2.5, p_last=0.122), certainty()) == (
        "Place 2; between 2 and 3 in 90% of the variants (median 2.5); last in 12.2% of them."
    )
    found = certainty(bottom=3)
    assert rank_sentence(result(p_last=0.1, p_bottom=0.4), found).endswith(
        "; last in 10.0% of them; among the last 3 in 40.0%."
    )


def test_without_variants_nothing_is_said(english):
    assert rank_sentence(result(), None) == ""
    assert rank_sentence(result(low=None, high=None), certainty()) == ""
    assert close_to(ZONES["a"], None, ZONES) == ""
    assert pairs_sentence(None, ZONES) == ""


def test_a_zone_names_those_it_cannot_be_told_apart_from(english):
    found = certainty([("b", "a", 0.7), ("a", "c", 0.6), ("b", "c", 0.9)])
    assert close_to(ZONES["a"], found, ZONES) == (
        "It cannot be told apart from B (chance to be ahead 30.0%), C (chance to be ahead 60.0%)."
    )
    assert close_to(ZONES["d"], found, ZONES) == ""


def test_pairs_are_named_and_beyond_three_counted(chinese):
    pairs = [("a", "b", 0.5), ("b", "c", 0.6), ("c", "d", 0.7), ("d", "e", 0.8)]
    with translation.override("en"):
        assert pairs_sentence(certainty([*pairs, ("a", "c", 0.9)]), ZONES) == (
            "Cannot be told apart: A and B; B and C; C and D; and 2 more."
        )
        # A single one left over is named: that is no longer than counting it.
        assert pairs_sentence(certainty(pairs), ZONES) == (
            "Cannot be told apart: A and B; B and C; C and D; D and E."
        )
        assert pairs_sentence(certainty(), ZONES) == "Every two ranked zones can be told apart."
    assert pairs_sentence(certainty(pairs[:2]), ZONES) == "难分先后的有：a区与b区、b区与c区。"


def test_where_only_neighbours_are_compared_nothing_is_said_of_the_others(english):
    found = certainty(has_all_pairs=False)
    assert pairs_sentence(found, ZONES) == "All neighbours in rank can be told apart."


def test_what_was_drawn_is_told_and_what_was_not(english):
    assert drawn_text(certainty()) == (
        "2,000 variants (seed 7): every weight moved by up to 25%, one criterion left out in 1,020"
        " of them. Methods drawn: arithmetic mean between the goalposts 990, geometric mean between"
        " the goalposts 1,010. Not every criterion of the scheme has a reference: no variant"
        " measures by one."
    )


def test_a_fall_is_robust_from_ninety_percent_on(chinese):
    assert robustness_text(0.9) == "；90.0%的变化情形下仍下降"
    assert robustness_text(0.899) == "；不稳健：仅89.9%的变化情形下仍下降"
    assert robustness_text(None) == ""


# On the pages


def test_a_zones_page_says_how_sure_its_rank_is(read, leader):
    page = read(leader, "/zones/donghu/")
    (sure,) = page.xpath("//p[@class='zt-sure']")
    assert text(sure) == (
        "Place 4; between 4 and 5 in 90% of the variants (median 4); last in 36.7% of them. It"
        " cannot be told apart from Xingang Konggang (chance to be ahead 63.4%)."
        " How this is found"
    )
    assert sure.xpath("a/@href") == ["/method/#certainty"]
    (chart,) = page.xpath("//figure[.//*[@data-chart='certainty']]")
    rows = [[text(cell) for cell in row] for row in chart.xpath(".//tbody/tr")]
    assert rows[3] == ["Donghu", "4", "4–5", "4", "36.7%"]


def test_a_zone_that_is_not_ranked_says_nothing_of_sureness(read, leader):
    page = read(leader, "/zones/qipanzhou/")
    assert page.xpath("//p[@class='zt-sure']") == []
    assert page.xpath("//*[@data-chart='certainty']") == []


def test_an_assessment_tells_what_was_drawn_and_what_it_found(read, leader):
    page = text(read(leader, "/assessments/2023/"))
    drawn = Assessment.objects.get(period="2023").certainty.drawn
    assert set(drawn["methods"]) == {"arithmetic", "geometric", "standard"}
    assert "2,000 variants (seed 2021): every weight moved by up to 25%" in page
    assert f"against the reference {drawn['methods']['standard']}." in page
    assert "No rank holds in 90% of the variants. Cannot be told apart: Jingkai and" in page


@pytest.mark.parametrize(
    "address", ["/?period=2022v1", "/zones/donghu/?period=2022&version=1", "/assessments/2022/"]
)
def test_a_flag_on_an_unsure_rank_is_marked_wherever_it_stands(read, leader, address):
    page = text(read(leader, address))
    share = Flag.objects.filter(code="rank_dropped", assessment__period="2022").first()
    assert share.details["robustness"] < 0.9
    assert "fell in rank, not robust" in page
    assert "; not robust: it remains in 22.1% of the variants only" in page


def test_a_fall_that_holds_is_not_marked(read, leader):
    page = text(read(leader, "/zones/donghu/"))
    assert "fell in rank" in page
    assert "not robust" not in page
    assert "; it remains in 99.7% of the variants" in page


def test_an_assessment_from_before_shows_its_ranks_alone(read, leader):
    RankCertainty.objects.all().delete()
    ZoneResult.objects.update(
        rank_low=None, rank_high=None, rank_median=None, p_last=None, p_bottom=None
    )
    ranks = [row["Rank"] for row in table(read(leader, "/assessments/2023/"), "Ranking")]
    assert ranks == ["1", "2", "3", "4", "5", "—"]
    for address in ("/", "/zones/", "/zones/donghu/", "/assessments/2023/"):
        page = read(leader, address)
        assert page.xpath("//*[@data-chart='certainty']") == []
        assert "told apart" not in text(page)


def test_every_mark_of_a_chart_is_drawn_from_the_stored_interval(read, leader):
    page = read(leader, "/assessments/2023/")
    figure = json.loads(page.xpath("//script[@id='certainty']")[0].text)
    bars, median, rank = figure["data"]
    assert [low + 0.35 for low in bars["base"]] == [1, 2, 1, 4, 4]
    assert [
        round(low + wide - 0.35) for low, wide in zip(bars["base"], bars["x"], strict=True)
    ] == [2, 3, 3, 5, 5]
    assert rank["x"] == [1, 2, 3, 4, 5]
    assert len(median["x"]) == 5


@pytest.mark.parametrize(("own", "key", "bars"), [("", FAINT, [1, 1]), ("b", STRONG, [0.47, 1])])
def test_the_key_of_the_intervals_is_as_pale_as_the_bars_it_stands_for(own, key, bars):
    sure = sureness(result(), None)
    rows = [SimpleNamespace(name=name, rank=2, rank_text="2", sure=sure) for name in "ab"]
    drawn = interval_chart(rows, "", own).figure["data"][0]
    assert drawn["opacity"] == key
    assert drawn["marker"]["opacity"] == pytest.approx(bars, abs=0.01)
