"""Walks through the site as a person does: page after page, by the links that the pages have."""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

_LINK = re.compile(
    r"""<(?:a|link|img|script|form|iframe|source)\b[^>]*?\s(?:href|src|action)="([^"]*)\""""
)
#: Where a walk does not go: signing out ends it, files of the site's own look are no pages.
LEFT_OUT = ("/logout/", "/i18n/", "/static/")
HOST = "http://testserver"


@dataclass(frozen=True)
class Step:
    """An address that was asked for, the page that led there, and the answer."""

    url: str
    comes_from: str
    response: HttpResponse


def links(response: HttpResponse, url: str) -> Iterator[str]:
    """Every address that a page links to, loads or sends a form to, as the browser reads it."""
    if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
        for found in _LINK.findall(response.content.decode()):
            yield urljoin(HOST + url, unescape(found).partition("#")[0])


def kinds(url: str) -> set[tuple[str, str]]:
    """The page with each thing asked of it: not which zone, which quarter or which sorting."""
    parts = urlsplit(url)
    try:
        page = resolve(parts.path).view_name
    except Resolver404:
        page = parts.path
    return {(page, name) for name, _value in [("", ""), *parse_qsl(parts.query)]}


def walk(client: Client, seeds: Iterable[str], *, most: int = 1) -> Iterator[Step]:
    """The answers of the seeds, and of what they lead to: each kind of question so many times."""
    waiting = deque((url, "") for url in seeds)
    asked: Counter[tuple] = Counter()
    seen: set[str] = set()
    while waiting:
        url, comes_from = waiting.popleft()
        new = [one for one in kinds(url) if asked[one] < most]
        if url in seen or url.startswith(LEFT_OUT) or (comes_from and not new):
            continue
        seen.add(url)
        asked.update(kinds(url))
        response = client.get(url)
        yield Step(url, comes_from, response)
        if response.status_code == 302:
            waiting.append((urljoin(url, response["Location"]), url))
        for address in links(response, url):
            if address.startswith(HOST + "/"):
                waiting.append((address.removeprefix(HOST), url))
