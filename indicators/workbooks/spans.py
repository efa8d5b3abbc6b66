"""Quarters and months as tables print them: 2022Q2, 2022年二季度, 2022年1-6月, 上半年."""

import re
from dataclasses import dataclass

from ..cells import half_width
from ..periods import Quarter

QUARTER, YTD = "quarter", "ytd"

_CHINESE = str.maketrans("一二三四", "1234")
_DASHES = re.compile(r"\s*(?:[-‐‑–—―~～－]+|至|到|\bto\b)\s*")
_NUMBER = re.compile(r"[一二三四](?=个?季|(?:季度?)?-第?[一二三四]季)")
_QUARTERS = re.compile(r"第?([1-4])(?:季度?)?-第?([1-4])季")
_YEAR = r"(?:(?P<year>(?:19|20)\d\d)\s*(?:年度?|[-/.])?\s*)"
_YEAR_ALONE = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年|(?!\d))")
#: Longest first: "1-6月" must not be found as "6月". A year may stand before each of them.
_FORMS = (
    ("range", r"(?P<first>1[0-2]|0?[1-9])月?-(?P<last>1[0-2]|0?[1-9])月份?(?:累计)?"),
    ("until", r"(?:前|1-)(?P<until>[1-4])个?季度(?:累计)?"),
    ("half", r"上半年(?:累计)?|H1(?![0-9])"),
    ("whole", r"全年(?:累计)?"),
    ("quarter", r"第?(?P<quarter>[1-4])季度?|Q(?P<q>[1-4])(?![0-9])"),
)
_SPANS = [
    (form, re.compile(rf"(?<![\d-]){_YEAR}?(?:{text})", re.ASCII | re.IGNORECASE))
    for form, text in _FORMS
]
_TRAILING_YEAR = re.compile(
    r"(?:Q(?P<q>[1-4])|(?P<half>H1))[ ,/]*(?P<year>(?:19|20)\d\d)(?!\d)", re.I
)
_MONTH = re.compile(rf"(?<!\d){_YEAR}(?P<month>1[0-2]|0?[1-9])月(?!\s*\d+\s*日)")


@dataclass(frozen=True)
class Span:
    """A quarter, alone or to its end; the year is 0 where only the rest of the text states it.

    ``basis`` is quarter, ytd, or empty where the text leaves it open.
    """

    year: int
    quarter: int
    basis: str = ""

    def in_year(self, year: int) -> "Span":
        """The same span, in this year where it states none itself."""
        return self if self.year or not year else Span(year, self.quarter, self.basis)

    @property
    def code(self) -> Quarter | None:
        """The quarter, if the year is known."""
        return Quarter(self.year, self.quarter) if self.year else None


@dataclass(frozen=True)
class Found:
    """A span in a text, and what of the text is not it."""

    span: Span | None  # None for months that end no quarter
    rest: str
    matched: str


def plain(text: str) -> str:
    """The text as it is searched: half-width, Chinese quarter numbers as digits, one dash."""
    text = _DASHES.sub("-", " ".join(half_width(text).split()))
    text = _NUMBER.sub(lambda found: found[0].translate(_CHINESE), text)
    return _QUARTERS.sub(r"\1-\2季", text)


def find_span(text: str) -> Found | None:
    """The first span that the text names, wherever it stands; None where it names none."""
    text = plain(text)
    if found := _TRAILING_YEAR.search(text):
        span = Span(int(found["year"]), int(found["q"] or 2), YTD if found["half"] else "")
        return Found(span, _without(text, found), found[0])
    for form, pattern in _SPANS:
        if found := pattern.search(text):
            return Found(_span(form, found), _without(text, found), found[0])
    return None


def find_year(text: str) -> int:
    """The year that the text names; 0 where it names none."""
    found = _YEAR_ALONE.search(half_width(text))
    return int(found[1]) if found else 0


def find_month(text: str) -> tuple[int, int] | None:
    """Year and last month of a monthly table's title: 2022年6月, 2022年1-6月; None without."""
    text = plain(text)
    _form, pattern = _SPANS[0]
    if (found := pattern.search(text)) and found["year"]:
        return int(found["year"]), int(found["last"])
    if found := _MONTH.search(text):
        return int(found["year"]), int(found["month"])
    return None


def _without(text: str, found: re.Match[str]) -> str:
    return (text[: found.start()] + text[found.end() :]).strip()


def _span(form: str, found: re.Match[str]) -> Span | None:
    """The span of a match of one of the forms."""
    year = int(found["year"] or 0)
    if form == "range":
        first, last = int(found["first"]), int(found["last"])
        if last % 3 or first not in (1, last - 2):
            return None
        # January to March is the first quarter and the year to date alike.
        basis = QUARTER if last - first == 2 else YTD
        return Span(year, last // 3, "" if last == 3 else basis)
    if form == "until":
        return Span(year, int(found["until"]), YTD)
    if form in ("half", "whole"):
        return Span(year, 2 if form == "half" else 4, YTD)
    return Span(year, int(found["quarter"] or found["q"]))
