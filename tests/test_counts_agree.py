"""Counts of projects and events are the same on every page, in the bulletin and the register.

Each page is asked for what it prints of every zone's year; the register's lists are counted row by
row, and the demonstration's files once more without the site.
"""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

import csv
import io
import re
from collections import Counter

import pytest
from django.utils import timezone

from assessments.models import Assessment
from assessments.selectors.bulletin_facts import bulletin_facts
from tests.demo_database import demonstration  # noqa: F401
from tests.demo_files import CITIES, DEMO, rows
from tests.reading import open_as, read, text  # noqa: F401
from tests.reading_assessments import leader, person  # noqa: F401
from zones.models import Project, Zone
from zones.services.projects import project_strike

pytestmark = pytest.mark.usefixtures("demonstration", "db")

YEAR = 2023
#: Indicator: what narrows the register down to it, its target's column, its row on a zone's page.
COUNTED = {
    "projects_leading": ("/projects/?tier=leading", "leading project", "Leading projects"),
    "projects_key": ("/projects/?tier=key", "key projects", "Key projects"),
    "events": ("/events/?", "matchmaking events", "Matchmaking events"),
}


@pytest.fixture
def exported(open_as, leader):
    """`exported("/projects/?…")` are the rows of the page's file."""

    def lines(address: str, name: str = "export") -> list[dict[str, str]]:
        answer = open_as(leader, f"{address}{'&' if '?' in address else '?'}{name}=csv")
        found = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
        return [line for line in found if line and list(line.values())[1] is not None]

    return lines


@pytest.fixture
def counts(exported) -> dict[tuple[str, str], int]:
    """What the register's own lists hold of the year, by zone and indicator."""
    short = {zone.short_en: zone.code for zone in Zone.objects.all()}
    found: Counter = Counter()
    for indicator, (address, *_names) in COUNTED.items():
        for line in exported(f"{address}&counted={YEAR}"):
            zone = line.get("Entered by the zone") or line["Zone"]
            found[short[zone], indicator] += 1
    return {(zone, one): found[zone, one] for zone in CITIES for one in COUNTED}


def of_cities(counts, zone: str, indicator: str) -> int:
    """A zone's count; of what is counted by city, its city's."""
    if indicator != "events":
        return counts[zone, indicator]
    return sum(counts[other, indicator] for other, city in CITIES.items() if city == CITIES[zone])


def test_the_register_counts_what_the_figures_file_reports_quarter_by_quarter(exported):
    reported = {
        (row["quarter"], row["zone"], row["indicator"]): int(row["value"])
        for name in ("figures.csv", "open_figures.csv")
        for row in rows(f"demo/{name}")
        if row["indicator"] in COUNTED
    }
    held: Counter = Counter()
    for row in rows("demo/events.csv"):
        year, month, _day = map(int, row["held_on"].split("-"))
        held[f"{year}Q{(month + 2) // 3}", row["zone"], "events"] += 1
    for row in rows("demo/projects.csv"):
        amount = float(row["expected_trade"])
        year, month, _day = map(int, row["signed_on"].split("-"))
        last = f"{year}-{3 * ((month + 2) // 3):02d}-31"
        if amount >= 1 and not (row["withdrawn_on"] and row["withdrawn_on"] <= last):
            tier = "projects_leading" if amount >= 10 else "projects_key"
            held[f"{year}Q{(month + 2) // 3}", row["zone"], tier] += 1
    assert {key: held[key] for key in reported} == reported
    assert set(held) <= set(reported)
    for year in range(2020, 2025):
        for line in exported(f"/projects/counts/?year={year}"):
            assert (line["Counted in the register"], line["Together"]) == (
                line["Reported figure"],
                "agree",
            )


def test_the_files_of_the_demonstration_are_what_its_script_makes(monkeypatch):
    monkeypatch.syspath_prepend(str(DEMO))
    import make_register as made

    for name, header, lines in (
        ("projects.csv", made.PROJECT_HEADER, made.projects()),
        ("events.csv", made.EVENT_HEADER, made.events()),
    ):
        assert (DEMO / name).read_text("utf-8") == made.text(header, lines)


def test_the_overview_prints_the_register_s_counts(counts, exported):
    short = {zone.short_en: zone.code for zone in Zone.objects.all()}
    matrix = [line for line in exported("/", "m-export") if line["Zone"] in short]
    assert len(matrix) == len(CITIES)
    for line in matrix:
        for indicator, (_address, words, _row) in COUNTED.items():
            (told,) = [value for name, value in line.items() if words in name]
            actual = int(re.search(r" (\d+) / ", told)[1])
            assert actual == of_cities(counts, short[line["Zone"]], indicator), line["Zone"]


@pytest.mark.parametrize("zone", CITIES)
def test_a_zone_s_page_prints_the_register_s_counts(counts, read, leader, zone):
    page = read(leader, f"/zones/{zone}/?period={YEAR}")
    lines = [[text(cell) for cell in line.xpath("./td|./th")] for line in page.xpath("//tr[td]")]
    for indicator, (_address, _words, row) in COUNTED.items():
        told = {int(one[1]) for one in lines if one[0].startswith(row) and one[1].isdigit()}
        assert told == {of_cities(counts, zone, indicator)}, indicator


def test_the_measure_s_page_prints_the_register_s_totals(counts, read, leader):
    (section,) = read(leader, "/measures/4/").xpath("//section[@id='counts']")
    told = [int(re.match(r"[\d,]+", text(one))[0]) for one in section.xpath(".//strong")]
    totals = [sum(n for (_zone, one), n in counts.items() if one == code) for code in COUNTED]
    assert told == totals
    assert f"· {YEAR}" in text(section)
    links = section.xpath(".//a/@href")
    assert links == [
        f"/projects/?counted={YEAR}&tier=leading",
        f"/projects/?counted={YEAR}&tier=key",
        f"/events/?counted={YEAR}",
    ]


def test_the_measure_s_page_says_where_the_register_counts_otherwise_by_now(read, leader, person):
    key = Project.objects.filter(signed_on__year=YEAR, expected_trade__lt=100_000).first()
    project_strike(project=key, reason="误录", by=person("commerce"), at=timezone.now())
    differs = "The register counts otherwise by now: 1 count differs"
    (section,) = read(leader, "/measures/4/").xpath("//section[@id='counts']")
    assert text(section).count(differs) == 1
    assert f"/projects/counts/?year={YEAR}" in section.xpath(".//a/@href")
    (section,) = read(person("customs"), "/measures/4/").xpath("//section[@id='counts']")
    assert differs not in text(section)


def test_the_bulletin_prints_the_register_s_counts_and_its_leading_projects(counts):
    assessment = Assessment.objects.filter(state="published", year=YEAR, kind="year").latest("pk")
    facts = bulletin_facts(assessment)
    for zone in CITIES:
        for indicator in COUNTED:
            assert facts.figure(indicator, zone).value == of_cities(counts, zone, indicator)
    for indicator in COUNTED:
        total = sum(n for (_zone, one), n in counts.items() if one == indicator)
        assert facts.figure(indicator).value == total
    named = Counter(one.zone_code for one in facts.projects)
    assert named == Counter({z: counts[z, "projects_leading"] for z in CITIES}) + Counter()
