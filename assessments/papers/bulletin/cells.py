"""Cells and columns of a bulletin's tables: text, numbers, amounts, shares."""

from decimal import Decimal

from zones.numbers import DASH, Number, half_up, number

from ..paper import Cell, Column
from ..sentences.amounts import Measured
from ..words import NONE, Words

#: What stands behind a figure that is not final.
PROVISIONAL = "*"


def missing(why: str) -> Cell:
    """A cell without a value, and why: the notes below its table say it (see `noted`)."""
    return Cell(DASH, why=why)


def text(value: object, why: str = "", mark: str = "") -> Cell:
    """A cell of text; "—" for none."""
    return Cell(f"{value}{mark}", mark=mark) if value not in (None, "") else missing(why)


def remark(value: str) -> Cell:
    """A cell of a remark; empty where there is nothing to remark, for nothing is missing."""
    return Cell(value)


def zone(name: str, code: str) -> Cell:
    """A cell that names a zone, whose code files that are computed with print beside it."""
    return Cell(name, code=code)


def plain(
    value: Number | None, decimals: int = 0, *, signed: bool = False, why: str = "", mark: str = ""
) -> Cell:
    """A cell of a number at so many decimals; "—" for none."""
    if value is None:
        return missing(why)
    printed = number(value, decimals, signed=signed)
    return Cell(printed + mark, half_up(value, decimals), decimals, mark)


def measured(value: Decimal | None, what: Measured, why: str = "", mark: str = "") -> Cell:
    """A cell of an indicator's value on the scale that is printed."""
    if value is None:
        return missing(why)
    return plain(what.shown(value), what.decimals, mark=mark)


def placed(rank: int | None, is_tied: bool, why: str = "", mark: str = "") -> Cell:
    """A place: a number, "2=" where it is shared, "—" where there is none."""
    return text(f"{rank}=", mark=mark) if is_tied else plain(rank, why=why, mark=mark)


def column(
    code: str,
    name: Words,
    language: str,
    *,
    unit: Words = NONE,
    about: Words = NONE,
    is_number: bool = False,
) -> Column:
    """A column with its name, unit and meaning in a language."""
    return Column(code, name.of(language), unit.of(language), about.of(language), is_number)


def columns(language: str, *named: tuple[str, Words, bool | Words, Words]) -> tuple[Column, ...]:
    """Columns from (code, name, unit or whether a number, meaning); a unit says it is a number."""
    return tuple(
        column(
            code,
            name,
            language,
            unit=unit if isinstance(unit, Words) else NONE,
            about=about,
            is_number=isinstance(unit, Words) or unit,
        )
        for code, name, unit, about in named
    )
