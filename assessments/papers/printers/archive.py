"""A paper's data as a zip: a csv for every table and a README that explains every column."""

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from ..paper import Cell, Paper, Table
from .phrases import Phrases, phrases
from .printable import printable
from .spreadsheet import would_run

STAMP = (2021, 10, 21, 0, 0, 0)
README = "README.txt"
#: What the files add to the columns of a table.
CODE, MISSING, PROVISIONAL = "_code", "missing", "provisional"


def as_zip(paper: Paper) -> bytes:
    """The archive's bytes: the same paper always gives the same ones."""
    paper = printable(paper)
    names = file_names(paper)
    files = [(README, readme(paper, names))]
    files += [(names[at], as_csv(table, paper)) for at, table in enumerate(paper.tables)]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in files:
            entry = zipfile.ZipInfo(name, date_time=STAMP)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text.encode("utf-8-sig"), compresslevel=6)
    return file.getvalue()


def file_names(paper: Paper) -> list[str]:
    """The name of each table's file: its code, which is the same in every language."""
    names: list[str] = []
    for table in paper.tables:
        code = re.sub(r"[^A-Za-z0-9_-]+", "_", table.code).strip("_") or "table"
        taken = {name.lower() for name in names}
        name, number = f"{code}.csv", 1
        while name.lower() in taken:
            number += 1
            name = f"{code}_{number}.csv"
        names.append(name)
    return names


def as_csv(table: Table, paper: Paper) -> str:
    """A table with the codes of its columns, numbers bare, nothing where nothing is.

    Beside a column that names zones stand their codes. Where something is missing or provisional,
    a last column says of each row what is, and why.
    """
    out = io.StringIO()
    words = phrases(paper.language)
    writer = csv.writer(out, lineterminator="\r\n")
    added = additions(table)
    writer.writerow(
        [
            code
            for at, column in enumerate(table.columns)
            for code in (column.code, *([f"{column.code}{CODE}"] if at in added.coded else []))
        ]
        + added.last
    )
    for row in table.rows:
        line = [
            text
            for at, cell in enumerate(row)
            for text in (_plain(cell, words.missing), *([cell.code] if at in added.coded else []))
        ]
        if MISSING in added.last:
            line.append(_guarded(_whys(table, row, words)))
        if PROVISIONAL in added.last:
            line.append(" ".join(_marked(table, row)))
        writer.writerow(line)
    return out.getvalue()


@dataclass(frozen=True)
class Additions:
    """What a file holds besides the printed columns: codes beside some, and columns at the end."""

    coded: frozenset[int]
    last: list[str]


def additions(table: Table) -> Additions:
    """Which columns name zones, and whether something of the table is missing or provisional."""
    cells = [cell for row in table.rows for cell in row]
    coded = {at for row in table.rows for at, cell in enumerate(row) if cell.code}
    last = [MISSING] * any(cell.why for cell in cells)
    last += [PROVISIONAL] * any(cell.mark for cell in cells)
    return Additions(frozenset(coded), last)


def _whys(table: Table, row: Sequence[Cell], words: Phrases) -> str:
    """The row's columns that are missing, each with its reason."""
    pairs = zip(table.columns, row, strict=True)
    return words.semicolon.join(
        f"{column.code}{words.colon}{cell.why}" for column, cell in pairs if cell.why
    )


def _marked(table: Table, row: Sequence[Cell]) -> list[str]:
    """The codes of the row's columns that are provisional."""
    pairs = zip(table.columns, row, strict=True)
    return [column.code for column, cell in pairs if cell.mark]


def _plain(cell: Cell, missing: str) -> str:
    if cell.value is not None:
        return f"{cell.value:f}"
    if cell.text == missing:
        return ""
    return _guarded(cell.text.removesuffix(cell.mark) if cell.mark else cell.text)


def _guarded(text: str) -> str:
    return f"'{text}" if would_run(text) else text


def readme(paper: Paper, names: list[str]) -> str:
    """What the files are, where they come from, and what each column means."""
    words = phrases(paper.language)
    lines = [" ".join(paper.title.split()), *paper.marks, *filter(None, [paper.watermark]), ""]
    lines += [f"{name}{words.colon}{value}" for name, value in paper.facts]
    if paper.identity.snapshot:
        lines.append(f"{words.snapshot}{words.colon}{paper.identity.snapshot}")
        lines.append(f"{words.digest}{words.colon}{paper.identity.sha256}")
    lines += ["", words.encoding, words.guarded, ""]
    for name, table in zip(names, paper.tables, strict=True):
        lines += [f"{name}  {table.title}", *_columns(table, words)]
        lines += [f"  {note}" for note in table.notes] + [""]
    return "\r\n".join(lines)


def _columns(table: Table, words: Phrases) -> list[str]:
    lines = []
    added = additions(table)
    for at, column in enumerate(table.columns):
        unit = f"{words.unit}{words.colon}{column.unit}" if column.unit else ""
        told = words.semicolon.join(filter(None, (column.name, unit, column.about)))
        lines.append(f"  {column.code}{words.colon}{told}")
        if at in added.coded:
            lines.append(f"  {column.code}{CODE}{words.colon}{words.zone_code}")
    told_of = {MISSING: words.why_missing, PROVISIONAL: words.provisional}
    return lines + [f"  {name}{words.colon}{told_of[name]}" for name in added.last]
