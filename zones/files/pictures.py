"""Whether bytes are one whole picture: the parts of a JPEG or PNG walked through."""

import struct
import zlib

from .unfit import BOUNDS, Bounds, Unfit

JPEG, PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
#: Markers of a JPEG without a length: restarts and the single-byte ones.
_ALONE = {0x01, *range(0xD0, 0xD8)}
#: Markers that state the picture's size.
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_EOI, _SOS = 0xD9, 0xDA


def check_jpeg(data: bytes, bounds: Bounds = BOUNDS) -> None:
    """Nothing; raises Unfit unless the segments run from the first to the end of the picture.

    Telephones append previews to a picture; what is hidden there is looked for elsewhere.
    """
    place, has_frame = 2, False
    while True:
        if data[place : place + 1] != b"\xff":
            raise Unfit("broken_file")
        while data[place : place + 1] == b"\xff":  # fill bytes
            place += 1
        if place >= len(data):
            raise Unfit("broken_file")
        marker = data[place]
        place += 1
        if marker == _EOI:
            break
        if marker in _ALONE:
            continue
        length = _number(data, place, ">H")
        if length < 2 or place + length > len(data):
            raise Unfit("broken_file")
        if marker in _FRAMES:
            height, width = _number(data, place + 3, ">H"), _number(data, place + 5, ">H")
            _check_size(width, height or 1, bounds)
            has_frame = True
        place += length
        if marker == _SOS:
            place = _after_scan(data, place)
    if not has_frame:
        raise Unfit("broken_file")


def _after_scan(data: bytes, place: int) -> int:
    """Where the next marker stands that is no part of the compressed picture."""
    while True:
        place = data.find(b"\xff", place)
        if place < 0 or place + 1 >= len(data):
            raise Unfit("broken_file")
        if data[place + 1] != 0 and data[place + 1] not in _ALONE and data[place + 1] != 0xFF:
            return place
        place += 1 if data[place + 1] == 0xFF else 2


def check_png(data: bytes, bounds: Bounds = BOUNDS) -> None:
    """Nothing; raises Unfit unless every part is whole and the last one ends the file."""
    place, is_first, has_pixels = len(PNG), True, False
    while True:
        length = _number(data, place, ">I")
        kind, end = data[place + 4 : place + 8], place + 8 + length
        if end + 4 > len(data) or zlib.crc32(data[place + 4 : end]) != _number(data, end, ">I"):
            raise Unfit("broken_file")
        if is_first != (kind == b"IHDR") or (is_first and length != 13):
            raise Unfit("broken_file")
        if is_first:
            width, height = struct.unpack(">II", data[place + 8 : place + 16])
            _check_size(width, height, bounds)
        is_first, has_pixels = False, has_pixels or kind == b"IDAT"
        place = end + 4
        if kind == b"IEND":
            break
    if not has_pixels:
        raise Unfit("broken_file")
    if place != len(data):
        raise Unfit("hides_another")


def _check_size(width: int, height: int, bounds: Bounds) -> None:
    if not width or not height:
        raise Unfit("broken_file")
    if max(width, height) > bounds.edge or width * height > bounds.pixels_mega * 1_000_000:
        raise Unfit("unpacks_too_large")


def _number(data: bytes, place: int, form: str) -> int:
    try:
        return int(struct.unpack_from(form, data, place)[0])
    except struct.error:
        raise Unfit("broken_file") from None
