"""The bundle of a policy as its tests read it: manifest, text and tables."""

import tomllib
from pathlib import Path

from indicators.tables import Row, Table, read_table
from indicators.text import split_policy

BUNDLE = Path(__file__).resolve().parent.parent / "fixtures" / "policies" / "hubei-2021"
MANIFEST = tomllib.loads((BUNDLE / "policy.toml").read_text(encoding="utf-8"))
PRINTED = (BUNDLE / MANIFEST["text"]).read_bytes()
POLICY = split_policy(PRINTED.decode("utf-8"))

# Each table's columns and, before the bar, those that make a row unique.
COLUMNS = {
    "measures": "number | title_zh title_en summary_zh summary_en outcome",
    "agencies": "code | name_zh name_en short_zh short_en",
    "measure_agencies": "measure agency | order printed role",
    "readings": "clause printed | adopted kind confidence reason reason_zh",
    "reading_places": "clause printed | reading_clause reading_printed adopted",
    "cities": "code | name_zh name_en",
    "zones": "code | name_zh name_en short_zh short_en city stage area_km2 lon lat "
    "rank_eligible order note_zh note_en",
    "zone_dates": "zone event phase | date confidence",
    "zone_codes": "zone system code | part_zh part_en note confidence",
    "zone_aliases": "zone printed clause | use",
    "indicators": "code | name_zh name_en kind unit unit_zh unit_en scope direction decimals "
    "part_of sum_of basis is_judged definition_zh definition_en source_zh source_en "
    "customs_flow order told_in",
    "targets": "code | name_zh name_en clause phrase reading_clause reading_printed indicator "
    "measure_of scope zones direction order note_zh note_en",
    "target_conditions": "target tier rule | amount unit comparison base_year first_year last_year "
    "last_year_only grade grade_list_zh grade_list_en grade_scope",
    "tasks": "measure order | title_zh title_en phrase agency",
    "counting": "indicator | register tier tier_zh tier_en at_least unit stage reading_clause "
    "reading_printed",
}


def read(name: str) -> Table:
    columns = COLUMNS[name].replace("|", "").split()
    file = MANIFEST["tables"][name]
    return read_table(file, (BUNDLE / file).read_bytes(), columns)


TABLES = {name: read(name) for name in COLUMNS}


def column(table: str, name: str) -> list[str]:
    return [row[name] for row in TABLES[table]]


def rows_of(table: str, **values: str) -> list[Row]:
    return [row for row in TABLES[table] if all(row[key] == want for key, want in values.items())]


def replacements(clause: str) -> list[tuple[str, str]]:
    rows = rows_of("readings", clause=clause) + rows_of("reading_places", clause=clause)
    return [(row["printed"], row["adopted"]) for row in rows]
