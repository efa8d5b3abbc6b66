"""The outcome of a period: figures, board, targets and flags, and the digest of what went in.

Pure. Same inputs, same outcome, same digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from functools import cached_property

import pandas as pd

from indicators.classes import Placings
from indicators.figures import LATE, NOT_DUE

from .board import (
    SEED,
    VARIANTS,
    Measured,
    Rules,
    achieved_of,
    card_of,
    common_ranks,
    draw_of,
    group_ranks,
    measure_period,
    rank_zones,
    span_shares,
)
from .certainty import Certainty, falls_remaining, how_sure
from .facts import Facts, Figures
from .fingerprints import beyond_the_usual, fingerprint
from .outlook import Outlook, look_ahead
from .promises import Judged, Promise, SetTargets, judge_promises, province_trade
from .rules import LATE_REPORT, RANK_DROPPED, Evidence, Fired, LateReport, Rule, boards_of, fire
from .scoring import Board
from .variants import Card, Draw


@dataclass(frozen=True)
class PreviousBoard:
    """The published board of the same span one year earlier: printed scores of ranked zones.

    `counted` holds the values and what they achieved by zone and criterion, where that is stored.
    """

    scores: Mapping[str, Decimal]
    ranks: Mapping[str, int]
    has_same_scheme: bool = True
    counted: tuple[pd.DataFrame, pd.DataFrame] | None = None


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
    #: What the national evaluation published, up to the period's year, and on which of its lists
    #: each target asks for a class.
    placings: Placings = field(default_factory=dict)
    grade_scopes: Mapping[str, str] = field(default_factory=dict)

    def levels(self) -> dict[tuple[str, str], float]:
        """The published class of the period's year by (target, zone), as a number."""
        year = self.facts.period.year
        return {
            (target, zone): placing.level
            for target, asked in self.grade_scopes.items()
            for (zone, scope, of), placing in self.placings.items()
            if (scope, of) == (asked, year)
        }


@dataclass(frozen=True)
class Outcome:
    """A judged period. ``common`` has rank and before over the zones ranked in both periods;
    ``groups`` the ranks of ranked zones within their group, where the scheme has such boards.
    """

    facts: Facts
    rules: Rules
    previous: PreviousBoard | None
    figures: Figures
    outlook: Outlook
    measured: Measured
    board: Board
    standing: pd.Series
    common: pd.DataFrame | None
    groups: pd.DataFrame
    judged: list[Judged]
    flags: list[Fired]
    certainty: Certainty
    is_provisional: bool
    digest: str

    @property
    def has_figures(self) -> bool:
        """Whether anything at all was reported over the span."""
        return bool(self.figures.zones["quarters_present"].gt(0).any())


@dataclass(frozen=True)
class YearBefore:
    """The same span one year earlier, as this year's criteria measure it; measured when asked."""

    facts: Facts
    rules: Rules

    @cached_property
    def measured(self) -> tuple[Figures, Measured]:
        """Its figures, and what the criteria make of them: no weight and no new figure moves it."""
        return measure_period(self.facts, self.rules)


@dataclass(frozen=True)
class Ready:
    """What no weight moves: the figures, what the criteria make of them, the targets judged."""

    facts: Facts
    rules: Rules
    figures: Figures
    measured: Measured
    outlook: Outlook
    judged: list[Judged]
    year_before: YearBefore


@dataclass(frozen=True)
class ScoredBefore:
    """Last year as scored under this year's scheme."""

    board: Board
    measured: Measured


def judge_period(question: Question) -> Outcome:
    """The outcome of a period."""
    outcome = judge(question, make_ready(question))
    return replace(outcome, digest=digest(question, outcome.figures))


def make_ready(question: Question, year_before: YearBefore | None = None) -> Ready:
    """Everything that can be said of a period before its weights are known.

    The year before serves again where it is there: what is supposed of this year leaves it alone.
    """
    facts, rules = question.facts, question.rules
    before = replace(facts, period=facts.period.year_before())
    figures, measured = measure_period(facts, rules)
    outlook = look_ahead(facts, figures, province_trade(question.promises))
    judged = judge_promises(
        facts, figures, question.promises, question.chosen, outlook, question.levels()
    )
    year_before = year_before or YearBefore(before, rules)
    return Ready(facts, rules, figures, measured, outlook, judged, year_before)


def judge(question: Question, ready: Ready) -> Outcome:
    """The outcome of a period without its digest, of what was made ready under any weights."""
    facts, rules = question.facts, question.rules
    figures, measured, judged = ready.figures, ready.measured, ready.judged
    board, standing = rank_zones(facts, figures, measured, rules)
    scores = ranked_scores(board)
    previous = question.history.previous
    common = common_ranks(scores, previous.scores) if previous else None
    before = _scored_before(question, ready)
    evidence = _evidence(question, judged, scores, common, before)
    drawn = draw_of(rules)
    card = card_of(measured.values, achieved_of(board), rules, span_shares(facts, rules))
    return Outcome(
        facts=facts,
        rules=rules,
        previous=previous,
        figures=figures,
        outlook=ready.outlook,
        measured=measured,
        board=board,
        standing=standing,
        common=common,
        groups=group_ranks(board, facts.groups),
        judged=judged,
        flags=_flags(question, evidence, card, before or ready, drawn),
        certainty=how_sure(
            card,
            rules.tree,
            drawn,
            board.scores["rank"],
            seed=rules.seed,
            decimals=rules.decimals,
        ),
        is_provisional=_is_provisional(facts, figures),
        digest="",
    )


def _evidence(
    question: Question,
    judged: list[Judged],
    scores: Mapping[str, Decimal],
    common: pd.DataFrame | None,
    rescored: ScoredBefore | None,
) -> Evidence:
    facts, previous = question.facts, question.history.previous
    before = previous.scores if previous else {}
    return Evidence(
        year=facts.period.year,
        is_year=facts.period.is_year,
        judged=judged,
        zones_of_city=facts.zones_of_city,
        missed_before=question.history.missed_before,
        ranks=common,
        scores={zone: (before[zone], now) for zone, now in scores.items() if zone in before},
        rescored=common_ranks(scores, ranked_scores(rescored.board)) if rescored else None,
        late=question.history.late,
        placings=question.placings,
        grade_scopes=question.grade_scopes,
        groups=facts.groups,
    )


def ranked_scores(board: Board) -> dict[str, Decimal]:
    """The printed scores of the ranked zones."""
    ranked = board.scores[board.scores["is_ranked"]]
    return dict(ranked["score"])


def _scored_before(question: Question, ready: Ready) -> ScoredBefore | None:
    """Last year scored under this year's scheme, for a year whose scheme changed."""
    previous = question.history.previous
    if previous is None or previous.has_same_scheme or not question.facts.period.is_year:
        return None
    return _score_year_before(question.rules, ready)


def _score_year_before(rules: Rules, ready: Ready) -> ScoredBefore:
    figures, measured = ready.year_before.measured
    return ScoredBefore(rank_zones(ready.year_before.facts, figures, measured, rules)[0], measured)


def _flags(
    question: Question,
    evidence: Evidence,
    card: Card,
    before: ScoredBefore | Ready,
    drawn: Draw,
) -> list[Fired]:
    """What the rules find; a fall in rank with the share of variants in which it remains."""
    fired, rules = _on_zones_there(question, evidence), question.rules
    compared = evidence.ranks if evidence.rescored is None else evidence.rescored
    if compared is None or not any(flag.code == RANK_DROPPED for flag in fired):
        return fired
    rule = next(rule for rule in question.flag_rules if rule.code == RANK_DROPPED)
    earlier, remains = _card_before(question, before), dict[str, float]()
    for units in boards_of(rule, compared.index, evidence.groups):
        remains |= falls_remaining(
            earlier,
            card,
            rules.tree,
            drawn,
            units=units,
            least=rule.threshold or 1,
            decimals=rules.decimals,
        )
    return [
        replace(flag, details={**flag.details, "robustness": remains.get(flag.zone, 0.0)})
        if flag.code == RANK_DROPPED
        else flag
        for flag in fired
    ]


def _on_zones_there(question: Question, evidence: Evidence) -> list[Fired]:
    """What the rules find; of a zone that left in the period only that it reported late."""
    is_gone = question.facts.is_gone
    found = fire(question.flag_rules, evidence)
    return [flag for flag in found if flag.code == LATE_REPORT or not is_gone(flag.zone)]


def _card_before(question: Question, before: ScoredBefore | Ready) -> Card:
    """What last year's board counted: as published, or as scored under this year's scheme."""
    previous = question.history.previous
    if isinstance(before, Ready):
        if previous and previous.counted is not None:
            return card_of(*previous.counted, question.rules, {})
        before = _score_year_before(question.rules, before)
    return card_of(before.measured.values, achieved_of(before.board), question.rules, {})


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
    return digest_of(question, figures_told(question.facts, figures))


def figures_told(facts: Facts, figures: Figures) -> dict[str, str]:
    """What the digest tells of the figures themselves, which takes longer than all the rest."""
    observed = facts.observations.sort_values(["zone", "indicator", "year", "quarter"])
    return {
        "observations": fingerprint(observed),
        "states": fingerprint(figures.zones[["state", "base_state"]].reset_index()),
    }


def digest_of(question: Question, figures: Mapping[str, str]) -> str:
    """The digest of a question of whose figures it is known what is told."""
    facts, rules = question.facts, question.rules
    told = {
        **figures,
        "period": str(facts.period),
        "province": fingerprint(facts.province.sort_values(list(facts.province.columns))),
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
            *beyond_the_usual(rules, facts),
        ],
        "promises": [asdict(promise) for promise in question.promises],
        "chosen": sorted([*key, value] for key, value in question.chosen.items()),
        "flag_rules": [told_of(rule) for rule in question.flag_rules],
        "previous": _told_before(question.history.previous),
        "missed_before": sorted(
            [*key, sorted(years)] for key, years in question.history.missed_before.items()
        ),
        "late": [asdict(late) for late in question.history.late],
    }
    if facts.left:
        told["left"] = {zone: str(day) for zone, day in sorted(facts.left.items())}
    if rules.references or (rules.variants, rules.seed) != (VARIANTS, SEED):
        told["certainty"] = [
            rules.variants,
            rules.seed,
            {code: asdict(found) for code, found in rules.references.items()},
        ]
    if question.placings:
        told["grade_scopes"] = question.grade_scopes
        told["placings"] = sorted(
            [*key, asdict(placing)] for key, placing in question.placings.items()
        )
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def told_of(rule: Rule) -> dict[str, object]:
    """What the digest tells of a rule; nothing of a usual board, so old digests stand."""
    told = asdict(rule) | {"targets": sorted(rule.targets)}
    return told if rule.board else {name: held for name, held in told.items() if name != "board"}


def _told_before(previous: PreviousBoard | None) -> dict[str, object] | None:
    """What the digest tells of the board before; what it counted follows from its own digest."""
    if previous is None:
        return None
    return {
        "scores": dict(previous.scores),
        "ranks": dict(previous.ranks),
        "has_same_scheme": previous.has_same_scheme,
    }
