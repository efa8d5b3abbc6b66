"""Whether an office file is a document or a workbook without macros, and no bomb."""

import io
import re
import zipfile
from collections.abc import Iterator

from .unfit import BOUNDS, MB, Bounds, Unfit

ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = b"PK\x01\x02"  # begins each entry of a zip's directory
_CHUNK = 256 * 1024
_TYPES = "[content_types].xml"
_MAIN = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
}
_MACROS = (
    *("vbaproject", "vbadata", "xl/macrosheets/", "xl/dialogsheets/", "xl/intlmacrosheets/"),
    *("/activex/", "/ctrlprops/"),
)
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>", re.DOTALL)
_TYPE = re.compile(rb"""\bType\s*=\s*["'][^"']*/(\w+)["']""")
#: What a file may point to outside itself; templates, frames and programs it may not.
_OUTSIDE = {b"hyperlink", b"externalLinkPath", b"externalLink", b"externalLinkLongPath"}
_DEEPEST = 1  # a chart's own workbook within a document, and nothing in that one


def office_kind(data: bytes, bounds: Bounds = BOUNDS, depth: int = 0) -> str:
    """ "docx" or "xlsx"; raises Unfit for any other zip, for macros, bombs and what runs.

    Every part is unpacked once, in pieces, to see its true size and that it is whole.
    """
    archive = _opened(data, bounds)
    names = {info.filename.lower().replace("\\", "/"): info for info in archive.infolist()}
    if _TYPES not in names:
        raise Unfit("unknown_kind", kind="zip")
    if any(mark in name for name in names for mark in _MACROS):
        raise Unfit("has_macros")
    left, types = bounds.unpacked_mb * MB, b""
    for name, info in names.items():
        is_read = name.endswith((".xml", ".rels")) or "/embeddings/" in name
        body = bytearray()
        for chunk in _unpacked(archive, info):
            left -= len(chunk)
            if left < 0:
                raise Unfit("unpacks_too_large")
            if is_read:
                body += chunk
        if name == _TYPES:
            types = bytes(body)
        if is_read:
            _check_part(name, bytes(body), bounds, depth)
    if b"macroenabled" in types.lower():
        raise Unfit("has_macros")
    kinds = [kind for mark, kind in _MAIN.items() if mark in types]
    if len(kinds) != 1:
        raise Unfit("unknown_kind", kind="zip")
    return kinds[0]


def _opened(data: bytes, bounds: Bounds) -> zipfile.ZipFile:
    """The zip, begun on the file's first byte and ended on its last, within bounds by its word."""
    if data.count(_ENTRY) > 2 * bounds.parts:
        raise Unfit("unpacks_too_large")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
    except Exception as error:  # zipfile raises whatever the broken file makes it stumble over
        raise Unfit("broken_file") from error
    if not infos or len(infos) != len({info.filename.lower() for info in infos}):
        raise Unfit("broken_file")
    if len(infos) > bounds.parts or sum(i.file_size for i in infos) > bounds.unpacked_mb * MB:
        raise Unfit("unpacks_too_large")
    if any(info.flag_bits & 0x1 for info in infos):
        raise Unfit("protected")
    ends = data.rfind(b"PK\x05\x06")
    if min(info.header_offset for info in infos) or ends + 22 != len(data):
        raise Unfit("hides_another")
    starts = [info.header_offset for info in infos]
    if len(set(starts)) != len(starts):  # parts that share their bytes: a bomb
        raise Unfit("unpacks_too_large")
    return archive


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(info) as part:
            while chunk := part.read(_CHUNK):
                yield chunk
    except Exception as error:
        raise Unfit("broken_file") from error


def _check_part(name: str, body: bytes, bounds: Bounds, depth: int) -> None:
    if "/embeddings/" in name:
        if depth >= _DEEPEST or not body.startswith(ZIP):
            raise Unfit("carries_files")
        office_kind(body, bounds, depth + 1)
        return
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        body = body.decode("utf-16", "replace").encode()
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise Unfit("active_content")
    if "/externallinks/" in name and (b"ddeLink" in body or b"oleLink" in body):
        raise Unfit("active_content")
    if not name.endswith(".rels"):
        return
    for relation in _RELATION.findall(body):
        kind = _TYPE.search(relation)
        if b"External" in relation and (kind is None or kind[1] not in _OUTSIDE):
            raise Unfit("active_content")
