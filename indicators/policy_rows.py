"""The rows of a policy's tables as values, under the names of the fields that they are kept in.

Pure: cells in, values out. What a row refers to stays in its own words: a zone by its code, a
measure by its number, a reading by its clause and printed phrase. What the database's own fields
know (choices, lengths) is not repeated here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from .cells import Cells
from .classes import SCOPES
from .periods import UnknownPeriod, parse_quarter
from .targets import CLASSES

Values = dict[str, object]

#: What a zone reports quarter by quarter: amounts that can be added over zones. The parts of a
#: ratio are indicators of their own.
KINDS = ("flow", "stock")

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
_SUFFIX = {"%": "%", "points": "个百分点", "times": "倍", "亿元": "亿元"}


@dataclass(frozen=True)
class Measured:
    """What a target measures: the unit of a level of it, and the word it is counted in."""

    unit: str  # %, 亿元, count
    counted_in: str  # 家, 辆, 场


def named(cells: Cells) -> Values:
    """A code with a name in both languages: a city has no more."""
    return {column: cells.text(column) for column in ("code", "name_zh", "name_en")}


def noted(cells: Cells) -> Values:
    return {name: cells.text(name, required=False) for name in ("note_zh", "note_en")}


def agency(cells: Cells) -> Values:
    return {**named(cells), **{name: cells.text(name) for name in ("short_zh", "short_en")}}


def zone(cells: Cells) -> Values:
    return agency(cells) | {
        "city": cells.text("city"),
        "stage": cells.text("stage"),
        "area_km2": cells.decimal(
            "area_km2", required=False, digits=8, places=2, low=Decimal("0.01"), high=100_000
        ),
        "longitude": _degrees(cells, "lon", 180),
        "latitude": _degrees(cells, "lat", 90),
        "is_judged": cells.flag("rank_eligible"),
        "order": cells.whole_number("order", low=0, high=SMALL),
        **noted(cells),
    }


def _degrees(cells: Cells, column: str, most: int) -> Decimal | None:
    return cells.decimal(column, required=False, digits=8, places=4, low=-most, high=most)


def zone_date(cells: Cells) -> Values:
    return {
        "zone": cells.text("zone"),
        "event": cells.text("event"),
        "phase": cells.text("phase", required=False),
        "date": cells.partial_date("date"),
        "confidence": cells.text("confidence"),
    }


def zone_code(cells: Cells) -> Values:
    return {
        "zone": cells.text("zone"),
        "system": cells.text("system"),
        "code": cells.text("code"),
        "part_zh": cells.text("part_zh", required=False),
        "part_en": cells.text("part_en", required=False),
        "note": cells.text("note", required=False),
        "confidence": cells.text("confidence"),
    }


def zone_alias(cells: Cells) -> Values:
    return {
        "zone": cells.text("zone"),
        "printed": cells.text("printed"),
        "clause": cells.text("clause", required=False),
        "use": cells.text("use"),
    }


def reporting_start(cells: Cells) -> Values:
    """The first quarter that a zone reports, and why not an earlier one."""
    told = {name: cells.text(name) for name in ("zone", "reason_zh", "reason_en")}
    written = cells.text("quarter")
    try:
        first = parse_quarter(written)
    except UnknownPeriod:
        if written:
            cells.refuse("quarter", "not_a_quarter", value=written)
        return told | {"year": None, "quarter": None}
    return told | {"year": first.year, "quarter": first.quarter}


def indicator(cells: Cells) -> Values:
    cells.flag("is_judged")  # for the reader of the table: what is judged follows from the targets
    told = ("definition_zh", "definition_en", "source_zh", "source_en", "told_in")
    return named(cells) | {
        "kind": cells.choice("kind", KINDS),
        "unit_kind": cells.text("unit"),
        "unit_zh": cells.text("unit_zh"),
        "unit_en": cells.text("unit_en"),
        "scope": cells.text("scope"),
        "direction": direction(cells),
        "decimals": cells.whole_number("decimals", low=0, high=4),
        "part_of": cells.text("part_of", required=False) or None,
        "sum_of": tuple(sorted(set(cells.texts("sum_of")))),
        "basis": cells.text("basis"),
        "customs_flow": cells.text("customs_flow", required=False),
        "order": cells.whole_number("order", low=0, high=SMALL),
        **{name: cells.text(name, required=False) for name in told},
    }


def measure(cells: Cells) -> Values:
    return {
        "number": cells.whole_number("number", low=1, high=999),
        "title_zh": cells.text("title_zh"),
        "title_en": cells.text("title_en"),
        "summary_zh": cells.text("summary_zh", required=False),
        "summary_en": cells.text("summary_en", required=False),
        "outcome": cells.text("outcome", required=False),
    }


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
        "order": cells.whole_number("order", low=1, high=999),
        "title_zh": cells.text("title_zh"),
        "title_en": cells.text("title_en"),
        "phrase": cells.text("phrase"),
        "agency": cells.text("agency"),
        "due_on": cells.date("due_on", required=False),
    }


def target(cells: Cells) -> Values:
    """A target; its measure is the clause, where the clause is a number."""
    clause = cells.text("clause")
    of_reading = (
        cells.text("reading_clause", required=bool(cells.row["reading_printed"].strip())),
        cells.text("reading_printed", required=bool(cells.row["reading_clause"].strip())),
    )
    return named(cells) | {
        "clause": clause,
        "measure": int(clause) if clause.isascii() and clause.isdigit() else None,
        "phrase": cells.text("phrase"),
        "reading": of_reading if all(of_reading) else None,
        "indicator": cells.text("indicator", required=False) or None,
        "measure_of": cells.text("measure_of"),
        "scope": cells.text("scope"),
        "zones": tuple(sorted(set(cells.texts("zones")))),
        "direction": direction(cells),
        "order": cells.whole_number("order", low=0, high=SMALL),
        **noted(cells),
    }


def counting(cells: Cells) -> Values:
    """What an indicator counts; the amount that a tier begins at in 万元."""
    register = cells.choice("register", ("projects", "events"))
    is_tier = register == "projects"
    values: Values = {
        "indicator": cells.text("indicator"),
        "register": register,
        **{name: cells.text(name, required=is_tier) for name in ("tier", "tier_zh", "tier_en")},
        "stage": cells.text("stage", required=is_tier),
        "reading": (cells.text("reading_clause"), cells.text("reading_printed")),
    }
    unit = cells.choice("unit", ("亿元", "万元"), required=is_tier)
    amount = cells.decimal("at_least", required=is_tier, digits=16, low=Decimal("0.0001"))
    if register == "events":
        for name in ("tier", "tier_zh", "tier_en", "at_least", "unit", "stage"):
            if written := cells.text(name, required=False):
                cells.refuse(name, "cell_not_empty", value=written)
    is_hundred_million = amount is not None and unit == "亿元"
    return values | {"at_least": amount * WAN_PER_YI if is_hundred_million and amount else amount}


def direction(cells: Cells) -> int:
    """1 where higher is better, -1 where lower is; 1 also where the cell is refused."""
    return int(cells.choice("direction", ("1", "-1")) or 1)


def year(cells: Cells, column: str, *, required: bool = True) -> int | None:
    return cells.whole_number(column, required=required, low=1900, high=2999)


def condition(cells: Cells, measured: Mapping[object, Measured]) -> Values:
    """A target's condition, its amount in the stored unit; `measured` is what each target asks."""
    rule = cells.choice("rule", tuple(UNITS))
    values: Values = {
        "target": cells.text("target"),
        "tier": cells.text("tier"),
        "rule": rule,
        "comparison": cells.text("comparison"),
        "base_year": year(cells, "base_year", required=False),
        "first_year": year(cells, "first_year"),
        "last_year": year(cells, "last_year"),
        "is_last_year_only": cells.flag("last_year_only"),
        "grade": cells.choice("grade", tuple(CLASSES), required=rule == "grade"),
        "grade_list_zh": cells.text("grade_list_zh", required=rule == "grade"),
        "grade_list_en": cells.text("grade_list_en", required=rule == "grade"),
        "grade_scope": cells.choice("grade_scope", SCOPES, required=False),
    }
    amount, printed = _amount(cells, rule, measured.get(values["target"]))
    if rule == "grade":
        printed = f"{values['grade']}类"
    return values | {"amount": amount, "amount_printed": printed}


def _amount(cells: Cells, rule: str, of: Measured | None) -> tuple[Decimal | None, str]:
    """The amount in the stored unit, and as people write it; None and nothing without one."""
    units = UNITS.get(rule, tuple(_SUFFIX))
    unit = cells.choice("unit", (of.unit,) if of and rule == "level" else units)
    if rule == "grade":
        written = cells.text("amount", required=False)
        if written:
            cells.refuse("amount", "cell_not_empty", value=written)
        return None, ""
    # A growth of 35 % is kept as 0.35: two places of the one are four of the other.
    places = 2 if rule == "average_growth" else 4
    amount = cells.decimal("amount", digits=12 + places, places=places)
    if amount is None:
        return None, ""
    suffix = of.counted_in if of and unit == "count" else _SUFFIX.get(unit, "")
    printed = f"{plain(amount)}{suffix}"
    if rule == "average_growth":
        return amount / 100, printed
    return amount * WAN_PER_YI if unit == "亿元" else amount, printed


def plain(amount: Decimal) -> str:
    """The number as people write it: 35, not 35.00 and not 3.5E+1."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
