"""manage.py score_table VALUES.csv SCHEME.csv: the scoring engine on any table, no database needed.

Nothing is written unless everything in both files is right.
"""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.robustness import vary_weights
from assessments.score_files import (
    SCHEME_COLUMNS,
    FileRefused,
    read_scheme,
    read_values,
    refusal,
)
from assessments.scoring import AGGREGATIONS, MAX_DECIMALS, Board, achieve, score
from zones.commands import HouseCommand


class Command(HouseCommand):
    """Writes unit, score, rank and coverage for every row of a table."""

    about = gettext_lazy(
        "Scores and ranks the units of a CSV table under a CSV scheme of nested weights."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("values", help=_("CSV: unit, then one column per indicator"))
        parser.add_argument(
            "scheme",
            help=_("CSV: %(columns)s; one row has no parent")
            % {"columns": ",".join(SCHEME_COLUMNS)},
        )
        parser.add_argument(
            "--aggregation",
            choices=AGGREGATIONS,
            default="arithmetic",
            help=_("how parts are put together"),
        )
        parser.add_argument(
            "--decimals", type=int, default=2, help=_("places of the printed score")
        )
        parser.add_argument(
            "--min-coverage", type=float, default=0.8, help=_("0..1; below it a unit is not ranked")
        )
        parser.add_argument(
            "--cap", type=float, default=100.0, help=_("most an indicator can achieve, 100..120")
        )
        parser.add_argument(
            "--variants", type=int, default=0, help=_("variants of the weights (1000 or more)")
        )
        parser.add_argument(
            "--seed", type=int, default=0, help=_("the same seed, the same variants")
        )
        parser.add_argument("-o", "--output", help=_("file to write (default: standard output)"))

    def handle(self, *args: object, **options: Any) -> None:
        _check_options(options)
        try:
            tree = read_scheme(options["scheme"])
            values = read_values(options["values"], tree)
        except FileRefused as refused:
            raise CommandError(str(refused)) from None
        achieved = achieve(values, tree, cap=options["cap"])
        method = {"aggregation": options["aggregation"], "decimals": options["decimals"]}
        board = score(achieved, tree, min_coverage=options["min_coverage"], **method)
        spread = None
        if options["variants"]:
            is_ranked = board.scores["is_ranked"]
            count, seed = options["variants"], options["seed"]
            spread = vary_weights(achieved, tree, count, seed, is_ranked=is_ranked, **method)
        self._write(_csv(board, spread), options["output"])

    def _write(self, text: str, output: str | None) -> None:
        if output is None:
            self.stdout.write(text, ending="")
            return
        try:
            Path(output).write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            why = _("cannot be written (%(why)s)") % {"why": error.strerror}
            raise CommandError(str(refusal(output, why))) from None


def _check_options(options: dict[str, Any]) -> None:
    """Nothing; CommandError names the first option out of its range."""
    ranges = (
        ("--min-coverage", options["min_coverage"], 0, 1),
        ("--cap", options["cap"], 100, 120),
        ("--decimals", options["decimals"], 0, MAX_DECIMALS),
        ("--variants", options["variants"], 0, 1_000_000),
        ("--seed", options["seed"], 0, 2**32 - 1),
    )
    for option, value, low, high in ranges:
        if not low <= value <= high:
            words = {"option": option, "value": value, "low": low, "high": high}
            raise CommandError(_("%(option)s is %(value)s; it must be %(low)s to %(high)s") % words)
    if options["aggregation"] not in AGGREGATIONS:
        words = {"option": "--aggregation", "choices": ", ".join(AGGREGATIONS)}
        raise CommandError(_("%(option)s must be one of: %(choices)s") % words)
    inputs = {Path(options["values"]).resolve(), Path(options["scheme"]).resolve()}
    if options["output"] and Path(options["output"]).resolve() in inputs:
        what = _("the result would overwrite a file it is made from")
        raise CommandError(str(refusal(options["output"], what)))


def _csv(board: Board, spread: pd.DataFrame | None) -> str:
    """The result as CSV text, units in the order in which they came."""
    header = ["unit", "score", "rank", "coverage"]
    columns = [board.scores[name] for name in header[1:]]
    if spread is not None:
        header += ["median", "q05", "q95", "p_last"]
        columns += [spread[name] for name in header[4:]]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    for unit, *cells in zip(board.scores.index, *columns, strict=True):
        writer.writerow([unit, *(_cell(cell) for cell in cells)])
    return out.getvalue()


def _cell(value: Decimal | float | None) -> str:
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, float):  # a share or a median: nine places, without the zeros behind
        return f"{value:.9f}".rstrip("0").rstrip(".")
    return f"{value:f}" if isinstance(value, Decimal) else f"{value}"
