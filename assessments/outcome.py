"""The outcome of a period: figures, board, targets and flags, and the digest of what went in.

Pure. Same inputs, same outcome, same digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal

import numpy as np
import pandas as pd

from indicators.figures import LATE, NOT_DUE

from .board import Measured, Rules, common_ranks, measure, rank_zones
from .facts import Facts, Figures, gather
from .promises import Judged, Promise, SetTargets, judge_promises
from .rules import Evidence, Fired, LateReport, Rule, fire
from .scoring import Board


@dataclass(frozen=True)
class PreviousBoard:
    """The published board of the same span one year earlier: printed scores of ranked zones."""

    scores: Mapping[str, Decimal]
    ranks: Mapping[str, int]
    has_same_scheme: bool = True


@dataclass(frozen=True)
class History:
    """What earlier published assessments found, and who was late."""

    previous: PreviousBoard | None = None
    missed_before: Mapping[tuple[str, str], frozenset[int]] = field(default_factory=dict)
    late: Sequence[LateReport] = ()


@dataclass(frozen=True)
class Question:
    """Everything that decides an outcome."""

    facts: Facts
    rules: Rules
    promises: tuple[Promise, ...]
    chosen: SetTargets
    flag_rules: tuple[Rule, ...]
    history: History


@dataclass(frozen=True)
class Outcome:
    """A judged period. ``common`` has rank and before over the zones ranked in both periods."""

    facts: Facts
    previous: PreviousBoard | None
    figures: Figures
    measured: Measured
    board: Board
    standing: pd.Series
    common: pd.DataFrame | None
    judged: list[Judged]
    flags: list[Fired]
    is_provisional: bool
    digest: str

    @property
    def has_figures(self) -> bool:
        """Whether anything at all was reported over the span."""
        return bool(self.figures.zones["quarters_present"].gt(0).any())


def judge_period(question: Question) -> Outcome:
    """The outcome of a period."""
    facts, rules = question.facts, question.rules
    figures = gather(facts)
    measured = measure(figures, rules)
    board, standing = rank_zones(facts, figures, measured, rules)
    judged = judge_promises(facts, figures, question.promises, question.chosen)
    scores = ranked_scores(board)
    previous = question.history.previous
    common = common_ranks(scores, previous.scores) if previous else None
    evidence = _evidence(question, judged, scores, common)
    return Outcome(
        facts=facts,
        previous=previous,
        figures=figures,
        measured=measured,
        board=board,
        standing=standing,
        common=common,
        judged=judged,
        flags=fire(question.flag_rules, evidence),
        is_provisional=_is_provisional(facts, figures),
        digest=digest(question, figures),
    )


def _evidence(
    question: Question,
    judged: list[Judged],
    scores: Mapping[str, Decimal],
    common: pd.DataFrame | None,
) -> Evidence:
    facts, previous = question.facts, question.history.previous
    before = previous.scores if previous else {}
    return Evidence(
        year=facts.period.year,
        is_year=facts.period.is_year,
        judged=judged,
        zones_of_city=facts.zones_of_city(),
        missed_before=question.history.missed_before,
        ranks=common,
        scores={zone: (before[zone], now) for zone, now in scores.items() if zone in before},
        rescored=_rescored(question, scores) if facts.period.is_year else None,
        late=question.history.late,
    )


def ranked_scores(board: Board) -> dict[str, Decimal]:
    """The printed scores of the ranked zones."""
    ranked = board.scores[board.scores["is_ranked"]]
    return dict(ranked["score"])


def _rescored(question: Question, scores: Mapping[str, Decimal]) -> pd.DataFrame | None:
    """The common ranks with last year scored under this year's scheme, where it changed."""
    previous = question.history.previous
    if previous is None or previous.has_same_scheme:
        return None
    before = replace(question.facts, period=question.facts.period.year_before())
    figures, rules = gather(before), question.rules
    board, _ = rank_zones(before, figures, measure(figures, rules), rules)
    return common_ranks(scores, ranked_scores(board))


def _is_provisional(facts: Facts, figures: Figures) -> bool:
    """Whether figures are still to come or unverified; a quarter's board always is."""
    if facts.period.kind == "quarter":
        return True
    if figures.zones["state"].isin([LATE, NOT_DUE]).any():
        return True
    span = facts.observations
    span = span[(span["year"] == facts.period.year) & (span["quarter"] <= facts.period.quarter)]
    return not span["is_verified"].all()


def digest(question: Question, figures: Figures) -> str:
    """SHA-256 of everything that decides the outcome; the clock only where it decides a state."""
    facts = question.facts
    observed = facts.observations.sort_values(["zone", "indicator", "year", "quarter"])
    told = {
        "period": str(facts.period),
        "observations": _fingerprint(observed),
        "states": _fingerprint(figures.zones[["state", "base_state"]].reset_index()),
        "province": _fingerprint(facts.province.sort_values(list(facts.province.columns))),
        "kinds": facts.kinds,
        "cities": facts.cities,
        "of_cities": sorted(facts.of_cities),
        "starts": {zone: str(start) for zone, start in facts.starts.items()},
        "accepted": facts.accepted,
        "excluded_years": sorted(facts.excluded_years),
        "tree": [asdict(node) for node in question.rules.tree.nodes],
        "criteria": {code: asdict(found) for code, found in question.rules.criteria.items()},
        "scheme": [
            question.rules.aggregation,
            question.rules.cap,
            question.rules.min_coverage,
            question.rules.grace_months,
            question.rules.decimals,
        ],
        "promises": [asdict(promise) for promise in question.promises],
        "chosen": sorted([*key, value] for key, value in question.chosen.items()),
        "flag_rules": [
            asdict(rule) | {"targets": sorted(rule.targets)} for rule in question.flag_rules
        ],
        "previous": asdict(question.history.previous) if question.history.previous else None,
        "missed_before": sorted(
            [*key, sorted(years)] for key, years in question.history.missed_before.items()
        ),
        "late": [asdict(late) for late in question.history.late],
    }
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _fingerprint(frame: pd.DataFrame) -> str:
    """SHA-256 of a frame's rows in their order, numbers to the four decimals that are stored."""
    found = hashlib.sha256()
    for name in frame.columns:
        column = frame[name]
        found.update(f"\n{name}:".encode())
        if column.dtype == float:
            values = np.round(column.to_numpy(), 4) + 0.0
            found.update(np.where(np.isnan(values), np.nan, values).astype("<f8").tobytes())
        else:
            found.update("\x1f".join(map(str, column.tolist())).encode())
    return found.hexdigest()
