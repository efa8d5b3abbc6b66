"""Reads a scheme from its files: the manifest, the table of its nodes, and the flag rules."""

import tomllib
from dataclasses import dataclass, field, fields
from decimal import Decimal
from pathlib import Path

from indicators.cells import Cells
from indicators.models import Indicator, Measure, Target
from indicators.tables import Problem, Table, read_table, repeated_rows
from indicators.units import MONEY_FACTORS

from ..board import SEED, VARIANTS
from ..models import FlagRule, Scheme, SchemeNode
from ..scheme_checks import Settings, Terms, faults_of
from ..scoring import Node, TreeError, plant

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
#: The fixed reference of a criterion for scores in deviations: needed by that normalisation only.
REFERENCE_COLUMNS = ("z_mean", "z_deviation", "z_reason_zh", "z_reason_en")
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
#: What a manifest may leave out, with what then holds. A draft is loaded and not in force.
OPTIONAL: dict[str, object] = {
    "state": Scheme.State.ADOPTED,
    "normalisation": Scheme.Normalisation.GOALPOSTS,
    "base_year": None,
    "grace_rule": Scheme.GraceRule.ACCEPTED,
    "boards": Scheme.Boards.ALL,
    "variants": VARIANTS,
    "seed": SEED,
}
CHOICES = {
    "state": Scheme.State,
    "aggregation": Scheme.Aggregation,
    "normalisation": Scheme.Normalisation,
    "grace_rule": Scheme.GraceRule,
    "boards": Scheme.Boards,
}


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
        head |= {name: told.get(name, usual) for name, usual in OPTIONAL.items()}
        excluded = [
            (int(one["year"]), one["reason_zh"].strip(), one["reason_en"].strip())
            for one in told.get("excluded_years", [])
        ]
        found = SchemeFile(code=told["code"], head=head, excluded_years=excluded)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SchemeRefused("not_toml", file=manifest.name, why=error) from error
    except KeyError as error:
        raise SchemeRefused("key_missing", file=manifest.name, key=error.args[0]) from error
    for name, choices in CHOICES.items():
        if head[name] not in choices.values:
            known = ", ".join(choices.values)
            raise SchemeRefused("not_a_choice", key=name, value=head[name], choices=known)
    nodes = told.get("nodes", manifest.with_suffix(".csv").name)
    _read_nodes(found, _table(manifest.parent / nodes, NODE_COLUMNS, REFERENCE_COLUMNS))
    if "flag_rules" in told:
        _read_rules(found, _table(manifest.parent / told["flag_rules"], RULE_COLUMNS, ("board",)))
    return found


def _table(path: Path, columns: tuple[str, ...], optional: tuple[str, ...] = ()) -> Table:
    try:
        return read_table(path.name, path.read_bytes(), columns, optional)
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
        mean, deviation = (cells.decimal(n, required=False) for n in ("z_mean", "z_deviation"))
        if (mean is None) != (deviation is None):
            missing = "z_mean" if mean is None else "z_deviation"
            cells.refuse(missing, "empty_cell")
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
                "reference_mean": None if mean is None else mean * factor,
                "reference_deviation": None if deviation is None else deviation * factor,
                "reference_reason_zh": cells.text("z_reason_zh", required=False),
                "reference_reason_en": cells.text("z_reason_en", required=False),
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
                "board": cells.choice("board", FlagRule.Board.values, required=False),
                "measure": measures.get(measure),
                "phrase": phrase,
                "order": order,
                "targets": [targets[name] for name in names if name in targets],
            }
        )


def check_tree(found: SchemeFile) -> None:
    """Nothing; SchemeRefused where the nodes make no tree, or siblings do not sum to 100."""
    try:
        plant(
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
    faults = faults_of(_settings(found.head), [_terms(node) for node in found.nodes])
    if faults:
        first = faults[0]
        raise SchemeRefused(first.code, place=first.place, **first.params)


def _settings(head: dict[str, object]) -> Settings:
    exact = ("cap", "min_coverage")
    told = {one.name: head[one.name] for one in fields(Settings)}
    return Settings(**told | {name: Decimal(str(told[name])) for name in exact})  # type: ignore[arg-type]


def _terms(node: dict[str, object]) -> Terms:
    return Terms(
        code=str(node["code"]),
        parent=str(node["parent"]) or None,
        weight=node["weight"],  # type: ignore[arg-type]
        is_criterion=node["indicator"] is not None,
        low=node["low"],  # type: ignore[arg-type]
        high=node["high"],  # type: ignore[arg-type]
        mean=node["reference_mean"],  # type: ignore[arg-type]
        deviation=node["reference_deviation"],  # type: ignore[arg-type]
    )
