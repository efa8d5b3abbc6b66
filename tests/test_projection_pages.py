"""Where the demonstration's mid-year is heading, as its pages print it, worked out again here."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

import csv
import io
import json
from fractions import Fraction

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from assessments.models import Assessment
from assessments.services.assessments import assessment_run
from indicators.models import Observation
from indicators.periods import parse_period
from tests.demo_database import demonstration  # noqa: F401
from tests.reading import open_as, read, text  # noqa: F401
from zones.access import person_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

HALF = {"period": "2023H1"}


@pytest.fixture
def leader():
    return person_of(User.objects.get(username="leader"))


def reported():
    """Trade by zone and quarter, in 亿元 as fractions, revisions and all."""
    found = Observation.objects.filter(
        indicator__code="trade_total", submission__state="verified", value__isnull=False
    ).values_list(
        "submission__zone__code",
        "submission__quarter__year",
        "submission__quarter__quarter",
        "value",
    )
    return {(zone, year, quarter): Fraction(value) / 10_000 for zone, year, quarter, value in found}


def year_of(zone, year):
    single = [reported().get((zone, year, quarter)) for quarter in (1, 2, 3, 4)]
    return single if None not in single else None


def rows_ahead(page):
    rows = page.xpath("//div[@id='ahead']//tbody/tr")
    return {text(row[0]): [text(cell) for cell in row] for row in rows}


def printed(value):
    return f"{float(value):,.2f}"


def test_a_zone_s_projection_band_and_need_follow_from_its_reports(leader, read):
    donghu = rows_ahead(read(leader, **HALF))["Donghu"]
    now = [reported()["donghu", 2023, quarter] for quarter in (1, 2)]
    shares = [
        sum(single[:2]) / sum(single) for single in (year_of("donghu", y) for y in (2021, 2022))
    ]
    value = sum(now) / (sum(shares) / 2)
    low, high = sum(now) / max(shares), sum(now) / min(shares)
    assert donghu[1] == printed(sum(now))
    assert donghu[2] == f"{printed(value)}{printed(low)}–{printed(high)}"
    needed, rest = (310 - sum(now)) / 2, sum(year_of("donghu", 2022)[2:])
    growth = (2 * needed / rest - 1) * 100
    assert donghu[5] == f"{printed(needed)}+{float(growth):.1f}%"
    assert donghu[6] == "by its own season of 2021 to 2022, 2020 left out"


def test_all_zones_together_are_projected_by_the_season_of_their_sum(leader, read):
    total = rows_ahead(read(leader, **HALF))["All zones"]
    full = {
        year: [single for zone in {key[0] for key in reported()} if (single := year_of(zone, year))]
        for year in (2021, 2022)
    }
    shares = [
        Fraction(sum(sum(one[:2]) for one in years), sum(map(sum, years)))
        for years in full.values()
    ]
    now = sum(value for key, value in reported().items() if key[1] == 2023 and key[2] <= 2)
    assert total[2].startswith(printed(now / (sum(shares) / 2)))
    assert "by the season of all zones together in 2021 to 2022" in total[6]


def test_the_finding_counts_who_is_heading_past_the_target_and_names_who_cannot(leader, read):
    said = text(read(leader, **HALF).xpath("//div[@id='ahead']//header")[0])
    assert "Of 5 zones with a yearly target 3 are heading past it." in said
    assert "Out of reach, even at the band’s upper edge: Donghu, Xingang Konggang." in said
    assert "All zones together are heading for CNY 72.493 billion in 2023" in said


def test_the_headline_figures_say_where_the_year_is_heading(leader, read):
    page = read(leader, **HALF)
    growth = text(page.xpath("//*[@id='trade-growth']")[0])
    assert "projected 724.93 (723.12–726.75)" in growth
    assert "still needed a quarter: 203.76 (+39.5% year on year)" in growth
    assert "projected" not in text(page.xpath("//*[@id='trade-share']")[0])


def test_the_table_can_be_taken_home_with_band_and_season(leader, open_as):
    response = open_as(leader, "/", **HALF, **{"p-export": "csv"})
    header, first, *_ = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    row = dict(zip(header, first, strict=True))
    assert row["Zone"] == "All zones"
    assert row["Band"] == "723.12–726.75"
    assert row["As growth"].endswith("39.5%")


@pytest.mark.parametrize("path", ["/", "/zones/donghu/", "/targets/"])
def test_once_the_year_is_over_the_page_says_that_nothing_is_projected(leader, read, path):
    page = read(leader, path)
    assert "The year is over: nothing is projected." in text(page)
    assert "Projected year" not in [text(cell) for cell in page.xpath("//th")]


# A zone's page


def drawn(response):
    page = response.content.decode()
    script = page.split('<script id="course-trade_total" type="application/json">')[1]
    return json.loads(script.split("</script>")[0])["data"]


def test_the_trend_is_drawn_on_to_the_year_s_end_with_its_band_and_the_path(leader, open_as):
    bars, path, low, high, ahead = drawn(open_as(leader, "/zones/donghu/", **HALF))
    assert bars["x"][1][-4:] == ["Q1", "Q2", "Q3", "Q4"]
    assert bars["y"][-2:] == [None, None]
    assert ahead["x"] == low["x"] == high["x"] == [["2023", "2023"], ["Q2", "Q4"]]
    assert ahead["line"]["dash"] == "dash"
    assert ahead["y"] == pytest.approx([123.60, 270.76], abs=0.01)
    assert [low["y"][1], high["y"][1]] == pytest.approx([270.57, 270.95], abs=0.01)
    assert high["fill"] == "tonexty"
    assert path["y"][-2] == 310


def test_the_chart_s_finding_and_its_table_say_the_same(leader, read):
    page = read(leader, "/zones/donghu/", **HALF)
    (figure,) = page.xpath("//figure[script[@id='course-trade_total']]")
    said = text(figure.xpath("./figcaption")[0])
    assert (
        "Projected year-end CNY 27.076 billion (from CNY 27.057 billion to CNY 27.095 billion), by"
        " its own season of 2021 to 2022" in said
    )
    assert "12.7% short of the CNY 31.000 billion" in said
    assert (
        "still needed: CNY 9.320 billion a quarter, up 24.5% on the same quarters of"
        " last year (CNY 14.973 billion)" in said
    )
    last = [text(cell) for cell in figure.xpath(".//tbody/tr")[-1]]
    assert last == ["2023Q4", "—", "310.00", "310.00", "270.76 (270.57–270.95)"]


def test_every_flow_of_a_zone_is_projected_and_a_stock_says_that_it_is_none(leader, read):
    page = read(leader, "/zones/donghu/", **HALF)
    imports = text(page.xpath("//*[@id='indicator-trade_import']")[0])
    assert "114.80113.72–115.89" in imports
    firms = page.xpath("//*[@id='indicator-enterprises']//td[contains(@class, 'zt-ahead')]")[0]
    assert text(firms) == "—a stock"
    assert firms.get("title") == "not projected: a stock stands as last reported"


def test_a_target_of_the_zone_says_what_it_still_needs(leader, read):
    page = read(leader, "/zones/donghu/", **HALF)
    (row,) = page.xpath("//tr[@id='target-trade-growth']")
    cells = [text(cell) for cell in row.xpath(".//td[contains(@class, 'zt-ahead')]")]
    assert cells == ["270.76270.57–270.95", "93.20+24.5%"]


def test_an_assessment_lists_projections_and_needs_of_all_targets(leader, read):
    page = read(leader, "/assessments/2023H1/")
    first = page.xpath("//div[@id='targets']//tbody/tr")[0]
    cells = [text(cell) for cell in first.xpath(".//td[contains(@class, 'zt-ahead')]")]
    assert cells == ["724.93723.12–726.75", "203.76+39.5%"]


def test_six_reminders_are_raised_by_mid_2023_and_none_before():
    found = {
        one.period: sorted(
            (flag.zone.code, flag.target.code) for flag in one.flags.filter(code="projected_miss")
        )
        for one in Assessment.objects.all()
    }
    assert [period for period, flags in found.items() if flags] == ["2023H1"]
    assert found["2023H1"] == [
        ("donghu", "processing-growth"),
        ("donghu", "trade-growth"),
        ("xiangyang", "trade-hundred"),
        ("xingang-konggang", "processing-growth"),
        ("xingang-konggang", "projects-key"),
        ("xingang-konggang", "trade-growth"),
    ]


# A quarter under way, provisional, without a policy in force


@pytest.fixture
def quarter():
    return assessment_run(period=parse_period("2024Q1"), at=timezone.now())


def test_the_open_quarter_projects_who_has_reported_and_says_why_the_others_are_not(
    quarter, leader, read
):
    rows = rows_ahead(read(leader, period="2024Q1"))
    assert rows["Donghu"][2:4] == ["286.73284.90–288.06", "—"]
    assert rows["Yichang"][2] == "—"
    said = text(read(leader, period="2024Q1").xpath("//div[@id='ahead']//header")[0])
    assert "All zones together: not projected: there is no complete figure so far." in said


def test_the_chart_of_the_open_quarter_hatches_what_is_not_verified(quarter, leader, open_as, read):
    bars, _low, _high, ahead = drawn(open_as(leader, "/zones/donghu/", period="2024Q1"))
    assert bars["marker"]["pattern"]["shape"] == [""] * 16 + ["/"]
    assert ahead["x"] == [["2024", "2024"], ["Q1", "Q4"]]
    page = read(leader, "/zones/donghu/", period="2024Q1")
    figures = " ".join(text(figure) for figure in page.xpath("//figure"))
    assert "2024Q1, provisional" in figures
    assert (
        "projected year-end CNY 28.673 billion (from CNY 28.490 billion to CNY 28.806 billion)"
        in figures
    )
