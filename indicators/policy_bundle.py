"""A policy as a bundle of files: the manifest, the text as printed and the tables beside it.

Pure: `read_bundle` gets the bytes of the files and gives back records and problems. Nothing is
raised at the first fault: whoever made the bundle is told all that is wrong at once.
"""

import datetime
import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from . import policy_rows as rows
from .cells import Cells
from .policy_checks import check_bundle
from .policy_layout import LAYOUTS, OPTIONAL, POLICY, Bundle, Layout, Record
from .tables import Problem, Table, read_table
from .text import PolicyText, split_policy

Read: TypeAlias = Callable[[str], bytes | None]  # a file's bytes by its name, None without one
Manifest: TypeAlias = dict[str, Any]

#: What a manifest says, with a value of the kind that is wanted.
MANIFEST: Mapping[str, object] = {
    "code": "hubei-2021",
    "name_zh": "若干举措",
    "name_en": "Measures",
    "province_zh": "湖北省",
    "province_en": "Hubei Province",
    "issued_on": datetime.date(2021, 10, 21),
    "base_year": 2020,
    "first_year": 2021,
    "last_year": 2023,
    "text": "policy.txt",
    "text_sha256": "0123…",
    "tables": {},
}
#: What a manifest may leave out.
MAY_LACK: Mapping[str, object] = {
    "addressees_zh": "有关市人民政府：",
    "addressees_en": "To the governments of the cities concerned:",
}
YEARS = ("base_year", "first_year", "last_year")


def read_bundle(file: str, data: bytes | None, read: Read) -> Bundle:
    """The bundle of the manifest `file` with these bytes; `read` gives the files that it names."""
    about, problems = _read_manifest(file, data)
    if about is None:
        return Bundle(file, problems=tuple(problems))
    text = _read_text(file, about, read, problems)
    records: dict[str, tuple[Record, ...]] = {POLICY: (_policy(file, about, text),)}
    complete = set()
    for name in LAYOUTS:
        table = _read_table(file, about["tables"].get(name), LAYOUTS[name], read)
        problems += table.problems
        if not table.problems:
            complete.add(name)
        records[name] = _records(name, table, records, text, problems)
        problems += _repeated(records[name], LAYOUTS[name].unique)
    bundle = Bundle(file, text, records, about["tables"], frozenset(complete))
    problems += check_bundle(bundle)
    unique = tuple(dict.fromkeys(problems))
    return Bundle(file, text, records, bundle.files, bundle.complete, unique)


# --- the manifest -------------------------------------------------------------------------------


def _read_manifest(file: str, data: bytes | None) -> tuple[Manifest | None, list[Problem]]:
    """What the manifest says, or None where that is not enough to go on; and what is wrong."""
    if data is None:
        return None, [Problem(file, None, None, "missing_file")]
    if not file.lower().endswith(".toml") or b"\0" in data or not data.strip():
        return None, [Problem(file, None, None, "not_a_manifest")]
    try:
        about = tomllib.loads(data.removeprefix(b"\xef\xbb\xbf").decode("utf-8"))
    except UnicodeDecodeError as error:
        return None, [Problem(file, _row_at(data, error.start), None, "text_not_utf8")]
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line ([0-9]+)", str(error))
        row = int(line[1]) if line else _row_at(data.rstrip(), len(data))
        return None, [Problem(file, row, None, "broken_toml")]
    given = {key: example for key, example in MAY_LACK.items() if key in about}
    problems = _key_problems(file, about, {**MANIFEST, **given}, "")
    tables = about.get("tables")
    if isinstance(tables, dict):
        wanted = {name: f"{name}.csv" for name in LAYOUTS if name in tables or name not in OPTIONAL}
        problems += _key_problems(file, tables, wanted, "tables.")
    return (None, problems) if problems else (about, _year_problems(file, about))


def _key_problems(
    file: str, found: Mapping[str, object], wanted: Mapping[str, object], prefix: str
) -> list[Problem]:
    """A problem for every name that is missing, unknown, or has no value of the kind wanted."""
    problems = []
    for key, example in wanted.items():
        value = found.get(key)
        if key not in found:
            problems.append(Problem(file, None, None, "missing_key", {"key": prefix + key}))
        elif (
            type(value) is not type(example)
            or (isinstance(value, str) and (not value.strip() or "\0" in value))
            or (isinstance(value, int) and not 1900 <= value <= 2999)  # a year
        ):
            shown = f'"{example}"' if isinstance(example, str) else str(example)
            params = {"key": prefix + key, "example": f"{key} = {shown}"}
            problems.append(Problem(file, None, None, "wrong_key", params))
    unknown = [key for key in found if key not in wanted]
    return problems + [
        Problem(file, None, None, "unknown_key", {"key": prefix + key}) for key in unknown
    ]


def _year_problems(file: str, about: Manifest) -> list[Problem]:
    """A problem where the years are not in order."""
    base, first, last = (about[key] for key in YEARS)
    if base < first <= last:
        return []
    params = {"base": base, "first": first, "last": last}
    return [Problem(file, None, None, "years_out_of_order", params)]


def _policy(file: str, about: Manifest, text: PolicyText | None) -> Record:
    values = {key: about[key] for key in MANIFEST if key not in ("text", "text_sha256", "tables")}
    values |= {key: about.get(key, "") for key in MAY_LACK}
    pieces = {"opening": text.opening, "preamble": text.preamble} if text else {}
    return Record(POLICY, file, None, values | pieces)


# --- the text and the tables --------------------------------------------------------------------


def _read_text(
    file: str, about: Manifest, read: Read, problems: list[Problem]
) -> PolicyText | None:
    """The policy's text in its pieces; None, and a problem, where it cannot be had."""
    name = about["text"]
    data = read(name)
    if data is None:
        problems.append(Problem(file, None, None, "file_not_there", {"value": name}))
        return None
    if hashlib.sha256(data).hexdigest() != about["text_sha256"].lower():
        problems.append(Problem(name, None, None, "text_changed"))
    try:
        printed = data.decode("utf-8")
    except UnicodeDecodeError as error:
        problems.append(Problem(name, _row_at(data, error.start), None, "text_not_utf8"))
        return None
    text = split_policy(printed)
    if not text.measures or "\0" in printed:
        problems.append(Problem(name, None, None, "no_measures"))
        return None
    return text


def _row_at(data: bytes, offset: int) -> int:
    """The number of the line that holds the byte."""
    return data[:offset].count(b"\n") + 1


def _read_table(manifest: str, file: str | None, layout: Layout, read: Read) -> Table:
    """The table; without rows, and with a problem of the manifest, where its file is not there.

    One that the manifest does without has no rows and no problem.
    """
    if file is None:
        return Table("", (), ())
    data = read(file)
    if data is None:
        problem = Problem(manifest, None, None, "file_not_there", {"value": file})
        return Table(file, (), (problem,))
    return read_table(file, data, layout.columns, layout.optional)


def _records(
    name: str,
    table: Table,
    earlier: Mapping[str, tuple[Record, ...]],
    text: PolicyText | None,
    problems: list[Problem],
) -> tuple[Record, ...]:
    """The table's rows as records; where the order of the rows is theirs, it is numbered."""
    measured = (_measured(earlier),) if name == "target_conditions" else ()
    printed = {one.number: one.text for one in text.measures} if text else {}
    last_of: dict[object, int] = {}
    found = []
    for row in table:
        values = LAYOUTS[name].read(Cells(table.name, row, problems), *measured)
        if name in ("agencies", "readings", "target_conditions"):
            owner = values.get("target")
            values["order"] = last_of[owner] = last_of.get(owner, 0) + 1
        elif name == "measures":
            values["text"] = printed.get(values["number"], "")  # type: ignore[call-overload]
        found.append(Record(name, table.name, row.number, values))
    return tuple(found)


def _measured(records: Mapping[str, tuple[Record, ...]]) -> dict[object, rows.Measured]:
    """What each target measures, by its code."""
    indicators = {one.values["code"]: one.values for one in records["indicators"]}
    found: dict[object, rows.Measured] = {}
    for target in records["targets"]:
        of = indicators.get(target.values["indicator"], {})
        is_share = target.values["measure_of"] == "share_of_province"
        unit = "%" if is_share else "亿元" if of.get("unit_kind") == "money" else "count"
        found[target.values["code"]] = rows.Measured(unit, str(of.get("unit_zh", "")))
    return found


def _repeated(
    records: tuple[Record, ...], combinations: tuple[tuple[str, ...], ...]
) -> list[Problem]:
    """A problem for every record that repeats an earlier one in a combination of fields."""
    problems = []
    for names in combinations:
        first: dict[tuple[object, ...], int | None] = {}
        for record in records:
            values = tuple(record.values[name] for name in names)
            if None not in values and values in first:
                problems.append(record.problem(names[0], "duplicate_row", first=first[values]))
            first.setdefault(values, record.row)
    return problems
