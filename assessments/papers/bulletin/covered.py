"""What staff write on a computed bulletin: their own paragraphs, number, office, date, copies."""

from dataclasses import dataclass, replace
from datetime import date

from zones.numbers import day_in_words

from ..paper import WRITTEN, Paper, Paragraph, Part
from ..words import LANGUAGES, NONE, Words

DRAFT = Words("草稿", "DRAFT")
#: The part that ends with what staff ask for in their own words.
ASKED = "next"


@dataclass(frozen=True)
class Cover:
    """What staff write themselves; empty until they do. Nothing official is made up."""

    number: str = ""
    addressees: Words = NONE
    opening: Words = NONE
    closing: Words = NONE
    office: Words = NONE
    copies: Words = NONE
    dated: date | None = None


def covered(paper: Paper, cover: Cover) -> Paper:
    """The paper with what staff wrote; what was computed stays as it is."""
    language = paper.language
    return replace(
        paper,
        number=cover.number,
        addressees=cover.addressees.of(language) or paper.addressees,
        preamble=(*paper.preamble, *written(cover.opening, language)),
        parts=tuple(_asked(part, cover, language) for part in paper.parts),
        office=cover.office.of(language),
        dated=day_in_words(cover.dated, language) if cover.dated else "",
        copies=cover.copies.of(language),
    )


def both_covered(papers: dict[str, Paper], cover: Cover) -> dict[str, Paper]:
    """The same for the papers of a snapshot."""
    return {language: covered(papers[language], cover) for language in LANGUAGES}


def as_draft(paper: Paper) -> Paper:
    """The paper saying across every page that it is a draft."""
    return replace(paper, watermark=DRAFT.of(paper.language))


def _asked(part: Part, cover: Cover, language: str) -> Part:
    if part.code != ASKED:
        return part
    return replace(part, blocks=(*part.blocks, *written(cover.closing, language)))


def written(words: Words, language: str) -> tuple[Paragraph, ...]:
    """What a person wrote, a paragraph a line."""
    lines = [line.strip() for line in words.of(language).splitlines()]
    return tuple(Paragraph(line, author=WRITTEN) for line in lines if line)
