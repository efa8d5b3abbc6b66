"""Reads zones."""

from collections import defaultdict
from dataclasses import dataclass

from ..models import Zone, ZoneAlias


@dataclass(frozen=True)
class PrintedNames:
    """Every name of a place in lower case: those of one judged zone, and why the rest are not."""

    zones: dict[str, Zone]
    unusable: dict[str, str]  # "ambiguous_place" or "place_not_judged"


def printed_names() -> PrintedNames:
    """The names that zones are written under: codes, names, aliases. A zone's own name wins."""
    places = {zone.pk: zone for zone in Zone.objects.all()}
    own: dict[str, set[int]] = defaultdict(set)
    for zone in places.values():
        for name in (zone.code, zone.name_zh, zone.name_en, zone.short_zh, zone.short_en):
            own[name.lower()].add(zone.pk)
    printed: dict[str, set[int]] = defaultdict(set)
    ambiguous = set()
    for alias in ZoneAlias.objects.all():
        printed[alias.printed.lower()].add(alias.zone_id)
        if alias.use == ZoneAlias.Use.AMBIGUOUS:
            ambiguous.add(alias.printed.lower())
    names = PrintedNames({}, {})
    for name in {**own, **printed}:
        judged = {pk for pk in own.get(name, ()) if places[pk].is_judged}
        owners = judged or own.get(name, set()) | printed.get(name, set())
        zone = places[min(owners)]
        if len(owners) > 1 or (not judged and name in ambiguous):
            names.unusable[name] = "ambiguous_place"
        elif zone.is_judged:
            names.zones[name] = zone
        else:
            names.unusable[name] = "place_not_judged"
    return names
