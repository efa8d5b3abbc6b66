"""Files to attach, made as small as their kinds allow, and hostile ones made from them."""

import io
import struct
import zipfile
import zlib

import xlsxwriter
from docx import Document
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from zones.files.examined import Examined, examine


def pdf(*, javascript: str = "", attached: bytes = b"", password: str = "") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=72, height=72)
    if javascript:
        action = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject(javascript)}
        run = DictionaryObject({NameObject(key): value for key, value in action.items()})
        writer.root_object[NameObject("/OpenAction")] = run
    if attached:
        writer.add_attachment("inner.exe", attached)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def docx(text: str = "整改报告") -> bytes:
    out = io.BytesIO()
    document = Document()
    document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


def xlsx(*, chart: bool = False) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_column(0, 0, [1, 2, 3])
        if chart:
            drawn = book.add_chart({"type": "line"})
            drawn.add_series({"values": "=Sheet1!$A$1:$A$3"})
            sheet.insert_chart("C1", drawn)
    return out.getvalue()


def png(width: int = 1, height: int = 1) -> bytes:
    def part(kind: bytes, body: bytes) -> bytes:
        crc = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = part(b"IDAT", zlib.compress(b"\x00\x00"))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + pixels + part(b"IEND", b"")


def jpg(*, comment: bytes = b"", width: int = 1, height: int = 1, trailer: bytes = b"") -> bytes:
    def segment(marker: int, body: bytes) -> bytes:
        return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body

    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    told = segment(0xFE, comment) if comment else b""
    start = segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
    return b"\xff\xd8" + start + told + frame + scan + b"\xff\xd9" + trailer


def with_parts(data: bytes, parts: dict[str, bytes], *, instead: bool = False) -> bytes:
    """An office file with these parts beside its own, or in place of those of the same name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for info in old.infolist():
            if not (instead and info.filename in parts):
                new.writestr(info.filename, old.read(info))
        for name, body in parts.items():
            new.writestr(name, body)
    return out.getvalue()


def part_of(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def examined(name: str = "整改报告.pdf", data: bytes | None = None) -> Examined:
    """A file fit to be kept."""
    return examine(name, pdf() if data is None else data)
