"""Reads a printed phrase beside what is adopted for it, wherever a page quotes the policy."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from ..models import Policy
from ..text import adopt, adopted_text
from .readings import ReadingRow, readings_by_clause


@dataclass(frozen=True)
class Phrase:
    """A phrase as printed; `adopted` is empty where it reads the same."""

    printed: str
    adopted: str = ""
    href: str = ""  # the reading's row on the page of readings

    def __str__(self) -> str:
        return self.printed


Reader = Callable[[str, str], Phrase]


def phrase_reader(
    policy: Policy | None, day: date | None = None, known_at: datetime | None = None
) -> Reader:
    """A function from (clause, printed phrase) to the phrase as read; its queries are made here.

    It reads by what counts on the day (today), as known at the moment (now).
    """
    by_clause = readings_by_clause(policy, day, known_at)

    def read(clause: str, printed: str) -> Phrase:
        return read_phrase(printed, by_clause.get(clause, []))

    return read


def read_phrase(printed: str, found: list[tuple[str, str, ReadingRow]]) -> Phrase:
    """The phrase as read by its clause's readings.

    A phrase cut out of a longer one that a reading replaces is read by the whole of it.
    """
    spans = adopt(printed, [(phrase, adopted) for phrase, adopted, _row in found])
    changed = [span.reading for span in spans if span.reading is not None and span.is_changed]
    if changed:
        return Phrase(printed, adopted_text(spans), found[changed[0]][2].href)
    for phrase, adopted, row in found:
        if printed and printed in phrase and adopted not in ("", phrase):
            return Phrase(printed, adopted, row.href)
    return Phrase(printed)
