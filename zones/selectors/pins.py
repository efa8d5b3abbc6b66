"""Reads the pages that a person keeps at hand."""

from collections.abc import Sequence

from ..access import Person
from ..models import Pin


def pins_of(who: Person) -> Sequence[Pin]:
    """The person's own, in the order of pinning; one query."""
    return list(Pin.objects.filter(user=who.user_id))
