"""A paper as a pdf: set by Typst from data, fonts embedded, tagged for readers that speak it."""

import re
from dataclasses import asdict
from typing import Any

from ..paper import Chart, Paper
from ..words import is_chinese
from . import layout
from .drawing import drawing
from .glyphs import drawable
from .joining import joined, page_count
from .layout import (
    SHEET,
    AnnexTitle,
    Grid,
    Heading,
    Item,
    Section,
    Text,
    form_of,
    is_short,
    lay_out,
)
from .phrases import Phrases, phrases
from .pieces import MOST, pieces
from .printable import printable
from .titles import title_lines
from .typesetting import typeset

KINDS = {Heading: "heading", AnnexTitle: "annex", Text: "text", Grid: "grid"}
#: A word that is longer than a column may be: an address or a digest without a place to break.
_LONG_WORD, _PIECE = re.compile(r"[!-,.0-~]{33,}"), re.compile(".{1,4}")
#: What the files promise: accessible to everybody.
STANDARDS = ("ua-1",)


def as_pdf(paper: Paper, most: int = MOST) -> bytes:
    """The document's bytes: the same paper always gives the same ones.

    Pieces of at most so many cells of tables are set one after the other, and joined. A character
    that no font has is printed as 〓: an accessible pdf may not leave it undrawn.
    """
    files: list[bytes] = []
    page = 1
    for piece in pieces(data(drawable(printable(paper))), most):
        files += typeset("paper.typ", piece | {"first_page": page}, standards=STANDARDS).files
        page += page_count(files[-1])
    return joined(files)


def data(paper: Paper) -> dict[str, Any]:
    """All that the document prints, in one piece."""
    laid, words, form = lay_out(paper), phrases(paper.language), form_of(paper)
    chinese = is_chinese(paper.language)
    size, title, line = form.english
    return {
        "chinese": chinese,
        "size": form.size if chinese else size,
        "title_size": form.title if chinese else title,
        "annex_size": form.annex if chinese else size + 3,
        "line": line,
        "top": layout.TOP,
        "left": layout.LEFT,
        "width": layout.WIDTH,
        "height": layout.HEIGHT,
        "lines": form.lines,
        "characters": form.characters,
        "title": " ".join(paper.title.split()),
        "title_lines": title_lines(paper.title),
        "number": paper.number,
        "addressees": paper.addressees,
        "office": paper.office,
        "dated": paper.dated,
        "copies": paper.copies,
        "copies_label": words.copies,
        "annexes": words.annexes,
        "annex_list": laid.annex_list,
        "colon": words.colon,
        "facts": paper.facts,
        "is_sheet": form is SHEET,
        "marks": paper.marks,
        "watermark": paper.watermark,
        "identity": identity(paper, words),
        "keywords": [one for one in (paper.identity.snapshot, paper.identity.sha256) if one],
        "main": _items(laid.main, words),
        # So that no page holds the list of annexes and a signature alone.
        "keeps_last": bool(laid.main.items) and is_short(laid.main.items[-1]),
        "begins": True,
        "ends": True,
        "first_page": 1,
        "has_annexes": bool(laid.annexes),
        "annex_sections": [
            {"is_lying": one.is_lying, "items": _items(one, words)} for one in laid.annexes
        ],
    }


def identity(paper: Paper, words: Phrases) -> str:
    """The line below every page: which snapshot it prints, and the digest of its data."""
    if not paper.identity.snapshot:
        return ""
    named = f"{words.snapshot}{words.colon}{paper.identity.snapshot}"
    return f"{named}  {words.digest}{words.colon}{paper.identity.sha256}"


def chart_heading(title: str, unit: str, words: Phrases) -> str:
    """A chart's title with its unit."""
    if not unit:
        return title
    return f"{title}（{unit}）" if words.colon == "：" else f"{title} ({unit})"


def drawn(chart: Chart, words: Phrases) -> dict[str, Any]:
    """The chart's drawing with the heading above it."""
    return drawing(chart) | {"heading": chart_heading(chart.title, chart.unit, words)}


def _breakable(words: str) -> str:
    """A text whose words longer than a line may be broken, where nothing is seen."""
    return _LONG_WORD.sub(lambda found: "\u200b".join(_PIECE.findall(found[0])), words)


def _items(section: Section, words: Phrases) -> list[dict[str, Any]]:
    return [_item(one, words) for one in section.items]


def _item(item: Item, words: Phrases) -> dict[str, Any]:
    if isinstance(item, Chart):
        return drawn(item, words) | {"kind": "chart"}
    made = asdict(item) | {"kind": KINDS[type(item)]}
    if isinstance(item, Text):
        made["text"] = _breakable(item.text)
    elif isinstance(item, Grid):
        made["title"] = _breakable(item.title)
        made["headings"] = [_breakable(text) for text in item.headings]
        made["rows"] = [[_breakable(text) for text in row] for row in item.rows]
    return made
