"""The tables of a policy's bundle, and what is read from them: records by table.

Pure. A record knows where it stands in its file, so that whatever is wrong with it can be named.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from . import policy_rows as rows
from .tables import Problem
from .text import PolicyText

POLICY = "policy"


@dataclass(frozen=True)
class Layout:
    """A table's columns, those that tell its rows apart, and how a row is read."""

    key: tuple[str, ...]  # the fields by which a row is known
    columns: tuple[str, ...]
    unique: tuple[tuple[str, ...], ...]  # fields that no two rows share
    read: Callable[..., rows.Values]
    optional: tuple[str, ...] = ()  # columns that a table may leave out


def _layout(
    key: str,
    columns: str,
    read: Callable[..., rows.Values],
    *unique: str,
    optional: str = "",
) -> Layout:
    combinations = tuple(tuple(one.split()) for one in (unique or (key,)))
    return Layout(
        tuple(key.split()), tuple(columns.split()), combinations, read, tuple(optional.split())
    )


#: The tables in the order in which they are read and kept: each refers to earlier ones only.
LAYOUTS: Mapping[str, Layout] = {
    "cities": _layout("code", "code name_zh name_en", rows.named),
    "agencies": _layout("code", "code name_zh name_en short_zh short_en", rows.agency),
    "zones": _layout(
        "code",
        "code name_zh name_en short_zh short_en city stage area_km2 lon lat rank_eligible order"
        " note_zh note_en",
        rows.zone,
    ),
    "zone_dates": _layout("zone event phase", "zone event phase date confidence", rows.zone_date),
    "zone_codes": _layout(
        "zone system code", "zone system code part_zh part_en note confidence", rows.zone_code
    ),
    "zone_aliases": _layout("zone printed clause", "zone printed clause use", rows.zone_alias),
    "reporting_starts": _layout("zone", "zone quarter reason_zh reason_en", rows.reporting_start),
    "indicators": _layout(
        "code",
        "code name_zh name_en kind unit unit_zh unit_en scope direction decimals part_of sum_of"
        " basis is_judged definition_zh definition_en source_zh source_en customs_flow order",
        rows.indicator,
        optional="told_in",
    ),
    "measures": _layout(
        "number",
        "number title_zh title_en summary_zh summary_en",
        rows.measure,
        optional="outcome",
    ),
    "measure_agencies": _layout(
        "measure agency",
        "measure order printed agency role",
        rows.measure_agency,
        "measure agency",
        "measure order",
    ),
    "readings": _layout(
        "clause printed", "clause printed adopted kind confidence reason reason_zh", rows.reading
    ),
    "reading_places": _layout(
        "reading clause printed",
        "reading_clause reading_printed clause printed adopted",
        rows.reading_place,
        "clause printed",
    ),
    "targets": _layout(
        "code",
        "code name_zh name_en clause phrase reading_clause reading_printed indicator measure_of"
        " scope zones direction order note_zh note_en",
        rows.target,
    ),
    "target_conditions": _layout(
        "target tier rule",
        "target tier rule amount unit comparison base_year first_year last_year last_year_only"
        " grade grade_list_zh grade_list_en",
        rows.condition,
        optional="grade_scope",
    ),
    "tasks": _layout(
        "measure order",
        "measure order title_zh title_en phrase agency",
        rows.task,
        optional="due_on",
    ),
    "counting": _layout(
        "indicator",
        "indicator register tier tier_zh tier_en at_least unit stage reading_clause"
        " reading_printed",
        rows.counting,
    ),
}
#: Tables that a bundle may do without: nothing is counted from a register then, and zones report
#: from the first quarter that the collection has, unless their starts are kept otherwise.
OPTIONAL = frozenset({"counting", "reporting_starts"})
#: Kept as they are by a bundle without such a table.
LEFT_ALONE = frozenset({"reporting_starts"})

#: Fields that are kept under another name than their column's.
COLUMN_OF = {
    "is_judged": "rank_eligible",
    "longitude": "lon",
    "latitude": "lat",
    "unit_kind": "unit",
    "reason_en": "reason",
    "is_last_year_only": "last_year_only",
    "reading": "reading_printed",
    "amount_printed": "amount",
    "year": "quarter",
}


@dataclass(frozen=True)
class Record:
    """One row to be kept: where it stands, and its values by field."""

    table: str
    file: str
    row: int | None
    values: Mapping[str, object] = field(hash=False)

    @property
    def key(self) -> tuple[object, ...]:
        """What the row is known by, within its table."""
        return tuple(self.values[name] for name in key_fields(self.table))

    def problem(self, name: str | None, code: str, **params: object) -> Problem:
        """A problem of this row, at the column of a field."""
        column = COLUMN_OF.get(name, name) if name else None
        return Problem(self.file, self.row, column, code, params)


@dataclass(frozen=True)
class Bundle:
    """A policy as handed in: its text, its rows by table, and what is wrong with them."""

    file: str
    text: PolicyText | None = None
    records: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)  # each table's
    complete: frozenset[str] = frozenset()  # the tables of which every row could be read
    problems: tuple[Problem, ...] = ()

    @property
    def policy(self) -> Record:
        """What the manifest says of the policy; only where the manifest could be read."""
        return self.records[POLICY][0]


def key_fields(table: str) -> tuple[str, ...]:
    """The fields by which a table's rows are known."""
    return LAYOUTS[table].key if table in LAYOUTS else ("code",)


def plain_key(key: tuple[object, ...]) -> object:
    """A key as other rows write it: a single value, or all of them."""
    return key[0] if len(key) == 1 else key
