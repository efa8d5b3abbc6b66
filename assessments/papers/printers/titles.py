"""The lines that titles of papers and headings of columns are set in."""

import re

from ..paper import Column
from .widths import ems

#: Chinese characters of a title's line.
TITLE = 18.0
#: A bracket that ends a Chinese name: no line may end within it.
_BRACKETS = re.compile(r"(?<=.)(（[^（）]*）)$")
NO_BREAK = "\xa0"
_TITLE_WORDS = re.compile("年度?|季度|全省|区|of the province,?|zones,?")


def heading_lines(column: Column, language: str) -> str:
    """A column's heading with its unit, or what its name ends with in brackets, on its own line."""
    if not column.unit:
        return _BRACKETS.sub(r"\n\1", column.name)
    unit = column.heading(language).removeprefix(column.name).strip()
    return f"{column.name}\n{unit.replace(' ', NO_BREAK)}"


def title_lines(title: str) -> list[str]:
    """A title's lines: as it was written on several, or broken after a word, lines alike in length.

    The words are those that bulletins' titles are made of; another title is left to the printer.
    """
    if "\n" in title or ems(title) <= TITLE:
        return [line.strip() for line in title.splitlines() if line.strip()]
    breaks = [found.end() for found in _TITLE_WORDS.finditer(title)]
    pairs = [[title[:at].strip(), title[at:].strip()] for at in breaks if at < len(title)]
    fitting = [pair for pair in pairs if max(map(ems, pair)) <= TITLE]
    return min(fitting, key=lambda pair: abs(ems(pair[0]) - ems(pair[1])), default=[title])
