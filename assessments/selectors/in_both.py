"""Reads a bilingual thing, or a sentence of the active language, in both languages at once."""

from collections.abc import Callable

from django.utils.translation import override

from ..papers.words import EN, NONE, ZH, Words


def in_both(make: Callable[[], object]) -> Words:
    """What a function that speaks the active language says in each of them."""
    with override(ZH):
        chinese = str(make())
    with override(EN):
        return Words(chinese, str(make()))


def named(thing, field: str = "name") -> Words:
    """A thing's bilingual field; nothing for no thing."""
    if thing is None:
        return NONE
    return Words(getattr(thing, f"{field}_zh"), getattr(thing, f"{field}_en"))
