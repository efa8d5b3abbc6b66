"""The parts of an xlsx file, read within limits: sizes are checked before anything is unpacked."""

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.parsers import expat

MB = 1024 * 1024
_CHUNK = 256 * 1024
_DEEPEST = 100  # elements within elements; a sheet has seven
_ENTRY = b"PK\x01\x02"  # begins each entry of a zip's directory
_MACROS = ("vbaproject.bin", "xl/macrosheets/", "xl/dialogsheets/", "xl/intlmacrosheets/")
_KINDS = {"word/": "docx", "ppt/": "pptx", "visio/": "visio", "meta-inf/manifest.xml": "ods"}

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


@dataclass(frozen=True)
class Limits:
    """What a file may be at most; a quarter of 200 zones with 30 indicators is far below."""

    file_mb: int = 20
    old_file_mb: int = 8  # .xls is unpacked by slower means
    unpacked_mb: int = 64
    parts: int = 2_000
    elements: int = 3_000_000  # of XML, all parts together
    cells: int = 200_000  # filled ones, of all sheets; also what merged areas may cover
    rows: int = 20_000  # filled ones of a sheet
    columns: int = 300
    sheets: int = 250


class Unreadable(Exception):
    """Raised where a file is refused as a whole; carries the problem's code and parameters."""

    def __init__(self, code: str, sheet: str = "", **params: object):
        super().__init__(code)
        self.code, self.sheet, self.params = code, sheet, params


@dataclass
class Archive:
    """An opened xlsx file: its parts by lower-case name, and what may still be unpacked."""

    file: zipfile.ZipFile
    names: dict[str, str]
    limits: Limits
    elements: int = 0
    unpacked: int = 0

    def has(self, name: str) -> bool:
        return name.lower().lstrip("/") in self.names

    def chunks(self, name: str) -> Iterator[bytes]:
        """The part's bytes, piece by piece; raises Unreadable beyond the limit or if damaged."""
        try:
            with self.file.open(self.names[name.lower().lstrip("/")]) as part:
                while chunk := part.read(_CHUNK):
                    self.unpacked += len(chunk)
                    if self.unpacked > self.limits.unpacked_mb * MB:
                        raise Unreadable("unpacks_too_large", limit=self.limits.unpacked_mb)
                    yield chunk
        except Unreadable:
            raise
        except Exception as error:  # zipfile raises whatever the broken file makes it stumble over
            raise Unreadable("broken_file") from error

    def parse(self, name: str, start: Start, end: End, text: Text) -> None:
        """Nothing; the callables hear of every element of an XML part, without its prefix.

        Raises Unreadable for broken XML, and for any document type: with it go entities, and with
        them every way in which a small XML file grows large or asks for other files.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        depth = fed = 0

        def begin(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            self.elements += 1
            if self.elements > self.limits.elements:
                raise Unreadable("too_many_cells", limit=self.limits.cells)
            if depth > _DEEPEST:
                raise Unreadable("unsafe_xml")
            start(_bare(name), attributes)

        def finish(name: str) -> None:
            nonlocal depth
            depth -= 1
            end(_bare(name))

        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = begin
        parser.EndElementHandler = finish
        parser.CharacterDataHandler = text
        try:
            for chunk in self.chunks(name):
                parser.Parse(chunk, False)
                fed += len(chunk)
                # expat reads a tag again with every chunk until it ends.
                if fed - parser.CurrentByteIndex > 2 * _CHUNK:
                    raise Unreadable("unsafe_xml")
            parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise Unreadable("broken_file") from error


def _bare(name: str) -> str:
    return name.rpartition(":")[2] if ":" in name else name


def _refuse(*_declared: object) -> None:
    raise Unreadable("unsafe_xml")


def open_archive(data: bytes, limits: Limits) -> Archive:
    """The xlsx file's parts; raises Unreadable for whatever is not a harmless xlsx workbook."""
    if data.count(_ENTRY) > 2 * limits.parts:
        raise Unreadable("unpacks_too_large", limit=limits.unpacked_mb)
    try:
        file = zipfile.ZipFile(io.BytesIO(data))
        infos = file.infolist()
    except Exception as error:
        raise Unreadable("broken_file") from error
    if len(infos) > limits.parts:
        raise Unreadable("unpacks_too_large", limit=limits.unpacked_mb)
    if sum(info.file_size for info in infos) > limits.unpacked_mb * MB:
        raise Unreadable("unpacks_too_large", limit=limits.unpacked_mb)
    names = {info.filename.lower(): info.filename for info in infos}
    if any(info.flag_bits & 0x1 for info in infos):
        raise Unreadable("password_protected")
    if any(mark in name for name in names for mark in _MACROS):
        raise Unreadable("has_macros")
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        kinds = (
            kind for mark, kind in _KINDS.items() if any(name.startswith(mark) for name in names)
        )
        raise Unreadable("wrong_kind" if infos else "empty_file", kind=next(kinds, "zip"))
    if "xl/workbook.bin" in names:
        raise Unreadable("wrong_kind", kind="xlsb")
    return Archive(file, names, limits)
