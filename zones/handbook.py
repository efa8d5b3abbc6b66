"""The handbook: a task a page, in Markdown under docs/handbook/, in both languages. Pure.

Between the paragraphs stand two kinds of marks, which are not printed:

    <!-- on LOGIN ADDRESS -->         what follows is read on this page; its bold words stand there
    <!-- shot NAME LOGIN ADDRESS -->  the picture below is this page, and so are the bold words

From them the pictures are made and the words are held against the pages (tests/handbook.py).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markdown_it import MarkdownIt

MARK = re.compile(r"^<!-- (on|shot) (.+?) -->\n", re.MULTILINE)
BOLD = re.compile(r"\*\*(.+?)\*\*")
#: A picture's source: where it is, seen from a page in the repository.
PICTURE = re.compile(r'src="\.\./\.\./\.\./static/(.+?)"')

#: The pages by who needs them, in the order of need.
PARTS: Mapping[str, tuple[str, ...]] = {
    "staff": (
        *("enter-figures", "upload-figures", "verify-figures", "open-quarter", "publish-year"),
        *("publish-bulletin", "follow-cases", "keep-targets"),
    ),
    "reporters": ("enter-figures", "upload-figures", "reply", "follow-cases"),
    "leaders": ("read-overview", "understand-rank", "decide", "follow-cases"),
    "agencies": ("take-bulletin", "report-tasks", "read-overview", "understand-rank"),
    "administrators": ("accounts",),
}
PAGES = tuple(dict.fromkeys(slug for slugs in PARTS.values() for slug in slugs))

#: Which page explains an address, by the address's name.
EXPLAINS: Mapping[str, str] = {
    "overview": "read-overview",
    "zones": "understand-rank",
    "zone": "understand-rank",
    "what_if": "understand-rank",
    "decisions": "decide",
    "collect": "enter-figures",
    "collect_zone": "enter-figures",
    "collect_grid": "enter-figures",
    "collect_upload": "upload-figures",
    "collect_quality": "verify-figures",
    "collect_quarter": "open-quarter",
    "collect_terms": "open-quarter",
    "assessments": "publish-year",
    "assessment": "publish-year",
    "reply": "reply",
    "replies": "publish-year",
    "bulletins": "take-bulletin",
    "bulletin": "take-bulletin",
    "bulletin_words": "publish-bulletin",
    "bulletin_publish": "publish-bulletin",
    "cases": "follow-cases",
    "case": "follow-cases",
    "case_terms": "follow-cases",
    "targets": "keep-targets",
    "target": "keep-targets",
    "readings": "keep-targets",
    "reading": "keep-targets",
    "schemes": "keep-targets",
    "scheme": "keep-targets",
    "tasks": "report-tasks",
    "agency_tasks": "report-tasks",
    "password": "accounts",
    "second_factor": "accounts",
    "tokens": "accounts",
}


@dataclass(frozen=True)
class Shot:
    """A picture of a page: its name, who sees it, and the page's address."""

    name: str
    login: str
    address: str


@dataclass(frozen=True)
class Said:
    """Bold words, and the page on which they are to be read."""

    words: tuple[str, ...]
    login: str
    address: str


@dataclass(frozen=True)
class HandbookPage:
    """A page of the handbook, ready to be printed, and what it says of which page of the site."""

    title: str
    html: str
    shots: tuple[Shot, ...]
    said: tuple[Said, ...]


def handbook_page(text: str, address_of: Callable[[str], str] = str) -> HandbookPage:
    """The page that this Markdown is; its first line is the title. HTML in it stays text.

    ``address_of`` gives the address of a static file by its name.
    """
    first, _line, rest = text.partition("\n")
    kinds = MARK.findall(rest)
    plain = MARK.split(rest)
    shots = tuple(Shot(*what.split()) for kind, what in kinds if kind == "shot")
    said = tuple(_said(what, plain[3 * number + 3]) for number, (_kind, what) in enumerate(kinds))
    html = MarkdownIt("commonmark", {"html": False}).render(MARK.sub("", rest))
    html = PICTURE.sub(lambda found: f'loading="lazy" src="{address_of(found[1])}"', html)
    return HandbookPage(first.lstrip("# "), html, shots, said)


def _said(what: str, text: str) -> Said:
    *_name, login, address = what.split()
    return Said(tuple(BOLD.findall(text)), login, address)
