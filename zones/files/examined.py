"""A file looked into: its kind by its content, its clean name, its digest; or why it is refused."""

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass

from .names import clean_name
from .office import OLD, ZIP, office_kind
from .pdfs import START, check_pdf
from .pictures import JPEG, PNG, check_jpeg, check_png
from .texts import check_table, check_text
from .unfit import BOUNDS, MB, Bounds, Unfit

#: Each kind with the suffixes that its files may have, the usual one first.
SUFFIXES = {
    "pdf": ("pdf",),
    "docx": ("docx",),
    "xlsx": ("xlsx",),
    "jpg": ("jpg", "jpeg"),
    "png": ("png",),
    "csv": ("csv",),
    "txt": ("txt",),
}
#: What a browser would run; a picture or a paper that holds it is two files in one.
_HIDDEN = re.compile(
    rb"<script|<html|<\?php|<!doctype html|<svg\s[^>]{0,300}xmlns",  # too long to occur by chance
    re.IGNORECASE,
)
#: What people send by mistake or on purpose, named to them.
_FOREIGN = (
    *((b"MZ", "program"), (b"\x7fELF", "program"), (b"\xca\xfe\xba\xbe", "program")),
    *((b"Rar!", "archive"), (b"7z\xbc\xaf\x27\x1c", "archive"), (b"\x1f\x8b", "archive")),
    *((b"GIF8", "picture"), (b"BM", "picture"), (b"II*\x00", "picture"), (b"MM\x00*", "picture")),
    *((OLD, "old_office"), (b"{\\rtf", "old_office")),
)


@dataclass(frozen=True)
class Examined:
    """A file that may be kept; only `examine` makes one."""

    name: str
    kind: str
    data: bytes
    sha256: str

    @property
    def size(self) -> int:
        return len(self.data)


def examine(name: str, data: bytes, bounds: Bounds = BOUNDS) -> Examined:
    """The file, fit to be kept; raises Unfit for any other. What its name says decides nothing."""
    if not data:
        raise Unfit("empty_file")
    if len(data) > bounds.file_mb * MB:
        raise Unfit("too_large", limit=bounds.file_mb)
    kind = kind_of(name, data, bounds)
    if kind in ("pdf", "jpg", "png"):
        _check_alone(data)
    digest = hashlib.sha256(data).hexdigest()
    return Examined(clean_name(name, SUFFIXES[kind]), kind, data, digest)


def kind_of(name: str, data: bytes, bounds: Bounds = BOUNDS) -> str:
    """The kind by what the bytes begin with, the whole of them checked; raises Unfit."""
    if data.startswith(START):
        check_pdf(data, bounds)
        return "pdf"
    if data.startswith(JPEG):
        check_jpeg(data, bounds)
        return "jpg"
    if data.startswith(PNG):
        check_png(data, bounds)
        return "png"
    if data.startswith(ZIP):
        return office_kind(data, bounds)
    for start, kind in _FOREIGN:
        if data.startswith(start) and not (start in (b"MZ", b"BM") and b"\x00" not in data):
            raise Unfit("unknown_kind", kind=kind)
    if name.lower().endswith(".csv"):  # between two kinds of text only the name can tell
        check_table(data)
        return "csv"
    check_text(data)
    return "txt"


def _check_alone(data: bytes) -> None:
    """Nothing; raises Unfit where the same bytes are a second file to another program."""
    if _HIDDEN.search(data) or zipfile.is_zipfile(io.BytesIO(data)):
        raise Unfit("hides_another")
