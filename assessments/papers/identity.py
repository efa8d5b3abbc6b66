"""Finds which snapshot a file says it prints: its name and digest, wherever the format keeps them.

docx, xlsx and the archive of csv are zip files and are looked through member by member; a pdf keeps
them among its keywords.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

SNAPSHOT = re.compile(rb"(?<![0-9A-Za-z])((?:19|20)\d\d[HQ][1-4]-v\d{1,5})(?![0-9])")
DIGEST = re.compile(rb"(?<![0-9a-f])([0-9a-f]{64})(?![0-9a-f])")
#: A pdf may write a text as the numbers of its bytes, as LibreOffice does with keywords.
HEXADECIMAL = re.compile(rb"<([0-9A-Fa-f\s]{16,})>")
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
#: No member or stream of ours is larger; what is larger is not looked through.
MOST_BYTES = 60_000_000


def identities(content: bytes) -> tuple[frozenset[str], frozenset[str]]:
    """The names of snapshots and the digests that a file speaks of; the same if it is altered."""
    names: set[str] = set()
    digests: set[str] = set()
    for text in _texts(content):
        names |= {found.decode() for found in SNAPSHOT.findall(text)}
        digests |= {found.decode() for found in DIGEST.findall(text)}
    return frozenset(names), frozenset(digests)


def _texts(content: bytes) -> Iterator[bytes]:
    """The file as it lies, and what is packed in it, in plain bytes."""
    yield content
    if content.startswith(b"PK"):
        yield from _members(content)
    elif content.startswith(b"%PDF"):
        for text in (content, *_streams(content)):
            yield _narrow(text)
            yield from _written_as_numbers(text)


def _members(content: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                if member.file_size <= MOST_BYTES:
                    yield archive.read(member)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError):
        return


def _streams(content: bytes) -> Iterator[bytes]:
    """The unpacked streams of a pdf, as far as they can be unpacked."""
    for found in STREAM.finditer(content):
        unpacking = zlib.decompressobj()
        try:
            text = unpacking.decompress(found.group(1), MOST_BYTES)
        except zlib.error:
            continue
        yield text


def _written_as_numbers(text: bytes) -> Iterator[bytes]:
    """The texts that a pdf writes in hexadecimal, in plain bytes."""
    for found in HEXADECIMAL.finditer(text):
        digits = b"".join(found.group(1).split())
        yield _narrow(bytes.fromhex(digits[: len(digits) // 2 * 2].decode()))


def _narrow(text: bytes) -> bytes:
    """Text of two bytes a letter with the empty ones taken out: a pdf may write it so."""
    return text.replace(b"\0", b"")
