"""Raw sheets of uploaded files: every kind is read, everything dangerous refused within bounds."""

import io
import os
import random
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indicators.workbooks.archive import MB, Limits
from indicators.workbooks.codes import sentence
from indicators.workbooks.grid import Area, address, area_of, place_of, ranges_text
from indicators.workbooks.layout import parse
from indicators.workbooks.marks import NotMarkable, mark_refused
from indicators.workbooks.sheets import read_sheets
from tests.workbook_words import vocabulary

FILES = Path(__file__).resolve().parent.parent / "fixtures" / "workbooks"


def workbook(fill) -> bytes:
    """An xlsx workbook that `fill(book, sheet)` puts cells into."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        fill(book, book.add_worksheet("Q2"))
    return file.getvalue()


def with_part(data: bytes, name: str, body: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info))
        new.writestr(name, body)
    return file.getvalue()


def with_sheet(xml: str) -> bytes:
    """A workbook whose only sheet is this XML."""
    return with_part(GOOD, "xl/worksheets/sheet1.xml", xml.encode())


def refusal(data, name: str = "q2.xlsx", limits: Limits | None = None) -> str:
    """The code for which the file is refused; empty where it is read."""
    found = read_sheets(name, data, limits)
    assert bool(found.problems) != bool(found.sheets)
    return found.problems[0].code if found.problems else ""


GOOD = workbook(lambda _book, sheet: sheet.write_row(0, 0, ["进口额", 1.5]))


def test_a_cell_keeps_its_kind_its_digits_and_its_formula():
    def fill(book, sheet):
        sheet.write_string("A1", "  进口额 ")
        sheet.write_number("B1", 0.1 + 0.2)
        sheet.write_number("C1", 123456789012345)
        sheet.write_formula("D1", "=B1*2", None, 0.6)
        sheet.write_formula("E1", '="a"&"b"', None, "ab")
        sheet.write_boolean("F1", True)
        sheet.write_formula("G1", "=1/0", None, "#DIV/0!")
        sheet.write_number("H1", 0.35, book.add_format({"num_format": "0.0%"}))
        sheet.write_number("I1", 44742, book.add_format({"num_format": 'yyyy"年"m"月"d"日"'}))
        sheet.write_number("J1", 7, book.add_format({"num_format": '#,##0"元";[Red]-#,##0'}))

    sheet = read_sheets("q2.xlsx", workbook(fill)).sheets[0]
    cells = {address(*place): cell for place, cell in sheet.cells.items()}
    assert {place: (cell.kind, cell.text) for place, cell in cells.items()} == {
        "A1": ("text", "进口额"),
        "B1": ("number", "0.3"),
        "C1": ("number", "123456789012345"),
        "D1": ("number", "0.6"),
        "E1": ("text", "ab"),
        "F1": ("boolean", "TRUE"),
        "G1": ("error", "#DIV/0!"),
        "H1": ("number", "0.35"),
        "I1": ("date", "2022-06-30"),
        "J1": ("number", "7"),
    }
    assert [place for place, cell in cells.items() if cell.is_formula] == ["D1", "E1", "G1"]
    assert [place for place, cell in cells.items() if cell.is_percent] == ["H1"]


def test_a_formula_without_a_result_is_there_without_a_value():
    sheet = read_sheets("f.xlsx", (FILES / "formula-without-result.xlsx").read_bytes()).sheets[0]
    cell = sheet.cells[place_of("D4")]
    assert (cell.kind, cell.text, cell.is_formula) == ("formula", "", True)


@pytest.mark.parametrize("name", ["hidden-rows.xlsx", "old-format-hidden-rows.xls"])
def test_hidden_rows_and_columns_are_read_and_known(name):
    sheet = read_sheets(name, (FILES / name).read_bytes()).sheets[0]
    assert sheet.hidden_rows == {5}
    assert sheet.hidden_columns == {3}
    assert sheet.text(5, 3) == "400"


@pytest.mark.parametrize("name", ["merged-headers.xlsx", "old-format.xls"])
def test_merged_cells_show_their_first_cell_everywhere(name):
    sheet = read_sheets(name, (FILES / name).read_bytes()).sheets[0]
    assert Area(3, 2, 3, 3) in sheet.merges
    assert sheet.text(3, 3) == sheet.text(3, 2) == "进口额"
    assert sheet.text(4, 1) == "综合保税区"


def test_a_hidden_sheet_is_known_as_hidden():
    found = read_sheets("t.xlsx", (FILES / "template-filled.xlsx").read_bytes())
    hidden = [sheet.name for sheet in found.sheets if sheet.is_hidden]
    assert hidden == ["_zonetrack", "_zonetrack_lists"]


def test_cells_without_an_address_stand_one_after_another():
    xml = (
        "<x:worksheet xmlns:x='m'><x:sheetData><x:row><x:c><x:v>1</x:v></x:c>"
        "<x:c t='inlineStr'><x:is><x:r><x:t>进</x:t></x:r><x:r><x:t>口</x:t></x:r></x:is></x:c>"
        "</x:row><x:row><x:c r='C2'><x:v>3</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    sheet = read_sheets("q2.xlsx", with_sheet(xml)).sheets[0]
    assert {address(*place): cell.text for place, cell in sheet.cells.items()} == {
        "A1": "1",
        "B1": "进口",
        "C2": "3",
    }


def test_readings_above_chinese_characters_are_no_part_of_a_text():
    xml = "<sst><si><t>综合</t><rPh sb='0' eb='2'><t>zonghe</t></rPh></si><si><t>b</t></si></sst>"
    sheet = read_sheets("q2.xlsx", with_part(GOOD, "xl/sharedStrings.xml", xml.encode())).sheets[0]
    assert sheet.text(1, 1) == "综合"


def test_what_no_database_takes_is_left_out_of_a_text():
    xml = "<sst><si><t>进_x0000_口_xD800_额_x000D_</t></si></sst>"
    sheet = read_sheets("q2.xlsx", with_part(GOOD, "xl/sharedStrings.xml", xml.encode())).sheets[0]
    assert sheet.text(1, 1) == "进口额"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_a_text_file_is_read_whatever_its_encoding_and_separator(encoding, mark):
    text = f'综合保税区{mark}"进口额{mark}万元"\r\n宜昌{mark}1\r\n'
    sheet = read_sheets("q2.csv", text.encode(encoding)).sheets[0]
    assert {address(*place): cell.text for place, cell in sheet.cells.items()} == {
        "A1": "综合保税区",
        "B1": f"进口额{mark}万元",
        "A2": "宜昌",
        "B2": "1",
    }


def test_reading_as_gbk_is_said():
    found = read_sheets("q2.csv", "综合保税区,进口额\n".encode("gbk"))
    assert [warning.code for warning in found.warnings] == ["read_as_gbk"]


def test_content_and_not_the_name_says_what_a_file_is():
    assert read_sheets("q2.csv", GOOD).kind == "xlsx"
    assert read_sheets("q2.xlsx", b"zone,value\n").kind == "csv"
    assert read_sheets("q2.xlsx", (FILES / "old-format.xls").read_bytes()).kind == "xls"


# What is refused


class Endless(io.RawIOBase):
    """A stream that counts what is read of it."""

    def __init__(self, size: int):
        self.left, self.asked = size, 0

    def read(self, size: int = -1) -> bytes:
        self.asked += size if size >= 0 else self.left
        given = min(self.left, size) if size >= 0 else self.left
        self.left -= given
        return bytes(given)


def test_of_a_file_of_50_mb_no_more_is_read_than_the_limit():
    stream = Endless(50 * MB)
    assert refusal(stream) == "file_too_large"
    assert stream.asked == 20 * MB + 1


def bomb(kind: str) -> bytes:
    """A small file that would unpack to a large one."""
    if kind == "one part":
        return with_part(GOOD, "xl/worksheets/sheet1.xml", b" " * 70 * MB)
    if kind == "many parts":
        data = GOOD
        file = io.BytesIO(data)
        with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
            for number in range(80):
                archive.writestr(f"xl/media/{number}.png", bytes(MB))
        return file.getvalue()
    file = io.BytesIO(GOOD)
    with zipfile.ZipFile(file, "a") as archive:
        for number in range(3000):
            archive.writestr(f"xl/media/{number}", b"")
    return file.getvalue()


@pytest.mark.parametrize("kind", ["one part", "many parts", "thousands of parts"])
def test_a_zip_bomb_is_refused_by_its_directory(kind):
    data = bomb(kind)
    assert len(data) < MB
    assert refusal(data) == "unpacks_too_large"


def test_a_zip_whose_directory_lies_about_its_sizes_is_refused_while_reading():
    data = bytearray(bomb("one part"))
    size = (70 * MB).to_bytes(4, "little")
    start = data.rfind(b"PK\x01\x02", 0, data.rfind(b"xl/worksheets/sheet1.xml"))
    place = data.index(size, start)
    data[place : place + 4] = (100).to_bytes(4, "little")
    assert refusal(bytes(data)) == "broken_file"


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE a [<!ENTITY b "ha">]>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "http://example.org/">]>',
        "<!DOCTYPE a>",
    ],
)
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])
def test_any_document_type_in_the_xml_is_refused(declared, part):
    body = f'<?xml version="1.0"?>{declared}<a/>'.encode()
    assert refusal(with_part(GOOD, part, body)) == "unsafe_xml"


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        ("<worksheet><row>" + "<c><v>1</v></c>" * 2001 + "</row></worksheet>", "too_many_cells"),
        ("<worksheet>" + "<x/>" * 20_001 + "</worksheet>", "too_many_cells"),
        ("<worksheet>" + "<row><c><v>1</v></c></row>" * 101 + "</worksheet>", "too_many_rows"),
        ("<worksheet><row>" + "<c><v>1</v></c>" * 51 + "</row></worksheet>", "too_many_columns"),
        (
            "<worksheet><row r='1000000'><c r='XFD1000000'><v>1</v></c></row>"
            "<mergeCell ref='A1:XFD1048576'/></worksheet>",
            "too_many_cells",
        ),
        ("<worksheet>" + "<mergeCell ref='A1:B2'/>" * 2001 + "</worksheet>", "too_many_cells"),
    ],
)
def test_a_sheet_larger_than_any_table_is_refused(xml, code):
    limits = Limits(elements=20_000, cells=2000, rows=100, columns=50)
    assert refusal(with_sheet(xml), limits=limits) == code


def test_rows_beyond_the_most_are_not_read():
    endless = "<worksheet>" + "<row><c><v>1</v></c></row>" * 101 + "<row><c><v>broken off"
    assert refusal(with_sheet(endless), limits=Limits(rows=100)) == "too_many_rows"


def test_a_lone_cell_in_the_last_corner_costs_nothing():
    xml = "<worksheet><row r='1048576'><c r='XFD1048576'><v>1</v></c></row></worksheet>"
    assert read_sheets("q2.xlsx", with_sheet(xml)).sheets[0].text(1_048_576, 16_384) == "1"


@pytest.mark.parametrize("name", ["q2.xlsm", "Q2.XLTM", "q2.xlam"])
def test_a_name_that_promises_macros_is_refused(name):
    assert refusal(GOOD, name) == "has_macros"


def test_excel_4_macros_are_macros_too():
    data = with_part(GOOD, "xl/macrosheets/sheet1.xml", b"<a/>")
    assert refusal(data) == "has_macros"


def test_a_binary_workbook_is_named_as_one():
    found = read_sheets("q2.xlsb", with_part(GOOD, "xl/workbook.bin", b"1"))
    assert dict(found.problems[0].params) == {"kind": "xlsb"}


def test_an_old_workbook_beyond_its_own_limit_is_refused():
    data = (FILES / "old-format.xls").read_bytes()
    assert refusal(data, "q2.xls", Limits(old_file_mb=0)) == "file_too_large"


def test_an_old_workbook_whose_chain_of_sectors_runs_in_a_circle_is_refused():
    data = bytearray((FILES / "old-format.xls").read_bytes())
    first, step = 512, 512
    table = int.from_bytes(data[76:80], "little")
    for sector in range(8):  # every one of the first sectors is followed by itself
        place = first + table * step + sector * 4
        data[place : place + 4] = sector.to_bytes(4, "little")
    assert refusal(bytes(data), "q2.xls") == "broken_file"


# Hostile bytes

#: How many of each kind are tried; `make fuzz` tries ten thousand, at random.
TRIED = int(os.environ.get("FUZZ", 300))
BASES = {
    name: (FILES / name).read_bytes()
    for name in ("merged-headers.xlsx", "template-filled.xlsx", "old-format.xls", "gbk.csv")
}


def damaged(data: bytes, seed: int) -> bytes:
    """The bytes with some changed, cut out or cut off."""
    rng = random.Random(seed)
    body = bytearray(data)
    for _ in range(rng.choice((1, 2, 5, 50))):
        body[rng.randrange(len(body))] = rng.choice((0, 255, rng.randrange(256)))
    if rng.random() < 0.3:
        start = rng.randrange(len(body))
        del body[start : start + rng.randrange(400)]
    return bytes(body[: rng.randrange(len(body) + 1)] if rng.random() < 0.1 else body)


def damaged_inside(data: bytes, seed: int) -> bytes:
    """A workbook of which one part is damaged, and packed well again."""
    rng = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        name = rng.choice(old.namelist())
        body = old.read(name)
    return with_part(data, name, damaged(body, seed)) if body else data


def shuffled(data: bytes, seed: int) -> bytes:
    """A workbook whose parts are lost, doubled, emptied or stand for one another."""
    rng = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = [(name, old.read(name)) for name in old.namelist()]
    for _ in range(rng.choice((1, 1, 2, 4))):
        one, other = rng.randrange(len(parts)), rng.randrange(len(parts))
        name, body = parts[one]
        rest = parts[:one] + parts[one + 1 :]
        parts = rng.choice(
            (
                rest or parts,
                [*parts, (name, parts[other][1])],
                [*rest, (name, b"")],
                [*rest, (name, parts[other][1])],
                [*rest, (name.upper(), body)],
                [*rest, ("../" + name, body)],
            )
        )
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", 8) as new:
        warnings.simplefilter("ignore", UserWarning)  # a name that is there twice is meant
        for name, body in parts:
            new.writestr(name, body)
    return file.getvalue()


def assert_only_problems(name: str, data: bytes) -> None:
    """Fails unless reading comes to figures or to problems with sentences."""
    sheets = read_sheets(name, data)
    parsed = parse(sheets, vocabulary())
    assert sheets.problems or sheets.sheets
    for problem in (*parsed.problems, *parsed.warnings):
        assert sentence(problem).startswith(name)


@pytest.mark.parametrize("name", BASES)
@settings(max_examples=TRIED)
@given(seed=st.integers(0, 2**32))
def test_a_damaged_file_comes_to_problems_and_never_to_an_error(name, seed):
    assert_only_problems(name, damaged(BASES[name], seed))


@pytest.mark.parametrize("name", [name for name in BASES if name.endswith(".xlsx")])
@settings(max_examples=TRIED)
@example(seed=11999)  # one of two relations is cut: the sheet is there, and nothing leads to it
@example(seed=426001106)  # a sheet of which openpyxl reads no cell
@given(seed=st.integers(0, 2**32))
def test_a_workbook_damaged_inside_comes_to_problems_too(name, seed):
    data = damaged_inside(BASES[name], seed)
    assert_only_problems(name, data)
    try:
        marked = mark_refused(data, parse(read_sheets(name, data), vocabulary()).problems)
    except NotMarkable:
        return
    assert read_sheets(name, marked).kind == "xlsx"


def test_a_workbook_whose_sheets_no_part_leads_to_is_not_marked():
    name = "merged-headers.xlsx"
    nowhere = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
    )
    data = with_part(BASES[name], "xl/_rels/workbook.xml.rels", nowhere)
    problems = parse(read_sheets(name, data), vocabulary()).problems
    assert [problem.code for problem in problems] == ["no_sheet"]
    with pytest.raises(NotMarkable, match="no_sheet"):
        mark_refused(data, problems)


@pytest.mark.parametrize("name", [name for name in BASES if name.endswith(".xlsx")])
@settings(max_examples=TRIED)
@given(seed=st.integers(0, 2**32))
def test_a_workbook_of_the_wrong_parts_comes_to_problems(name, seed):
    assert_only_problems(name, shuffled(BASES[name], seed))


@settings(max_examples=TRIED)
@given(
    head=st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe"]),
    body=st.binary(max_size=2000),
)
def test_random_bytes_come_to_problems(head, body):
    assert_only_problems("random", head + body)


@settings(max_examples=TRIED)
@given(st.text(max_size=300))
def test_random_text_comes_to_problems(text):
    assert_only_problems("random.csv", text.encode())


# Addresses, time and memory


@given(row=st.integers(1, 1_048_576), column=st.integers(1, 16_384))
def test_an_address_names_its_place_and_no_other(row, column):
    assert place_of(address(row, column)) == (row, column)
    assert area_of(f"A1:{address(row, column)}") == Area(1, 1, row, column)


@pytest.mark.parametrize("text", ["", "A", "1", "A0", "XFE1", "A1048577", "A1:", "Ä1", "AAAA1"])
def test_what_is_no_address_is_no_place(text):
    assert place_of(text) is None


def test_numbers_in_a_row_are_written_as_ranges():
    assert ranges_text({9, 3, 5, 4, 12}) == "3–5, 9, 12"


MEASURED = """
import io, re, time, xlsxwriter
from indicators.workbooks.layout import parse
from indicators.workbooks.sheets import read_sheets
from indicators.workbooks.vocabulary import KnownIndicator, Vocabulary
words = Vocabulary(
    {f"第{n}号综合保税区": f"zone{n}" for n in range(200)},
    tuple(KnownIndicator(f"i{n}", (f"第{n}项指标",)) for n in range(30)),
)
file = io.BytesIO()
with xlsxwriter.Workbook(file) as book:
    sheet = book.add_worksheet("2022Q2")
    sheet.write_row(0, 0, ["综合保税区", *(f"第{n}项指标（万元）" for n in range(30))])
    for row, zone in enumerate(words.zones, start=1):
        sheet.write_row(row, 0, [zone, *(row * 30 + n + 0.25 for n in range(30))])
start = time.process_time()
parsed = parse(read_sheets("q2.xlsx", file.getvalue()), words)
spent = time.process_time() - start
peak = re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]
print(len(parsed.cells), len(parsed.problems), spent, int(peak) / 1024)
"""


def test_six_thousand_figures_take_little_time_and_memory():
    done = subprocess.run(
        [sys.executable, "-c", MEASURED],
        capture_output=True,
        text=True,
        check=True,
        cwd=FILES.parents[1],
    )
    figures, problems, seconds, megabytes = map(float, done.stdout.split())
    assert (figures, problems) == (6000, 0)
    assert seconds < 1.5
    assert megabytes < 300
