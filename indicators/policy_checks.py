"""What is wrong between the rows of a policy's bundle: references, phrases, targets and names.

Pure: a bundle in, problems out.
"""

from collections.abc import Iterator, Mapping

from .cells import half_width
from .policy_layout import Bundle, Record
from .tables import Problem
from .targets import NEED_BASE, RULES, Condition, SetupRefused, check_setup

#: table, field, the table it refers to. A field may hold one reference, several, or none.
REFERENCES = (
    ("zones", "city", "cities"),
    ("zone_dates", "zone", "zones"),
    ("zone_codes", "zone", "zones"),
    ("zone_aliases", "zone", "zones"),
    ("indicators", "part_of", "indicators"),
    ("indicators", "sum_of", "indicators"),
    ("measure_agencies", "measure", "measures"),
    ("measure_agencies", "agency", "agencies"),
    ("reading_places", "reading", "readings"),
    ("targets", "reading", "readings"),
    ("targets", "measure", "measures"),
    ("targets", "indicator", "indicators"),
    ("targets", "zones", "zones"),
    ("target_conditions", "target", "targets"),
    ("tasks", "measure", "measures"),
    ("tasks", "agency", "agencies"),
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
    """Everything that is wrong between the rows, table by table."""
    problems = [*_references(bundle), *_aliases(bundle), *_targets(bundle), *_conditions(bundle)]
    problems += [*_customs_codes(bundle), *_wholes(bundle)]
    if bundle.text is not None:
        problems += [*_quotes(bundle, bundle.text.clauses), *_measures(bundle)]
    return problems


def _references(bundle: Bundle) -> Iterator[Problem]:
    """A problem for every reference to a row that is not there; none into a table unread."""
    for table, name, other in REFERENCES:
        keys = {_plain(record.key) for record in bundle.records[other]}
        if not keys:
            continue
        for record in bundle.records[table]:
            value = record.values[name]
            for one in value if name in MANY else (value,):  # type: ignore[attr-defined]
                if one not in (None, "", ("", "")) and one not in keys:
                    written = one[-1] if isinstance(one, tuple) else one
                    yield record.problem(name, "unknown_reference", value=written, table=other)


def _plain(key: tuple[object, ...]) -> object:
    return key[0] if len(key) == 1 else key


def _quotes(bundle: Bundle, clauses: Mapping[str, str]) -> Iterator[Problem]:
    """A problem for every phrase that its clause does not print, and for a clause there is not."""
    for table, name, clause_field in QUOTES:
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
    assert bundle.text is not None
    printed = {one.number for one in bundle.text.measures}
    numbers = {record.values["number"] for record in bundle.records["measures"]}
    last = max(printed)
    for record in bundle.records["measures"]:
        number = record.values["number"]
        if number is not None and number not in printed:
            yield record.problem("number", "measure_not_printed", value=number, last=last)
    if "measures" in bundle.whole:
        (about,) = bundle.records["policy"]
        for number in sorted(printed - numbers):  # type: ignore[type-var]
            file = next((one.file for one in bundle.records["measures"]), about.file)
            yield Problem(file, None, None, "measure_without_row", {"number": number})


def _aliases(bundle: Bundle) -> Iterator[Problem]:
    """A problem for every alias that would match a second zone."""
    owner: dict[str, object] = {}
    for record in bundle.records["zones"]:
        for name in ("code", "name_zh", "name_en", "short_zh", "short_en"):
            yield from _claim(owner, record, name, record.values["code"])
    for record in bundle.records["zone_aliases"]:
        if record.values["use"] != "ambiguous":
            yield from _claim(owner, record, "printed", record.values["zone"])


def _claim(owner: dict[str, object], record: Record, name: str, zone: object) -> Iterator[Problem]:
    """A problem where the name is another zone's already; else the name is this zone's."""
    written = str(record.values[name])
    spelling = half_width(written).lower()
    if spelling and owner.setdefault(spelling, zone) != zone:
        other = owner[spelling]
        yield record.problem(name, "alias_of_two_zones", value=written, zone=zone, other=other)


def _customs_codes(bundle: Bundle) -> Iterator[Problem]:
    """A problem for every customs-area code that two zones have; a region code may be shared."""
    first: dict[object, Record] = {}
    for record in bundle.records["zone_codes"]:
        if record.values["system"] != "customs_area":
            continue
        earlier = first.setdefault(record.values["code"], record)
        if earlier.values["zone"] != record.values["zone"]:
            yield record.problem("code", "duplicate_row", first=earlier.row)


def _wholes(bundle: Bundle) -> Iterator[Problem]:
    """A problem for every indicator that is, however far up, a part or a summand of itself."""
    above: dict[object, set[object]] = {}
    for record in bundle.records["indicators"]:
        code, summands = record.values["code"], record.values["sum_of"]
        above.setdefault(code, set()).add(record.values["part_of"])
        for part in summands:  # type: ignore[attr-defined]
            above.setdefault(part, set()).add(code)
    for record in bundle.records["indicators"]:
        reached, todo = set(), [record.values["code"]]
        while todo:
            upper = above.get(todo.pop(), set()) - reached
            reached |= upper
            todo += upper
        if record.values["code"] in reached:
            name = "part_of" if record.values["part_of"] else "sum_of"
            yield record.problem(name, "part_of_itself", value=record.values["code"])


def _targets(bundle: Bundle) -> Iterator[Problem]:
    """A problem for every target that lacks what its kind needs, or has what it cannot use."""
    conditioned = {record.values["target"] for record in bundle.records["target_conditions"]}
    for record in bundle.records["targets"]:
        values = record.values
        if "target_conditions" in bundle.whole and values["code"] not in conditioned:
            yield record.problem("code", "target_without_condition", value=values["code"])
        if values["measure_of"] != "grade" and not values["indicator"]:
            yield record.problem("indicator", "empty_cell")
        if values["scope"] == "named_zones" and not values["zones"]:
            yield record.problem("zones", "empty_cell")
        if values["scope"] != "named_zones" and values["zones"]:
            written = ";".join(values["zones"])  # type: ignore[arg-type]
            yield record.problem("zones", "cell_not_empty", value=written)


def _conditions(bundle: Bundle) -> Iterator[Problem]:
    """A problem for every condition that contradicts itself or does not fit its target."""
    targets = {record.values["code"]: record for record in bundle.records["targets"]}
    for record in bundle.records["target_conditions"]:
        values, target = record.values, targets.get(record.values["target"])
        if target is None or not values["rule"]:
            continue
        yield from _fits(record, target)
        yield from _years(record)
        if not (values["amount"] is None and values["rule"] != "grade"):
            yield from _setup(record, target)


def _fits(record: Record, target: Record) -> Iterator[Problem]:
    """A problem where the rule is not one for what the target measures."""
    rule, is_grade = record.values["rule"], target.values["measure_of"] == "grade"
    if (rule == "grade") != is_grade:
        possible = tuple(one for one in RULES if (one == "grade") == is_grade)
        yield record.problem("rule", "not_a_choice", value=rule, choices=possible)


def _years(record: Record) -> Iterator[Problem]:
    """A problem for every pair of years in the wrong order, and for a base year that is needed."""
    values = record.values
    base, first, last = values["base_year"], values["first_year"], values["last_year"]
    if base is None and values["rule"] in NEED_BASE:
        yield record.problem("base_year", "empty_cell")
    pairs = (
        ("base_year", base, "first_year", first, 1),
        ("first_year", first, "last_year", last, 0),
    )
    for name, earlier, other, later, apart in pairs:
        if earlier is not None and later is not None and earlier + apart > later:  # type: ignore
            params = {"earlier": name, "value": earlier, "later": other, "limit": later}
            yield record.problem(name, "years_out_of_order", **params)


def _setup(record: Record, target: Record) -> Iterator[Problem]:
    """A problem where the condition cannot be a target, whatever its base turns out to be."""
    values = record.values
    try:
        condition = Condition(
            rule=str(values["rule"]),
            amount=float(values["amount"] or 0),  # type: ignore[arg-type]
            first_year=1,
            last_year=2,
            base_year=0,
        )
        check_setup(condition, None, int(target.values["direction"]))  # type: ignore[call-overload]
    except SetupRefused:
        written = values["amount_printed"]
        low = 0 if values["rule"] == "multiple" else -100
        yield record.problem("amount", "amount_too_small", value=written, low=low)
