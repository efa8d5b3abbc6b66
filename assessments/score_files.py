"""The scheme and the values of a scoring, read from two CSV files.

Everything is read as text and converted here: a unit called "NA" or "007" stays what it is, and an
empty cell is missing, never zero. The first thing wrong is a FileRefused: one sentence that names
file, row (as a spreadsheet counts: the header is row 1) and column.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.tree import Node, Tree, TreeError, plant

SCHEME_COLUMNS = ("code", "parent", "weight", "direction", "low", "high")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
DIRECTIONS = {"1": 1, "higher": 1, "-1": -1, "lower": -1}

# Tree rules that can break in a file: the column to look at, and the sentence.
TREE_SENTENCES = {
    "duplicate_code": ("code", gettext_lazy("the code “%(node)s” appears twice")),
    "no_root": ("parent", gettext_lazy("no row is the root: one row must have an empty parent")),
    "many_roots": (
        "parent",
        gettext_lazy("“%(node)s” has no parent, but “%(first)s” is the root already"),
    ),
    "unknown_parent": ("parent", gettext_lazy("there is no row with the code “%(parent)s”")),
    "cycle": (
        "parent",
        gettext_lazy("“%(node)s” does not hang from the root: its parents run in a circle"),
    ),
    "negative_weight": ("weight", gettext_lazy("a weight cannot be negative")),
    "weights_sum_to_nothing": (
        "weight",
        gettext_lazy("the weights under “%(node)s” must add up to more than 0"),
    ),
    "inner_with_goalposts": (
        None,
        gettext_lazy("“%(node)s” is the parent of other rows, so this cell must be empty"),
    ),
    "leaf_without_goalposts": (
        None,
        gettext_lazy("“%(node)s” is an indicator, so this cell cannot be empty"),
    ),
    "bad_direction": (
        "direction",
        gettext_lazy("direction must be 1 (higher is better) or -1 (lower is better)"),
    ),
    "goalposts_reversed": ("low", gettext_lazy("low (%(low)s) must be below high (%(high)s)")),
}


@dataclass(frozen=True)
class Table:
    """A csv file as text: each row is its number in the file and its cells by column."""

    name: str
    rows: tuple[tuple[int, dict[str, str]], ...]


class FileRefused(ValueError):
    """The one sentence that says where a file is wrong, and how."""


def refusal(
    file: str | Path, what: str, row: int | None = None, column: str | None = None
) -> FileRefused:
    """The one sentence that names the place and what is wrong there."""
    place = {"file": file, "row": row, "column": column, "what": what}
    if row is None and column is None:
        return FileRefused(_("%(file)s: %(what)s") % place)
    if row is None:
        return FileRefused(_("%(file)s, column %(column)s: %(what)s") % place)
    if column is None:
        return FileRefused(_("%(file)s, row %(row)s: %(what)s") % place)
    return FileRefused(_("%(file)s, row %(row)s, column %(column)s: %(what)s") % place)


def _text(file: str) -> str:
    try:
        raw = Path(file).read_bytes()
    except OSError as error:
        raise refusal(file, _("cannot be read (%(why)s)") % {"why": error.strerror}) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        raise refusal(file, _("the file is not UTF-8 text; save it as CSV UTF-8"), row) from None
    if "\0" in text:
        raise refusal(file, _("the file is not a CSV table"))
    return text


def _read(file: str, columns: Sequence[str]) -> Table:
    """The table in the file, which has exactly these columns in any order."""
    lines = csv.reader(io.StringIO(_text(file), newline=""), strict=True)
    numbered: list[tuple[int, list[str]]] = []
    try:
        for number, cells in enumerate(lines, start=1):
            numbered.append((number, [cell.strip() for cell in cells]))
    except csv.Error as error:
        what = _("the file is not a CSV table (%(why)s)") % {"why": error}
        raise refusal(file, what, len(numbered) + 1) from None
    filled = [(number, cells) for number, cells in numbered if any(cells)]
    if not filled:
        raise refusal(file, _("the file is empty"))
    (head, header), body = filled[0], filled[1:]
    _check_header(file, head, header, columns)
    if not body:
        raise refusal(file, _("there is a header, but no row below it"))
    for number, cells in body:
        if len(cells) != len(header):
            words = {"cells": len(cells), "columns": len(header)}
            what = _("the row has %(cells)s cells, the header %(columns)s") % words
            raise refusal(file, what, number)
    rows = tuple((number, dict(zip(header, cells, strict=True))) for number, cells in body)
    return Table(name=file, rows=rows)


def _check_header(file: str, row: int, header: list[str], columns: Sequence[str]) -> None:
    seen: set[str] = set()
    for at, column in enumerate(header, start=1):
        if not column:
            raise refusal(file, _("the column has no name"), row, str(at))
        if column in seen:
            raise refusal(file, _("the column appears twice"), row, column)
        seen.add(column)
    for column in columns:
        if column not in seen:
            raise refusal(file, _("the column is missing"), row, column)
    for column in header:
        if column not in columns:
            what = _("the column is not one of: %(columns)s") % {"columns": ", ".join(columns)}
            raise refusal(file, what, row, column)


def _number(file: str, row: int, column: str, text: str) -> float:
    if not NUMBER.fullmatch(text) or math.isinf(float(text)):
        what = _("“%(text)s” is not a number; write it like 1234.5") % {"text": text}
        raise refusal(file, what, row, column)
    return float(text)


def read_scheme(file: str) -> Tree:
    """The tree in the scheme file."""
    table = _read(file, SCHEME_COLUMNS)
    parents = {cells["parent"] for _row, cells in table.rows}
    nodes = [_node(table.name, row, cells, parents) for row, cells in table.rows]
    try:
        return plant(nodes)
    except TreeError as error:
        column, sentence = TREE_SENTENCES[error.code]
        node = error.params.get("node")
        rows = [row for row, cells in table.rows if cells["code"] == node]
        # a code that appears twice is wrong where it appears again
        row = rows[-1] if rows else None
        field = column or str(error.params["field"])
        raise refusal(table.name, sentence % error.params, row, field) from None


def _node(file: str, row: int, cells: dict[str, str], parents: Collection[str]) -> Node:
    code, is_root, is_inner = cells["code"], not cells["parent"], cells["code"] in parents
    if not code:
        raise refusal(file, _("the code is empty"), row, "code")
    if not cells["weight"] and not is_root:
        raise refusal(file, _("the weight is empty"), row, "weight")
    if is_inner and cells["direction"]:
        sentence = TREE_SENTENCES["inner_with_goalposts"][1]
        raise refusal(file, sentence % {"node": code}, row, "direction")
    number = {
        column: _number(file, row, column, cells[column]) if cells[column] else None
        for column in ("weight", "low", "high")
    }
    return Node(
        code=code,
        parent=cells["parent"] or None,
        weight=1.0 if number["weight"] is None else number["weight"],
        direction=1 if is_inner else _direction(cells["direction"]),
        low=number["low"],
        high=number["high"],
    )


def _direction(text: str) -> int:
    """1 or -1; 0 for anything else, which no tree accepts."""
    # a spreadsheet or pandas may well have made 1.0 of 1
    if NUMBER.fullmatch(text):
        text = f"{float(text):g}"
    return DIRECTIONS.get(text.lower(), 0)


def read_values(file: str, tree: Tree) -> pd.DataFrame:
    """The values by unit and indicator, NaN where the cell is empty."""
    table = _read(file, ("unit", *tree.leaf_codes))
    first_seen: dict[str, int] = {}
    rows = []
    for row, cells in table.rows:
        unit = cells["unit"]
        if not unit:
            raise refusal(table.name, _("the unit has no name"), row, "unit")
        if unit in first_seen:
            words = {"unit": unit, "first": first_seen[unit]}
            what = _("the unit “%(unit)s” is already in row %(first)s") % words
            raise refusal(table.name, what, row, "unit")
        first_seen[unit] = row
        rows.append(
            [
                _number(table.name, row, code, cells[code]) if cells[code] else np.nan
                for code in tree.leaf_codes
            ]
        )
    units = pd.Index(list(first_seen), dtype=object, name="unit")
    return pd.DataFrame(rows, index=units, columns=list(tree.leaf_codes), dtype=float)
