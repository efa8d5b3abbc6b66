"""Finds out which of the known layouts a file has, and reads its figures.

Known are our own template (exact, by its hidden codes), customs' monthly table, the long list with
a row for each figure, and tables whose rows are indicators or zones, however they are decorated.
"""

from .customs import is_customs, read_customs
from .entries import Refused
from .findings import Findings, once
from .grid import Sheet, Sheets, address, place_of
from .labels import Reader
from .machine import LISTS, SHEET, Made, made_for, template_table
from .parsed import Context, Parsed
from .rows import read_rows
from .tables import Table, find_tables, is_figure
from .vocabulary import Vocabulary

__all__ = ["Context", "Parsed", "parse"]


def parse(sheets: Sheets, vocabulary: Vocabulary, context: Context | None = None) -> Parsed:
    """The file's figures with their places, and everything that is wrong with it, at once.

    What cannot be taken is a problem and in no figure; the figures beside it are there all the
    same, so that a preview can show both.
    """
    found = Findings(sheets.file, [], list(sheets.problems), list(sheets.warnings))
    if sheets.problems:
        return Parsed(sheets.file, (), tuple(found.problems), tuple(found.warnings), "")
    reader, context = Reader(vocabulary), context or Context()
    try:
        made = made_for(sheets.sheets)
    except Refused as refused:
        found.refuse(refused.code, SHEET, "", **refused.params)
        return Parsed(sheets.file, (), tuple(found.problems), tuple(found.warnings), "template")
    layout = ""
    silent = []
    for sheet in sheets.sheets:
        if sheet.is_hidden:
            if sheet.name not in (SHEET, LISTS) and sheet.cells:
                found.say("hidden_sheet_skipped", sheet.name)
        elif kind := _read_sheet(sheet, made, reader, context, found):
            layout = layout or kind
        elif any(is_figure(cell) for cell in sheet.cells.values()):
            silent.append(sheet)
    for sheet in silent if layout else ():
        found.say("sheet_skipped", sheet.name)
    if not layout:
        found.refuse("no_table", "")
    cells = once(found, vocabulary)
    order = {sheet.name: place for place, sheet in enumerate(sheets.sheets)}
    for some in (found.problems, found.warnings):
        some.sort(key=lambda one: (order.get(one.sheet, -1), place_of(one.address) or (0, 0)))
    return Parsed(sheets.file, cells, tuple(found.problems), tuple(found.warnings), layout)


def _read_sheet(
    sheet: Sheet, made: Made | None, reader: Reader, context: Context, found: Findings
) -> str:
    """The sheet's layout, its figures in the findings; empty where it holds no table."""
    try:
        if table := template_table(sheet, made, reader):
            if made:
                _refuse_strangers(table, made, found)
            read_rows(table, reader, context, found)
            return table.layout
    except Refused as refused:
        found.refuse(refused.code, sheet.name, "", **refused.params)
        return "template"
    if is_customs(sheet):
        read_customs(sheet, reader, context, found)
        return "customs"
    tables = find_tables(sheet, reader)
    for table in tables:
        read_rows(table, reader, context, found)
    return tables[0].layout if tables else ""


def _refuse_strangers(table: Table, made: Made, found: Findings) -> None:
    """Nothing; a problem for each code of a row that the template was not made with."""
    known = {"zone": set(made.zones), "indicator": set(made.indicators)}
    for role, codes in known.items():
        column = table.of(role)[:1]
        for row in table.rows if column else ():
            text = table.sheet.text(row, column[0].number)
            if text and text not in codes:
                place = address(row, column[0].number)
                found.refuse("not_in_template", table.sheet.name, place, value=text)
