"""Another province in an empty database: a made-up one, loaded and lived in as staff would do it.

The commands are those of docs/another-province.md, in its order. Everything happens today, as when
an operator brings in the past of a province that begins to use the site.
"""

import csv
import io
from pathlib import Path

from django.contrib.auth.models import User
from django.core.management import call_command

from zones import access
from zones.models import Agency, Post, Zone
from zones.services.accounts import groups_ensure

FOLDER = Path(__file__).resolve().parent / "fixtures" / "another_province"
YEARS = (2023, 2024, 2025)
QUARTERS = [f"{year}Q{quarter}" for year in YEARS for quarter in (1, 2, 3, 4)]
#: Open, and nobody has handed in anything yet.
OPEN = "2026Q1"
FIGURES = ("zone", "quarter", "indicator", "value", "unit", "basis", "state", "reason")

#: login, group, the zone or the agency that the person stands for
PEOPLE = (
    ("officer", access.COMMERCE, "", "trade-bureau"),
    ("reviewer", access.COMMERCE, "", "trade-bureau"),
    ("reporter", access.REPORTERS, "jia-air", ""),
    ("treasurer", access.AGENCIES, "", "treasury"),
    ("head", access.LEADERSHIP, "", ""),
    ("border", access.CUSTOMS, "", "qinglan-customs"),
    ("keeper", access.ADMINISTRATORS, "", ""),
)


def load() -> None:
    """Nothing; the province's policy, rules, scheme and totals are there, by the commands."""
    call_command("load_policy", FOLDER / "policy.toml", commit=True)
    call_command("load_rules", FOLDER / "rules.csv", commit=True)
    call_command("load_scheme", FOLDER / "scheme.toml", commit=True)
    call_command("load_province", FOLDER / "province_totals.csv", commit=True)


def settle() -> dict[str, access.Person]:
    """The people of the province by their logins, each with a post, as administrators make them."""
    groups = groups_ensure()
    zones = {zone.code: zone for zone in Zone.objects.all()}
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    for login, group, zone, agency in PEOPLE:
        user = User.objects.create_user(
            login,
            f"{login}@qinglan.invalid",
            first_name=login.title(),
            is_staff=group == access.ADMINISTRATORS,
        )
        user.groups.add(groups[group])
        Post.objects.create(user=user, zone=zones.get(zone), agency=agencies.get(agency))
    return {row[0]: access.person_of(User.objects.get(username=row[0])) for row in PEOPLE}


def figures_of(zone: int, quarter: int) -> dict[str, tuple[object, str]]:
    """What the zone in that place of the list reports in that quarter of the list, with units."""
    size = 40_000 + 11_000 * ((zone * 5) % 9)
    grown = 100 + quarter * (1 + (zone * 7) % 5) - (quarter // 8) * ((zone * 3) % 11)
    goods_in, goods_out = size * grown // 100, size * grown // 80
    return {
        "goods_in": (goods_in, "万元"),
        "goods_out": (goods_out, "万元"),
        "processing": (goods_out // 3, "万元"),
        "cold_chain": (goods_in // 9, "万元"),
        "jobs": (3_000 + 700 * zone + 40 * quarter, "人"),
        "held": (48 - zone - quarter, "票"),
        "flagships": (1 if quarter % 2 == zone % 2 else 0, "个"),
        "presentations": (1 if quarter % 4 == zone % 3 else 0, "场"),
    }


def figures_file() -> bytes:
    """The figures of every zone that is judged, as the list that `import_figures` reads."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FIGURES)
    for place, zone in enumerate(Zone.objects.filter(is_judged=True)):
        for number, quarter in enumerate(QUARTERS):
            if zone.code == "ji" and quarter < "2024":
                continue
            for code, (value, unit) in figures_of(place, number).items():
                state = "value" if value else "zero"
                writer.writerow((zone.code, quarter, code, value, unit, "quarter", state, ""))
    return out.getvalue().encode()


def report(folder: Path) -> None:
    """Nothing; three years of figures are handed in and verified, by the command."""
    file = folder / "figures.csv"
    file.write_bytes(figures_file())
    call_command(
        "import_figures", file, commit=True, by="officer", verified_by="reviewer", incomplete=True
    )
