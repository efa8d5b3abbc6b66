"""Every figure on the overview, worked out a second time from what the zones reported."""

import re
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import lxml.html
import pytest
from django.contrib.auth import get_user_model

from tests import recomputed
from tests.demo_database import demonstration  # noqa: F401
from tests.recomputed import printed
from tests.recomputed_certainty import certainty
from tests.recomputed_findings import (
    NAMES,
    asked,
    completed,
    goals,
    missed,
    money,
    percent,
    shown,
    traded,
    what_follows,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

YEARS = (2021, 2022, 2023)
PERIODS = {  # the year and the last quarter
    "2021H1": (2021, 2),
    "2021": (2021, 4),
    "2022H1": (2022, 2),
    "2022": (2022, 4),
    "2023H1": (2023, 2),
    "2023": (2023, 4),
}
#: Nothing was published of the year before, to compare with.
FIRST = {"2021H1", "2021"}


@pytest.fixture
def facts():
    return recomputed.reported()


@pytest.fixture
def page(client):
    """`page("2023")` is the overview's <main>, in English, as the leader sees it."""

    def read(period: str):
        client.force_login(get_user_model().objects.get(username="leader"))
        client.cookies["django_language"] = "en"
        response = client.get("/", {"period": period})
        assert response.status_code == 200
        return lxml.html.fromstring(response.content.decode()).xpath("//main")[0]

    return read


def words(node) -> str:
    """An element's text as read: one blank between words, nothing of drawings."""
    text = " ".join(node.xpath(".//text()[not(ancestor::*[local-name()='svg'])]"))
    return re.sub(r"\s+", " ", text).strip()


# The ranking


@pytest.mark.parametrize("period", PERIODS)
def test_every_cell_of_the_ranking_follows_from_what_was_reported(period, page, facts):
    year, last = PERIODS[period]
    lines = recomputed.board(facts, year, last)
    before = recomputed.board(facts, year - 1, last) if period not in FIRST else None
    sure = certainty(facts, year, last)
    rows = {
        row.get("id"): [words(cell) for cell in row.xpath("td")]
        for row in page(period).xpath("//table[contains(@class, 'zt-board')]/tbody/tr")
    }
    assert set(rows) == set(facts.zones)
    for zone, line in lines.items():
        trade = facts.to_date(zone, "trade_total", year, last)
        rank = "—"
        if line.rank is not None:
            rank = f"{line.rank}{'=' if line.is_tied else ''} ({sure.interval(zone)})"
        assert rows[zone][0] == rank
        assert rows[zone][1] == movement(zone, lines, before)
        assert rows[zone][2].startswith(f"{NAMES[zone][0]} {NAMES[zone][2]}")
        assert rows[zone][3:8] == [
            "—" if line.score is None else str(line.score),
            "—" if line.coverage is None else percent(line.coverage * 100),
            money(trade),
            percent(facts.growth(zone, "trade_total", year, last), signed=True),
            percent(facts.share(zone, year, last), 2),
        ]


def movement(zone, lines, before) -> str:
    if lines[zone].rank is None or before is None:
        return "—"
    places = recomputed.moved(lines, before)
    if zone not in places:
        return "newly ranked"
    gained = places[zone][0] - places[zone][1]
    text = f"up {gained}" if gained > 0 else f"down {-gained}" if gained < 0 else "no change"
    return text


@pytest.mark.parametrize("period", PERIODS)
def test_above_the_ranking_stands_among_how_many_zones_movement_counts(period, page, facts):
    year, last = PERIODS[period]
    table = page(period).xpath("//table[contains(@class, 'zt-board')]/ancestor::section[1]")[0]
    above = words(table.xpath(".//header")[0])
    if period in FIRST:
        assert "Movement" not in above
        return
    places = recomputed.moved(
        recomputed.board(facts, year, last), recomputed.board(facts, year - 1, last)
    )
    assert f"Movement: among the {len(places)} zones ranked in both periods." in above


@pytest.mark.parametrize("period", PERIODS)
def test_the_ranking_stands_in_the_order_of_the_ranks(period, page, facts):
    year, last = PERIODS[period]
    lines = recomputed.board(facts, year, last)
    order = [
        row.get("id")
        for row in page(period).xpath("//table[contains(@class, 'zt-board')]/tbody/tr")
    ]
    ranks = [lines[zone].rank or 99 for zone in order]
    assert ranks == sorted(ranks)


# The province against its goals


@pytest.mark.parametrize("year", YEARS)
def test_every_headline_figure_follows_from_what_was_reported(year, page, facts):
    main = page(str(year))
    for code, (indicator, actual, target) in goals(facts, year).items():
        card = main.xpath(f"//div[@id='{code}']")[0]
        assert words(card.xpath(".//b")[0]) == shown(actual, indicator)
        told = dict(
            zip(*[map(words, card.xpath(f".//{tag}")) for tag in ("dt", "dd")], strict=True)
        )
        name = "Target" if year == 2023 else "Path"
        assert told == {
            name: shown(target, indicator),
            "Completion": percent(completed(actual, target, indicator)),
        }
        is_met = actual > target if code == "vehicles-2000" else actual >= target
        good, bad = ("met", "missed") if year == 2023 else ("on the path", "below path")
        assert words(card.xpath(".//*[contains(@class, 'zt-badge')]")[0]) == (
            good if is_met else bad
        )
        notes = words(card.xpath(".//*[contains(@class, 'zt-stat-note')]")[0])
        if code != "vehicles-2000":
            base = facts.all_zones(indicator, year - 1, 4)
            growth = percent((actual - base) / base * 100, signed=True)
            assert f"{growth} year on year" in notes


@pytest.mark.parametrize("year", YEARS)
def test_the_share_of_the_province_follows_from_both_totals(year, page, facts):
    card = page(str(year)).xpath("//div[@id='trade-share']")[0]

    def share(of: int) -> Fraction:
        return facts.all_zones("trade_total", of, 4) / facts.province[of, 4][0] * 100

    def rounded(value: Fraction) -> Fraction:
        return Fraction(printed(value, 2))

    path = share(2020) + 2 * (year - 2020)
    target = max(path, Fraction(13)) if year == 2023 else path
    assert words(card.xpath(".//b")[0]) == percent(share(year), 2)
    vintage = {"first_published": "as first published", "implied": "implied"}
    assert words(card.xpath(".//*[contains(@class, 'zt-stat-note')]")[0]) == " ".join(
        [
            *(
                f"{printed(rounded(share(year)) - rounded(share(of)), 2, signed=True)}"
                f" points on {of}"
                for of in (year - 1, 2020)
            ),
            f"province's total {vintage[facts.province[year, 4][1]]}",
        ]
    )
    name = "Target" if year == 2023 else "Path"
    assert [words(one) for one in card.xpath(".//dl/div")] == [
        f"{name} {percent(target, 2)}",
        f"Completion {percent(rounded(share(year)) / rounded(target) * 100)}",
    ]


@pytest.mark.parametrize("year", YEARS)
def test_the_stretch_of_e_commerce_is_shown_beside_its_floor(year, page, facts):
    base = facts.all_zones("ecommerce", 2020, 4)
    stretch = recomputed.power(base, Fraction(1_000_000), year - 2020)
    card = page(str(year)).xpath("//div[@id='ecommerce-doubled']")[0]
    assert f"stretch {money(stretch)}, not reached" in words(card)


# Zones and targets, and what follows


@pytest.mark.parametrize("year", YEARS)
def test_every_cell_of_the_matrix_follows_from_what_was_reported(year, page, facts):
    main = page(str(year))
    rows = main.xpath("//table[contains(@class, 'zt-matrix')]/tbody/tr")
    seen = set()
    for row in rows:
        zone = row.xpath("td[1]/a")[0].get("href").split("/")[2]
        cells = {
            link.get("href").split("#target-")[1]: words(link) for link in row.xpath("td/a[@class]")
        }
        for target, (indicator, actual, value) in asked(facts, zone, year).items():
            is_met = actual > value if target == "vehicles-2000" else actual >= value
            is_path = target == "vehicles-2000" and year < 2023
            good, bad = ("on the path", "below path") if is_path else ("met", "missed")
            status = good if is_met else bad
            expected = f"{status} {shown(actual, indicator)} / {shown(value, indicator)}"
            if target == "events-three":
                expected += f" · {NAMES[zone][2]}"
            assert cells.pop(target) == expected
        silent = {"awaiting publication", "not assessable", "not applicable"}
        assert set(cells.values()) <= silent
        seen.add(zone)
    assert seen == set(facts.zones)


@pytest.mark.parametrize("year", YEARS)
def test_what_follows_is_what_the_rules_find_in_the_figures(year, page, facts):
    section = page(str(year)).xpath("//section[@aria-labelledby='follows']")[0]
    printed_there = {}
    for block in section.xpath(".//div[@class='zt-follows']"):
        consequence = words(block.xpath(".//*[contains(@class, 'zt-badge')]")[0])
        zones = printed_there.setdefault(consequence, {})
        for item in block.xpath("ul/li[ul]"):
            zone = item.xpath("a")[0].get("href").split("/")[2]
            zones[zone] = {
                words(one.xpath("span[not(@class)]")[0])
                for one in item.xpath("ul/li[not(contains(@class, 'is-withdrawn'))]")
            }
        assert f"Zones: {len([1 for found in zones.values() if found])}" in words(block)
    assert printed_there == what_follows(facts, year)


@pytest.mark.parametrize("year", YEARS)
def test_the_map_tells_the_ranks_and_who_is_found_fault_with(year, page, facts):
    lines, sure = recomputed.board(facts, year, 4), certainty(facts, year, 4)
    follows = what_follows(facts, year)
    found = {zone for zones in follows.values() for zone in zones}
    mildly = found - {
        zone for what, zones in follows.items() if what != "named on the overview" for zone in zones
    }
    expected, states = {}, Counter()
    for zone, line in lines.items():
        state = "not ranked" if line.rank is None else "nothing found"
        state = "notice, interview or exit" if zone in found else state
        state = "reminder" if zone in mildly else state
        states[state] += 1
        expected[zone] = f"{NAMES[zone][0]} {state}"
        if line.rank is not None:
            place = f"{line.rank}{'=' if line.is_tied else ''} ({sure.interval(zone)})"
            expected[zone] = f"{NAMES[zone][0]} Place {place} {state}"
    section = page(str(year)).xpath("//section[@aria-labelledby='map']")[0]
    tiles = section.xpath(".//a[contains(@class, 'zt-tile')]")
    assert {tile.get("href").split("/")[2]: words(tile) for tile in tiles} == expected
    told = words(section.xpath("p[@class='zt-muted']")[0])
    assert told.startswith(f"Findings at {len(found)} of {len(lines)} zones")
    assert all(NAMES[zone][0] in told for zone in found)
    key = section.xpath("p[@class='zt-legend']")[0]
    counted = [int(words(one)) for one in key.xpath("span[@class='zt-small']")[:-1]]
    named = [words(one) for one in key.xpath("span[contains(@class, 'zt-badge')]")]
    assert dict(zip(named, counted, strict=True)) == states


def test_the_fall_that_the_revision_took_back_stays_in_sight_as_withdrawn(page):
    withdrawn = page("2022").xpath("//li[@class='is-withdrawn']")
    assert len(withdrawn) == 1
    assert "Withdrawn: figures were revised." in words(withdrawn[0])
    assert "down from place 1 to place 2" in words(withdrawn[0])


# The sentences on top, the charts, and the rest


@pytest.mark.parametrize("year", YEARS)
def test_the_sentences_on_top_count_what_the_figures_say(year, page, facts):
    lines = recomputed.board(facts, year, 4)
    lead = words(page(str(year)).xpath("//section[@class='zt-lead']")[0])
    ranked = {zone: line for zone, line in lines.items() if line.rank}
    first = next(zone for zone, line in ranked.items() if line.rank == 1)
    assert lead.startswith(
        f"{year}: {NAMES[first][1]} Comprehensive Bonded Zone leads with {ranked[first].score}"
        f" points; {len(ranked)} zones ranked."
    )
    running = [zone for zone in facts.zones if facts.runs(zone, year, 4)]
    bad = [zone for zone in running if missed(facts, zone, year)]
    by_rank = sorted(bad, key=lambda zone: ranked[zone].rank if zone in ranked else 99)
    assert f"{len(bad)} of {len(running)} zones missed binding yearly targets" in lead
    assert all(NAMES[zone][0] in lead for zone in by_rank)
    close = [f"{NAMES[a][0]} and {NAMES[b][0]}" for a, b in certainty(facts, year, 4).close()]
    assert 0 < len(close) <= 3
    assert f"Cannot be told apart: {'; '.join(close)}." in lead


@pytest.mark.parametrize("year", YEARS)
def test_the_chart_of_intervals_prints_what_the_variants_come_to(year, page, facts):
    sure, lines = certainty(facts, year, 4), recomputed.board(facts, year, 4)
    figure = page(str(year)).xpath("//figure[.//*[@data-chart='certainty']]")[0]
    assert cells(figure.xpath(".//table")[0]) == [
        [
            NAMES[zone][0],
            f"{lines[zone].rank}{'=' if lines[zone].is_tied else ''}",
            sure.interval(zone),
            f"{sure.quantile(zone, 0.5):g}",
            percent(sure.last(zone) * 100),
        ]
        for zone in sure.ranks
    ]
    held = sum(sure.interval(zone) == "–".join([str(lines[zone].rank)] * 2) for zone in sure.ranks)
    told = f"{held} of {len(sure.ranks)} ranks hold" if held else "No rank holds"
    assert f"{told} in 90% of the variants." in words(figure.xpath("figcaption")[0])


@pytest.mark.parametrize("year", YEARS)
def test_the_charts_print_the_same_figures_as_a_table(year, page, facts):
    _sure, path, quarters = page(str(year)).xpath("//figure//table")
    base = facts.all_zones("trade_total", 2020, 4)
    expected = []
    for of in range(2020, year + 1):
        actual = facts.all_zones("trade_total", of, 4)
        target = recomputed.PROVINCE["trade-growth"](base, of - 2020)
        line = [
            str(of),
            money(actual),
            money(target),
            percent(completed(actual, target, "trade_total")),
        ]
        expected.append(line)
    assert cells(path) == expected
    names = [words(cell) for cell in quarters.xpath("thead/tr/th")][1:-1]
    codes = [next(code for code, name in NAMES.items() if name[0] == own) for own in names]
    for label, *values in cells(quarters):
        of, quarter = int(label[:4]), int(label[5])
        single = [traded(facts, zone, of, quarter) for zone in codes]
        known = [one for zone in facts.zones if (one := traded(facts, zone, of, quarter))]
        assert values == [*map(money, single), money(sum(known) if known else None)]
    assert [row[0] for row in cells(quarters)] == [
        f"{of}Q{quarter}" for of in range(2020, year + 1) for quarter in (1, 2, 3, 4)
    ]


def cells(table) -> list[list[str]]:
    return [[words(cell) for cell in row] for row in table.xpath("tbody/tr")]


def test_the_two_goals_that_disagree_are_worked_out_from_what_was_reported(page, facts):
    (check,) = page("2023").xpath("//p[@data-check]")
    base = facts.all_zones("trade_total", 2020, 4) / 10_000
    whole = facts.province[2023, 4][0] / 10_000
    reached = base * Fraction("1.35") ** 3
    said = re.findall(r"\d[\d,]*(?:\.\d+)?%?", words(check))
    assert said == [
        *("35%", billions(base), "2020", billions(reached), "2023"),
        f"{printed(reached / whole * 100, 1)}%",
        *(billions(whole), "13%", billions(whole * 13 / 100)),
    ]


def billions(value: Fraction) -> str:
    """CNY 100 m as a sentence says it: the digits of two decimals, a tenth of them."""
    return printed(Fraction(printed(value, 2).replace(",", "")) / 10, 3)


def test_no_figure_stands_on_the_page_that_is_not_worked_out_again_here(page):
    main = page("2023")
    for done in (
        "//section[@class='zt-lead']",
        "//div[contains(@class, 'zt-headlines')]/div",
        "//table",
        "//figure//figcaption",
        "//figure//*[@data-chart-files]",
        "//section[@aria-labelledby='follows']//ul",
        "//section[@aria-labelledby='map']",
        # Counted again in tests/test_decisions.py and tests/test_demo_tasks.py.
        "//section[@aria-labelledby='decisions']",
        "//section[@aria-labelledby='tasks-now']",
        "//p[@data-check]",
        "//script",
    ):
        for node in main.xpath(done):
            node.drop_tree()
    left = re.findall(r"\d[\d,.]*", words(main))
    # How many rows the two tables have, how many zones each consequence, the measure's number, how
    # many cases the year led to and are open, that an interval holds 90% of the variants, and
    # among how many zones movement counts (above).
    numbers = sorted(Decimal(one.rstrip(",.")) for one in left)
    assert numbers == [1, 1, 1, 1, 1, 4, 4, 5, 5, 6, 6, 90, 2023]
