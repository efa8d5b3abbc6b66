"""Walks the site as a person does: from the overview along every link, one address of each page."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from django.http import HttpResponse
from django.test import Client
from django.urls import resolve
from lxml import html
from pypdf import PdfReader

LINK = re.compile(rb'href="([^"]*)"')
TAG = re.compile(r"<[^>]+>")
#: What a reader of a page sees or hears besides its text.
SAID = "//@placeholder | //@title | //@aria-label | //@alt | //input/@value"
#: Parts of a workbook or document that say nothing of their content.
NO_TEXT = re.compile(r"styles|theme|fontTable|settings|docProps/core")


@dataclass(frozen=True)
class Step:
    """An address, its page's name, and what came back."""

    address: str
    name: str
    response: HttpResponse

    @property
    def status(self) -> int:
        return self.response.status_code


@dataclass
class Walk:
    """A person's way: at most so many addresses of each page, with a query and without."""

    client: Client
    most: int = 1
    with_queries: bool = True
    left: tuple[str, ...] = ("logout",)
    #: Addresses that no page leads to.
    besides: tuple[str, ...] = ()
    seen: Counter = field(default_factory=Counter)

    def steps(self) -> Iterator[Step]:
        """Each address that is opened, in the order in which links are found."""
        todo, done = ["/", *self.besides], set()
        while todo:
            address = todo.pop(0).partition("#")[0]
            path, _mark, query = address.partition("?")
            if address in done or not path.startswith("/") or path.startswith("/static/"):
                continue
            if query and not self.with_queries:
                continue
            name = resolve(path).view_name
            kind = (name, bool(query))
            if name in self.left or (self.seen[kind] >= self.most and address not in self.besides):
                continue
            self.seen[kind] += 1
            done.add(address)
            response = self.client.get(address)
            yield Step(address, name, response)
            todo += links(path, response)


def links(path: str, response: HttpResponse) -> list[str]:
    """Where the page leads to on this site."""
    if response.status_code in (301, 302):
        return [response["Location"]]
    if not is_page(response):
        return []
    found = [unescape(one.decode()) for one in LINK.findall(response.content)]
    return [path + one if one.startswith("?") else one for one in found]


def is_page(response: HttpResponse) -> bool:
    return "html" in response.get("Content-Type", "")


def bytes_of(response: HttpResponse) -> bytes:
    return b"".join(response) if response.streaming else response.content


def text_of(response: HttpResponse) -> str:
    """What the page or file says: its text, and what stands in fields and for screen readers."""
    data = bytes_of(response)
    if not data.strip():
        return ""
    if is_page(response):
        tree = html.fromstring(data.decode())
        for one in tree.xpath("//script[not(@type='application/json')] | //style"):
            one.getparent().remove(one)
        return " ".join([*tree.itertext(), *tree.xpath(SAID)])
    if data.startswith(b"%PDF"):
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    if data.startswith(b"PK"):
        return " ".join(_unzipped(data))
    return data.decode("utf-8", "replace")


def _unzipped(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".csv", ".txt")) and not NO_TEXT.search(name):
                yield TAG.sub(" ", archive.read(name).decode("utf-8", "replace"))
