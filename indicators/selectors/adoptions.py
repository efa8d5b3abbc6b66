"""Reads what staff adopted: which reading of a phrase, and which amounts, count on a day."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from ..models import Adoption, Reading, Target

#: What an adopted reading says in place of the loaded one, and an adopted amount of a condition.
SAID = ("adopted", "kind", "confidence", "reason_zh", "reason_en")
ASKED = ("rule", "amount", "amount_printed", "comparison", "base_year")


def adoptions_in_force(
    day: date | None = None, known_at: datetime | None = None
) -> dict[int, Adoption]:
    """The adoption that counts on the day (today) by reading, as known at a moment (now).

    Two queries, one where nothing is adopted.
    """
    found = Adoption.objects.filter(in_force_from__lte=day or timezone.localdate())
    if known_at is not None:
        found = found.filter(adopted_at__lte=known_at)
    rows = found.order_by("in_force_from", "version").prefetch_related("conditions")
    return {one.reading_id: one for one in rows}


def read_as_adopted(
    readings: Iterable[Reading],
    adoptions: dict[int, Adoption],
) -> list[Reading]:
    """The readings saying what counts; the rows are for reading, and must not be saved.

    A further place that prints the same phrase follows; one with a form of its own stays.
    """
    found = list(readings)
    for reading in found:
        adoption = adoptions.get(reading.pk)
        if adoption is None:
            continue
        loaded = reading.adopted
        for name in SAID:
            setattr(reading, name, getattr(adoption, name))
        for place in reading.places.all():
            if (place.printed, place.adopted) == (reading.printed, loaded):
                place.adopted = adoption.adopted
    return found


def ask_as_adopted(targets: Iterable[Target], adoptions: dict[int, Adoption]) -> list[Target]:
    """The targets asking for what counts; the rows are for reading, and must not be saved."""
    asked = {row.condition_id: row for one in adoptions.values() for row in one.conditions.all()}
    found = list(targets)
    for target in found:
        for condition in target.conditions.all():
            row = asked.get(condition.pk)
            if row is None:
                continue
            target.direction = row.direction
            for name in ASKED:
                setattr(condition, name, getattr(row, name))
    return found


def readings_with_adoptions(policy: str) -> list[tuple[str, str]]:
    """The clause and printed phrase of every reading of a policy that staff adopted another of."""
    found = Reading.objects.filter(policy__code=policy, adoptions__isnull=False).distinct()
    return list(found.values_list("clause", "printed"))
