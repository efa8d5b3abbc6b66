"""Zones beside each other, and a zone over the years: what the page says and from where."""

import lxml.html
import pytest
from django.contrib.auth import get_user_model

from assessments.models import Assessment
from assessments.selectors import comparison
from tests import recomputed
from tests.demo_database import demonstration  # noqa: F401
from tests.recomputed_findings import NAMES, asked, money, percent
from tests.triggers import unprotected

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


@pytest.fixture
def page(client):
    """`page("zone=donghu")` is the page in English, as that person sees it."""

    def read(query: str = "", login: str = "leader"):
        client.force_login(get_user_model().objects.get(username=login))
        client.cookies["django_language"] = "en"
        response = client.get(f"/compare/?{query}")
        assert response.status_code == 200
        return lxml.html.fromstring(response.content.decode())

    return read


def words(node) -> str:
    return " ".join(node.text_content().split())


def figures(page, code: str) -> list[list[str]]:
    """The table of an indicator's chart."""
    chart = page.xpath(f"//figure[.//*[@data-chart='compared-{code}']]")[0]
    return [[words(cell) for cell in row] for row in chart.findall(".//tbody/tr")]


def finding(page, code: str) -> str:
    chart = page.xpath(f"//figure[.//*[@data-chart='compared-{code}']]")[0]
    return words(chart.xpath(".//*[@class='zt-chart-finding']")[0])


def names(page) -> list[str]:
    return [row[0] for row in figures(page, "score")]


def beside(facts, zone: str):
    """The target of trade that is drawn: the one missed, else the one set for the year."""
    aims = [one for one in asked(facts, zone, 2023).values() if one[0] == "trade_total"]
    missed = [value for _indicator, actual, value in aims if actual < value]
    return (missed or [aims[0][2]])[0]


def warned(page) -> list[str]:
    return [words(one) for one in page.xpath("//p[contains(@class, 'is-warning')]")]


def test_every_figure_of_a_comparison_follows_from_what_was_reported(page):
    facts = recomputed.reported()
    found = page("zone=donghu&zone=xiangyang&zone=jingkai")
    lines = recomputed.board(facts, 2023, 4)
    zones = ("jingkai", "xiangyang", "donghu")
    assert names(found) == [NAMES[zone][0] for zone in zones], "the best ranked first"
    assert [row[1] for row in figures(found, "score")] == [str(lines[zone].score) for zone in zones]
    assert figures(found, "trade_total") == [
        [
            NAMES[zone][0],
            money(facts.to_date(zone, "trade_total", 2023, 4)),
            percent(facts.growth(zone, "trade_total", 2023, 4), signed=True),
            money(beside(facts, zone)),
        ]
        for zone in zones
    ]


def test_a_zone_over_the_years_is_as_each_year_was_published(page):
    facts = recomputed.reported()
    found = page("zone=donghu&over=years")
    assert "over the years" in words(found.find(".//h1"))
    assert [row[:3] for row in figures(found, "trade_total")] == [
        [
            str(year),
            money(facts.to_date("donghu", "trade_total", year, 4)),
            percent(facts.growth("donghu", "trade_total", year, 4), signed=True),
        ]
        for year in (2021, 2022, 2023)
    ]
    assert finding(found, "trade_total").endswith(
        "2023: −1.5% on the year before. "
        "Against the yearly target: met (2021, 2022), missed (2023)."
    )
    assert warned(found) == []


def test_one_zone_stands_beside_those_next_to_it_in_rank(page):
    assert names(page("zone=yichang")) == ["Jingkai", "Yichang", "Xiangyang"]
    assert names(page("zone=jingkai")) == ["Jingkai", "Yichang"]
    assert names(page(login="yichang")) == ["Jingkai", "Yichang", "Xiangyang"], "the reader's own"
    assert names(page()) == ["Jingkai", "Yichang", "Xiangyang"], "else the first three"


def test_each_chart_says_who_has_most_and_who_least_and_its_figures_lead_on(page):
    found = page("zone=jingkai&zone=yichang&zone=xiangyang")
    assert finding(found, "score") == "Jingkai is highest at 73.87; Xiangyang is lowest at 60.44."
    assert finding(found, "projects_leading") == (
        "Jingkai is highest at 2; Yichang and Xiangyang are lowest at 1. "
        "Against the yearly target: met (Jingkai, Yichang, Xiangyang)."
    )
    chart = found.xpath("//figure[.//*[@data-chart='compared-trade_total']]")[0]
    assert "/zones/jingkai/figures/trade_total/?period=2023#2023Q4" in chart.xpath(".//td/a/@href")


def test_the_unit_stands_once_in_the_title_where_the_name_does_not_say_it(page):
    found = page("zone=jingkai&zone=yichang")
    titles = {
        one.xpath(".//@data-chart")[0]: words(one.xpath(".//*[@class='zt-chart-title']")[0])
        for one in found.xpath("//figure[.//*[@data-chart]]")
    }
    assert titles["compared-trade_total"] == "Total trade (CNY 100 m)"
    assert titles["compared-projects_key"] == "Key projects introduced"
    assert titles["compared-events"] == "Matchmaking events, the city’s count"
    assert titles["compared-employees"] == "Employees (people)"
    assert finding(found, "trade_total").startswith(
        "Jingkai is highest at CNY 15.700 billion; Yichang is lowest at CNY 10.529 billion."
    )


def test_a_sentence_on_half_years_begins_with_a_capital(page):
    said = finding(page("zone=donghu&over=years&period=2023H1"), "trade_total")
    assert said.startswith("The first half of 20")
    assert " is lowest at " in said


def test_what_none_of_them_has_is_named(page):
    assert "Without a figure of any of them: Whole vehicles imported" in words(page("zone=yichang"))
    assert "Qipanzhou: shown, not ranked" in finding(page("zone=qipanzhou&zone=donghu"), "score")


def test_who_chooses_too_many_is_told_which_are_not_shown(page, monkeypatch):
    monkeypatch.setattr(comparison, "MOST", 2)
    found = page("zone=jingkai&zone=yichang&zone=xiangyang")
    assert names(found) == ["Jingkai", "Yichang"]
    assert warned(found)[0].startswith("Not shown: Xiangyang Comprehensive Bonded Zone.")


def test_a_half_year_is_compared_with_half_years(page):
    found = page("zone=donghu&over=years&period=2023H1")
    assert [row[0] for row in figures(found, "score")] == [
        f"the first half of {year}" for year in (2021, 2022, 2023)
    ]


def test_where_nothing_is_published_it_says_so(page):
    with unprotected():
        Assessment.objects.filter(state="published").update(state="superseded")
    assert "Nothing is published yet." in words(page("zone=donghu").find(".//main"))


def test_each_chart_says_who_meets_the_yearly_target_that_it_draws(page):
    facts = recomputed.reported()
    found = page("zone=donghu&zone=xiangyang&zone=jingkai")
    standings = {"met": [], "missed": []}
    for zone in ("jingkai", "xiangyang", "donghu"):
        aims = [one for one in asked(facts, zone, 2023).values() if one[0] == "trade_total"]
        is_met = all(actual >= value for _indicator, actual, value in aims)
        standings["met" if is_met else "missed"].append(NAMES[zone][0])
    assert all(standings.values()), "else the sentence names one group only"
    for status, those in standings.items():
        assert f"{status} ({', '.join(those)})" in finding(found, "trade_total")
    assert "Against the yearly target" not in finding(found, "tax"), "none is set"


def test_of_two_targets_the_one_that_is_missed_is_drawn(page):
    targets = asked(recomputed.reported(), "xiangyang", 2023)
    (_, actual, yearly), (_, _, hundred) = targets["trade-growth"], targets["trade-hundred"]
    assert yearly < actual < hundred
    found = page("zone=xiangyang&zone=jingkai")
    name = NAMES["xiangyang"][0]
    (row,) = [row for row in figures(found, "trade_total") if row[0] == name]
    assert row[3] == money(hundred)
    assert f"missed ({name})" in finding(found, "trade_total")


def test_within_a_year_the_target_is_on_its_way_and_not_met_or_missed(page):
    said = finding(page("zone=donghu&over=years&period=2023H1"), "trade_total")
    against = said.partition("Against the yearly target: ")[2]
    assert against
    assert "missed" not in against
