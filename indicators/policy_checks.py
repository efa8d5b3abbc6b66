"""What is wrong between the rows of a policy's bundle: references, phrases, names and targets.

Pure: a bundle in, problems out.
"""

from collections.abc import Iterator, Sequence

from .cells import half_width
from .policy_layout import Bundle, Record, plain_key
from .tables import Problem
from .targets import NEED_BASE, RULES, Condition, SetupRefused, check_setup

#: table, field, the table it refers to. A field may hold one reference, several, or none.
REFERENCES = (
    ("zones", "city", "cities"),
    ("zone_dates", "zone", "zones"),
    ("zone_codes", "zone", "zones"),
    ("zone_aliases", "zone", "zones"),
    ("reporting_starts", "zone", "zones"),
    ("indicators", "part_of", "indicators"),
    ("indicators", "sum_of", "indicators"),
    ("measure_agencies", "measure", "measures"),
    ("measure_agencies", "agency", "agencies"),
    ("reading_places", "reading", "readings"),
    ("targets", "reading", "readings"),
    ("targets", "indicator", "indicators"),
    ("targets", "zones", "zones"),
    ("target_conditions", "target", "targets"),
    ("tasks", "measure", "measures"),
    ("tasks", "agency", "agencies"),
    ("counting", "indicator", "indicators"),
    ("counting", "reading", "readings"),
)
MANY = ("sum_of", "zones")

#: table, the field that quotes, the field that names the clause quoted.
QUOTES = (
    ("measures", "title_zh", "number"),
    ("measure_agencies", "printed", "measure"),
    ("readings", "printed", "clause"),
    ("reading_places", "printed", "clause"),
    ("zone_aliases", "printed", "clause"),
    ("targets", "phrase", "clause"),
    ("tasks", "phrase", "measure"),
)


def check_bundle(bundle: Bundle) -> list[Problem]:
    """Everything that is wrong between the rows."""
    return [
        *_references(bundle),
        *_quotes(bundle),
        *_measures(bundle),
        *_wholes(bundle),
        *zone_clashes(bundle),
        *_targets(bundle),
        *_conditions(bundle),
    ]


# --- what rows refer to and quote ---------------------------------------------------------------


def _references(bundle: Bundle) -> Iterator[Problem]:
    """A problem for every reference to a row that is not there; a table not read is not asked."""
    for table, name, other in REFERENCES:
        if other not in bundle.complete:
            continue
        keys = {plain_key(record.key) for record in bundle.records[other]}
        for record in bundle.records[table]:
            value = record.values[name]
            for one in _each(value) if name in MANY else (value,):
                if one not in (None, "", *keys) and one != ("", ""):
                    shown = one[-1] if isinstance(one, tuple) else one
                    yield record.problem(name, "unknown_reference", value=shown, table=other)


def _each(value: object) -> tuple[object, ...]:
    assert isinstance(value, tuple)
    return value


def _quotes(bundle: Bundle) -> Iterator[Problem]:
    """A problem for every phrase that its clause does not print, and for a clause there is not."""
    clauses = bundle.text.clauses if bundle.text else {}
    for table, name, clause_field in QUOTES if clauses else ():
        for record in bundle.records[table]:
            clause, phrase = record.values[clause_field], str(record.values[name])
            if clause in (None, ""):
                continue
            if str(clause) not in clauses:
                if clause_field == "clause":  # a measure's number is looked up in the measures
                    known = ", ".join(clauses)
                    yield record.problem("clause", "unknown_reference", value=clause, table=known)
            elif phrase not in clauses[str(clause)]:
                yield record.problem(name, "phrase_not_printed", value=phrase, clause=clause)


def _measures(bundle: Bundle) -> Iterator[Problem]:
    """A problem for every measure of the text without a row, and row without a measure."""
    printed = [one.number for one in bundle.text.measures] if bundle.text else []
    if not printed or "measures" not in bundle.complete:
        return
    stated = set()
    for record in bundle.records["measures"]:
        number = record.values["number"]
        stated.add(number)
        if number is not None and number not in printed:
            yield record.problem("number", "measure_not_printed", value=number, last=printed[-1])
    for missing in printed:
        if missing not in stated:
            params = {"number": missing}
            yield Problem(bundle.files["measures"], None, None, "measure_without_row", params)


def _wholes(bundle: Bundle) -> Iterator[Problem]:
    """A problem for every indicator that is, however far up, a part of itself."""
    above: dict[object, set[object]] = {}
    for record in bundle.records["indicators"]:
        code = record.values["code"]
        above.setdefault(code, set()).add(record.values["part_of"])
        for part in _each(record.values["sum_of"]):
            above.setdefault(part, set()).add(code)
    for record in bundle.records["indicators"]:
        reached: set[object] = set()
        todo = [record.values["code"]]
        while todo:
            upper = above.get(todo.pop(), set()) - reached
            reached |= upper
            todo += upper
        if record.values["code"] in reached:
            name = "part_of" if record.values["part_of"] else "sum_of"
            yield record.problem(name, "part_of_itself", value=record.values["code"])


# --- what zones are called ----------------------------------------------------------------------


def zone_clashes(bundle: Bundle, *, staying: Sequence[Record] = ()) -> list[Problem]:
    """A problem for every name or customs-area code that would mean a second zone.

    `staying` are rows that are kept beside the bundle's. A region code may cover two zones.
    """
    owners: dict[tuple[str, str], object] = {}
    tables = ("zones", "zone_aliases", "zone_codes")
    problems = []
    for record in (*staying, *(one for table in tables for one in bundle.records[table])):
        zone = record.values["code" if record.table == "zones" else "zone"]
        for name, kind, written in _names(record):
            other = owners.setdefault((kind, half_width(written).lower()), zone)
            if written and other != zone and record not in staying:
                params = {"value": written, "zone": zone, "other": other}
                problems.append(record.problem(name, "alias_of_two_zones", **params))
    return problems


def _names(record: Record) -> Iterator[tuple[str, str, str]]:
    """What a row calls its zone: the field, the kind of name, and the name."""
    if record.table == "zones":
        for name in ("code", "name_zh", "name_en", "short_zh", "short_en"):
            yield name, "name", str(record.values[name])
    elif record.table == "zone_aliases" and record.values["use"] != "ambiguous":
        yield "printed", "name", str(record.values["printed"])
    elif record.table == "zone_codes" and record.values["system"] == "customs_area":
        yield "code", "customs-area code", str(record.values["code"])


# --- targets ------------------------------------------------------------------------------------


def _targets(bundle: Bundle) -> Iterator[Problem]:
    """A problem for every target that lacks what its kind needs, or has what it cannot use."""
    conditioned = {record.values["target"] for record in bundle.records["target_conditions"]}
    for record in bundle.records["targets"]:
        values = record.values
        if "target_conditions" in bundle.complete and values["code"] not in conditioned:
            yield record.problem("code", "target_without_condition", value=values["code"])
        if values["measure_of"] != "grade" and not values["indicator"]:
            yield record.problem("indicator", "empty_cell")
        zones = _each(values["zones"])
        if values["scope"] == "named_zones" and not zones:
            yield record.problem("zones", "empty_cell")
        elif values["scope"] != "named_zones" and zones:
            yield record.problem("zones", "cell_not_empty", value=";".join(map(str, zones)))


def _conditions(bundle: Bundle) -> Iterator[Problem]:
    """A problem for every condition that does not fit its target or contradicts itself."""
    targets = {record.values["code"]: record.values for record in bundle.records["targets"]}
    for record in bundle.records["target_conditions"]:
        rule, target = record.values["rule"], targets.get(record.values["target"])
        if not rule or target is None:
            continue
        is_grade = target["measure_of"] == "grade"
        if (rule == "grade") != is_grade:
            possible = tuple(one for one in RULES if (one == "grade") == is_grade)
            yield record.problem("rule", "not_a_choice", value=rule, choices=possible)
        yield from _condition_years(record)
        yield from _condition_setup(record, direction=target["direction"])


def _condition_years(record: Record) -> Iterator[Problem]:
    """A problem where the years are not in order, or the rule starts from a year not named."""
    base, first, last = (record.values[f"{name}_year"] for name in ("base", "first", "last"))
    if base is None and record.values["rule"] in NEED_BASE:
        yield record.problem("base_year", "empty_cell")
    if isinstance(first, int) and isinstance(last, int):
        before = base if isinstance(base, int) else first - 1
        if not before < first <= last:
            params = {"base": base or "—", "first": first, "last": last}
            yield record.problem("first_year", "years_out_of_order", **params)


def _condition_setup(record: Record, *, direction: object) -> Iterator[Problem]:
    """A problem where the amount can be no target, whatever the base turns out to be."""
    amount, rule = record.values["amount"], str(record.values["rule"])
    if amount is None:
        return
    try:
        # The years have been looked at already; these are in order.
        condition = Condition(rule, float(str(amount)), first_year=1, last_year=1, base_year=0)
        check_setup(condition, None, int(str(direction)))
    except SetupRefused:
        low = 0 if rule == "multiple" else -100
        shown = record.values["amount_printed"]
        yield record.problem("amount", "amount_too_small", value=shown, low=low)
