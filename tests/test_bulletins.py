"""The half-year's files: the same figures, numbers as numbers, marked and repeatable."""

import io
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from docx import Document
from openpyxl import load_workbook

from assessments.bulletin import build
from assessments.models import Assessment
from assessments.printers import PRINTERS
from indicators.models import Indicator
from tests.demo_database import demonstration  # noqa: F401
from tests.pages import Page

pytestmark = pytest.mark.usefixtures("demonstration", "db")

HALVES = ["2021H1", "2021H2", "2022H1", "2022H2", "2023H1", "2023H2"]


def signed_in(login):
    client = Client()
    client.force_login(User.objects.get(username=login))
    return client


def published(period):
    return Assessment.objects.get(period=period, state="published")


def file_of(half, suffix, login="customs", language="zh-hans"):
    client = signed_in(login)
    client.cookies["django_language"] = language
    response = client.get(f"/bulletins/{half}.{suffix}")
    assert response.status_code == 200
    return response.content


def docx_tables(data):
    tables = Document(io.BytesIO(data)).tables
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in tables]


def xlsx_tables(data):
    """The cells below each sheet's header, which stands in row 4; the cover left out."""
    book = load_workbook(io.BytesIO(data))
    return [
        [list(row) for row in sheet.iter_rows(min_row=4, values_only=True) if row[1] is not None]
        for sheet in book.worksheets[1:]
    ]


def as_number(text):
    plain = text.replace(",", "").replace("−", "-").replace("+", "").removesuffix("%")
    try:
        return Decimal(plain)
    except ArithmeticError:
        return None


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_two_files_hold_the_same_figures(half, language):
    word = docx_tables(file_of(half, "docx", language=language))
    sheets = xlsx_tables(file_of(half, "xlsx", language=language))
    assert len(word) == len(sheets) == 6
    for in_word, in_sheet in zip(word, sheets, strict=True):
        assert len(in_word) == len(in_sheet)
        for row, cells in zip(in_word, in_sheet, strict=True):
            for printed, cell in zip(row, cells, strict=True):
                if isinstance(cell, int | float):
                    assert as_number(printed) == Decimal(repr(cell))
                else:
                    assert printed == cell


def test_the_ranking_is_the_published_one():
    rows = docx_tables(file_of("2023H2", "docx"))[0][1:]
    results = published("2023").results.select_related("zone")
    expected = [
        (
            str(one.rank) if one.rank else one.get_standing_display(),
            one.zone.name_zh,
            f"{one.score:.2f}",
        )
        for one in results
    ]
    assert [(row[0], row[2], row[4]) for row in rows] == expected


def test_a_tie_is_printed_as_a_tie():
    ranks = [row[0] for row in docx_tables(file_of("2023H1", "docx"))[0][1:]]
    assert ranks[:4] == ["1", "2=", "2=", "4"]


def test_every_figure_of_the_assessment_is_in_the_file():
    rows = docx_tables(file_of("2022H2", "docx"))[1][1:]
    assert len(rows) == published("2022").figures.count()
    named = {(row[0], row[1]): row for row in rows}
    held = published("2022").figures.get(zone__code="jingkai", indicator__code="trade_total")
    row = named[(held.indicator.name_zh, held.zone.name_zh)]
    assert row[3] == f"{held.value / 10_000:,.2f}" == "77.27"


def test_numbers_are_numbers_and_units_stand_in_the_header():
    header, first = xlsx_tables(file_of("2023H2", "xlsx"))[0][:2]
    assert "(亿元)" in header[6] or "（亿元）" in header[6]
    assert first[4] == pytest.approx(73.87)
    assert isinstance(first[6], int | float)


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
def test_every_rank_has_its_interval_beside_it(suffix):
    tables = docx_tables if suffix == "docx" else xlsx_tables
    header, *rows = tables(file_of("2023H2", suffix))[0]
    assert header[1] == "名次区间（90%）"
    assert [row[1] for row in rows[:6]] == ["1–2", "2–3", "1–3", "4–5", "4–5", "—"]


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
def test_demonstration_data_is_marked_in_the_file(suffix):
    data = file_of("2023H1", suffix)
    if suffix == "docx":
        document = Document(io.BytesIO(data))
        assert "演示数据" in document.sections[0].header.paragraphs[0].text
    else:
        book = load_workbook(io.BytesIO(data))
        for sheet in book.worksheets:
            texts = [str(cell.value) for row in sheet["A1:A3"] for cell in row]
            assert any("演示数据" in text for text in texts), sheet.title


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
def test_the_same_assessment_gives_the_same_bytes(suffix):
    assert file_of("2022H1", suffix) == file_of("2022H1", suffix)


def test_the_totals_of_the_province_name_their_vintage_and_source():
    rows = docx_tables(file_of("2023H2", "docx"))[4][1:]
    assert ["进出口额", "2023", "6,449.70", "首次公布"] in [row[:4] for row in rows]
    assert ["进出口额", "2020", "4,294.10", "首次公布"] in [row[:4] for row in rows]
    assert all(row[4].startswith(("http", "derived")) for row in rows)
    document = Document(io.BytesIO(file_of("2023H2", "docx")))
    assert any("武汉海关" in paragraph.text for paragraph in document.paragraphs)


def test_text_is_never_a_formula():
    Indicator.objects.filter(code="tax").update(name_zh="=1+1", name_en="=1+1")
    sheets = load_workbook(io.BytesIO(file_of("2023H2", "xlsx"))).worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    assert any(cell.value == "'=1+1" for cell in cells)


def test_a_superseded_version_is_not_the_bulletin():
    facts = dict(build(published("2022"), "zh-hans").facts)
    assert "2" in facts.values()
    assert Assessment.objects.filter(period="2022", state="superseded").exists()


def test_an_unpublished_half_year_has_no_file():
    assert signed_in("leader").get("/bulletins/2024H1.docx").status_code == 404


@pytest.mark.parametrize("address", ["2023.docx", "2023H3.docx", "2023H1.exe", "abc.xlsx"])
def test_an_address_that_names_no_bulletin_is_not_found(address):
    assert signed_in("customs").get(f"/bulletins/{address}").status_code == 404


def test_the_list_names_every_published_half_year_with_its_files():
    page = Page(signed_in("customs").get("/bulletins/"))
    wanted = {f"/bulletins/{half}.{suffix}" for half in HALVES for suffix in PRINTERS}
    assert wanted <= set(page.links)


def test_the_command_writes_the_file_that_the_page_gives(tmp_path):
    target = tmp_path / "bulletin.xlsx"
    call_command("bulletin", "2022H2", format="xlsx", output=target, verbosity=0)
    assert target.read_bytes() == file_of("2022H2", "xlsx")


@pytest.mark.parametrize(("half", "why"), [("2022", "half-year"), ("2025H1", "published")])
def test_the_command_says_why_there_is_no_file(tmp_path, half, why):
    with pytest.raises(CommandError, match=why):
        call_command("bulletin", half, format="docx", output=tmp_path / "x.docx")
    assert list(tmp_path.iterdir()) == []
