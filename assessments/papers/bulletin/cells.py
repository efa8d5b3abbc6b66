"""Cells and columns of a bulletin's tables: text, numbers, amounts, shares."""

from collections.abc import Sequence
from decimal import Decimal

from zones.numbers import DASH, Number, half_up, number

from ..paper import Cell, Column
from ..sentences.amounts import Measured
from ..words import NONE, Words

NOTHING = Cell(DASH)


def text(value: object) -> Cell:
    """A cell of text; "—" for none."""
    return Cell(str(value)) if value not in (None, "") else NOTHING


def plain(value: Number | None, decimals: int = 0, *, signed: bool = False) -> Cell:
    """A cell of a number at so many decimals; "—" for none."""
    if value is None:
        return NOTHING
    return Cell(number(value, decimals, signed=signed), half_up(value, decimals), decimals)


def measured(value: Decimal | None, what: Measured) -> Cell:
    """A cell of an indicator's value on the scale that is printed."""
    return NOTHING if value is None else plain(what.shown(value), what.decimals)


def as_printed(printed: str, value: Decimal | None) -> Cell:
    """A cell of a number that was printed already, at the decimals that its text has."""
    if value is None:
        return text(printed)
    decimals = len(printed.partition(".")[2])
    return Cell(printed, half_up(value, decimals), decimals)


def placed(rank: int | None, is_tied: bool) -> Cell:
    """A place: a number, "2=" where it is shared, "—" where there is none."""
    return Cell(f"{rank}=") if is_tied else plain(rank)


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


def reasons(found: Sequence[tuple[str, str]], language: str, most: int = 12) -> str:
    """Why which zones have none, as a note: "A, B: late; C: not reported"."""
    by_reason: dict[str, list[str]] = {}
    for name, reason in found:
        if reason:
            by_reason.setdefault(reason, []).append(name)
    is_zh = language.startswith("zh")
    parts = []
    for reason, names in by_reason.items():
        shown = ("、" if is_zh else ", ").join(names[:most])
        if len(names) > most:
            shown += f"等{len(names)}个" if is_zh else f" and {len(names) - most} more"
        parts.append(f"{shown}（{reason}）" if is_zh else f"{shown} ({reason})")
    return ("；" if is_zh else "; ").join(parts)
