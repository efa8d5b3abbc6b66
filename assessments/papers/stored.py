"""A paper as text that is kept for ever, and back: canonical JSON and its SHA-256."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from .paper import Cell, Chart, Column, Identity, Paper, Paragraph, Part, Series, Table

#: What most cells do not have, and is stored only where they do.
RARE = ("mark", "why", "code")
BLOCKS = {"paragraph": Paragraph, "table": Table, "chart": Chart}


def canonical(papers: Mapping[str, Paper]) -> str:
    """The papers of a snapshot by language as JSON: the same papers always give the same text.

    The identity is left out: it holds the digest of this very text.
    """
    plain = {language: _plain(paper) for language, paper in papers.items()}
    for paper in plain.values():
        del paper["identity"]
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """The SHA-256 of a stored snapshot, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def restored(text: str, identity: Identity) -> dict[str, Paper]:
    """The papers by language that were stored as this text, naming the snapshot they come from."""
    return {language: _paper(plain, identity) for language, plain in json.loads(text).items()}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        plain = {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
        for name, kind in BLOCKS.items():
            if isinstance(value, kind):
                plain["block"] = name
        if isinstance(value, Cell):
            plain = {name: one for name, one in plain.items() if one or name not in RARE}
        return plain
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Decimal) else value


def _paper(plain: dict, identity: Identity) -> Paper:
    made = {
        "parts": tuple(_part(one) for one in plain["parts"]),
        "preamble": tuple(Paragraph(**_without_block(one)) for one in plain["preamble"]),
        "marks": tuple(plain["marks"]),
        "facts": tuple((name, value) for name, value in plain["facts"]),
    }
    return Paper(**plain | made, identity=identity)


def _part(plain: dict) -> Part:
    return Part(**plain | {"blocks": tuple(_block(one) for one in plain["blocks"])})


def _block(plain: dict) -> Paragraph | Table | Chart:
    rest = _without_block(plain)
    if plain["block"] == "table":
        rest["columns"] = tuple(Column(**one) for one in rest["columns"])
        rest["rows"] = tuple(tuple(_cell(one) for one in row) for row in rest["rows"])
        return Table(**rest | {"notes": tuple(rest["notes"])})
    if plain["block"] == "chart":
        series = tuple(_series(one) for one in rest["series"])
        return Chart(**rest | {"categories": tuple(rest["categories"]), "series": series})
    return Paragraph(**rest)


def _without_block(plain: dict) -> dict:
    return {name: value for name, value in plain.items() if name != "block"}


def _cell(plain: dict) -> Cell:
    rare = {name: plain[name] for name in RARE if name in plain}
    return Cell(plain["text"], _number(plain["value"]), plain["decimals"], **rare)


def _series(plain: dict) -> Series:
    rows = {name: tuple(map(_number, plain[name])) for name in ("values", "low", "high")}
    return Series(plain["name"], **rows)


def _number(printed: str | None) -> Decimal | None:
    return None if printed is None else Decimal(printed)
