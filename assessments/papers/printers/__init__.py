"""Prints a paper as a file. Printers lay out; they compute nothing and know no Django."""

from .archive import as_zip
from .docx import as_docx
from .faults import PrintingError
from .pdf import as_pdf
from .xlsx import as_xlsx

__all__ = ["PRINTERS", "PrintingError"]

#: format -> (printer, content type)
PRINTERS = {
    "docx": (
        as_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "pdf": (as_pdf, "application/pdf"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "zip": (as_zip, "application/zip"),
}
