"""Tables that people hand in as CSV: every cell read as text, every fault a `Problem`.

Pure: bytes in, rows and problems out. Nothing is guessed and nothing is raised at the first fault:
whoever made the file is told everything that is wrong with it at once. A `Problem` carries a code
and its parameters; the sentence in the reader's language is made elsewhere (`CODES` lists them).
Values are made of the cells by `indicators.cells`.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

# Every code a Problem can carry, and the names of its parameters.
CODES: dict[str, tuple[str, ...]] = {
    # the file
    "empty_file": (),
    "not_text": ("kind",),  # png, jpeg, gif, pdf, xlsx, zip, xls, binary
    "not_utf8": (),  # row: the first row that cannot be read; usually GBK saved by Excel
    "broken_quotes": (),
    # its header
    "wrong_delimiter": ("delimiter",),  # semicolon, tab
    "missing_column": (),
    "unknown_column": (),
    "duplicate_column": (),
    "unnamed_column": ("position",),
    # its rows
    "ragged_row": ("expected", "found"),
    # its cells; `value` is the cell as written
    "empty_cell": (),
    "reason_too_long": ("found", "most"),
    "not_a_number": ("value",),
    "no_number_nor_state": ("value",),
    "not_a_value": ("value",),  # a formula without a result, or an error
    "bad_grouping": ("value",),
    "not_whole": ("value",),
    "too_many_places": ("value", "places"),
    "too_large": ("value", "digits"),
    "too_small": ("value", "low"),
    "out_of_range": ("value", "low", "high"),
    "not_a_date": ("value",),
    "not_a_choice": ("value", "choices"),
    "unknown_reference": ("value", "table"),
    "duplicate_row": ("first",),
    "phrase_not_printed": ("value", "clause"),
    # a policy's bundle
    "missing_file": (),
    "file_not_there": ("value",),
    "not_a_manifest": (),
    "broken_toml": (),
    "text_not_utf8": (),
    "missing_key": ("key",),
    "unknown_key": ("key",),
    "wrong_key": ("key", "example"),
    "text_changed": (),
    "no_measures": (),
    "measure_not_printed": ("value", "last"),
    "measure_without_row": ("number",),
    "years_out_of_order": ("base", "first", "last"),
    "alias_of_two_zones": ("value", "zone", "other"),
    "part_of_itself": ("value",),
    "target_without_condition": ("value",),
    "cell_not_empty": ("value",),
    "amount_too_small": ("value", "low"),
    "too_long": ("value", "length"),
    "not_a_code": ("value",),
    "code_taken": ("value", "fields"),
    "code_of_other_policy": ("value", "policy"),
    "row_in_use": ("value", "users"),
    # a file of figures
    "not_a_workbook": (),
    "not_a_quarter": ("value",),
    "quarter_not_begun": ("value",),
    "value_or_state": (),
    "state_with_value": ("value",),
    "zero_disagrees": ("value",),
    "province_is_ytd": (),
    "ambiguous_place": ("value",),
    "place_not_judged": ("value",),
    "finding": ("finding",),  # a figure that cannot be taken, or contradicts another
    "refused": ("refused",),  # a zone's quarter that cannot be changed
    "file_problem": ("problem",),  # what another layout than a plain table is refused for
}

_MAGIC = (
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"%PDF", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0", "xls"),
)
_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a file, at a row and column where it has them."""

    file: str
    row: int | None  # as a spreadsheet counts: the header is row 1
    column: str | None
    code: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Row:
    """One row of a table: its number as a spreadsheet shows it, and its cells as text."""

    number: int
    cells: Mapping[str, str] = field(hash=False)

    def __getitem__(self, column: str) -> str:
        """The cell's text as written; empty where an optional column is not in the file."""
        return self.cells[column]


@dataclass(frozen=True)
class Table:
    """A table's rows that could be read, and what is wrong with the rest; iterates over rows."""

    name: str
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def read_table(
    name: str, data: bytes, required: Sequence[str], optional: Sequence[str] = ()
) -> Table:
    """The CSV's rows as text, every named column present in each, and the problems found.

    Blank rows are passed over but counted, so that numbers agree with the spreadsheet's.
    """
    text, problem = _decode(name, data)
    if problem:
        return Table(name, (), (problem,))
    lines: list[list[str]] = []
    try:
        for line in csv.reader(io.StringIO(text, newline=""), strict=True):
            lines.append(line)
    except csv.Error:
        return Table(name, (), (Problem(name, len(lines) + 1, None, "broken_quotes"),))
    header = [cell.strip() for cell in lines[0]]
    problems = header_problems(name, header, required, optional)
    if problems:
        return Table(name, (), tuple(problems))
    absent = {column: "" for column in optional if column not in header}
    rows: list[Row] = []
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            params = {"expected": len(header), "found": len(cells)}
            problems.append(Problem(name, number, None, "ragged_row", params))
            continue
        rows.append(Row(number, dict(zip(header, cells, strict=True)) | absent))
    return Table(name, tuple(rows), tuple(problems))


def repeated_rows(table: Table, columns: Sequence[str]) -> list[Problem]:
    """A problem for every row that repeats an earlier row's cells in these columns."""
    first: dict[tuple[str, ...], int] = {}
    problems: list[Problem] = []
    for row in table:
        key = tuple(row[column].strip() for column in columns)
        if key in first:
            params = {"first": first[key]}
            problems.append(Problem(table.name, row.number, columns[0], "duplicate_row", params))
        first.setdefault(key, row.number)
    return problems


def _decode(name: str, data: bytes) -> tuple[str, Problem | None]:
    """The file's text, or what it is instead."""
    body = data.removeprefix(_UTF8_BOM)
    if not body.strip():
        return "", Problem(name, None, None, "empty_file")
    if body.startswith(_UTF16_BOMS):
        return "", Problem(name, 1, None, "not_utf8")
    kind = next((kind for magic, kind in _MAGIC if body.startswith(magic)), None)
    if kind == "zip" and b"[Content_Types].xml" in body:
        kind = "xlsx"
    if kind or b"\0" in body:
        return "", Problem(name, None, None, "not_text", {"kind": kind or "binary"})
    try:
        return body.decode("utf-8"), None
    except UnicodeDecodeError as error:
        return "", Problem(name, _row_after(body[: error.start].decode("utf-8")), None, "not_utf8")


def _row_after(text: str) -> int:
    """The number of the row in which the next character would stand."""
    # A mark in place of that character makes the row exist even at the start of a line.
    try:
        return sum(1 for _ in csv.reader(io.StringIO(text + "?", newline="")))
    except csv.Error:  # an unclosed quote swallowed more than a cell may hold
        return text.count("\n") + 1


def header_problems(
    name: str, header: Sequence[str], required: Sequence[str], optional: Sequence[str]
) -> list[Problem]:
    """What is wrong with the header: columns missing, unknown, repeated or without a name."""
    for delimiter, mark in (("semicolon", ";"), ("tab", "\t")):
        if len(header) == 1 and len(required) > 1 and mark in header[0]:
            return [Problem(name, 1, None, "wrong_delimiter", {"delimiter": delimiter})]
    problems = []
    for position, column in enumerate(header, start=1):
        if not column:
            problems.append(Problem(name, 1, None, "unnamed_column", {"position": position}))
        elif column in header[: position - 1]:
            problems.append(Problem(name, 1, column, "duplicate_column"))
        elif column not in required and column not in optional:
            problems.append(Problem(name, 1, column, "unknown_column"))
    problems += [
        Problem(name, 1, column, "missing_column") for column in required if column not in header
    ]
    return problems
