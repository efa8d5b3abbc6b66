"""Columns of workbooks are as wide as what they hold, and a table prints on one sheet's width."""

import io

import pytest
from django.contrib.auth.models import User
from openpyxl import load_workbook

from tests.demo_database import demonstration  # noqa: F401
from zones.exports import LINE
from zones.widths import LEAST, MOST, column_width, lines_in, text_width


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("Donghu", 6), ("东湖", 4), ("东湖 A区", 8), ("a\nbcd", 3)]
)
def test_han_counts_twice_and_the_widest_line_counts(text, width):
    assert text_width(text) == width


def test_a_column_holds_its_longest_cell_and_its_heading_in_two_lines():
    assert column_width("Zone", ["Wuhan Jingkai Comprehensive Bonded Zone"]) == 41
    assert column_width("名称", ["武汉新港空港综合保税区"]) == 24
    assert column_width("No", ["1"]) == LEAST
    assert column_width("Note", ["so " * 40]) == MOST
    two_lines = column_width("Share of the province", ["1%"])
    assert text_width("Share of the") < two_lines < text_width("Share of the province")


@pytest.mark.django_db
@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("address", ["/?export=xlsx", "/decisions/?export=xlsx"])
def test_no_cell_of_a_table_taken_home_is_cut(client, language, address):
    client.force_login(User.objects.get(username="leader"))
    client.cookies["django_language"] = language
    sheet = load_workbook(io.BytesIO(client.get(address).content)).active
    assert sheet.max_row > 2
    for column in sheet.iter_cols(max_row=sheet.max_row - 2):  # below them what marks the data
        width = sheet.column_dimensions[column[0].column_letter].width
        for cell in column:
            text = str(cell.value if cell.value is not None else "")
            is_in_lines = cell.alignment.wrap_text
            assert is_in_lines or text_width(text) <= width, (cell.coordinate, text)
            high = sheet.row_dimensions[cell.row].height or LINE
            assert lines_in(text, width) * LINE <= high, (cell.coordinate, text)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0  # as many sheets down as it takes, one across
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
