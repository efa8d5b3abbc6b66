"""Whether a PDF is only to be read: nothing that runs, opens programs or carries other files."""

import re
import zlib

from .unfit import BOUNDS, MB, Bounds, Unfit

START = b"%PDF-"
#: Names of what a paper does not need; long enough never to occur by chance in compressed bytes.
_ACTIVE = (
    *(b"/JavaScript", b"/Launch", b"/RichMedia", b"/SubmitForm", b"/ImportData"),
    *(b"/Rendition", b"/GoToE"),
)
_CARRIED = b"/EmbeddedFile"
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_HEAD = 2_048  # bytes before a stream in which its description stands


def check_pdf(data: bytes, bounds: Bounds = BOUNDS) -> None:
    """Nothing; raises Unfit for a PDF that is cut off, protected, or does more than show pages.

    A name may be written with #-escapes or stand in a compressed list of objects: both are read.
    A protected paper cannot be looked into.
    """
    if b"%%EOF" not in data[-2_048:] or b"obj" not in data:
        raise Unfit("broken_file")
    plain = _unescaped(data)
    if b"/Encrypt" in plain:
        raise Unfit("protected")
    _check_names(plain)
    budget = bounds.unpacked_mb * MB
    for found in _STREAM.finditer(data):
        head = _unescaped(data[max(0, found.start() - _HEAD) : found.start()])
        head = head[head.rfind(b" obj") :]
        if b"/ObjStm" not in head or b"/Filter" not in head:
            continue
        text = _inflated(data, found.end(), budget)
        budget -= len(text)
        _check_names(_unescaped(text))


def _inflated(data: bytes, place: int, budget: int) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(memoryview(data)[place:], budget + 1)
    except zlib.error:
        raise Unfit("broken_file") from None
    if len(text) > budget:
        raise Unfit("unpacks_too_large")
    return text


def _check_names(text: bytes) -> None:
    if any(name in text for name in _ACTIVE):
        raise Unfit("active_content")
    if _CARRIED in text:
        raise Unfit("carries_files")


def _unescaped(text: bytes) -> bytes:
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text) if b"#" in text else text
