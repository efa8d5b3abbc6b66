"""Sheets of an uploaded file, whatever kind it is; what is dangerous is refused before unpacking.

What a file is, its content says; its name is only believed where it warns (.xlsm).
"""

from typing import BinaryIO

from .archive import MB, Limits, Unreadable
from .codes import Problem
from .delimited import read_delimited
from .grid import Sheet, Sheets
from .xls import read_xls
from .xlsx import check_size, read_xlsx

__all__ = ["Limits", "Sheets", "read_sheets"]

_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KINDS = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "rtf"),
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_MACRO_NAMES = (".xlsm", ".xltm", ".xlam", ".xla")


def read_sheets(name: str, source: bytes | BinaryIO, limits: Limits | None = None) -> Sheets:
    """The file's sheets, or the problem for which it is refused; never raises for its content.

    Of a stream no more is read than the limit allows, however large the file is.
    """
    limits = limits or Limits()
    most = limits.file_mb * MB
    data = source if isinstance(source, bytes) else source.read(most + 1)
    try:
        if len(data) > most:
            raise Unreadable("file_too_large", limit=limits.file_mb)
        return _read(name, data, limits)
    except Unreadable as error:
        problem = Problem(name, error.code, error.sheet, params=error.params)
        return Sheets(name, "", problems=(problem,))


def _read(name: str, data: bytes, limits: Limits) -> Sheets:
    """The sheets by what the first bytes say; raises Unreadable."""
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise Unreadable("empty_file")
    if name.lower().endswith(_MACRO_NAMES):
        raise Unreadable("has_macros")
    if data.startswith(_ZIP) and data[2:4] in (b"\3\4", b"\5\6", b"\7\x08"):
        return _workbook(name, "xlsx", read_xlsx(data, limits))
    if data.startswith(_OLE):
        return _workbook(name, "xls", read_xls(data, limits))
    kind = next((kind for magic, kind in _KINDS if data.startswith(magic)), "")
    if not kind and b"\0" in data and not data.startswith(_UTF16):
        kind = "binary"
    if not kind and data.lstrip(b" \t\r\n\xef\xbb\xbf")[:1] == b"<":
        kind = "html" if b"<html" in data[:4096].lower() or b"<table" in data.lower() else "xml"
    if kind:
        raise Unreadable("wrong_kind", kind=kind)
    return _text(name, data, limits)


def _workbook(name: str, kind: str, sheets: tuple[Sheet, ...]) -> Sheets:
    if not any(sheet.cells for sheet in sheets):
        raise Unreadable("no_sheet")
    return Sheets(name, kind, sheets)


def _text(name: str, data: bytes, limits: Limits) -> Sheets:
    found = read_delimited(data, limits)
    if not found.sheet.cells:
        raise Unreadable("empty_file")
    check_size("", found.sheet.cells, [], limits)
    warnings = []
    if found.encoding == "gb18030":
        warnings.append(Problem(name, "read_as_gbk"))
    if found.delimiter != "comma" and max(column for _row, column in found.sheet.cells) > 1:
        params = {"delimiter": found.delimiter}
        warnings.append(Problem(name, "read_with_delimiter", params=params))
    return Sheets(name, "csv", (found.sheet,), warnings=tuple(warnings))
