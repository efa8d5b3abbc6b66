"""Values from the cells of a table: numbers, dates, choices; what cannot be read is a `Problem`.

Pure: text in, values out. Money and counts become exact `Decimal` or `int`, never floats.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .tables import Problem, Row

# Full-width forms only. NFKC as a whole would also read 10² as 102 and ① as 1.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x2212: "-"}
_NUMBER = re.compile(r"[+-]?([0-9]+|[1-9][0-9]{0,2}(,[0-9]{3})+)(\.[0-9]+)?")
_GROUPED = re.compile(r"[+-]?[0-9,]*,[0-9,]*(\.[0-9]*)?")
_DAY = re.compile(r"([0-9]{4})(?:[-/]([0-9]{1,2})(?:[-/]([0-9]{1,2}))?)?")


def half_width(text: str) -> str:
    """The text with full-width digits, letters and marks as their plain forms, ends trimmed."""
    return text.translate(_HALF_WIDTH).strip()


def parse_number(text: str) -> Decimal | None:
    """The exact number a cell states, or None: no nan, no 1e5, no %, commas only by thousands."""
    plain = half_width(text)
    if not _NUMBER.fullmatch(plain):
        return None
    number = Decimal(plain.replace(",", ""))
    return number or Decimal(0)  # no minus before a zero


@dataclass(frozen=True)
class Cells:
    """A row's cells as values; what cannot be read is None and one more problem in the list.

    An empty cell is a problem where it is required, else None without one.
    """

    file: str
    row: Row
    problems: list[Problem]

    def refuse(self, column: str | None, code: str, **params: object) -> None:
        """Nothing; the problem is added at this row."""
        self.problems.append(Problem(self.file, self.row.number, column, code, params))

    def text(self, column: str, *, required: bool = True) -> str:
        """The cell's text without the blanks around it; empty where there is none."""
        value = self.row[column].strip()
        if required and not value:
            self.refuse(column, "empty_cell")
        return value

    def texts(self, column: str, *, required: bool = False) -> tuple[str, ...]:
        """The cell's texts, written one after another with semicolons between them."""
        value = self.text(column, required=required).replace("；", ";")
        return tuple(part.strip() for part in value.split(";") if part.strip())

    def choice(self, column: str, choices: Sequence[str], *, required: bool = True) -> str:
        """The cell's text where it is one of the choices, else empty."""
        value = self.text(column, required=required)
        if value and value not in choices:
            self.refuse(column, "not_a_choice", value=value, choices=tuple(choices))
            return ""
        return value

    def flag(self, column: str) -> bool:
        """True for 1, False for 0; anything else is refused and False."""
        return self.choice(column, ("0", "1")) == "1"

    def decimal(
        self,
        column: str,
        *,
        required: bool = True,
        digits: int = 20,
        places: int = 4,
        low: Decimal | int | None = None,
        high: Decimal | int | None = None,
        other: str = "not_a_number",
    ) -> Decimal | None:
        """The cell as an exact number of at most `digits` digits, `places` after the point.

        What is no number is refused with the code `other`.
        """
        value = self.text(column, required=required)
        if not value:
            return None
        number = parse_number(value)
        whole = digits - places
        if number is None:
            code = "bad_grouping" if _GROUPED.fullmatch(half_width(value)) else other
            self.refuse(column, code, value=value)
        elif number.copy_abs() >= 10**whole:
            self.refuse(column, "too_large", value=value, digits=whole)
        elif number != number.quantize(Decimal(1).scaleb(-places)):
            self.refuse(column, "too_many_places", value=value, places=places)
        elif low is not None and high is None and number < low:
            self.refuse(column, "too_small", value=value, low=low)
        elif (low is not None and number < low) or (high is not None and number > high):
            self.refuse(column, "out_of_range", value=value, low=low, high=high)
        else:
            return number
        return None

    def whole_number(
        self, column: str, *, required: bool = True, low: int | None = None, high: int | None = None
    ) -> int | None:
        """The cell as a whole number; 5.0 is one, 5.5 is not."""
        value = self.text(column, required=required)
        number = parse_number(value) if value else None
        if number is not None and number.copy_abs() < 10**15 and number % 1:
            self.refuse(column, "not_whole", value=value)
            return None
        checked = self.decimal(column, required=False, digits=15, places=0, low=low, high=high)
        return None if checked is None else int(checked)

    def date(self, column: str, *, required: bool = True) -> datetime.date | None:
        """The cell as a day: 2021-10-21, or 2021/10/21 as spreadsheets rewrite it."""
        value = self.text(column, required=required)
        if not value:
            return None
        parts = _date_parts(value)
        if parts is None or len(parts) != 3:
            self.refuse(column, "not_a_date", value=value)
            return None
        return datetime.date(*parts)

    def partial_date(self, column: str, *, required: bool = True) -> str:
        """The cell as a date as far as it is known: "2018", "2018-11" or "2018-11-05"."""
        value = self.text(column, required=required)
        parts = _date_parts(value) if value else ()
        if parts is None:
            self.refuse(column, "not_a_date", value=value)
        return "-".join(f"{part:02d}" for part in parts or ())


def _date_parts(value: str) -> tuple[int, ...] | None:
    """Year, month and day as far as stated, or None where they are no date."""
    match = _DAY.fullmatch(half_width(value))
    if not match:
        return None
    parts = tuple(int(part) for part in match.groups() if part)
    try:
        datetime.date(*parts, *(1, 1, 1)[len(parts) :])
    except ValueError:
        return None
    return parts
