"""What a spreadsheet shows of a number: its digits, the day it stands for, a percentage."""

import datetime
import re
from decimal import Decimal

#: The built-in number formats that show a date or a time, those of Chinese editions among them.
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_PERCENT_FORMATS = {9, 10}
_DECORATION = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_LETTERS = re.compile(r"[ymdhs]|年|月|日", re.IGNORECASE)
_EXCEL_DAYS = 2_957_003  # the last day that both ways of counting can name

_LONGEST_CODE = 255  # letters of a number format
#: Characters that no text holds and no database or XML takes.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how an xlsx file writes such characters


def clean(text: str) -> str:
    """The text without blanks around it and characters that cannot be printed."""
    return _UNPRINTABLE.sub("", text).strip()


def unescaped(text: str) -> str:
    """A text of an xlsx file as it reads."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return clean(text)


def format_kind(number: int, code: str = "") -> str:
    """What a number format makes of a number: "date", "percent" or ""."""
    if not code:
        return (
            "date" if number in _DATE_FORMATS else "percent" if number in _PERCENT_FORMATS else ""
        )
    bare = _DECORATION.sub("", code[:_LONGEST_CODE])
    if "%" in bare:
        return "percent"
    is_date = "general" not in bare.lower() and _DATE_LETTERS.search(bare)
    return "date" if is_date else ""


def number_text(number: float) -> str:
    """A number with the 15 digits that spreadsheets keep: 0.1 + 0.2 is 0.3."""
    text = f"{Decimal(f'{number:.15g}'):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def day_text(days: float, *, starts_1904: bool = False) -> str:
    """The day that a date cell shows, 2022-06-30; the bare number where there is no such day."""
    if not 0 <= days < _EXCEL_DAYS:
        return number_text(days)
    # Excel counts 29 February 1900, which never was.
    start = datetime.date(1904, 1, 1) if starts_1904 else datetime.date(1899, 12, 30)
    shift = 1 if not starts_1904 and days < 60 else 0
    return (start + datetime.timedelta(days=int(days) + shift)).isoformat()
