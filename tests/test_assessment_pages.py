"""The pages of assessments: all of them, one in one version, and running and publishing one."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from assessments.models import Assessment, Contribution, TargetResult, ZoneResult
from tests.demo_database import demonstration  # noqa: F401
from tests.reading import open_as, read, text  # noqa: F401
from tests.reading_assessments import exported, leader, person, table  # noqa: F401

pytestmark = pytest.mark.usefixtures("demonstration", "db")
State = Assessment.State


# All assessments


def test_every_assessment_is_listed_in_every_version(read, leader):
    rows = table(read(leader, "/assessments/"), "All assessments")
    assert [(row["Period"].split(" Assessed")[0], row["Version"]) for row in rows[:6]] == [
        ("2023", "1"),
        ("The first half of 2023", "1"),
        ("2022", "2"),
        ("2022", "1"),
        ("The first half of 2022", "1"),
        ("2021", "1"),
    ]
    assert rows[6]["Period"].startswith("The first half of 2021 The first assessment")
    assert rows[3]["State"].startswith("superseded")
    assert "superseded 2023-03-31 09:00" in rows[3]["Published"]
    assert rows[2]["Input digest"] == Assessment.objects.get(period="2022", version=2).digest[:12]
    assert all("demonstration" in row["State"] for row in rows)


def test_only_staff_are_offered_to_assess_a_period(read, person):
    forms = {
        login: bool(
            read(person(login), "/assessments/").xpath("//form[@action='/assessments/run/']")
        )
        for login in ("commerce", "commerce2", "leader", "customs", "yichang", "fgw", "admin")
    }
    assert [login for login, is_there in forms.items() if is_there] == ["commerce", "commerce2"]


def test_the_periods_on_offer_are_those_with_figures_under_a_scheme(read, person):
    page = read(person("commerce"), "/assessments/")
    offered = page.xpath("//select[@id='run-period']//option/@value")
    year = ["", "H1", "Q4", "Q3", "Q2", "Q1"]
    of_years = [f"{y}{part}" for y in (2023, 2022, 2021) for part in year]
    assert offered == ["2024Q1", *of_years]  # the quarter that is left open


# One assessment


def test_the_board_prints_the_frozen_results(read, leader):
    rows = table(read(leader, "/assessments/2023/"), "Ranking")
    results = ZoneResult.objects.filter(assessment__period="2023").select_related("zone")
    assert [row["Score"] for row in rows] == [f"{result.score:.2f}" for result in results]
    assert [row["Rank"] for row in rows] == [
        *("1 (1–2)", "2 (2–3)", "3 (1–3)", "4 (4–5)", "5 (4–5)", "—")
    ]
    assert "in its first year (counted from its acceptance)" in rows[-1]["Zone"]


def test_a_zone_whose_acceptance_date_is_not_known_says_what_its_year_counts_from(read, leader):
    rows = table(read(leader, "/assessments/2022/"), "Ranking")
    xiangyang = next(row for row in rows if row["Zone"].startswith("Xiangyang"))
    assert (
        "counted from its first report, for its acceptance date is not known" in xiangyang["Zone"]
    )
    assert rows[-1]["Zone"].endswith("not operating in this period")
    assert rows[-1]["Score"] == "—"


def test_movement_is_told_over_the_common_zones_and_as_published(read, leader):
    rows = table(read(leader, "/assessments/2023/"), "Ranking")
    donghu = next(row for row in rows if row["Zone"].startswith("Donghu"))
    assert donghu["Movement"] == "down 2 comparable 1 → 3 of 4 published 1 of 4 → 4 of 5"


def test_the_themes_add_up_to_the_printed_score(read, leader):
    rows = table(read(leader, "/assessments/2023/"), "Ranking")
    themes = list(rows[0])[list(rows[0]).index("Movement") + 1 : -1]
    assert len(themes) == 5
    for row in rows:
        assert sum(Decimal(row[theme]) for theme in themes) == Decimal(row["Score"])


def test_the_chart_tells_its_finding_and_carries_its_data(read, leader):
    page = read(leader, "/assessments/2023/")
    (chart,) = page.xpath("//figure[.//*[@data-chart='themes']]")
    assert "Jingkai has 73.87 points, Xingang Konggang 32.56" in text(chart)
    drawn = [text(row) for row in chart.xpath(".//tbody/tr")]
    assert len(drawn) == 5
    assert drawn[0].startswith("Jingkai")
    assert drawn[0].endswith("73.87")


def test_every_target_result_stands_there_with_all_its_figures(open_as, leader):
    rows = exported(open_as(leader, "/assessments/2023/", **{"t-export": "csv"}))
    assert len(rows) == TargetResult.objects.filter(assessment__period="2023").count()
    own = next(row for row in rows if (row["Whose"], row["Yearly target"]) == ("Donghu", "310.00"))
    assert own == {
        "Whose": "Donghu",
        "Target": "Total trade: the zone's yearly target",
        "Status": "missed",
        "Actual": "271.24",
        "Due": "310.00",
        "Yearly target": "310.00",
        "Unit": "CNY 100 m",
        "Completion": "87.5%",
        "Gap": "38.76",
        "Shortfall": "12.5%",
        "Base year": "187.31",
        "Progress": "68.4%",
        "Basis": "binding · set for the year",
        "Stretch": "",
        "Season": "",
    }
    whole = next(row for row in rows if row["Target"].startswith("E-commerce"))
    assert (whole["Whose"], whole["Stretch"]) == ("All zones", "100.00, not reached")
    share = next(row for row in rows if row["Target"].startswith("Province share"))
    assert (share["Actual"], share["Gap"]) == ("11.51%", "1.49 percentage points")


def test_within_the_year_the_season_behind_what_is_due_is_named(open_as, leader):
    rows = exported(open_as(leader, "/assessments/2023H1/", **{"t-export": "csv"}))
    seasons = {row["Season"] for row in rows if row["Season"]}
    assert "paced by this zone’s own average of 2021 to 2022" in seasons


def test_the_results_can_be_narrowed_down_to_a_target_and_a_status(read, leader):
    page = read(leader, "/assessments/2023/", target="projects-key", status="missed")
    rows = table(page, "Targets")
    assert [row["Whose"] for row in rows] == ["Donghu", "Xingang Konggang", "Qipanzhou"]
    assert {row["Status"] for row in rows} == {"missed"}
    chosen = page.xpath("//form[@data-filter]//option[@selected]/@value")
    assert chosen == ["projects-key", "missed"]


def test_results_on_an_indicative_path_are_listed_apart_from_those_that_are_met(read, leader):
    shown = {
        status: table(read(leader, "/assessments/2022/", status=status), "Targets")
        for status in ("met", "on_path")
    }
    assert {row["Status"] for row in shown["met"]} == {"met"}
    assert {row["Status"] for row in shown["on_path"]} == {"on the path"}
    offered = read(leader, "/assessments/2022/").xpath("//select[@id='filter-status']//option")
    assert {"met", "on the path"} <= {text(one) for one in offered}


def test_flags_are_listed_with_what_follows_the_furthest_first(read, leader):
    rows = table(read(leader, "/assessments/2023/"), "Flags")
    assert rows[0]["What follows"] == "exit procedure"
    assert rows[0]["Zone"] == "Xingang Konggang"
    assert rows[0]["Finding"].startswith("Missed 3 years running, 2021 to 2023")
    assert rows[-1]["Flag"] == "late report"
    assert {row["Clause"] for row in rows} == {"Measure 1"}


def test_a_withdrawn_flag_stays_visible(read, leader):
    rows = table(read(leader, "/assessments/2022/"), "Flags")
    assert rows[-1]["Flag"] == "fell in rank, not robust"
    assert rows[-1]["Finding"].endswith("withdrawn: figures were revised")
    first = table(read(leader, "/assessments/2022/", version=1), "Flags")
    assert not any("withdrawn" in row["Finding"] for row in first)


def test_a_superseded_version_says_so_and_leads_to_the_one_in_force(read, leader):
    page = read(leader, "/assessments/2022/", version=1)
    (notice,) = page.xpath("//p[contains(@class, 'zt-message')]")
    assert "Version 1 was superseded on 2023-03-31 09:00 by version 2" in text(notice)
    assert notice.xpath(".//a/@href") == ["/assessments/2022/"]
    rows = table(page, "Ranking")
    assert [row["Score"] for row in rows[:2]] == ["57.19", "56.92"]


def test_the_result_says_where_it_comes_from(read, leader):
    found = Assessment.objects.get(period="2022", version=2)
    (where,) = read(leader, "/assessments/2022/").xpath("//section[@id='provenance']")
    for told in (found.digest, "2023-03-21 17:00", "2023-03-31 09:00", "Version 1", "Version 2"):
        assert told in text(where)
    assert "/schemes/province-2021/" in where.xpath(".//a/@href")
    assert "/assessments/2022/?version=1" in where.xpath(".//a/@href")


def test_board_and_targets_are_taken_home_as_a_workbook(open_as, leader):
    response = open_as(leader, "/assessments/2023/", export="xlsx")
    sheet = load_workbook(io.BytesIO(response.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:5] == (
        *("Rank", "Rank in 90% of the variants", "Zone", "Why not ranked", "Score"),
    )
    assert rows[1][0] == 1
    assert rows[1][1:5] == ("1–2", "Wuhan Jingkai Comprehensive Bonded Zone", None, 73.87)
    assert rows[6][0] is None
    assert 'filename="board-2023-v1-demonstration.xlsx"' in response["Content-Disposition"]


@pytest.mark.parametrize("period", ["2022H2", "2022Q5", "1999", "abc", "2023Q4"])
def test_what_is_no_period_or_has_no_assessment_is_not_found(open_as, leader, period):
    assert open_as(leader, f"/assessments/{period}/").status_code == 404


@pytest.mark.parametrize("version", ["9", "x", "-1"])
def test_a_version_that_is_not_there_is_not_found(open_as, leader, version):
    assert open_as(leader, "/assessments/2022/", version=version).status_code == 404


def test_under_the_geometric_mean_the_themes_own_scores_stand_instead_of_points(read, leader):
    found = Assessment.objects.get(period="2023", state=State.PUBLISHED)
    found.scheme.aggregation = "geometric"
    found.scheme.save()
    Contribution.objects.filter(result__assessment=found).update(points=None)
    rows = table(read(leader, "/assessments/2023/"), "Ranking")
    node = Contribution.objects.get(
        result__assessment=found, result__zone__code="jingkai", node__code="trade"
    )
    assert rows[0]["Trade: scale and growth"] == f"{node.achieved:.2f}"
