"""A paper whose every text a file can hold: control characters are blanks."""

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from ..paper import Paper

#: What neither XML nor a page can show: control characters, halves of pairs, non-characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BLANKS = re.compile("[\t\r]")


def printable(paper: Paper) -> Paper:
    """The paper with a blank for each character that cannot be printed; mostly the paper itself."""
    return rewritten(paper, _clean)


def rewritten(value: Any, change: Callable[[str], str]) -> Any:
    """The value with every text in it changed; the value itself where none is."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(rewritten(one, change) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {}
        for one in fields(value):
            old = getattr(value, one.name)
            new = rewritten(old, change)
            if new != old:
                changed[one.name] = new
        return replace(value, **changed) if changed else value
    return value


def _clean(text: str) -> str:
    return text if text.isprintable() else _UNPRINTABLE.sub(" ", _BLANKS.sub(" ", text))
