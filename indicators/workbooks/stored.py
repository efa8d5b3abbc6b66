"""What was understood of a file, as plain JSON and back: so that it is read but once."""

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from ..periods import parse_quarter
from .codes import Problem
from .parsed import STATED, Parsed, ParsedCell

_AMOUNTS = ("value", *STATED, "stated_month")


def parsed_as_json(parsed: Parsed) -> dict[str, Any]:
    """The figures, problems and warnings as plain values; amounts are text."""
    return {
        "layout": parsed.layout,
        "cells": [_cell_as_json(cell) for cell in parsed.cells],
        "problems": [_problem_as_json(problem) for problem in parsed.problems],
        "warnings": [_problem_as_json(problem) for problem in parsed.warnings],
    }


def parsed_from_json(file: str, held: Mapping[str, Any]) -> Parsed:
    """The same file understood, as `parsed_as_json` told it."""
    return Parsed(
        file,
        tuple(_cell_from_json(cell) for cell in held["cells"]),
        tuple(_problem_from_json(file, problem) for problem in held["problems"]),
        tuple(_problem_from_json(file, problem) for problem in held["warnings"]),
        held["layout"],
    )


def _cell_as_json(cell: ParsedCell) -> dict[str, Any]:
    amounts = {name: _text(getattr(cell, name)) for name in _AMOUNTS}
    return asdict(cell) | {"quarter": str(cell.quarter)} | amounts


def _cell_from_json(held: Mapping[str, Any]) -> ParsedCell:
    texts = {name: held.get(name) for name in _AMOUNTS}  # older ones lack some
    amounts = {name: None if text is None else Decimal(text) for name, text in texts.items()}
    return ParsedCell(**{**held, "quarter": parse_quarter(held["quarter"]), **amounts})


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _problem_as_json(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "sheet": problem.sheet,
        "address": problem.address,
        "params": dict(problem.params),
        "zone": problem.zone,
        "indicator": problem.indicator,
    }


def _problem_from_json(file: str, held: Mapping[str, Any]) -> Problem:
    params = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in held["params"].items()
    }
    of = (held.get("zone", ""), held.get("indicator", ""))
    return Problem(file, held["code"], held["sheet"], held["address"], params, *of)
