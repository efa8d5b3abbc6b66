"""What can be wrong with an uploaded file, and what is worth saying of a good one: code by code.

A `Problem` stops what it is about (the file, the sheet, the cell); a warning is a `Problem` that
stops nothing. Both carry a code and its parameters. The sentences here are the English ones; pages
translate them by code. Each says what is wrong and the way out; `place` says where.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """One thing to say of a file, at a sheet and a cell's address where it has them.

    ``zone`` and ``indicator`` are the codes of what it is about, as far as its place names them.
    """

    file: str
    code: str
    sheet: str = ""
    address: str = ""
    params: Mapping[str, object] = field(default_factory=dict, hash=False)
    zone: str = field(default="", compare=False)
    indicator: str = field(default="", compare=False)


FILE_PROBLEMS = {
    "file_too_large": "the file is larger than %(limit)s MB; delete pictures and sheets that are "
    "not needed, or copy the table into a new workbook.",
    "empty_file": "the file is empty; choose the file that holds the table.",
    "wrong_kind": "this is not a workbook or CSV table but another kind of file (%(kind)s) under "
    "this name; choose the table itself, or save it in Excel or WPS as “Excel workbook (.xlsx)”.",
    "password_protected": "the workbook is protected by a password; save it without the password "
    "and choose it again.",
    "has_macros": "the workbook holds macros, which are never accepted; save it as “Excel workbook "
    "(.xlsx)”, which leaves them out.",
    "broken_file": "the workbook is damaged or was not copied completely; open it in Excel or WPS, "
    "save it again and choose the new file.",
    "unpacks_too_large": "the workbook unpacks to more than %(limit)s MB; copy the table alone "
    "into a new workbook.",
    "unsafe_xml": "the workbook is built as no spreadsheet program does it; copy the table into a "
    "new workbook.",
    "too_many_cells": "the workbook holds more than %(limit)s cells; copy the table alone into a "
    "new workbook.",
    "too_many_rows": "the sheet has more than %(limit)s filled rows; keep the rows of this "
    "collection only.",
    "too_many_columns": "the sheet has more than %(limit)s filled columns; keep the columns of "
    "this collection only.",
    "no_sheet": "the workbook has no sheet with cells; choose the file that holds the table.",
    "unknown_encoding": "the text is neither UTF-8 nor GBK; save the table in Excel as “CSV UTF-8 "
    "(comma delimited)”.",
    "broken_quotes": "a quotation mark is opened and not closed; close or remove it.",
}
TABLE_PROBLEMS = {
    "no_table": "no table was found: no row names indicators, zones or the columns of the "
    "template; download the template, or put the names above the figures.",
    "template_altered": "the hidden codes of this template were changed; download a new template "
    "and copy the figures into it.",
    "template_unknown": "this template is of version %(version)s, which is not known here; "
    "download a new one.",
    "title_differs": "the title says %(stated)s, but the template was made for %(expected)s; "
    "download the template of the quarter you mean.",
    "label_differs": "the row is named “%(value)s”, but its hidden code belongs to “%(expected)s”; "
    "undo the change or download a new template.",
    "not_in_template": "this template was not made for “%(value)s”; download a new one.",
    "unknown_zone": "“%(value)s” is not the name or code of a zone; correct it.",
    "ambiguous_place": "“%(value)s” is printed for more than one place; write the zone's code.",
    "province_not_here": "the province's totals are not collected with the zones' figures; remove "
    "the row.",
    "place_not_judged": "“%(value)s” does not report yet; remove its figures.",
    "unknown_indicator": "“%(value)s” is not the name or code of an indicator; correct it, or "
    "remove the figures.",
    "unknown_name": "“%(value)s” is neither a zone nor an indicator; correct it, or remove the "
    "figures.",
    "row_without_name": "figures stand in a row without a name; name the row or remove them.",
    "not_a_quarter": "“%(value)s” is not a quarter; write year and quarter as in 2022Q2.",
    "zone_not_stated": "nothing says which zone these figures are of; name it in the title or "
    "upload the file on the zone's page.",
    "quarter_not_stated": "nothing says which quarter these figures are of; write it in the title "
    "as in 2022Q2, or upload the file on the quarter's page.",
    "indicator_not_stated": "nothing says which indicator these figures are of; name it in the "
    "row, in the header or in the title.",
    "names_contradict": "two names meet here, “%(value)s” and “%(other)s”; keep the right one.",
    "other_zone": "these figures are of “%(value)s”, but only those of “%(expected)s” are taken "
    "here; remove them.",
    "other_quarter": "these figures are of %(value)s, but this is the collection of %(expected)s; "
    "upload them on that quarter's page.",
    "ragged_row": "the row has %(found)s cells, the header %(expected)s; put a number or text "
    "with a comma between quotation marks.",
    "duplicate_cell": "this figure is given already in %(first)s; keep one of the two.",
    "merged_value": "this number lies in merged cells (%(value)s); split them and write each "
    "figure in its own cell.",
}
CELL_PROBLEMS = {
    "not_a_number": "“%(value)s” is not a number; write digits only, or leave the cell empty and "
    "choose a reason.",
    "bad_grouping": "the commas in “%(value)s” do not stand between thousands; write the number "
    "without commas.",
    "dash_is_not_a_value": "“%(value)s” may mean zero or missing; write 0 for a real zero, or "
    "leave the cell empty and choose a reason.",
    "shortened_number": "“%(value)s” was shortened when the file was saved; write the number out "
    "and save again.",
    "date_not_number": "this is the date %(value)s, not a number; set the cell's format to number "
    "and type the figure again.",
    "boolean_cell": "this is the logical value %(value)s, not a number; write the figure.",
    "error_cell": "the formula ends in the error %(value)s; correct it, or write the figure.",
    "formula_without_value": "the formula's result is not in the file; open it in Excel or WPS, "
    "let it calculate and save it, or write the figure.",
    "percent_not_possible": "%(indicator)s takes an amount or a number, not a percentage "
    "(“%(value)s”).",
    "unit_not_possible": "the unit “%(value)s” is not possible for %(indicator)s; choose one of: "
    "%(choices)s.",
    "unit_missing": "nothing says in which unit %(indicator)s is given; write it in the unit "
    "column, or as 单位：万元 above the table.",
    "not_whole": "“%(value)s” is not a whole number, but %(indicator)s is counted; write a whole "
    "number.",
    "too_large": "“%(value)s” is larger than any figure can be; check number and unit.",
    "value_or_state": "there is no value; write a number (0 for a real zero), or choose a state.",
    "state_with_value": "the state says that there is no value, but “%(value)s” is written; remove "
    "one of them.",
    "zero_disagrees": "the state “zero” goes with the value 0, not with “%(value)s”.",
    "state_missing": "a reason is given, but neither a value nor a state; choose the state.",
    "reason_missing": "%(indicator)s cannot be reported: choose or write the reason.",
    "reason_too_long": "a reason has %(most)s characters at most, this one %(found)s; shorten it.",
    "not_a_state": "“%(value)s” is not a state; choose one from the list.",
    "not_a_basis": "“%(value)s” is not a span; write quarter or ytd.",
}
CUSTOMS_PROBLEMS = {
    "no_month": "the table's title does not say its month; write it as in 2022年6月.",
    "months_contradict": "the title says month %(stated)s, a column %(found)s; correct one.",
    "month_within_quarter": "the table runs to %(value)s, which ends no quarter; take the table of "
    "March, June, September or December.",
    "no_unit": "the table does not say its unit; write 单位：万元 or 单位：千美元 above it.",
    "columns_missing": "the table lacks the cumulative column of %(value)s; take the table with "
    "all nine columns.",
    "flow_unknown": "no indicator is set for %(value)s; have it set before uploading this table.",
    "part_missing": "%(zone)s has several customs areas, and %(value)s is not in the table; take "
    "the complete table.",
    "no_area": "no row of the table names one of our zones, by its name or customs-area code.",
}
PROBLEMS = FILE_PROBLEMS | TABLE_PROBLEMS | CELL_PROBLEMS | CUSTOMS_PROBLEMS

WARNINGS = {
    "read_as_gbk": "the text is not UTF-8 and was read as GBK; check a Chinese word.",
    "read_with_delimiter": "the columns are separated by %(delimiter)s, and were read so.",
    "hidden_rows_read": "hidden rows were read as well: %(value)s.",
    "hidden_columns_read": "hidden columns were read as well: %(value)s.",
    "hidden_sheet_skipped": "this sheet is hidden and was not read.",
    "sheet_skipped": "no table was found in this sheet; it was not read.",
    "column_skipped": "the column “%(value)s” was not read.",
    "row_skipped": "the row “%(value)s” was not read: it names no zone or indicator.",
    "subtotal_skipped": "“%(value)s” is a subtotal and was left out.",
    "subtotal_differs": "“%(value)s” says %(stated)s, but the rows above add up to %(found)s.",
    "formula_value_taken": "formulas count with their last result: %(value)s.",
    "decimals_rounded": "more decimals than can be kept (4, in CNY 10,000 or the indicator's "
    "unit) are rounded: %(value)s.",
    "unit_in_cell": "cells that name their own unit were read in that one: %(value)s.",
    "other_span_skipped": "figures given for two spans were left out for the other one: %(value)s.",
    "dash_taken_as_zero": "a dash means none in customs' tables and was read as 0: %(value)s.",
    "areas_added": "%(zone)s is the sum of %(value)s.",
    "areas_skipped": "areas that are no zones of ours were left out: %(value)s.",
}
SENTENCES = PROBLEMS | WARNINGS


def place(problem: Problem) -> str:
    """Where it is: file, sheet and address, as far as there are any."""
    return ", ".join(part for part in (problem.file, problem.sheet, problem.address) if part)


def text(problem: Problem) -> str:
    """What it is and the way out, in English."""
    params = {
        name: ", ".join(map(str, value)) if isinstance(value, tuple | list) else value
        for name, value in problem.params.items()
    }
    return SENTENCES[problem.code] % params


def sentence(problem: Problem) -> str:
    """The whole sentence in English: where, what, and the way out."""
    return f"{place(problem)}: {text(problem)}"
