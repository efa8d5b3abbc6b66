"""What a cell holds besides text: badges and links.

A badge is a state in words with a shape and a colour, so that colour never stands alone.
"""

from dataclasses import dataclass

#: The kinds a badge may have, from good news to no news.
KINDS = ("good", "info", "warn", "bad", "quiet")


@dataclass(frozen=True)
class Badge:
    """A state as printed: a kind that gives the colour, the words, an icon, an explanation."""

    kind: str
    text: str
    icon: str = ""
    title: str = ""
    order: int = 0  # the place of the state in a sorted column, the most urgent first

    def __str__(self) -> str:
        return str(self.text)

    def __lt__(self, other: "Badge") -> bool:
        return self.order < other.order


@dataclass(frozen=True)
class Link:
    """A short link of a cell that holds several."""

    text: str
    href: str
    title: str = ""
