"""Tables and their files: no-data rows last both ways, numbers as numbers, no formula."""

import csv
import io
import math
from dataclasses import dataclass
from decimal import Decimal

import django_tables2 as tables
import openpyxl
import pytest
from django.test import RequestFactory

from tests.factories import make_zone
from zones.badges import Badge
from zones.exports import FORMULA_STARTS, printed_number, safe_text
from zones.models import Zone
from zones.tables import BadgeColumn, HouseTable, NumberColumn, export, prepared


@dataclass(frozen=True)
class Row:
    name: str
    score: Decimal | float | None
    score_text: str
    status: Badge


ROWS = [
    Row("a", None, "—", Badge("quiet", "none", order=9)),
    Row("b", Decimal("2"), "2.00", Badge("good", "met", order=2)),
    Row("c", Decimal("-1234.5"), "−1,234.50", Badge("bad", "missed", order=0)),
    Row("d", math.nan, "—", Badge("quiet", "none", order=9)),
    Row("=e", Decimal("10"), "10.00", Badge("good", "met", order=2)),
]


class ScoreTable(HouseTable):
    name = tables.Column()
    score = NumberColumn()
    status = BadgeColumn()


class ZoneTable(HouseTable):
    code = tables.Column()
    area_km2 = tables.Column()


def asked(query: str = "") -> RequestFactory:
    return RequestFactory().get(f"/?{query}")


def shown(table, column: str = "name") -> list[str]:
    return [str(row.get_cell_value(column)) for row in table.rows]


def test_rows_without_a_number_are_last_whichever_way_the_list_is_sorted():
    up = prepared(asked("sort=score"), ScoreTable(ROWS))
    down = prepared(asked("sort=-score"), ScoreTable(ROWS))
    assert shown(up) == ["c", "b", "=e", "a", "d"]
    assert shown(down) == ["=e", "b", "c", "a", "d"]


def test_a_second_key_decides_where_the_first_is_equal():
    table = prepared(asked("sort=status&sort=-score"), ScoreTable(ROWS))
    assert shown(table) == ["c", "=e", "b", "a", "d"]


def test_rows_without_a_value_are_last_whichever_way_a_queryset_is_sorted(db):
    for code, area in [("none", None), ("small", 1), ("large", 5)]:
        make_zone(code, area_km2=area)
    up = prepared(asked("sort=area_km2"), ZoneTable(Zone.objects.all()))
    down = prepared(asked("sort=-area_km2"), ZoneTable(Zone.objects.all()))
    assert shown(up, "code") == ["small", "large", "none"]
    assert shown(down, "code") == ["large", "small", "none"]


@pytest.mark.parametrize(
    ("page", "first"), [("1", "0"), ("2", "25"), ("9", "50"), ("x", "0"), ("-1", "50")]
)
def test_a_page_has_25_rows_and_a_wrong_page_number_leads_to_one_that_is_there(page, first):
    rows = [Row(str(n), Decimal(n), str(n), Badge("good", "met")) for n in range(60)]
    table = prepared(asked(f"page={page}&per_page=1000"), ScoreTable(rows))
    names = [row.get_cell_value("name") for row in table.page]
    assert names[0] == first
    assert len(names) <= 25


def test_a_sort_by_a_column_that_is_not_there_changes_nothing():
    assert shown(prepared(asked("sort=password"), ScoreTable(ROWS))) == ["a", "b", "c", "d", "=e"]


def test_the_table_says_how_it_is_sorted_and_keeps_the_filter_in_its_links():
    request = asked("zone=donghu&sort=-score&page=1")
    table = prepared(request, ScoreTable(ROWS, title="Scores"))
    html = table.as_html(request)
    assert html.count("aria-sort") == 1
    assert 'aria-sort="descending"' in html
    assert "?zone=donghu&amp;sort=name" in html
    assert "<caption" in html


def test_an_empty_table_says_so(db):
    table = prepared(asked(), ScoreTable([], empty_text="Nothing yet."))
    assert "Nothing yet." in table.as_html(asked())


def test_two_tables_on_a_page_are_sorted_apart():
    request = asked("a-sort=-score")
    one = prepared(request, ScoreTable(ROWS, prefix="a-"))
    two = prepared(request, ScoreTable(ROWS, prefix="b-"))
    assert shown(one)[0] == "=e"
    assert shown(two)[0] == "a"


def test_a_page_offers_files_only_where_it_can_make_them():
    table = prepared(asked(), ScoreTable(ROWS))
    assert "export=csv" not in table.as_html(asked())
    assert export(asked(), table, "scores") is None
    assert "export=csv" in table.as_html(asked())


def test_a_csv_holds_every_row_as_printed_and_no_formula():
    request = asked("export=csv&sort=score&page=2")
    response = export(request, prepared(request, ScoreTable(ROWS)), "scores")
    assert response["Content-Disposition"] == 'attachment; filename="scores.csv"'
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert rows == [
        ["Name", "Score", "Status"],
        ["c", "-1234.50", "missed"],
        ["b", "2.00", "met"],
        ["'=e", "10.00", "met"],
        ["a", "", "none"],
        ["d", "", "none"],
    ]


def test_a_workbook_holds_numbers_as_numbers_and_no_formula():
    request = asked("export=xlsx&sort=score")
    response = export(request, prepared(request, ScoreTable(ROWS)), "scores")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert [cell.value for cell in sheet["B"]] == ["Score", -1234.5, 2, 10, None, None]
    assert sheet["B2"].number_format == "#,##0.00"
    assert sheet["A4"].value == "'=e"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize(
    ("printed", "in_csv", "in_xlsx"),
    [
        ("+35.0%", "35.0%", 0.35),
        ("−16.8%", "-16.8%", -0.168),
        ("-2", "-2", -2),
        ("−1,234.5", "-1234.5", -1234.5),
        ("007", "007", "007"),
        ("-2+3", "'-2+3", "'-2+3"),
        ("+SUM(A1)", "'+SUM(A1)", "'+SUM(A1)"),
        ("=1", "'=1", "'=1"),
        ("@A1", "'@A1", "'@A1"),
        ("-12-", "'-12-", "'-12-"),
    ],
)
def test_a_signed_number_is_one_in_a_column_of_text_too(printed, in_csv, in_xlsx):
    rows = [Row(printed, Decimal(1), "1.00", Badge("good", "met"))]
    table = prepared(asked("export=csv"), ScoreTable(rows))
    written = export(asked("export=csv"), table, "x").content.decode("utf-8-sig")
    assert next(csv.reader(written.splitlines()[1:]))[0] == in_csv
    request = asked("export=xlsx")
    response = export(request, prepared(request, ScoreTable(rows)), "x")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert sheet["A2"].value == in_xlsx


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(start):
    assert safe_text(f"{start}1+1") == f"'{start}1+1"
    assert safe_text(f"a{start}") == f"a{start}"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.50", "1234.50"),
        ("−0.5", "-0.5"),
        ("+3", "3"),
        ("35.0%", "0.350"),
        ("2021", "2021"),
        ("—", None),
        ("2=", None),
        ("12,34", None),
        ("1-2", None),
    ],
)
def test_a_printed_number_is_read_back(text, number):
    assert printed_number(text) == (None if number is None else Decimal(number))
