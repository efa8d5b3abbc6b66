"""A refused file as a workbook with its refused cells marked, whatever kind it came as."""

import io
from collections.abc import Callable, Iterable, Sequence

import xlsxwriter

from .codes import Problem, text
from .grid import Sheet, place_of
from .marks import NotMarkable, mark_refused
from .sheets import read_sheets

_WIDEST, _NARROWEST = 60, 8  # letters of a column


def marked_file(
    name: str, data: bytes, problems: Sequence[Problem], say: Callable[[Problem], str] = text
) -> bytes:
    """The file as an xlsx workbook with every cell that a problem names coloured and commented.

    A workbook stays what it was; of an old workbook or a text the cells are copied into a new one.
    Raises NotMarkable for what cannot be read.
    """
    try:
        return mark_refused(data, problems, say)
    except NotMarkable:
        sheets = read_sheets(name, data)
        if sheets.problems:
            raise
        return _copy(sheets.sheets, problems, say)


def _copy(
    sheets: Iterable[Sheet], problems: Sequence[Problem], say: Callable[[Problem], str]
) -> bytes:
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        mark = book.add_format({"bg_color": "#F4B8B0"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name[:31] or None)
            widths: dict[int, int] = {}
            told: dict[tuple[int, int], list[str]] = {}
            for problem in problems:
                place = place_of(problem.address)
                if place and problem.sheet == sheet.name:
                    told.setdefault(place, []).append(say(problem))
            for place in told.keys() | sheet.cells.keys():
                row, column = place[0] - 1, place[1] - 1
                look = mark if place in told else None
                cell = sheet.cells.get(place)
                if cell is None:
                    page.write_blank(row, column, None, look)
                elif cell.number is not None and not cell.is_percent:
                    page.write_number(row, column, float(cell.number), look)
                else:
                    page.write_string(row, column, cell.text, look)
                    widths[column] = max(widths.get(column, 0), 2 * len(cell.text))
                if place in told:
                    size = {"x_scale": 2.5, "y_scale": 1.5}
                    page.write_comment(row, column, "\n".join(told[place]), size)
            for column, width in widths.items():
                page.set_column(column, column, min(max(width, _NARROWEST), _WIDEST))
    return file.getvalue()
