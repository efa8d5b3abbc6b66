"""A policy as a bundle of files: the manifest, the text as printed and the tables beside it.

Pure: `read_bundle` gets the bytes of each file by its name and gives back records and problems.
Nothing is raised at the first fault: whoever made the bundle is told all that is wrong at once.
"""

import datetime
import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping

from . import policy_rows as rows
from .cells import Cells
from .policy_checks import check_bundle
from .policy_layout import LAYOUTS, POLICY, Bundle, Layout, Record
from .tables import Problem, Table, read_table, repeated_rows
from .text import PolicyText, split_policy

#: What a manifest says, and as what kind of value.
MANIFEST: Mapping[str, type] = {
    "code": str,
    "name_zh": str,
    "name_en": str,
    "province_zh": str,
    "province_en": str,
    "issued_on": datetime.date,
    "base_year": int,
    "first_year": int,
    "last_year": int,
    "text": str,
    "text_sha256": str,
    "tables": dict,
}
_KINDS = {str: "text", int: "number", datetime.date: "date", dict: "table"}


def read_bundle(file: str, read: Callable[[str], bytes | None]) -> Bundle:
    """The bundle whose manifest is `file`; `read` gives a file's bytes, None if it is not there."""
    about, problems = _read_manifest(file, read(file))
    if about is None:
        return Bundle(file, None, {}, tuple(problems))
    text = _read_text(file, about, read, problems)
    records: dict[str, tuple[Record, ...]] = {}
    whole = set()
    for name, layout in LAYOUTS.items():
        table = _find_table(file, about, name, layout, read)
        found = len(problems)
        problems += table.problems
        for columns in layout.unique:
            problems += repeated_rows(table, columns)
        records[name] = _records(name, table, records, problems)
        if len(problems) == found:
            whole.add(name)
    records[POLICY] = (Record(POLICY, file, None, _policy_values(about, text)),)
    if text is not None:
        records["measures"] = _with_text(records["measures"], text)
    bundle = Bundle(file, text, records, tuple(problems), frozenset(whole))
    problems += check_bundle(bundle)
    return Bundle(file, text, records, tuple(dict.fromkeys(problems)), frozenset(whole))


def _read_manifest(file: str, data: bytes | None) -> tuple[dict[str, object] | None, list[Problem]]:
    """What the manifest says, or None; and what is wrong with it."""
    if data is None:
        return None, [Problem(file, None, None, "missing_file")]
    try:
        about = tomllib.loads(data.removeprefix(b"\xef\xbb\xbf").decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return None, [_not_toml(file, data, error)]
    problems = []
    for key, kind in MANIFEST.items():
        if key not in about:
            problems.append(Problem(file, None, None, "missing_key", {"key": key}))
        elif type(about[key]) is not kind or about[key] == "":
            params = {"key": key, "kind": _KINDS[kind]}
            problems.append(Problem(file, None, None, "wrong_key", params))
    problems += _unknown_keys(file, about, MANIFEST, "")
    tables = about.get("tables")
    if isinstance(tables, dict):
        problems += _unknown_keys(file, tables, LAYOUTS, "tables.")
        for name in LAYOUTS:
            key = f"tables.{name}"
            if name not in tables:
                problems.append(Problem(file, None, None, "missing_key", {"key": key}))
            elif not isinstance(tables[name], str):
                params = {"key": key, "kind": "text"}
                problems.append(Problem(file, None, None, "wrong_key", params))
    if not problems:
        problems += _years(file, about)
        return about, problems
    return None, problems


def _not_toml(file: str, data: bytes, error: ValueError) -> Problem:
    """Why the manifest cannot be read: a file of another kind, or a slip in some line."""
    if not file.lower().endswith(".toml"):
        return Problem(file, None, None, "not_a_manifest")
    table = read_table(file, data, ())
    for problem in table.problems:
        if problem.code in ("empty_file", "not_text"):
            return Problem(file, None, None, "not_a_manifest")
    if isinstance(error, UnicodeDecodeError):
        return Problem(file, data[: error.start].count(b"\n") + 1, None, "text_not_utf8")
    line = re.search(r"at line (\d+)", str(error))
    row = int(line[1]) if line else data.count(b"\n") + 1
    return Problem(file, row, None, "broken_toml")


def _unknown_keys(
    file: str, found: Mapping[str, object], known: Mapping[str, object], prefix: str
) -> list[Problem]:
    return [
        Problem(file, None, None, "unknown_key", {"key": prefix + key})
        for key in found
        if key not in known
    ]


def _years(file: str, about: Mapping[str, object]) -> list[Problem]:
    """A problem for the manifest's years where they are not in order."""
    base, first, last = (about[key] for key in ("base_year", "first_year", "last_year"))
    pairs = (
        ("base_year", base, "first_year", first, 1),
        ("first_year", first, "last_year", last, 0),
    )
    return [
        Problem(
            file,
            None,
            None,
            "years_out_of_order",
            {"earlier": name, "value": value, "later": other, "limit": limit},
        )
        for name, value, other, limit, apart in pairs
        if value + apart > limit  # type: ignore[operator]
    ]


def _read_text(
    file: str,
    about: Mapping[str, object],
    read: Callable[[str], bytes | None],
    problems: list[Problem],
) -> PolicyText | None:
    """The policy's text in its pieces, byte for byte the text whose digest the manifest holds."""
    name = str(about["text"])
    data = read(name)
    if data is None:
        problems.append(Problem(file, None, None, "file_not_there", {"value": name}))
        return None
    if hashlib.sha256(data).hexdigest() != str(about["text_sha256"]).lower():
        problems.append(Problem(name, None, None, "text_changed"))
    try:
        text = split_policy(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        problems.append(Problem(name, row, None, "text_not_utf8"))
        return None
    if not text.measures:
        problems.append(Problem(name, None, None, "no_measures"))
        return None
    return text


def _find_table(
    file: str,
    about: Mapping[str, object],
    name: str,
    layout: Layout,
    read: Callable[[str], bytes | None],
) -> Table:
    """The table of that name; without rows and with a problem where its file is not there."""
    tables = about["tables"]
    assert isinstance(tables, dict)
    table_file = tables[name]
    data = read(table_file)
    if data is None:
        problem = Problem(file, None, None, "file_not_there", {"value": table_file})
        return Table(table_file, (), (problem,))
    return read_table(table_file, data, layout.columns)


def _records(
    name: str,
    table: Table,
    earlier: Mapping[str, tuple[Record, ...]],
    problems: list[Problem],
) -> tuple[Record, ...]:
    """The table's rows as records, numbered in their order where order is theirs alone."""
    layout = LAYOUTS[name]
    more = (_measured(earlier),) if name == "target_conditions" else ()
    of_target: dict[object, int] = {}
    found = []
    for number, row in enumerate(table, start=1):
        values = layout.read(Cells(table.name, row, problems), *more)
        if name in ("agencies", "readings"):
            values["order"] = number
        elif name == "target_conditions":
            of_target[values["target"]] = of_target.get(values["target"], 0) + 1
            values["order"] = of_target[values["target"]]
        found.append(Record(name, table.name, row.number, values))
    return tuple(found)


def _measured(records: Mapping[str, tuple[Record, ...]]) -> dict[str, rows.Measured]:
    """What each target measures, by its code."""
    indicators = {one.values["code"]: one.values for one in records["indicators"]}
    found = {}
    for target in records["targets"]:
        of = indicators.get(target.values["indicator"], {})
        is_share = target.values["measure_of"] == "share_of_province"
        unit = "%" if is_share else "亿元" if of.get("unit_kind") == "money" else "count"
        found[str(target.values["code"])] = rows.Measured(unit, str(of.get("unit_zh", "")))
    return found


def _policy_values(about: Mapping[str, object], text: PolicyText | None) -> rows.Values:
    values = {key: about[key] for key in MANIFEST if key not in ("text", "text_sha256", "tables")}
    values["opening"] = text.opening if text else ""
    values["preamble"] = text.preamble if text else ""
    return values


def _with_text(records: tuple[Record, ...], text: PolicyText) -> tuple[Record, ...]:
    """The measures, each with its text as printed."""
    printed = {one.number: one.text for one in text.measures}
    return tuple(
        Record(one.table, one.file, one.row, {**one.values, "text": printed.get(number, "")})
        for one in records
        for number in (one.values["number"],)
    )
