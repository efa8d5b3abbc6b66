"""Reads zones."""

from .models import Zone, ZoneAlias


def zones_by_printed_name() -> dict[str, Zone]:
    """Every judged zone under its code, names and unambiguous aliases, in lower case."""
    zones = {zone.pk: zone for zone in Zone.objects.filter(is_judged=True)}
    found: dict[str, Zone] = {}
    for zone in zones.values():
        for name in (zone.code, zone.name_zh, zone.name_en, zone.short_zh, zone.short_en):
            found[name.lower()] = zone
    aliases = ZoneAlias.objects.exclude(use=ZoneAlias.Use.AMBIGUOUS).filter(zone__in=zones)
    for printed, zone_id in aliases.values_list("printed", "zone_id"):
        found.setdefault(printed.lower(), zones[zone_id])
    return found
