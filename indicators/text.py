"""The text of a policy: split into its clauses, and read as printed beside as adopted.

Pure: strings in, frozen dataclasses out. Nothing here changes a character: the pieces of a policy
joined again are the policy, and the printed sides of the spans joined again are the clause.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# "1.", "1．" or "1、" at the start of a line; "1.5 亿元" is a number, not a heading.
_HEADING = re.compile(r"^([0-9]+)[.．、](?![0-9])", re.MULTILINE)


@dataclass(frozen=True)
class MeasureText:
    """One numbered measure, from its "N." to the newline that ends it."""

    number: int
    text: str

    @property
    def title(self) -> str:
        """The measure's title: what stands between its number and the first full stop."""
        return _HEADING.sub("", self.text, count=1).split("。", 1)[0].strip()


@dataclass(frozen=True)
class PolicyText:
    """A policy in its pieces; opening + preamble + measures is the whole text."""

    opening: str  # addressee, notice, date and title: every line before the preamble
    preamble: str  # the paragraph before the first measure
    measures: tuple[MeasureText, ...]

    @property
    def whole(self) -> str:
        """The policy's text, character for character."""
        return "".join([self.opening, self.preamble, *(one.text for one in self.measures)])

    @property
    def clauses(self) -> dict[str, str]:
        """The printed text by clause name: "salutation", "preamble", "1", "2" and so on."""
        named = {"salutation": self.opening, "preamble": self.preamble}
        return named | {str(one.number): one.text for one in self.measures}


@dataclass(frozen=True)
class Span:
    """A run of a clause: its printed and its adopted form, and the reading that connects them."""

    text_printed: str
    text_adopted: str
    reading: int | None = None  # index into the replacements; None where no reading applies

    @property
    def is_changed(self) -> bool:
        """True where the adopted form differs from the printed one."""
        return self.text_printed != self.text_adopted


def split_policy(text: str) -> PolicyText:
    """The policy in pieces that join to exactly `text`.

    Measures are numbered 1, 2, 3 … without a gap; a line that begins with any other number belongs
    to the measure before it. Decode the file's bytes yourself: text mode would translate newlines.
    """
    starts: list[int] = []
    for heading in _HEADING.finditer(text):
        if int(heading[1]) == len(starts) + 1:
            starts.append(heading.start())
    head = text[: starts[0]] if starts else text
    preamble_start = _last_paragraph(head) if starts else len(head)
    ends = [*starts[1:], len(text)]
    measures = tuple(
        MeasureText(number, text[start:end])
        for number, (start, end) in enumerate(zip(starts, ends, strict=False), start=1)
    )
    return PolicyText(head[:preamble_start], head[preamble_start:], measures)


def adopt(printed: str, replacements: Sequence[tuple[str, str]]) -> tuple[Span, ...]:
    """The clause as spans, each with its printed and adopted form; they never overlap.

    `replacements` are (printed phrase, adopted phrase) pairs. The longest phrase claims its places
    first, from the left, and a shorter one only what is left: it may be a word inside the longer.
    An empty adopted phrase means "not recoverable": the span is marked and stays as printed.
    """
    spans: tuple[Span, ...] = (Span(printed, printed),) if printed else ()
    by_length = sorted(range(len(replacements)), key=lambda index: -len(replacements[index][0]))
    for index in by_length:
        phrase, adopted = replacements[index]
        if not phrase:
            raise ValueError("a printed phrase cannot be empty")
        found = Span(phrase, adopted or phrase, index)
        spans = tuple(piece for span in spans for piece in _claim(span, found))
    return spans


def adopted_text(spans: Sequence[Span]) -> str:
    """The clause as adopted."""
    return "".join(span.text_adopted for span in spans)


def _claim(span: Span, found: Span) -> list[Span]:
    """The span cut at every place of the found phrase; whole if it already has a reading."""
    if span.reading is not None:
        return [span]
    pieces: list[Span] = []
    for number, rest in enumerate(span.text_printed.split(found.text_printed)):
        if number:
            pieces.append(found)
        if rest:
            pieces.append(Span(rest, rest))
    return pieces


def _last_paragraph(head: str) -> int:
    """The offset at which the last line with anything on it begins."""
    return head.rstrip().rfind("\n") + 1
