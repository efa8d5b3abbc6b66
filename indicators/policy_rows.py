"""The rows of a policy's tables as values, under the names of the fields that they are kept in.

Pure: cells in, values out. What a row refers to stays in its own words: a zone by its code, a
measure by its number, a reading by its clause and printed phrase. What the database's own fields
know (choices, lengths) is not repeated here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from .cells import Cells

Values = dict[str, object]

SMALL = 32_767  # what the database keeps as a small number
WAN_PER_YI = 10_000

#: Each rule's units, as a table may write them; a level's depends on what it measures.
UNITS = {
    "average_growth": ("%",),
    "point_gain": ("points",),
    "multiple": ("times",),
    "level": ("%", "亿元", "count"),
    "count_each_year": ("count",),
    "grade": ("class",),
}
_PRINTED = {"%": "%", "points": "个百分点", "times": "倍", "亿元": "亿元"}


@dataclass(frozen=True)
class Measured:
    """What a target measures: the unit of a level of it, and the word it is counted in."""

    unit: str  # %, 亿元, count
    counted_in: str  # 家, 辆, 场


def named(cells: Cells) -> Values:
    """A code with a name in both languages."""
    return {column: cells.text(column) for column in ("code", "name_zh", "name_en")}


def noted(cells: Cells) -> Values:
    return {name: cells.text(name, required=False) for name in ("note_zh", "note_en")}


def city(cells: Cells) -> Values:
    return named(cells)


def agency(cells: Cells) -> Values:
    return named(cells) | {name: cells.text(name) for name in ("short_zh", "short_en")}


def zone(cells: Cells) -> Values:
    degrees = {"required": False, "digits": 8, "places": 4}
    return agency(cells) | {
        "city": cells.text("city"),
        "stage": cells.text("stage"),
        "area_km2": cells.decimal(
            "area_km2", required=False, digits=8, places=2, low=Decimal("0.01")
        ),
        "longitude": cells.decimal("lon", low=-180, high=180, **degrees),  # type: ignore[arg-type]
        "latitude": cells.decimal("lat", low=-90, high=90, **degrees),  # type: ignore[arg-type]
        "is_judged": cells.flag("rank_eligible"),
        "order": cells.whole_number("order", low=0, high=SMALL),
        **noted(cells),
    }


def zone_date(cells: Cells) -> Values:
    return {
        "zone": cells.text("zone"),
        "event": cells.text("event"),
        "phase": cells.text("phase", required=False),
        "date": cells.partial_date("date"),
        "confidence": cells.text("confidence"),
    }


def zone_code(cells: Cells) -> Values:
    named_part = {name: cells.text(name, required=False) for name in ("part_zh", "part_en", "note")}
    needed = ("zone", "system", "code", "confidence")
    return {name: cells.text(name) for name in needed} | named_part


def zone_alias(cells: Cells) -> Values:
    return {
        "zone": cells.text("zone"),
        "printed": cells.text("printed"),
        "clause": cells.text("clause", required=False),
        "use": cells.text("use"),
    }


def indicator(cells: Cells) -> Values:
    cells.flag("is_judged")  # for the reader of the table: what is judged follows from the targets
    told = ("definition_zh", "definition_en", "source_zh", "source_en")
    return named(cells) | {
        "kind": cells.text("kind"),
        "unit_kind": cells.text("unit"),
        "unit_zh": cells.text("unit_zh"),
        "unit_en": cells.text("unit_en"),
        "scope": cells.text("scope"),
        "direction": direction(cells),
        "decimals": cells.whole_number("decimals", low=0, high=4),
        "part_of": cells.text("part_of", required=False) or None,
        "sum_of": tuple(sorted(cells.texts("sum_of"))),
        "basis": cells.text("basis"),
        "order": cells.whole_number("order", low=0, high=SMALL),
        **{name: cells.text(name, required=False) for name in told},
    }


def measure(cells: Cells) -> Values:
    told = {name: cells.text(name, required=False) for name in ("summary_zh", "summary_en")}
    titles = {name: cells.text(name) for name in ("title_zh", "title_en")}
    return {"number": cells.whole_number("number", low=1, high=SMALL)} | titles | told


def measure_agency(cells: Cells) -> Values:
    return {
        "measure": cells.whole_number("measure"),
        "agency": cells.text("agency"),
        "order": cells.whole_number("order", low=1, high=999),
        "printed": cells.text("printed"),
        "role": cells.text("role"),
    }


def reading(cells: Cells) -> Values:
    return {
        "clause": cells.text("clause"),
        "printed": cells.text("printed"),
        "adopted": cells.text("adopted", required=False),
        "kind": cells.text("kind"),
        "confidence": cells.text("confidence", required=False),
        "reason_zh": cells.text("reason_zh", required=False),
        "reason_en": cells.text("reason", required=False),
    }


def reading_place(cells: Cells) -> Values:
    return {
        "reading": (cells.text("reading_clause"), cells.text("reading_printed")),
        "clause": cells.text("clause"),
        "printed": cells.text("printed"),
        "adopted": cells.text("adopted", required=False),
    }


def task(cells: Cells) -> Values:
    return {
        "measure": cells.whole_number("measure"),
        "order": cells.whole_number("order", low=1, high=SMALL),
        "title_zh": cells.text("title_zh"),
        "title_en": cells.text("title_en"),
        "phrase": cells.text("phrase"),
        "agency": cells.text("agency"),
    }


def target(cells: Cells) -> Values:
    """A target; its measure is the clause, where the clause is a number."""
    clause = cells.text("clause")
    read = (
        cells.text("reading_clause", required=False),
        cells.text("reading_printed", required=False),
    )
    for column, other, text in zip(
        ("reading_clause", "reading_printed"), reversed(read), read, strict=True
    ):
        if other and not text:
            cells.refuse(column, "empty_cell")
    return named(cells) | {
        "clause": clause,
        "measure": int(clause) if clause.isascii() and clause.isdigit() else None,
        "phrase": cells.text("phrase"),
        "reading": read if all(read) else None,
        "indicator": cells.text("indicator", required=False) or None,
        "measure_of": cells.text("measure_of"),
        "scope": cells.text("scope"),
        "zones": tuple(sorted(cells.texts("zones"))),
        "direction": direction(cells),
        "order": cells.whole_number("order", low=0, high=SMALL),
        **noted(cells),
    }


def direction(cells: Cells) -> int:
    """1 where higher is better, -1 where lower is; 1 also where the cell is refused."""
    return int(cells.choice("direction", ("1", "-1")) or 1)


def condition(cells: Cells, measured: Mapping[str, Measured]) -> Values:
    """A target's condition, its amount in the stored unit; `measured` is what each target asks."""
    of_target = measured.get(cells.text("target", required=False))
    rule = cells.choice("rule", tuple(UNITS))
    units = UNITS.get(rule, tuple(_PRINTED))
    if rule == "level" and of_target:
        units = (of_target.unit,)
    unit = cells.choice("unit", units)
    values: Values = {
        "target": cells.text("target"),
        "tier": cells.text("tier"),
        "rule": rule,
        "comparison": cells.text("comparison"),
        "base_year": cells.whole_number("base_year", required=False, low=1900, high=2999),
        "first_year": cells.whole_number("first_year", low=1900, high=2999),
        "last_year": cells.whole_number("last_year", low=1900, high=2999),
        "is_last_year_only": cells.flag("last_year_only"),
        "grade": cells.text("grade", required=rule == "grade"),
        "grade_list_zh": cells.text("grade_list_zh", required=False),
        "grade_list_en": cells.text("grade_list_en", required=False),
    }
    if rule == "grade":
        if cells.text("amount", required=False):
            cells.refuse("amount", "cell_not_empty", value=cells.text("amount"))
        return values | {"amount": None, "amount_printed": f"{values['grade']}类"}
    # A growth of 35 % is kept as 0.35: two places of it are four of the fraction.
    places = 2 if rule == "average_growth" else 4
    amount = cells.decimal("amount", digits=12 + places, places=places)
    if amount is None:
        return values | {"amount": None, "amount_printed": ""}
    suffix = _PRINTED.get(unit) or (of_target.counted_in if of_target else "")
    stored = amount
    if rule == "average_growth":
        stored = amount / 100
    elif unit == "亿元":
        stored = amount * WAN_PER_YI
    return values | {"amount": stored, "amount_printed": f"{plain(amount)}{suffix}"}


def plain(amount: Decimal) -> str:
    """The number as people write it: 35, not 35.00 and not 3.5E+1."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
