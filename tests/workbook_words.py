"""The vocabulary that the tests read workbooks with: the policy's zones and indicators."""

import csv
from functools import cache
from pathlib import Path

from indicators.workbooks.vocabulary import PROVINCE, Area, KnownIndicator, Vocabulary

POLICY = Path(__file__).resolve().parent.parent / "fixtures" / "policies" / "hubei-2021"
REASONS = {"系统故障": "system", "企业未报": "enterprise"}


def rows(name: str) -> list[dict[str, str]]:
    with (POLICY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def vocabulary() -> Vocabulary:
    """Every name of a reporting zone, the ambiguous ones, areas and indicators."""
    judged = {row["code"] for row in rows("zones") if row["rank_eligible"] == "1"}
    zones = {PROVINCE: PROVINCE}
    unusable = {}
    for row in rows("zones"):
        names = [row[key] for key in ("code", "name_zh", "name_en", "short_zh", "short_en")]
        kept = zones if row["code"] in judged else unusable
        kept |= dict.fromkeys(names, row["code"] if kept is zones else "place_not_judged")
    for row in rows("zone_aliases"):
        if row["use"] == "ambiguous":
            unusable[row["printed"]] = "ambiguous_place"
        elif row["zone"] in judged:
            zones[row["printed"]] = row["zone"]
    return Vocabulary(
        zones=zones,
        unusable=unusable,
        indicators=tuple(map(known, rows("indicators"))),
        areas=tuple(
            Area(row["code"], row["zone"], tuple(filter(None, [row["part_zh"]])))
            for row in rows("zone_codes")
            if row["system"] == "customs_area" and row["zone"] in judged
        ),
        flows={"total": "trade_total", "export": "trade_export", "import": "trade_import"},
        reasons=REASONS,
    )


def known(row: dict[str, str]) -> KnownIndicator:
    return KnownIndicator(
        code=row["code"],
        names=(row["name_zh"], row["name_en"]),
        unit_kind=row["unit"],
        unit=row["unit_zh"],
        unit_names=(row["unit_en"],),
        basis=row["basis"],
        is_whole=row["unit"] == "count",
    )
