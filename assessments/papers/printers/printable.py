"""A paper whose every text a file can hold: control characters are blanks."""

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

from ..paper import Paper

#: What neither XML nor a page can show: control characters, halves of pairs, non-characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BLANKS = re.compile("[\t\r]")


def printable(paper: Paper) -> Paper:
    """The paper with a blank for each character that cannot be printed; mostly the paper itself."""
    return _clean(paper)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _UNPRINTABLE.sub(" ", _BLANKS.sub(" ", value)) if not value.isprintable() else value
    if isinstance(value, tuple):
        return tuple(map(_clean, value))
    if is_dataclass(value) and not isinstance(value, type):
        changed = {}
        for one in fields(value):
            old = getattr(value, one.name)
            new = _clean(old)
            if new != old:
                changed[one.name] = new
        return replace(value, **changed) if changed else value
    return value
