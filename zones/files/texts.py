"""Whether bytes are a plain text: in an encoding we know, with nothing that a program would run."""

import re

from .unfit import Unfit

#: Text that names a program for itself, or is the page or drawing of a browser.
_MARKUP = re.compile(
    r"<\s*(!doctype|\?xml|html|head|body|script|svg|iframe|object|embed|form|img|meta|link)\b",
    re.IGNORECASE,
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
#: A cell that a spreadsheet would compute: =…, @…, or a call behind a sign.
_RUNS = re.compile(
    r"""(?:^|[\n\r,;\t])\s*"?\s*(?:[=@＝＠]\s*[\w"('+\-.]|[+\-＋－][^,;\n]*[A-Za-z]\w*\s*[(|])"""
)
_SCRIPT = re.compile(r"(#!|<\?php|@echo\b|\{\\rtf|%!PS)", re.IGNORECASE)


def check_text(data: bytes) -> None:
    """Nothing; raises Unfit for bytes that are no text, for markup, scripts and cells that run."""
    text = _decoded(data)
    if _CONTROL.search(text):
        raise Unfit("unknown_kind", kind="")
    if not text.strip():
        raise Unfit("empty_file")
    if _MARKUP.search(text):
        raise Unfit("unknown_kind", kind="html")
    if _SCRIPT.match(text.lstrip("\ufeff \t\r\n")):
        raise Unfit("unknown_kind", kind="script")


def check_table(data: bytes) -> None:
    """Nothing; raises Unfit for a text that a spreadsheet would run in part."""
    check_text(data)
    if _RUNS.search(_decoded(data)):
        raise Unfit("formulas_in_csv")


def _decoded(data: bytes) -> str:
    """The text, in UTF-8, UTF-16 with its mark, or the encoding of Chinese Windows."""
    is_marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    encodings = ["utf-16"] if is_marked else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unfit("unknown_kind", kind="")
