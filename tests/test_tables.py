"""A table handed in as CSV is read as text; every fault is named by file, row and column."""

import datetime
import io
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.cells import Cells, parse_number
from indicators.sentences import PROBLEMS
from indicators.tables import CODES, Problem, Row, read_table, repeated_rows


def read(text: str | bytes, required=("zone", "value"), optional=()):
    data = text if isinstance(text, bytes) else text.encode()
    return read_table("figures.csv", data, required, optional)


def only_problem(table) -> Problem:
    assert table.rows == ()
    assert len(table.problems) == 1
    problem = table.problems[0]
    assert problem.file == "figures.csv"
    return problem


def cells(**values: str) -> Cells:
    return Cells("figures.csv", Row(7, values), [])


def refusal(one: Cells) -> tuple[str | None, str, dict]:
    assert len(one.problems) == 1
    problem = one.problems[0]
    assert (problem.file, problem.row) == ("figures.csv", 7)
    assert tuple(problem.params) == CODES[problem.code]
    return problem.column, problem.code, dict(problem.params)


# --- the file ---------------------------------------------------------------------------------


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    table = read('zone,value\nA,1\n\n,\nB,"two\nlines"\nC,3\n')
    assert table.problems == ()
    assert [(row.number, row["zone"]) for row in table] == [(2, "A"), (5, "B"), (6, "C")]


def test_everything_is_read_as_text():
    (row,) = read("zone,value\nNA,007\n")
    assert (row["zone"], row["value"]) == ("NA", "007")


def test_a_byte_order_mark_and_windows_line_ends_are_accepted():
    (row,) = read(b"\xef\xbb\xbfzone,value\r\nA,1\r\n")
    assert row.cells == {"zone": "A", "value": "1"}


def test_an_absent_optional_column_is_empty_in_every_row():
    (row,) = read("zone,value\nA,1\n", optional=("note",))
    assert row["note"] == ""


def test_a_file_saved_in_gbk_is_refused_with_its_first_bad_row():
    data = "zone,value\nA,1\nB,2\n宜昌,3\n".encode("gbk")
    problem = only_problem(read(data))
    assert (problem.code, problem.row) == ("not_utf8", 4)


def test_the_first_bad_row_counts_cells_of_several_lines_as_one():
    data = b'zone,value\nA,"1\n2\n3"\n"x\n' + "宜昌".encode("gbk") + b'",3\n'
    problem = only_problem(read(data))
    assert (problem.code, problem.row) == ("not_utf8", 3)


def test_unicode_text_saved_by_a_spreadsheet_is_refused():
    assert only_problem(read("zone,value\nA,1\n".encode("utf-16"))).code == "not_utf8"


def workbook() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "jpeg"),
        (b"GIF89a", "gif"),
        (b"%PDF-1.7", "pdf"),
        (b"PK\x03\x04 some archive", "zip"),
        (workbook(), "xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
        (b"zone,value\nA,\x00\n", "binary"),
    ],
)
def test_a_renamed_picture_or_workbook_is_refused_by_its_kind(data, kind):
    problem = only_problem(read(data))
    assert (problem.code, problem.params) == ("not_text", {"kind": kind})


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\n"])
def test_an_empty_file_is_refused(data):
    assert only_problem(read(data)).code == "empty_file"


def test_an_unclosed_quote_is_refused_at_the_row_where_it_opens():
    problem = only_problem(read('zone,value\nA,1\nB,"2\nC,3\n'))
    assert (problem.code, problem.row) == ("broken_quotes", 3)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("zone", [("missing_column", "value")]),
        ("zone,value,colour", [("unknown_column", "colour")]),
        ("zone,value,zone", [("duplicate_column", "zone")]),
        ("zone,value,", [("unnamed_column", None)]),
        ("Zone,value", [("unknown_column", "Zone"), ("missing_column", "zone")]),
        ("zone;value", [("wrong_delimiter", None)]),
        ("zone\tvalue", [("wrong_delimiter", None)]),
    ],
)
def test_every_fault_of_a_header_is_named(header, expected):
    table = read(f"{header}\nA,1\n")
    assert [(one.code, one.column) for one in table.problems] == expected
    assert {one.row for one in table.problems} == {1}
    assert table.rows == ()


def test_a_row_with_too_many_or_too_few_cells_is_named_and_the_others_are_read():
    table = read("zone,value\nA,1\nB\nC,1,000\nD,4\n")
    assert [row["zone"] for row in table] == ["A", "D"]
    assert [(one.code, one.row, one.params) for one in table.problems] == [
        ("ragged_row", 3, {"expected": 2, "found": 1}),
        ("ragged_row", 4, {"expected": 2, "found": 3}),
    ]


def test_a_row_that_repeats_a_key_names_the_row_it_repeats():
    table = read("zone,value\nA,1\nB,1\n A ,2\n")
    (problem,) = repeated_rows(table, ["zone"])
    assert (problem.code, problem.row, problem.params) == ("duplicate_row", 4, {"first": 2})


def test_every_problem_of_a_file_states_the_parameters_its_code_promises():
    bad = [
        b"",
        b"\x89PNG",
        b"\xff",
        b'zone,value\n"',
        b"a;b",
        b"zone,zone,,x\n",
        b"zone,value\n1\n",
    ]
    problems = [problem for data in bad for problem in read(data).problems]
    assert len({one.code for one in problems}) >= 9
    assert all(tuple(one.params) == CODES[one.code] for one in problems)


def test_every_code_has_its_sentence():
    assert set(PROBLEMS) == set(CODES)


def test_problems_can_be_counted_apart():
    first, again = (Problem("a.csv", 2, "value", "not_a_number", {"value": "x"}) for _ in "12")
    assert len({first, again}) == 1


@given(st.binary(max_size=80))
def test_no_file_whatever_raises(data):
    table = read(data)
    assert table.rows == () or not any(one.row == 1 for one in table.problems)


# --- its cells --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12", "12"),
        (" -3.50 ", "-3.50"),
        ("１２．５", "12.5"),
        ("1,234,567.8", "1234567.8"),
        ("１，２３４", "1234"),
        ("−5", "-5"),
        ("-0.0", "0"),
        ("0.1", "0.1"),
    ],
)
def test_a_number_is_read_exactly(written, number):
    assert parse_number(written) == Decimal(number)
    assert str(parse_number("-0.0")) == "0"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "nan",
        "inf",
        "1e5",
        "１ｅ５",
        "12%",
        "10²",
        "①",
        "½",
        "1 234",
        "0x10",
        "1_000",
        "٣",
        "—",
        "5.",
    ],
)
def test_what_only_looks_like_a_number_is_not_one(written):
    assert parse_number(written) is None


@pytest.mark.parametrize(
    "written", ["12,34", "1,2345", "1,23", ",123", "0,123", "1,,234", "1234,567"]
)
def test_commas_are_accepted_between_thousands_only(written):
    one = cells(value=written)
    assert one.decimal("value") is None
    assert refusal(one) == ("value", "bad_grouping", {"value": written})


@pytest.mark.parametrize(
    ("written", "options", "code"),
    [
        ("N/A", {}, "not_a_number"),
        ("1.23456", {}, "too_many_places"),
        ("12345678901234567", {}, "too_large"),
        ("9" * 5000, {}, "too_large"),
        ("-1", {"low": 0}, "too_small"),
        ("101", {"low": 0, "high": 100}, "out_of_range"),
        ("", {}, "empty_cell"),
    ],
)
def test_a_number_that_cannot_be_kept_is_refused(written, options, code):
    one = cells(value=written)
    assert one.decimal("value", **options) is None
    assert refusal(one)[1] == code


def test_the_largest_number_the_database_keeps_is_accepted_with_its_places():
    one = cells(value="9999999999999999.9999")
    assert one.decimal("value") == Decimal("9999999999999999.9999")
    assert one.problems == []


def test_an_empty_cell_is_nothing_where_it_may_be_empty():
    one = cells(value="  ")
    assert one.decimal("value", required=False) is None
    assert one.whole_number("value", required=False) is None
    assert one.date("value", required=False) is None
    assert one.partial_date("value", required=False) == ""
    assert one.choice("value", ("a",), required=False) == ""
    assert one.problems == []


def test_a_whole_number_may_be_written_with_zeros_after_the_point():
    one = cells(value="1,205.00")
    assert one.whole_number("value") == 1205
    assert one.problems == []


@pytest.mark.parametrize(
    ("written", "code"),
    [("5.5", "not_whole"), ("five", "not_a_number"), ("", "empty_cell"), ("-1", "too_small")],
)
def test_what_is_no_whole_number_is_refused_once(written, code):
    one = cells(value=written)
    assert one.whole_number("value", low=0) is None
    assert refusal(one)[1] == code


@pytest.mark.parametrize("written", ["2021-10-21", "2021/10/21", "２０２１－１０－２１"])
def test_a_day_is_read_as_people_and_spreadsheets_write_it(written):
    assert cells(day=written).date("day") == datetime.date(2021, 10, 21)


@pytest.mark.parametrize("written", ["2021-02-30", "2021-13-01", "21-10-2021", "2021-10", "Oct-21"])
def test_what_is_no_day_is_refused(written):
    one = cells(day=written)
    assert one.date("day") is None
    assert refusal(one) == ("day", "not_a_date", {"value": written})


@pytest.mark.parametrize(
    ("written", "known"),
    [("2017", "2017"), ("2018-11", "2018-11"), ("2018/1", "2018-01"), ("2021/3/5", "2021-03-05")],
)
def test_a_date_may_be_known_in_part(written, known):
    assert cells(day=written).partial_date("day") == known


@pytest.mark.parametrize("written", ["2018-00", "2018-13", "Nov-18", "2018-02-30"])
def test_what_is_no_date_even_in_part_is_refused(written):
    one = cells(day=written)
    assert one.partial_date("day") == ""
    assert refusal(one)[1] == "not_a_date"


def test_a_choice_must_be_one_of_those_offered():
    assert cells(kind="flow").choice("kind", ("flow", "stock")) == "flow"
    one = cells(kind="flows")
    assert one.choice("kind", ("flow", "stock")) == ""
    assert refusal(one) == (
        "kind",
        "not_a_choice",
        {"value": "flows", "choices": ("flow", "stock")},
    )


def test_a_flag_is_one_or_zero():
    assert cells(yes="1").flag("yes") is True
    assert cells(yes="0").flag("yes") is False
    one = cells(yes="yes")
    assert one.flag("yes") is False
    assert refusal(one)[1] == "not_a_choice"


def test_several_texts_stand_between_semicolons():
    assert cells(zones=" a; b；c; ").texts("zones") == ("a", "b", "c")
    assert cells(zones="").texts("zones") == ()


def test_all_faults_of_a_row_are_collected():
    one = cells(value="x", day="y", kind="")
    one.decimal("value")
    one.date("day")
    one.text("kind")
    assert [problem.column for problem in one.problems] == ["value", "day", "kind"]
