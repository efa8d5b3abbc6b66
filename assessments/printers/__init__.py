"""Prints a bulletin's structure as a file. Printers lay out; they compute nothing."""

from .docx import as_docx
from .xlsx import as_xlsx

#: format -> (printer, content type)
PRINTERS = {
    "docx": (
        as_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
