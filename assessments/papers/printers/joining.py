"""Joins the pdf files of one paper's pieces into one: pages, outline and tags, in their order.

Everything of a later file is numbered on after that of the files before: its objects, the keys by
which pages find their tags, and the names by which cells find their headings.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise

from .pdf_objects import HEADING, PdfFile, counted, known, number_in, read_pdf, written

#: A reference to another object, a page's key, a sign of a string's ends, an escaped sign in one.
_TOKEN = re.compile(rb"\\.|[()]|\b(\d+) 0 R\b|(/StructParents? )(\d+)", re.DOTALL)
_CELL = (b"<</Type/StructElem/S/TH", b"<</Type/StructElem/S/TD")


@dataclass(frozen=True)
class _Piece:
    """A file, its objects' new numbers, and how many keys and named tables stand before it."""

    file: PdfFile
    numbers: dict[int, int]
    pages: int
    tables: int


def page_count(file: bytes) -> int:
    """How many pages a file has."""
    return read_pdf(file).count


def joined(files: Sequence[bytes]) -> bytes:
    """The files as one, with the first one's title, language and standard; same files, same bytes.

    A single file is given back as it is. Raises TypesettingError where a file is not as expected.
    """
    if len(files) == 1:
        return files[0]
    pieces = _pieces([read_pdf(file) for file in files])
    objects: dict[int, bytes] = {}
    for one in pieces:
        single = one.file.single()
        for number, text in one.file.objects.items():
            if number not in single:
                objects[one.numbers[number]] = _moved(text, one)
    _set_pages(pieces, objects)
    _set_tags(pieces, objects)
    _set_outline(pieces, objects)
    identity = _set_facts(pieces, objects)
    first = pieces[0]
    catalog, info = (first.numbers[number] for number in (first.file.catalog, first.file.info))
    return written(objects, catalog, info, identity)


# Moving


def _pieces(files: Sequence[PdfFile]) -> list[_Piece]:
    """The files with the new number of every object; what there is once has the first file's."""
    first = _Piece(files[0], {number: number for number in files[0].objects}, 0, 0)
    pieces = [first]
    last = len(first.numbers)
    for one in files[1:]:
        before = pieces[-1]
        single = one.single()
        others = [number for number in one.objects if number not in single]
        numbers = dict(zip(others, range(last + 1, last + len(others) + 1), strict=True))
        last += len(others)
        for name in ("pages", "tags", "document", "outline"):
            numbers[getattr(one, name)] = getattr(first.file, name)
        pages, tables = before.file.tagged_pages, before.file.tables
        pieces.append(_Piece(one, numbers, before.pages + pages, before.tables + tables))
    return pieces


def _moved(text: bytes, piece: _Piece) -> bytes:
    """An object with its new references, keys and names."""
    head, stream, rest = text.partition(b"\nstream\n")
    head = _referring(head, piece)
    return (_headings(head, piece) if head.startswith(_CELL) else head) + stream + rest


def _referring(text: bytes, piece: _Piece) -> bytes:
    """The text with its new numbers; what only looks like one within a string stays."""
    depth = 0

    def new(found: re.Match[bytes]) -> bytes:
        nonlocal depth
        if found[1] and not depth:
            return b"%d 0 R" % piece.numbers[int(found[1])]
        if found[2] and not depth:
            return b"%b%d" % (found[2], int(found[3]) + piece.pages)
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        return found[0]

    return _TOKEN.sub(new, text)


def _headings(text: bytes, piece: _Piece) -> bytes:
    return HEADING.sub(lambda one: b"(U%d%b)" % (int(one[1]) + piece.tables, one[2]), text)


# What there is once


def _listed(pieces: Sequence[_Piece], name: str, pattern: bytes) -> bytes:
    """What the pieces' objects of this name list, in one list."""
    lists = []
    for one in pieces:
        text = one.file.objects[getattr(one.file, name)]
        lists.append(_referring(known(re.search(pattern, text))[1], one))
    return b" ".join(lists)


def _set_pages(pieces: Sequence[_Piece], objects: dict[int, bytes]) -> None:
    kids = _listed(pieces, "pages", rb"/Kids\[(.*?)\]")
    count = sum(one.file.count for one in pieces)
    objects[pieces[0].file.pages] = b"<</Type/Pages/Count %d/Kids[%b]>>" % (count, kids)


def _set_tags(pieces: Sequence[_Piece], objects: dict[int, bytes]) -> None:
    """Nothing; one document has all tags, and says whose each page's are and where headings are."""
    first = pieces[0].file
    owners, headings = [], []
    for one in pieces:
        text = one.file.objects[one.file.tags]
        of_pages = known(re.search(rb"/Nums\[(.*?)\]", text))[1]
        for key, owner in re.findall(rb"(\d+) (\d+) 0 R", of_pages):
            owners.append(b"%d %d 0 R" % (int(key) + one.pages, one.numbers[int(owner)]))
        for name, cell in re.findall(rb"(\(U\d+x\d+y\d+\))(\d+) 0 R", text):
            headings.append(b"%b%d 0 R" % (_headings(name, one), one.numbers[int(cell)]))
    roles = known(
        re.match(rb"<</Type/StructTreeRoot(/RoleMap<<[^<>]*>>)/K", first.objects[first.tags])
    )
    inner = _listed(pieces, "document", rb"/K\[(.*?)\]")
    objects[first.document] = b"<</Type/StructElem/S/Document/P %d 0 R/K[%b]>>" % (
        first.tags,
        inner,
    )
    objects[first.tags] = b"".join(
        (
            b"<</Type/StructTreeRoot%b/K[%d 0 R]" % (roles[1], first.document),
            b"/ParentTree<</Nums[%b]>>" % b" ".join(owners),
            b"/IDTree<</Names[%b]>>" % b"".join(sorted(headings)),
            b"/ParentTreeNextKey %d>>" % (pieces[-1].pages + pieces[-1].file.tagged_pages),
        )
    )


def _set_outline(pieces: Sequence[_Piece], objects: dict[int, bytes]) -> None:
    """Nothing; each piece's first entry of the outline follows the last one before."""
    chain, count = [], 0
    for one in pieces:
        if one.file.has_headings:
            ends = (one.file.named(name, one.file.outline) for name in (b"First", b"Last"))
            chain.append([one.numbers[end] for end in ends])
            count += number_in(one.file.objects[one.file.outline], b"Count")
    for (_, before), (after, _) in pairwise(chain):
        objects[before] = objects[before].replace(b"/Title", b"/Next %d 0 R/Title" % after, 1)
        objects[after] = objects[after].replace(b"/Title", b"/Prev %d 0 R/Title" % before, 1)
    entries = (
        b"/First %d 0 R/Last %d 0 R/Count %d" % (chain[0][0], chain[-1][1], count) if chain else b""
    )
    objects[pieces[0].file.outline] = b"<</Type/Outlines%b>>" % entries


def _set_facts(pieces: Sequence[_Piece], objects: dict[int, bytes]) -> tuple[bytes, bytes]:
    """The file's identity, made of the pieces'; what it tells of itself is the first one's."""
    first = pieces[0].file
    for number in (first.catalog, first.info):
        objects[number] = first.objects[number]
    document, own = first.identity
    named = b64encode(sha256(b"".join(one.file.identity[1] for one in pieces)).digest()[:16])
    meta = first.named(b"Metadata")
    pages = sum(one.file.count for one in pieces)
    objects[meta] = counted(first.objects[meta].replace(own, named), pages)
    return document, named
