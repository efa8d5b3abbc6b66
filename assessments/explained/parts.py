"""What a section of the method page is made of."""

from dataclasses import dataclass

from zones.badges import Badge


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str
    kind: str = "text"


@dataclass(frozen=True)
class Formula:
    """A formula written out; _{…} is set lower and ^{…} higher."""

    text: str
    kind: str = "formula"


@dataclass(frozen=True)
class Example:
    """A worked example: fixed figures through the functions that judge."""

    lines: tuple[str, ...]
    kind: str = "example"


@dataclass(frozen=True)
class Quoted:
    """A cell that quotes the policy: in words, as adopted where that differs, and its reading."""

    text: str
    adopted: str
    href: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Leading:
    """A cell that leads to a page of its own."""

    text: str
    to: str

    def __str__(self) -> str:
        return self.text


Cell = str | Badge | Quoted | Leading


@dataclass(frozen=True)
class Grid:
    """A small table; a cell may be a badge or a quotation.

    The columns named `numeric` are right-aligned.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: tuple[int, ...] = ()
    kind: str = "grid"


Part = Text | Formula | Example | Grid


@dataclass(frozen=True)
class Section:
    """A section of the method page."""

    code: str
    title: str
    parts: tuple[Part, ...]
