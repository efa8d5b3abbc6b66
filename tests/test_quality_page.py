"""The page on a quarter's data quality: complete, in time, and what the checks find."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

import csv
import io
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from indicators.models import ReportingQuarter, ValidationRule
from indicators.services.remarks import remark_add
from indicators.services.submissions import submission_record, submission_submit
from tests.collecting import AT, entry, make_place
from tests.factories import make_quarter, make_submission, make_zone
from tests.reading import open_as, read, text  # noqa: F401

pytestmark = pytest.mark.django_db

PAGE = "/collect/2022Q2/quality/"
HISTORY = "/collect/2022Q2/yichang/history/{}/"
BEFORE = ("2021Q2", "2021Q3", "2021Q4", "2022Q1")


@pytest.fixture
def place():
    place = make_place()
    make_rules()
    return place


def make_rules() -> None:
    for kind, severity, threshold, quarters in (
        ("part_above_whole", "severe", "0.01", None),
        ("jump", "warning", "3", 8),
        ("outside_range", "note", "1.5", 8),
    ):
        ValidationRule.objects.create(
            kind=kind, severity=severity, threshold=threshold, quarters=quarters
        )


@pytest.fixture
def reported(place, people):
    """Yichang in time with a jump and an overridden severe finding; Donghu not at all."""
    zone, by = place["yichang"], people["yichang"]
    for code in BEFORE:
        make_submission(zone, code, {"vehicles": 10, "trade_import": 100}, by=by)
    draft = submission_record(
        zone=zone,
        quarter=make_quarter("2022Q2"),
        entries=[
            *(entry("trade_import", 160), entry("trade_export", 0), entry("processing", 200)),
            entry("vehicles", 31),
        ],
        by=by,
        at=AT,
        reasons={("part_above_whole", "processing"): "含结转"},
    )
    return submission_submit(is_incomplete_accepted=True, submission=draft, by=by, at=AT)


def table_of(page, title: str) -> list[dict[str, str]]:
    """The rows of the page's table of that title, by column."""
    (section,) = page.xpath(f"//section[@aria-label='{title}']")
    header = [text(cell) for cell in section.xpath(".//thead//th")]
    return [
        dict(zip(header, [text(cell) for cell in row.xpath("td")], strict=True))
        for row in section.xpath(".//tbody/tr")
    ]


def test_each_zone_tells_how_complete_how_late_and_how_plausible_it_is(reported, people, read):
    rows = {row["Zone"]: row for row in table_of(read(people["commerce"], PAGE), "Zone by zone")}
    late = (timezone.localdate() - ReportingQuarter.objects.get(year=2022, quarter=2).due_on).days
    assert rows["Yichang"] == {
        "Zone": "Yichang",
        "State": "submitted",
        "Complete": "100%",
        "Missing": "0",
        "Not reportable": "0",
        "First handed in": "2022-07-10",
        "Days late": "—",
        "Severe": "1",
        "Warning": "1",
        "Hint": "1",
        "Outliers": "2",
        "With a reason": "1",
    }
    donghu = rows["Donghu"]
    assert (donghu["State"], donghu["Complete"], donghu["Missing"]) == ("late", "0%", "4")
    assert (donghu["Days late"], donghu["Severe"]) == (f"{late:,}", "—")


def test_what_cannot_be_reported_is_there_and_counted(place, people, read):
    values = {"trade_import": 5, "vehicles": "cannot_report"}
    make_submission(place["donghu"], "2022Q2", values, by=people["donghu"])
    (row,) = table_of(read(people["donghu"], PAGE), "Zone by zone")
    assert (row["Complete"], row["Missing"], row["Not reportable"]) == ("50%", "2", "1")


def test_days_late_are_those_of_the_first_time_it_was_handed_in(place, people, read):
    both = {"by": people["donghu"], "verified_by": people["commerce"]}
    first, again = datetime(2022, 7, 20, 4, tzinfo=UTC), datetime(2023, 5, 1, tzinfo=UTC)
    whole = {"trade_import": 5, "trade_export": 7, "processing": 3, "vehicles": 1}
    make_submission(place["donghu"], "2022Q2", whole, at=first, state="superseded", **both)
    make_submission(place["donghu"], "2022Q2", whole | {"vehicles": 2}, at=again, **both)
    (row,) = table_of(read(people["donghu"], PAGE), "Zone by zone")
    assert (row["State"], row["Days late"]) == ("verified", "5")


def test_before_it_reports_a_zone_is_asked_for_nothing(place, people, read):
    make_quarter("2021Q1")
    (row,) = table_of(read(people["yichang"], "/collect/2021Q1/quality/"), "Zone by zone")
    assert (row["State"], row["Complete"], row["Missing"]) == ("not applicable", "—", "—")
    assert row["Days late"] == "—"


def test_each_indicator_tells_how_complete_it_is_and_who_left_it_out(reported, people, read):
    title = "Indicator by indicator"
    rows = {row["Indicator"]: row for row in table_of(read(people["commerce"], PAGE), title)}
    assert set(rows) == {"Trade import", "Trade export", "Processing", "Vehicles"}
    assert rows["Vehicles"] == {
        "Indicator": "Vehicles",
        "Complete": "50%",
        "Missing": "1",
        "Not reportable": "0",
        "Not applicable": "0",
        "Severe": "0",
        "All findings": "1",
        "Outliers": "1",
        "Left out by": "—",  # Donghu has not begun at all
    }
    assert rows["Processing"]["Severe"] == "1"


def test_a_zone_that_began_and_left_a_figure_out_is_named(place, people, read):
    make_submission(place["donghu"], "2022Q2", {"vehicles": 1}, by=people["donghu"])
    page = read(people["commerce"], PAGE)
    rows = {row["Indicator"]: row for row in table_of(page, "Indicator by indicator")}
    assert (rows["Processing"]["Left out by"], rows["Vehicles"]["Left out by"]) == ("Donghu", "—")


def test_figures_to_be_followed_up_are_listed_until_a_remark_ends_it(reported, place, people, read):
    about = {"quarter": make_quarter("2022Q2"), "zone": place["yichang"], "indicator": "vehicles"}
    said = {"text": "待海关核对", "is_follow_up": True, "by": people["commerce"], "at": AT}
    remark_add(**about, **said)
    page = read(people["leader"], PAGE)
    (row,) = table_of(page, "To be followed up")
    assert (row["Zone"], row["Indicator"], row["Remark"]) == ("Yichang", "Vehicles", "待海关核对")
    links = page.xpath("//section[@aria-label='To be followed up']//tbody//a/@href")
    assert links == ["/collect/2022Q2/yichang/#remarks", HISTORY.format("vehicles")]
    said["is_follow_up"] = False
    remark_add(**about, **(said | {"text": "海关答复下周"}))
    assert len(table_of(read(people["leader"], PAGE), "To be followed up")) == 1
    remark_add(**about, **(said | {"text": "已核对", "is_done": True}))
    assert "No figure is marked" in text(read(people["leader"], PAGE))


def test_a_finding_leads_to_the_history_of_its_figure(reported, people, read):
    page = read(people["commerce"], PAGE)
    links = page.xpath("//section[@aria-label='Findings of the checks']//tbody/tr[1]//a/@href")
    assert links == ["/collect/2022Q2/yichang/", HISTORY.format("processing")]


def test_what_is_stated_otherwise_for_last_year_is_listed_with_what_it_needs(place, people, read):
    ValidationRule.objects.create(kind="last_year_differs", severity="warning", threshold="0.01")
    zone, both = place["yichang"], {"by": people["yichang"], "verified_by": people["commerce"]}
    make_submission(zone, "2021Q2", {"vehicles": 10}, **both)
    stating = make_submission(zone, "2022Q2", {"vehicles": 20}, by=people["yichang"])
    stating.observations.update(stated_last_year=12)
    (row,) = table_of(read(people["commerce"], PAGE), "Stated otherwise for last year")
    assert (row["Indicator"], row["Stated"], row["Stored"]) == (
        "Vehicles",
        "12 vehicles",
        "10 vehicles",
    )
    assert row["State"] == "proposed"
    assert row["Needs"] == "reopening: 2021Q2 is locked since the end of 2021-08-14"


def test_every_finding_is_listed_the_gravest_first_with_the_reason_given(reported, people, read):
    findings = table_of(read(people["commerce"], PAGE), "Findings of the checks")
    assert [(row["Zone"], row["Indicator"], row["Severity"], row["Check"]) for row in findings] == [
        ("Yichang", "Processing", "severe", "part above its whole"),
        ("Yichang", "Vehicles", "warning", "jump against the median"),
        ("Yichang", "Trade import", "hint", "outside the range so far"),
    ]
    assert findings[0]["Reason given"] == "含结转"
    assert findings[0]["Given by"].startswith("Yichang · 2022-07-10")
    assert "3.10 times the median" in findings[1]["What it finds"]


def test_the_headlines_add_up_the_zones(reported, people, read):
    page = text(read(people["commerce"], PAGE))
    assert "Complete 50% 4 of 8 figures" in page
    assert "Late 1 Zones asked: 2" in page
    assert "Severe findings 1 With a reason: 1" in page
    assert "Warning findings 1 Hints: 1" in page
    assert "Outliers 2" in page


def test_the_rules_in_force_are_printed_and_those_switched_off_are_not(reported, people, read):
    ValidationRule.objects.filter(kind="outside_range").update(is_on=False)
    rules = table_of(read(people["commerce"], PAGE), "What is checked")
    assert [(row["Check"], row["Severity"]) for row in rules] == [
        ("part above its whole", "severe"),
        ("jump against the median", "warning"),
    ]
    assert "more than 3 times the median of the last 8 quarters" in rules[1]["What it asks"]


def test_a_reporter_sees_their_own_zone_only(reported, people, read):
    page = read(people["donghu"], PAGE)
    assert "yichang" not in text(page).lower()
    assert [row["Zone"] for row in table_of(page, "Zone by zone")] == ["Donghu"]
    findings = read(people["yichang"], PAGE).xpath(
        "//section[@aria-label='Findings of the checks']//tbody/tr"
    )
    assert len(findings) == 3


@pytest.mark.parametrize("url", ["/collect/2031Q1/quality/", "/collect/next/quality/"])
def test_a_quarter_that_is_not_there_is_not_found(url, people, open_as):
    assert open_as(people["commerce"], url).status_code == 404


def rows_of(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize(
    ("query", "name", "rows"),
    [
        ({"export": "csv"}, "quality-2022Q2-zones.csv", 3),
        ({"f-export": "csv"}, "quality-2022Q2-findings.csv", 4),
        ({"r-export": "csv"}, "quality-2022Q2-rules.csv", 4),
        ({"i-export": "csv"}, "quality-2022Q2-indicators.csv", 5),
        ({"m-export": "csv"}, "quality-2022Q2-marks.csv", 1),
    ],
)
def test_each_table_is_a_file(query, name, rows, reported, people, open_as):
    response = open_as(people["commerce"], PAGE, **query)
    assert name in response["Content-Disposition"]
    assert len(rows_of(response)) == rows


def test_the_workbook_holds_the_same_numbers(reported, people, open_as):
    import openpyxl

    response = open_as(people["commerce"], PAGE, export="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    yichang = rows["Yichang"]
    assert yichang[2:5] == (1, 0, 0)  # all of it there, as a number formatted in percent


def test_all_tables_are_one_workbook_in_the_readers_language(reported, people, open_as, client):
    import openpyxl

    def titles(response) -> list[str]:
        return openpyxl.load_workbook(io.BytesIO(response.content)).sheetnames

    response = open_as(people["commerce"], PAGE, book="xlsx")
    assert 'filename="quality-2022Q2.xlsx"' in response["Content-Disposition"]
    assert titles(response) == [
        "Zone by zone",
        "Indicator by indicator",
        "Findings of the checks",
        "Stated otherwise for last year",
        "To be followed up",
        "What is checked",
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(response.content))["Findings of the checks"]
    assert "含结转" in [cell.value for cell in sheet[2]]
    client.cookies["django_language"] = "zh-hans"
    assert titles(client.get(PAGE, {"book": "xlsx"}))[0] == "各综保区情况"


def columns() -> list[str]:
    zone = "zone stage complete handed_in missing cannot_report late_days severe warnings notes"
    finding = "zone indicator severity rule"
    return [f"sort={name}" for name in (*zone.split(), "outliers", "overridden")] + [
        f"f-sort={name}" for name in finding.split()
    ]


@pytest.mark.parametrize("query", columns())
def test_every_column_sorts_both_ways(query, reported, people, open_as):
    name, column = query.split("=")
    for direction in ("", "-"):
        assert open_as(people["commerce"], PAGE, **{name: direction + column}).status_code == 200


def test_sixty_zones_take_as_many_queries_as_seven(place, people, open_as, queries):
    def cost(zones: int) -> int:
        for number in range(zones):
            zone = make_zone(f"zone{zones}-{number}", start="2021Q1")
            make_submission(zone, "2022Q1", {"vehicles": 1}, by=people["commerce"])
            broken = {"trade_total": 1, "processing": 2, "vehicles": 1}
            make_submission(zone, "2022Q2", broken, by=people["commerce"])
        open_as(people["commerce"], PAGE)
        with queries() as sent:
            assert open_as(people["commerce"], PAGE).status_code == 200
        return len(sent)

    assert cost(7) == cost(53)
