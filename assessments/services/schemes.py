"""Loads schemes and flag rules; a scheme that an assessment used is never changed."""

import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from indicators.audit import digest_of
from indicators.cells import Cells
from indicators.models import Indicator, Measure, Target
from indicators.services.audit import Change, audit_append
from indicators.tables import Problem, Table, read_table, repeated_rows
from indicators.units import MONEY_FACTORS
from zones.access import Person

from ..models import ExcludedYear, FlagRule, Scheme, SchemeNode
from ..scoring import Node, TreeError, plant, sibling_sums

NODE_COLUMNS = (
    "code",
    "parent",
    "weight",
    "name_zh",
    "name_en",
    "indicator",
    "measure_of",
    "direction",
    "low",
    "high",
    "unit",
    "reason_zh",
    "reason_en",
)
RULE_COLUMNS = (
    "code",
    "is_on",
    "threshold",
    "window",
    "consequence",
    "measure",
    "phrase",
    "targets",
)
HEAD = (
    "name_zh",
    "name_en",
    "version",
    "effective_year",
    "aggregation",
    "cap",
    "min_coverage",
    "grace_months",
    "decimals",
    "note_zh",
    "note_en",
)


class SchemeRefused(Exception):
    """A scheme that is not loaded; carries a code and parameters."""

    def __init__(self, code: str, **params: object):
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass
class SchemeFile:
    """A scheme as its files say it, and what is wrong with them."""

    code: str = ""
    head: dict[str, object] = field(default_factory=dict)
    nodes: list[dict[str, object]] = field(default_factory=list)
    rules: list[dict[str, object]] = field(default_factory=list)
    excluded_years: list[tuple[int, str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_scheme(manifest: Path) -> SchemeFile:
    """The scheme of a manifest, its table of nodes beside it, and the flag rules it names."""
    try:
        told = tomllib.loads(manifest.read_text(encoding="utf-8"))
        head = {
            name: value.strip() if isinstance(value := told[name], str) else value for name in HEAD
        }
        excluded = [
            (int(one["year"]), one["reason_zh"].strip(), one["reason_en"].strip())
            for one in told.get("excluded_years", [])
        ]
        found = SchemeFile(code=told["code"], head=head, excluded_years=excluded)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SchemeRefused("not_toml", file=manifest.name, why=error) from error
    except KeyError as error:
        raise SchemeRefused("key_missing", file=manifest.name, key=error.args[0]) from error
    nodes = told.get("nodes", manifest.with_suffix(".csv").name)
    _read_nodes(found, _table(manifest.parent / nodes, NODE_COLUMNS))
    if "flag_rules" in told:
        _read_rules(found, _table(manifest.parent / told["flag_rules"], RULE_COLUMNS))
    return found


def _table(path: Path, columns: tuple[str, ...]) -> Table:
    try:
        return read_table(path.name, path.read_bytes(), columns)
    except OSError as error:
        raise SchemeRefused("file_missing", file=path.name) from error


def _read_nodes(found: SchemeFile, table: Table) -> None:
    found.problems += [*table.problems, *repeated_rows(table, ["code"])]
    indicators = {indicator.code: indicator for indicator in Indicator.objects.all()}
    for order, row in enumerate(table):
        cells = Cells(table.name, row, found.problems)
        code = cells.text("indicator", required=False)
        if code and code not in indicators:
            cells.refuse("indicator", "unknown_reference", value=code, table="indicators")
        unit = cells.text("unit", required=False)
        factor = MONEY_FACTORS.get(unit, Decimal(1))
        is_leaf = bool(code)
        low, high = (cells.decimal(name, required=is_leaf) for name in ("low", "high"))
        found.nodes.append(
            {
                "code": cells.text("code"),
                "parent": cells.text("parent", required=False),
                "weight": cells.decimal("weight", low=0) or Decimal(0),
                "name_zh": cells.text("name_zh"),
                "name_en": cells.text("name_en"),
                "indicator": indicators.get(code),
                "measure_of": cells.choice(
                    "measure_of", SchemeNode.MeasureOf.values, required=is_leaf
                ),
                "direction": cells.whole_number("direction", required=is_leaf),
                "low": None if low is None else low * factor,
                "high": None if high is None else high * factor,
                "reason_zh": cells.text("reason_zh", required=False),
                "reason_en": cells.text("reason_en", required=False),
                "order": order,
            }
        )


def _read_rules(found: SchemeFile, table: Table) -> None:
    found.problems += [*table.problems, *repeated_rows(table, ["code"])]
    measures = {str(measure.number): measure for measure in Measure.objects.all()}
    targets = {target.code: target for target in Target.objects.all()}
    for order, row in enumerate(table):
        cells = Cells(table.name, row, found.problems)
        measure = cells.text("measure", required=False)
        if measure and measure not in measures:
            cells.refuse("measure", "unknown_reference", value=measure, table="measures")
        names = cells.texts("targets")
        for name in names:
            if name not in targets:
                cells.refuse("targets", "unknown_reference", value=name, table="targets")
        phrase = cells.text("phrase", required=False)
        if phrase and measure in measures and phrase not in measures[measure].text:
            cells.refuse("phrase", "phrase_not_printed", value=phrase, clause=measure)
        found.rules.append(
            {
                "code": cells.choice("code", FlagRule.Code.values),
                "is_on": cells.flag("is_on"),
                "threshold": cells.decimal("threshold", required=False),
                "window": cells.whole_number("window", required=False),
                "consequence": cells.choice("consequence", FlagRule.Consequence.values),
                "measure": measures.get(measure),
                "phrase": phrase,
                "order": order,
                "targets": [targets[name] for name in names if name in targets],
            }
        )


def check_tree(found: SchemeFile) -> None:
    """Nothing; SchemeRefused where the nodes make no tree, or siblings do not sum to 100."""
    try:
        tree = plant(
            Node(
                code=str(node["code"]),
                parent=str(node["parent"]) or None,
                weight=float(node["weight"]),  # type: ignore[arg-type]
                direction=int(node["direction"] or 1),  # type: ignore[call-overload]
                low=None if node["low"] is None else float(node["low"]),  # type: ignore[arg-type]
                high=None if node["high"] is None else float(node["high"]),  # type: ignore[arg-type]
            )
            for node in found.nodes
        )
    except TreeError as error:
        raise SchemeRefused("no_tree", why=str(error)) from error
    for parent, total in sibling_sums(tree).items():
        if abs(total - 100) > 0.001:
            raise SchemeRefused("weights_not_100", parent=parent, sum=f"{total:g}")


@transaction.atomic
def scheme_load(
    *, file: SchemeFile, by: Person | None = None, at: datetime | None = None
) -> tuple[Scheme, bool]:
    """The scheme, and whether anything was saved; the same files twice change nothing."""
    check_tree(file)
    has_new_rules = _load_rules(file)
    scheme, is_new = _load_nodes(file)
    if is_new or has_new_rules:
        audit_append(by=by, at=at, changes=[_change(file)])
    return scheme, is_new or has_new_rules


def _change(file: SchemeFile) -> Change:
    """The load as the audit log tells it."""
    nodes = [{**node, "indicator": getattr(node["indicator"], "code", "")} for node in file.nodes]
    rules = [{**rule, "measure": str(rule["measure"]), "targets": []} for rule in file.rules]
    digest = digest_of([file.head, nodes, rules, file.excluded_years])
    counts = {"nodes": len(nodes), "rules": len(rules)}
    return Change("scheme_loaded", "scheme", code=file.code, new={**counts, "digest": digest})


def _load_nodes(file: SchemeFile) -> tuple[Scheme, bool]:
    """The scheme with its nodes, and whether it was saved now."""
    held = Scheme.objects.filter(code=file.code).first()
    if held is not None:
        if _as_held(held) == _as_told(file):
            return held, False
        if held.assessments.exists():
            raise SchemeRefused("scheme_in_use", scheme=file.code)
        held.delete()
    scheme = Scheme.objects.create(code=file.code, **_typed(file.head))
    nodes: dict[str, SchemeNode] = {}
    waiting = list(file.nodes)
    while waiting:
        for told in [node for node in waiting if not node["parent"] or node["parent"] in nodes]:
            parent = nodes.get(str(told["parent"]))
            nodes[str(told["code"])] = SchemeNode.objects.create(
                **{**told, "parent": parent, "scheme": scheme}
            )
            waiting.remove(told)
    ExcludedYear.objects.bulk_create(
        ExcludedYear(scheme=scheme, year=year, reason_zh=chinese, reason_en=english)
        for year, chinese, english in file.excluded_years
    )
    return scheme, True


def _typed(head: dict[str, object]) -> dict[str, object]:
    exact = ("cap", "min_coverage")
    return {name: Decimal(str(v)) if name in exact else v for name, v in head.items()}


def _as_told(file: SchemeFile) -> list[object]:
    nodes = [
        (
            node["code"],
            node["parent"] or None,
            node["weight"],
            node["name_zh"],
            node["name_en"],
            node["indicator"].pk if node["indicator"] else None,  # type: ignore[attr-defined]
            node["measure_of"],
            node["direction"],
            node["low"],
            node["high"],
        )
        for node in file.nodes
    ]
    return [_typed(file.head), nodes, sorted(file.excluded_years)]


def _as_held(scheme: Scheme) -> list[object]:
    nodes = scheme.nodes.values_list(
        "code",
        "parent__code",
        "weight",
        "name_zh",
        "name_en",
        "indicator_id",
        "measure_of",
        "direction",
        "low",
        "high",
    )
    excluded = scheme.excluded_years.values_list("year", "reason_zh", "reason_en")
    return [{name: getattr(scheme, name) for name in HEAD}, list(nodes), list(excluded)]


def _load_rules(file: SchemeFile) -> bool:
    """Whether a rule was new; rules that are there are the staff's and stay as they are."""
    is_new = False
    for told in file.rules:
        if FlagRule.objects.filter(code=told["code"]).exists():
            continue
        rule = FlagRule.objects.create(**{k: v for k, v in told.items() if k != "targets"})
        rule.targets.set(told["targets"])  # type: ignore[arg-type]
        is_new = True
    return is_new
