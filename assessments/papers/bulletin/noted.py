"""A table with notes that say why each "—" in it is missing, and what its marks mean."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from zones.numbers import DASH

from ..paper import Table
from ..words import Words, is_chinese, listed
from .cells import PROVISIONAL

#: A cell's place in its table: row and column.
Place = tuple[int, int]
ROW, COLUMN = 0, 1
#: So many names stand in a note before the rest is counted.
MOST = 12
OF_COLUMNS = Words("{columns}栏：{why}", "{columns}: {why}")
OF_ROWS = Words("{rows}：{why}", "{rows}: {why}")
OF_BOTH = Words("{rows}的{columns}：{why}", "{columns} of {rows}: {why}")
MISSING = Words("“—”：{reasons}。", "“—”: {reasons}.")
MARKED = Words(
    "“*”：初步数，尚未核定或定案，以后可能变动。",
    "“*”: provisional, not verified or not final, and may still change.",
)


def noted(table: Table, language: str, names: Sequence[str] = ()) -> Table:
    """The table with its notes completed; `names` are what a note calls its rows."""
    notes = list(table.notes)
    reasons = _reasons(table, language, names or _row_names(table))
    if reasons:
        notes.append(MISSING.fill(language, reasons=reasons))
    if any(cell.mark == PROVISIONAL for row in table.rows for cell in row):
        notes.append(MARKED.of(language))
    return replace(table, notes=tuple(notes))


def _row_names(table: Table) -> list[str]:
    """What each row is called: its zone, else its first text."""
    return [
        next((cell.text for cell in row if cell.code), "") or (row[0].text if row else "")
        for row in table.rows
    ]


def _reasons(table: Table, language: str, names: Sequence[str]) -> str:
    """Why what is missing, in as few words as possible: by row first or by column first."""
    found = {
        (row, column): cell.why
        for row, cells in enumerate(table.rows)
        for column, cell in enumerate(cells)
        if cell.text == DASH and cell.why
    }
    headings = [column.name for column in table.columns]
    between = "；" if is_chinese(language) else "; "
    texts = [
        between.join(
            _told(why, rows, columns, language)
            for why, rows, columns in _grouped(found, order, names, headings)
        )
        for order in ((ROW, COLUMN), (COLUMN, ROW))
    ]
    return min(texts, key=len)


def _grouped(
    found: Mapping[Place, str],
    order: Iterable[int],
    names: Sequence[str],
    headings: Sequence[str],
) -> Iterable[tuple[str, list[str], list[str]]]:
    """Reasons with the rows and the columns that they hold for; none of either means all."""
    left = dict(found)
    for at in order:
        whole = found if at == ROW else _in_whole_columns(found, len(names))
        waiting = {place[at] for place in left}
        for why, lines in _of_one_reason(whole, at).items():
            named = [(names if at == ROW else headings)[line] for line in lines if line in waiting]
            if named:
                yield (why, named, []) if at == ROW else (why, [], named)
            left = {place: one for place, one in left.items() if place[at] not in lines}
    rest: dict[tuple[str, tuple[int, ...]], list[int]] = {}
    for column in sorted({column for _row, column in left}):
        for why in dict.fromkeys(one for place, one in left.items() if place[1] == column):
            rows = tuple(row for (row, at), one in left.items() if at == column and one == why)
            rest.setdefault((why, rows), []).append(column)
    for (why, rows), columns in rest.items():
        yield why, [names[row] for row in rows], [headings[column] for column in columns]


def _in_whole_columns(found: Mapping[Place, str], rows: int) -> dict[Place, str]:
    """What is missing in columns that are so in every row.

    Where any row has a figure, the column's name alone would speak of that row too.
    """
    empty = Counter(column for _row, column in found)
    return {place: why for place, why in found.items() if empty[place[COLUMN]] == rows}


def _of_one_reason(places: Mapping[Place, str], at: int) -> dict[str, list[int]]:
    """The rows (or columns) of which everything that is missing is so for one reason."""
    reasons: dict[int, set[str]] = {}
    for place, why in places.items():
        reasons.setdefault(place[at], set()).add(why)
    found: dict[str, list[int]] = {}
    for line in sorted(reasons):
        if len(reasons[line]) == 1:
            found.setdefault(next(iter(reasons[line])), []).append(line)
    return found


def _told(why: str, rows: Sequence[str], columns: Sequence[str], language: str) -> str:
    words = OF_ROWS if not columns else OF_COLUMNS if not rows else OF_BOTH
    told = {"why": why}
    if rows:
        told["rows"] = listed(rows, language, MOST)
    if columns:
        told["columns"] = listed(columns, language)
    return words.fill(language, **told)
