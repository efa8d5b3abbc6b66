"""What both spreadsheet files share: text that must not run, names of sheets and files."""

import re
from collections.abc import Container

#: A cell that begins so would be run as a formula by a spreadsheet.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
#: What a sheet's name must not hold, and how long it may be.
_SHEET, _LONGEST = re.compile(r"[\[\]:*?/\\\x00-\x1f]"), 31
_BRACKETS = re.compile(r"\s*(?:（[^（）]*）|\([^()]*\))$")


def would_run(text: str) -> bool:
    """Whether a spreadsheet might run a text as a formula."""
    return text.startswith(FORMULA_STARTS)


def sheet_name(title: str, taken: Container[str]) -> str:
    """A name for a sheet that no other has; `taken` are the others' in small letters."""
    clean = _SHEET.sub(" ", title).strip(" '") or "-"
    if len(clean) > _LONGEST:  # rather without what stands in brackets than cut within them
        clean = _BRACKETS.sub("", clean) or clean
    name, number = clean[:_LONGEST], 1
    if clean[_LONGEST : _LONGEST + 1].strip():  # no word is cut, where there are words
        name = name.rpartition(" ")[0] or name
    name = name.rstrip(" '")
    while name.lower() in taken or name.lower() == "history":
        number += 1
        name = f"{clean[: _LONGEST - 4].rstrip()} {number}"
    return name
