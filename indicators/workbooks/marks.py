"""The uploaded workbook once more, with its refused cells marked: coloured, and why in a comment.

openpyxl writes it, so pictures and charts are lost; values, formulas and the results that stood
in the file are kept.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from functools import partial
from xml.sax.saxutils import escape

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook

from .archive import Limits, Unreadable
from .codes import Problem, text
from .formats import clean
from .grid import Sheet, place_of
from .xlsx import read_xlsx

_FILL = PatternFill("solid", fgColor="FFF4B8B0")
_AUTHOR = "zonetrack"
#: Where the marks begin in a comment that says something else before.
_BEGIN = "▲"
#: openpyxl keeps every cell of a merged area; a sheet with more of them is not marked.
_MOST_MERGED = 200_000
_MOST_LOOKED_AT = 2_000_000
_NO_RESULT = re.compile(
    rb'<c r="(?P<place>[A-Z]{1,3}[0-9]+)"(?P<style>(?: s="[0-9]+")?)(?: t="[a-z]+")?>'
    rb"(?P<formula><f(?:>| [^>]*>)[^<]*</f>|<f[^>]*/>)<v ?/?>(?:</v>)?</c>"
)
_TYPES = {"text": b"str", "boolean": b"b", "error": b"e"}


class NotMarkable(ValueError):
    """Raised for a file that cannot be marked: no xlsx workbook, or one that openpyxl refuses."""


def mark_refused(
    data: bytes, problems: Iterable[Problem], say: Callable[[Problem], str] = text
) -> bytes:
    """The xlsx workbook with every cell that a problem names filled red and commented.

    ``say`` makes the comment's sentence. Problems without an address are left to the page; raises
    NotMarkable.
    """
    try:
        sheets = read_xlsx(data, Limits())
        if not any(sheet.cells for sheet in sheets):
            raise NotMarkable("no_sheet")  # a broken part hides them: openpyxl would write none
        if sum(area.size for sheet in sheets for area in sheet.merges) > _MOST_MERGED:
            raise NotMarkable("too_many_cells")
        book = load_workbook(io.BytesIO(data))
    except Unreadable as error:
        raise NotMarkable(error.code) from error
    except NotMarkable:
        raise
    except Exception as error:  # openpyxl raises whatever the file makes it stumble over
        raise NotMarkable("broken_file") from error
    file = io.BytesIO()
    try:
        _clear(book)
        for problem in problems:
            _mark(book, problem, clean(say(problem)))
        book.save(file)
    except Exception as error:
        raise NotMarkable("broken_file") from error
    marked = _with_results(file.getvalue(), {sheet.name: sheet for sheet in sheets}, book)
    if not _holds(marked, sheets):
        raise NotMarkable("broken_file")
    return marked


def _holds(marked: bytes, sheets: Iterable[Sheet]) -> bool:
    """Whether every sheet that had cells has some: of a damaged part openpyxl may read nothing."""
    try:
        found = {sheet.name: sheet for sheet in read_xlsx(marked, Limits())}
    except Unreadable:
        return False
    had = (sheet.name for sheet in sheets if sheet.cells)
    return all(name in found and found[name].cells for name in had)


def _clear(book: Workbook) -> None:
    """Nothing; the marks of an earlier upload are gone."""
    for sheet in book.worksheets:
        if sheet.max_row * sheet.max_column > _MOST_LOOKED_AT:
            continue
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment and _BEGIN in cell.comment.text:
                    own = cell.comment.text.partition(_BEGIN)[0].strip()
                    cell.comment = Comment(own, cell.comment.author) if own else None
                    cell.fill = PatternFill()


def _mark(book: Workbook, problem: Problem, sentence: str) -> None:
    """Nothing; the problem's cell is coloured and says why, after what its comment said before."""
    place = place_of(problem.address)
    if place is None or problem.sheet not in book.sheetnames:
        return
    sheet = book[problem.sheet]
    cell = sheet.cell(*place)
    for area in sheet.merged_cells.ranges:
        if cell.coordinate in area:
            cell = sheet.cell(area.min_row, area.min_col)
    before = cell.comment.text if cell.comment else ""
    mark = f"\n{sentence}" if _BEGIN in before else f"\n{_BEGIN} {sentence}"
    author = cell.comment.author if cell.comment else _AUTHOR
    cell.comment = Comment((before + mark).strip(), author, height=140, width=320)
    cell.fill = _FILL


def _with_results(data: bytes, sheets: dict[str, Sheet], book: Workbook) -> bytes:
    """The saved workbook with the formulas' results, which openpyxl leaves out."""
    parts = {
        f"xl/worksheets/sheet{number}.xml": sheets[sheet.title]
        for number, sheet in enumerate(book.worksheets, start=1)
        if sheet.title in sheets
    }
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            body = old.read(info)
            if sheet := parts.get(info.filename):
                body = _NO_RESULT.sub(partial(_result, sheet=sheet), body)
            new.writestr(info.filename, body)
    return file.getvalue()


def _result(found: re.Match[bytes], sheet: Sheet) -> bytes:
    """The formula's cell with the result that stood in the uploaded file."""
    place = place_of(found["place"].decode())
    cell = sheet.cells.get(place) if place else None
    if cell is None or cell.kind in ("formula", "date"):
        return found[0]
    kind = b' t="%s"' % _TYPES[cell.kind] if cell.kind in _TYPES else b""
    value = {"TRUE": "1", "FALSE": "0"}.get(cell.text, cell.text)
    head = b'<c r="%s"%s%s>' % (found["place"], found["style"], kind)
    return head + found["formula"] + b"<v>%s</v></c>" % escape(value).encode()
