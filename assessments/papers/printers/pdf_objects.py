"""The objects of a pdf that Typst made: read one by one, and written as a file again.

Typst writes each plainly and the same way every time; a file that looks otherwise is refused,
because what would become of it is not known.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .faults import TypesettingError

#: The name by which a cell's tag says which headings it stands under.
HEADING = re.compile(rb"\(U(\d+)(x\d+y\d+)\)")
_START = b"%PDF-1.7\n%\x80\x80\x80\x80\n\n"


@dataclass(frozen=True)
class PdfFile:
    """A pdf's objects by number, and the numbers of those that there is one of in each file."""

    objects: dict[int, bytes]
    catalog: int
    info: int
    identity: tuple[bytes, bytes]

    def named(self, name: bytes, within: int | None = None) -> int:
        """The number of the object that the catalog, or another one, names so."""
        found = re.search(rb"/%b (\d+) 0 R" % name, self.objects[within or self.catalog])
        return int(known(found)[1])

    @property
    def outline(self) -> int:
        return self.named(b"Outlines")

    @property
    def has_headings(self) -> bool:
        """Whether the outline has entries: a later piece may hold tables alone."""
        return b"/First " in self.objects[self.outline]

    @property
    def pages(self) -> int:
        return self.named(b"Pages")

    @property
    def tags(self) -> int:
        return self.named(b"StructTreeRoot")

    @property
    def document(self) -> int:
        return int(known(re.search(rb"/K\[(\d+) 0 R\]", self.objects[self.tags]))[1])

    @property
    def count(self) -> int:
        return number_in(self.objects[self.pages], b"Count")

    @property
    def tagged_pages(self) -> int:
        return number_in(self.objects[self.tags], b"ParentTreeNextKey")

    @property
    def tables(self) -> int:
        """How many tables name their headings, or a greater number."""
        return max((int(one[1]) for one in HEADING.finditer(self.objects[self.tags])), default=0)

    def single(self) -> set[int]:
        """The numbers of the objects that a joined file has once: the first file's are kept."""
        ones = {self.catalog, self.info, self.named(b"Metadata")}
        return ones | {self.pages, self.tags, self.document, self.outline}


def known(found: re.Match[bytes] | None) -> re.Match[bytes]:
    """What was found; raises TypesettingError where it is not there."""
    if found is None:
        raise TypesettingError("A piece of the paper is not written as expected.")
    return found


def number_in(text: bytes, name: bytes) -> int:
    """The number that an object says under a name."""
    return int(known(re.search(rb"/%b (\d+)" % name, text))[1])


def read_pdf(file: bytes) -> PdfFile:
    """The file's objects, found where its table says that they begin."""
    end = known(
        re.search(rb"trailer\n<<(.*)>>\nstartxref\n(\d+)\n%%EOF\s*$", file[-600:], re.DOTALL)
    )
    if not file.startswith(_START):
        known(None)
    table, trailer = int(end[2]), end[1]
    places = [int(one[1]) for one in re.finditer(rb"(\d{10}) 00000 n", file[table:])]
    if len(places) != number_in(trailer, b"Size") - 1 or places != sorted(places):
        known(None)
    objects = {}
    for number, (start, stop) in enumerate(zip(places, [*places[1:], table], strict=True), start=1):
        text = file[start:stop].strip()
        head, tail = b"%d 0 obj\n" % number, b"\nendobj"
        if not text.startswith(head) or not text.endswith(tail):
            known(None)
        objects[number] = text[len(head) : -len(tail)]
    identity = known(re.search(rb"/ID\[\(([\w+/=]+)\)\(([\w+/=]+)\)\]", trailer))
    root, info = (
        int(known(re.search(rb"/%b (\d+) 0 R" % one, trailer))[1]) for one in (b"Root", b"Info")
    )
    return PdfFile(objects, root, info, (identity[1], identity[2]))


def counted(metadata: bytes, pages: int) -> bytes:
    """The metadata with another number of pages."""
    head, stream, rest = metadata.partition(b"\nstream\n")
    text = re.sub(rb"(<xmpTPg:NPages>)\d+", rb"\g<1>%d" % pages, rest.removesuffix(b"\nendstream"))
    head = re.sub(rb"/Length \d+", b"/Length %d" % len(text), head)
    return head + stream + text + b"\nendstream"


def written(
    objects: Mapping[int, bytes], catalog: int, info: int, identity: tuple[bytes, bytes]
) -> bytes:
    """The file of these objects."""
    pieces, places, at = [_START], [], len(_START)
    for number in range(1, len(objects) + 1):
        piece = b"%d 0 obj\n%b\nendobj\n" % (number, objects[number])
        places.append(at)
        pieces.append(piece)
        at += len(piece)
    table = b"".join(b"%010d 00000 n\r\n" % place for place in places)
    pieces.append(b"xref\n0 %d\n0000000000 65535 f\r\n%b" % (len(places) + 1, table))
    ends = (len(places) + 1, catalog, info, *identity)
    pieces.append(b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[(%b)(%b)]>>\n" % ends)
    pieces.append(b"startxref\n%d\n%%%%EOF" % at)
    return b"".join(pieces)
