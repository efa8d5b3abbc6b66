"""A paper's data as a zip: a csv for every table and a README that explains every column."""

import csv
import io
import re
import zipfile

from ..paper import Cell, Paper, Table
from .phrases import Phrases, phrases
from .printable import printable
from .spreadsheet import would_run

STAMP = (2021, 10, 21, 0, 0, 0)
README = "README.txt"


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
    """A table with the codes of its columns, numbers bare, nothing where nothing is."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.code for column in table.columns])
    missing = phrases(paper.language).missing
    writer.writerows([_plain(cell, missing) for cell in row] for row in table.rows)
    return out.getvalue()


def _plain(cell: Cell, missing: str) -> str:
    if cell.value is not None:
        return f"{cell.value:f}"
    if cell.text == missing:
        return ""
    return f"'{cell.text}" if would_run(cell.text) else cell.text


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
    for column in table.columns:
        unit = f"{words.unit}{words.colon}{column.unit}" if column.unit else ""
        told = words.semicolon.join(filter(None, (column.name, unit, column.about)))
        lines.append(f"  {column.code}{words.colon}{told}")
    return lines
