"""Quarters, and the spans from 1 January that zones are judged by.

A period is written ``2022Q2`` (the year to quarter 2, provisional), ``2022H1`` (judged to
30 June) or ``2022`` (judged to 31 December). ``2022H2`` names the year's bulletin only.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

QUARTER = re.compile(r"(?P<year>(19|20)\d\d)Q(?P<quarter>[1-4])", re.ASCII)
PERIOD = re.compile(r"(?P<year>(19|20)\d\d)(?P<part>Q[1-4]|H1)?", re.ASCII)
HALF = re.compile(r"(?P<year>(19|20)\d\d)H(?P<half>[12])", re.ASCII)
#: The usual dates of a quarter's collection, in days after its end.
DUE_DAYS, LOCK_DAYS = 15, 45
QUARTER_ENDS = {1: (3, 31), 2: (6, 30), 3: (9, 30), 4: (12, 31)}


class UnknownPeriod(ValueError):
    """Raised for a text that names no quarter or period; carries the text."""


class Quarter(NamedTuple):
    """One single quarter; sorts by time."""

    year: int
    quarter: int

    def __str__(self) -> str:
        return f"{self.year}Q{self.quarter}"

    @property
    def starts_on(self) -> date:
        return date(self.year, 3 * self.quarter - 2, 1)

    @property
    def ends_on(self) -> date:
        return date(self.year, *QUARTER_ENDS[self.quarter])

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter that a day lies in."""
        return cls(day.year, (day.month + 2) // 3)

    def shift(self, quarters: int) -> "Quarter":
        """The quarter that many quarters later (earlier, if negative)."""
        count = self.year * 4 + self.quarter - 1 + quarters
        return Quarter(count // 4, count % 4 + 1)


def usual_dates(quarter: Quarter, opened_on: date) -> tuple[date, date]:
    """The usual due and lock date of a quarter that is opened on a day.

    They count from the quarter's end; from the day of opening where the due date is over by then,
    since nobody can be late for what nobody had asked for.
    """
    is_too_late = opened_on > quarter.ends_on + timedelta(days=DUE_DAYS)
    start = opened_on if is_too_late else quarter.ends_on
    return start + timedelta(days=DUE_DAYS), start + timedelta(days=LOCK_DAYS)


@dataclass(frozen=True, order=True)
class Period:
    """The span from 1 January of ``year`` to the end of ``quarter``."""

    year: int
    quarter: int
    kind: str  # "quarter", "half" or "year"

    def __str__(self) -> str:
        if self.kind == "year":
            return str(self.year)
        return f"{self.year}H1" if self.kind == "half" else f"{self.year}Q{self.quarter}"

    @property
    def starts_on(self) -> date:
        return date(self.year, 1, 1)

    @property
    def ends_on(self) -> date:
        return date(self.year, *QUARTER_ENDS[self.quarter])

    @property
    def is_year(self) -> bool:
        return self.kind == "year"

    @property
    def last_quarter(self) -> Quarter:
        return Quarter(self.year, self.quarter)

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        """The single quarters of the span, first to last."""
        return tuple(Quarter(self.year, quarter) for quarter in range(1, self.quarter + 1))

    def year_before(self, years: int = 1) -> "Period":
        """The same span that many years earlier."""
        return Period(self.year - years, self.quarter, self.kind)

    @property
    def same_spans(self) -> tuple["Period", ...]:
        """The period, and after a quarter's the half-year or year that spans the same months."""
        kinds = {2: "half", 4: "year"} if self.kind == "quarter" else {}
        others = (
            (Period(self.year, self.quarter, kinds[self.quarter]),) if self.quarter in kinds else ()
        )
        return (self, *others)


def parse_quarter(text: str) -> Quarter:
    """The quarter that ``2022Q2`` names; UnknownPeriod for anything else."""
    found = QUARTER.fullmatch(text.strip().upper())
    if not found:
        raise UnknownPeriod(text)
    return Quarter(int(found["year"]), int(found["quarter"]))


def parse_period(text: str) -> Period:
    """The period that ``2022Q2``, ``2022H1`` or ``2022`` names; UnknownPeriod otherwise."""
    found = PERIOD.fullmatch(text.strip().upper())
    if not found:
        raise UnknownPeriod(text)
    year, part = int(found["year"]), found["part"]
    if part is None:
        return Period(year, 4, "year")
    return Period(year, 2, "half") if part == "H1" else Period(year, int(part[1]), "quarter")


def parse_half(text: str) -> Period:
    """The period a bulletin prints: ``2022H1`` to 30 June, ``2022H2`` the whole year."""
    found = HALF.fullmatch(text.strip().upper())
    if not found:
        raise UnknownPeriod(text)
    year = int(found["year"])
    return Period(year, 2, "half") if found["half"] == "1" else Period(year, 4, "year")


def half_code(period: Period) -> str:
    """The code of the bulletin that prints a period: ``2022H1`` or ``2022H2``."""
    if period.kind == "quarter":
        raise UnknownPeriod(str(period))
    return f"{period.year}H{1 if period.kind == 'half' else 2}"
