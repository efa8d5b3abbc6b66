"""A paper as a workbook and as csv files: numbers as numbers, text never run, nothing lost."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from assessments.papers.paper import Cell, Chart, Column, Paper, Paragraph, Part, Table
from assessments.papers.printers import PRINTERS
from assessments.papers.printers.archive import as_zip
from assessments.papers.printers.faults import WorkbookError
from assessments.papers.printers.spreadsheet import FORMULA_STARTS, sheet_name
from assessments.papers.printers.xlsx import as_xlsx
from tests.papers import EN, FORMULA, MARK, ZH, sample

CASES = [(7, ZH), (7, EN), (200, ZH), (200, EN)]


def workbook(paper: Paper):
    return openpyxl.load_workbook(io.BytesIO(as_xlsx(paper)))


def sheet_of(book, table: Table):
    """The sheet that begins with a table's title."""
    [found] = [page for page in book if page["A1"].value == table.title]
    return found


def files(paper: Paper) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(as_zip(paper))) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


# The workbook


@pytest.mark.parametrize(("zones", "language"), CASES)
def test_every_cell_stands_in_its_sheet_and_numbers_are_numbers(zones, language):
    paper = sample(zones, language)
    book = workbook(paper)
    for table in paper.tables:
        page = sheet_of(book, table)
        rows = list(
            page.iter_rows(min_row=4, max_row=4 + len(table.rows), max_col=len(table.columns))
        )
        headings = [column.heading(language) for column in table.columns]
        assert [cell.value for cell in rows[0]] == headings
        for row, cells in zip(table.rows, rows[1:], strict=True):
            for one, cell in zip(row, cells, strict=True):
                if one.value is None:
                    assert (cell.value, cell.data_type) == (one.text, "s")
                else:
                    assert cell.data_type == "n"
                    assert Decimal(repr(float(cell.value))) == one.value
                    assert shown(cell) == one.text
        notes = [page.cell(6 + len(table.rows) + at, 1).value for at in range(len(table.notes))]
        assert tuple(notes) == table.notes


def shown(cell) -> str:
    """A number as its format shows it."""
    positive, *_ = cell.number_format.split(";")
    places = len(positive.partition(".")[2])
    sign = "−" if cell.value < 0 else "+" if positive.startswith("+") and cell.value > 0 else ""
    return f"{sign}{abs(Decimal(repr(float(cell.value)))):,.{places}f}"


@pytest.mark.parametrize("language", [ZH, EN])
def test_no_cell_holds_a_formula_and_the_text_is_what_was_written(language):
    book = workbook(sample(7, language))
    texts = [
        cell for page in book for row in page.iter_rows() for cell in row if cell.data_type == "s"
    ]
    assert [
        cell for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"
    ] == []
    dangerous = [cell for cell in texts if cell.value.startswith(FORMULA_STARTS)]
    assert FORMULA in {cell.value for cell in dangerous}
    assert all(cell.quotePrefix for cell in dangerous if cell.row > 4)


def test_headers_are_frozen_and_repeat_and_pages_fit_the_paper():
    paper = sample(200)
    book = workbook(paper)
    for table in paper.tables:
        page = sheet_of(book, table)
        assert page.freeze_panes.endswith("5")
        assert page.print_title_rows == "$4:$4"
    for page in book:
        assert page.page_setup.paperSize == int(page.PAPERSIZE_A4)
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.page_setup.fitToHeight == 0


def test_every_sheet_carries_mark_and_identity():
    for page in workbook(sample(7, is_draft=True)):
        assert MARK[ZH] in page.oddHeader.center.text
        assert "草稿" in page.oddHeader.center.text
        assert "0123456789abcdef" * 4 in page.oddFooter.right.text
        assert MARK[ZH] in page["A2"].value


def test_the_cover_says_what_the_paper_is_and_leads_to_every_sheet():
    paper = sample(7)
    book = workbook(paper)
    cover = book.worksheets[0]
    facts = {row[0].value: row[1].value for row in cover.iter_rows(max_col=2) if row[0].value}
    assert facts["发文字号"] == paper.number
    assert facts["统计期间"] == "2022年上半年"
    assert facts["数据快照"] == "2022H1-v1"
    assert facts["SHA-256"] == paper.identity.sha256
    targets = {
        cell.hyperlink.location for row in cover.iter_rows() for cell in row if cell.hyperlink
    }
    assert {target.rpartition("!")[0].strip("'") for target in targets} == set(book.sheetnames[1:])


def test_the_cover_names_every_sheet_whole_and_once_and_has_room_for_its_labels():
    label = "Digest of the assessment’s data (SHA-256)"
    paper = replace(sample(7, EN), facts=((label, "0123abcd"),))
    book = workbook(paper)
    cover = book.worksheets[0]
    links = [cell.value for row in cover.iter_rows() for cell in row if cell.hyperlink]
    charts = [
        f"Chart {block.title}"
        for part in paper.parts
        for block in part.blocks
        if isinstance(block, Chart)
    ]
    assert charts
    assert set(links) == {"Text", "Columns", *(table.title for table in paper.tables), *charts}
    assert cover.column_dimensions["A"].width >= 0.9 * len(label)


def test_every_chart_is_native_and_drawn_from_cells_that_hold_its_values():
    paper = sample(7)
    book = workbook(paper)
    pages = [page for page in book if page._charts]
    assert len(pages) == len(paper.charts) == 3
    for page, chart in zip(pages, paper.charts, strict=True):
        assert page["A3"].value == chart.finding
        names = [page.cell(5 + at, 1).value for at in range(len(chart.categories))]
        assert names == list(chart.categories)
        column = 2
        for series in chart.series:
            for values in filter(None, (series.values, series.low, series.high)):
                found = [page.cell(5 + at, column).value for at in range(len(values))]
                assert found == [None if one is None else float(one) for one in values]
                column += 1
        assert len(page._charts[0].series) == column - 2


def test_charts_are_described_by_what_they_show():
    with zipfile.ZipFile(io.BytesIO(as_xlsx(sample(7)))) as file:
        drawn = "".join(
            file.read(name).decode() for name in file.namelist() if "drawings/drawing" in name
        )
    for chart in sample(7).charts:
        assert f'descr="{chart.finding}"' in drawn


def test_every_column_is_explained():
    paper = sample(7)
    page = workbook(paper)["字段说明"]
    told = [[cell.value for cell in row] for row in page.iter_rows(min_row=5, max_col=5)]
    expected = [
        [table.title, f"{table.code}.{one.code}", one.name, one.unit or None, one.about or None]
        for table in paper.tables
        for one in table.columns
    ]
    assert told == expected


def test_the_text_is_there_in_its_order():
    page = workbook(sample(7))["正文"]
    texts = [row[0].value for row in page.iter_rows(min_row=4, max_col=1)]
    assert texts[1] == "一、总体情况"
    assert FORMULA in texts
    assert texts.index("（一）综合排名") < texts.index("三、下一步要求")


@pytest.mark.parametrize(
    ("title", "taken", "name"),
    [
        ("排名", (), "排名"),
        ("排名", ("排名",), "排名 2"),
        ("排名", ("排名", "排名 2"), "排名 3"),
        ("a/b:c[d]*?", (), "a b c d"),
        ("'quoted'", (), "quoted"),
        ("History", (), "History 2"),
        ("", (), "-"),
        ("长" * 40, (), "长" * 31),
        ("How the targets stand (findings)", (), "How the targets stand"),
        ("目标（项次）", (), "目标（项次）"),
        ("Share of the province's trade up by 6 points", (), "Share of the province's trade"),
        ("At least one leading project a year", (), "At least one leading project a"),
        ("长" * 40, ("长" * 31,), "长" * 27 + " 2"),
    ],
)
def test_a_sheets_name_is_one_that_a_workbook_can_have(title, taken, name):
    assert sheet_name(title, taken) == name


def test_a_text_that_no_cell_can_hold_is_refused_with_a_sentence():
    table = Table("t", "表", (Column("a", "甲"),), ((Cell("长" * 40_000),),))
    with pytest.raises(WorkbookError, match="40000 characters does not fit"):
        as_xlsx(Paper("b", ZH, "通报", parts=(Part("a", "一、", (table,)),)))


def test_a_paper_without_anything_is_still_a_workbook():
    assert workbook(Paper("b", EN, "Bulletin")).sheetnames == ["Cover", "Text"]


# The csv files


@pytest.mark.parametrize(("zones", "language"), CASES)
def test_every_cell_comes_back_from_the_csv_files(zones, language):
    paper = sample(zones, language)
    found = files(paper)
    assert list(found) == ["README.txt", "ranking.csv", "full.csv", "definitions.csv"]
    for table in paper.tables:
        header, *rows = csv.reader(io.StringIO(found[f"{table.code}.csv"], newline=""))
        assert header == [column.code for column in table.columns]
        for row, printed in zip(table.rows, rows, strict=True):
            for cell, text in zip(row, printed, strict=True):
                if cell.value is not None:
                    assert Decimal(text) == cell.value
                    assert re.fullmatch(r"-?\d+(\.\d+)?", text)
                elif cell.text == "—":
                    assert text == ""
                else:
                    assert text.removeprefix("'") == cell.text
                    assert not text.startswith(FORMULA_STARTS)


def test_both_languages_have_the_same_codes_and_figures():
    for table in sample(7).tables:
        chinese, english = (
            list(csv.DictReader(io.StringIO(files(sample(7, language))[f"{table.code}.csv"])))
            for language in (ZH, EN)
        )
        assert len(chinese) == len(table.rows)
        for here, there in zip(chinese, english, strict=True):
            assert list(here) == list(there)
            for column in table.columns:
                assert not column.is_number or here[column.code] == there[column.code]


@pytest.mark.parametrize("language", [ZH, EN])
def test_the_readme_explains_every_column_and_names_the_snapshot(language):
    paper = sample(7, language)
    text = files(paper)["README.txt"]
    for table in paper.tables:
        part = text.partition(f"{table.code}.csv")[2]
        for column in table.columns:
            [line] = [one for one in part.splitlines() if one.strip().startswith(column.code)][:1]
            assert column.name in line
            assert column.unit in line
            assert column.about in line
    assert paper.identity.snapshot in text
    assert paper.identity.sha256 in text
    assert MARK[language] in text


def test_csv_files_open_in_a_spreadsheet_as_utf_8():
    with zipfile.ZipFile(io.BytesIO(as_zip(sample(7)))) as archive:
        assert all(archive.read(name).startswith(b"\xef\xbb\xbf") for name in archive.namelist())


def test_two_tables_of_one_code_are_two_files():
    table = Table("a/b", "表", (Column("a", "甲"),), ())
    paper = Paper("b", ZH, "通报", parts=(Part("a", "一、", (table, table)),))
    assert list(files(paper)) == ["README.txt", "a_b.csv", "a_b_2.csv"]


# Both


@pytest.mark.parametrize("form", ["xlsx", "zip"])
def test_a_paper_gives_the_same_bytes_in_another_process_place_and_zone(form):
    script = (
        "import sys; from tests.papers import sample; "
        "from assessments.papers.printers import PRINTERS; "
        f"sys.stdout.buffer.write(PRINTERS[{form!r}][0](sample(7)))"
    )
    there = os.environ | {"TZ": "America/New_York", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [sys.executable, "-c", script], env=there, capture_output=True, check=True
    )
    assert done.stdout == PRINTERS[form][0](sample(7))


@pytest.mark.parametrize("form", PRINTERS)
def test_another_snapshot_gives_other_bytes(form):
    paper = sample(7)
    other = replace(paper, identity=replace(paper.identity, snapshot="2022H1-v2"))
    printer, _ = PRINTERS[form]
    assert printer(paper) != printer(other)


def test_all_files_of_200_zones_take_under_5_seconds_and_300_megabytes():
    command = [sys.executable, "-m", "tests.made_at_once", "200"]
    done = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert set(done["took"]) == {"docx", "pdf", "xlsx", "zip"}
    assert sum(one["processor"] for one in done["took"].values()) < 5
    assert max(done["memory"].values()) < 300


# What is missing, provisional, or longer than a row


def marked_paper(language=ZH):
    """A table of two zones: a provisional figure, and one that is missing for a reason."""
    columns = (Column("zone", "区"), Column("value", "值", is_number=True))
    rows = (
        (Cell("东", code="donghu"), Cell("1.50*", Decimal("1.50"), 2, mark="*")),
        (Cell("西", code="yichang"), Cell("—", why="逾期未报")),
    )
    part = Part("p", "一、", (Table("t", "表", columns, rows, ("“—”：逾期未报。",)),))
    return Paper("bulletin", language, "通报", parts=(part,))


def test_csv_rows_name_the_zones_code_what_is_missing_and_what_is_provisional():
    found = files(marked_paper())
    assert list(csv.reader(io.StringIO(found["t.csv"]))) == [
        ["zone", "zone_code", "value", "missing", "provisional"],
        ["东", "donghu", "1.50", "", "value"],
        ["西", "yichang", "", "value：逾期未报", ""],
    ]
    for name in ("zone_code", "missing", "provisional"):
        assert f"  {name}：" in found["README.txt"]


def test_a_provisional_number_is_a_number_in_the_workbook_and_shows_its_mark():
    page = sheet_of(workbook(marked_paper()), marked_paper().tables[0])
    cell = page["B5"]
    assert (cell.value, cell.number_format) == (1.5, '#,##0.00"*"')


@pytest.mark.parametrize("end", ["。", ". ", ""])
def test_no_row_is_higher_than_a_workbook_can_have_and_nothing_is_lost(end):
    text = "".join(f"第{at}句话说明第{at}件事{end}" for at in range(300)).strip()
    part = Part("p", "一、", (Paragraph(text),))
    page = workbook(Paper("bulletin", ZH, "通报", parts=(part,)))["正文"]
    texts = [row[0].value for row in page.iter_rows(min_row=5, max_col=1) if row[0].value]
    assert len(texts) > 1
    assert "".join("".join(texts).split()) == "".join(text.split())
    assert max(one.height or 0 for one in page.row_dimensions.values()) <= 409.5
