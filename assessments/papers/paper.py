"""An official paper as one structure. Printers print it and compute nothing.

A paper is made of parts, a part of blocks in their order: paragraphs, tables and charts. Every cell
holds the printed text and, where it is a number, that number rounded as it is printed, so that a
workbook computes with what a reader sees. A paper is in one language; a snapshot holds both.
"""

from dataclasses import dataclass, field
from decimal import Decimal

#: Who wrote a paragraph: the system from figures, or a person.
COMPUTED, WRITTEN = "computed", "written"


@dataclass(frozen=True)
class Cell:
    """A cell as printed; `value` is the same as a number, at `decimals` places, where it is one.

    `text` ends with `mark` where there is one, such as that of a provisional figure.
    """

    text: str
    value: Decimal | None = None
    decimals: int = 0
    mark: str = ""
    #: Why a missing value ("—") is missing; the table's notes say it too.
    why: str = ""
    #: The code of the zone that the cell names; printed by files that are computed with.
    code: str = ""

    @property
    def is_number(self) -> bool:
        return self.value is not None


@dataclass(frozen=True)
class Column:
    """A column of a table: `code` names it in csv files in every language, `about` explains it."""

    code: str
    name: str
    unit: str = ""
    about: str = ""
    is_number: bool = False

    def heading(self, language: str) -> str:
        """The name with its unit, as a table's header prints it: "Trade (CNY 100 m)"."""
        if not self.unit:
            return self.name
        return (
            f"{self.name}（{self.unit}）"
            if language.startswith("zh")
            else f"{self.name} ({self.unit})"
        )


@dataclass(frozen=True)
class Table:
    """A table with its header and the notes below it; every row is as long as `columns`."""

    code: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Series:
    """One line or row of bars of a chart: a value for every category, None where there is none."""

    name: str
    values: tuple[Decimal | None, ...]
    low: tuple[Decimal | None, ...] = ()
    high: tuple[Decimal | None, ...] = ()


@dataclass(frozen=True)
class Chart:
    """A chart's data; `finding` says in a sentence what it shows. Kinds: "bars", "lines", "dots".

    "bars" are horizontal, first category on top; "lines" run over categories from left to right;
    "dots" are horizontal with an interval from `low` to `high` where a series has them.
    """

    code: str
    title: str
    finding: str
    kind: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    decimals: int = 0


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of running text; `level` 0 is body text, 1 and 2 are headings inside a part."""

    text: str
    author: str = COMPUTED
    level: int = 0


Block = Paragraph | Table | Chart


@dataclass(frozen=True)
class Part:
    """A numbered part ("一、总体情况") or, when `is_annex`, an annex that begins a page."""

    code: str
    title: str
    blocks: tuple[Block, ...]
    is_annex: bool = False


@dataclass(frozen=True)
class Identity:
    """Which snapshot a paper prints, and the SHA-256 of the snapshot's data (hexadecimal)."""

    snapshot: str
    sha256: str


@dataclass(frozen=True)
class Paper:
    """A whole paper. `number`, `office`, `dated` and `copies` are staff's: empty until then.

    `kind` "bulletin" is set as an official paper, "review" smaller, as a sheet of few pages.
    """

    kind: str
    language: str
    title: str
    number: str = ""
    addressees: str = ""
    preamble: tuple[Paragraph, ...] = ()
    parts: tuple[Part, ...] = ()
    office: str = ""
    dated: str = ""
    copies: str = ""
    #: What every page says of the data, such as that they are a demonstration's.
    marks: tuple[str, ...] = ()
    #: Printed across every page of a draft; empty on a published paper.
    watermark: str = ""
    #: Small facts about the paper: period, version, scheme, figures as of.
    facts: tuple[tuple[str, str], ...] = ()
    identity: Identity = field(default=Identity("", ""))

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table in the order in which it is printed."""
        return tuple(
            block for part in self.parts for block in part.blocks if isinstance(block, Table)
        )

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Every chart in the order in which it is printed."""
        return tuple(
            block for part in self.parts for block in part.blocks if isinstance(block, Chart)
        )
