"""Flags: what each rule finds in a judged period. Rules, thresholds and windows are data.

Pure. A provisional period raises the same flags; that they lead to nothing is decided where cases
are opened, never here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal

import pandas as pd

from indicators.classes import SCOPES, Placing, Placings, years_among_last
from indicators.judgement import BEHIND, MISSED, OFF_TRACK

from .promises import Judged

ANNUAL_TARGET_MISSED, RANK_DROPPED = "annual_target_missed", "rank_dropped"
MISSED_YEARS, BEHIND_PACE, LATE_REPORT = "missed_years", "behind_pace", "late_report"
PROJECTED_MISS = "projected_miss"
GRADE_MISSED, NATIONAL_BOTTOM = "grade_missed", "national_bottom"
EXIT_WARNING = "exit_warning"
#: A board of its own for each group of zones that the scheme ranks within.
GROUP = "group"


@dataclass(frozen=True)
class Rule:
    """A flag rule as set: threshold, window in years, targets and board that it looks at."""

    code: str
    consequence: str
    threshold: float | None = None
    window: int | None = None
    targets: frozenset[str] = frozenset()
    #: On which board, where it is not the usual one: all zones, or both published lists.
    board: str = ""


@dataclass(frozen=True)
class Fired:
    """A rule that found something: for which zone, on which target, on which figures."""

    code: str
    zone: str
    consequence: str
    target: str | None = None
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class LateReport:
    """A zone that handed a quarter in after its due date, or has not yet."""

    zone: str
    quarter: str
    days: int
    is_missing: bool


@dataclass(frozen=True)
class Evidence:
    """What the rules look at.

    `missed_before` says for (target, zone) in which earlier years a binding target was missed.
    `ranks` has rank and before over the zones ranked in both years, `rescored` the same with last
    year scored under this year's scheme, where the scheme changed.
    """

    year: int
    is_year: bool
    judged: Sequence[Judged]
    zones_of_city: Mapping[str, Sequence[str]]
    missed_before: Mapping[tuple[str, str], frozenset[int]] = field(default_factory=dict)
    ranks: pd.DataFrame | None = None
    scores: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    rescored: pd.DataFrame | None = None
    late: Sequence[LateReport] = ()
    placings: Placings = field(default_factory=dict)
    grade_scopes: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)


def fire(rules: Sequence[Rule], evidence: Evidence) -> list[Fired]:
    """Everything the rules find, in the order of the rules."""
    find = {
        ANNUAL_TARGET_MISSED: _annual_target_missed,
        RANK_DROPPED: _rank_dropped,
        MISSED_YEARS: _missed_years,
        BEHIND_PACE: _behind_pace,
        PROJECTED_MISS: _projected_miss,
        LATE_REPORT: _late_report,
        GRADE_MISSED: _grade_missed,
        NATIONAL_BOTTOM: _national_bottom,
    }
    return [fired for rule in rules for fired in find[rule.code](rule, evidence)]


def missed_now(evidence: Evidence) -> dict[tuple[str, str], Judged]:
    """The binding targets missed in this year by (target, zone); a city's by each of its zones."""
    return {
        (judged.target, zone): judged
        for judged, zone in _by_zone(evidence)
        if judged.judgement.counts_as_missed
    }


def running_years(year: int, missed: frozenset[int]) -> int:
    """How many years up to this one, without a gap, are among the missed."""
    count = 0
    while year - count in missed:
        count += 1
    return count


def _by_zone(evidence: Evidence) -> Iterator[tuple[Judged, str]]:
    for judged in evidence.judged:
        if judged.zone:
            yield judged, judged.zone
        elif judged.city:
            for zone in evidence.zones_of_city.get(judged.city, ()):
                yield judged, zone


def _annual_target_missed(rule: Rule, evidence: Evidence) -> Iterator[Fired]:
    if not evidence.is_year:
        return
    for (target, zone), judged in missed_now(evidence).items():
        yield Fired(rule.code, zone, rule.consequence, target, _figures(judged))


def _rank_dropped(rule: Rule, evidence: Evidence) -> Iterator[Fired]:
    if not evidence.is_year or evidence.ranks is None:
        return
    least = rule.threshold or 1
    for units in boards_of(rule, map(str, evidence.ranks.index), evidence.groups):
        yield from _fallen(rule, least, units, evidence)


def boards_of(rule: Rule, units: Iterable[str], groups: Mapping[str, str]) -> list[list[str]]:
    """The zones of each board that the rule looks at: one of all, or one of each group."""
    if rule.board != GROUP:
        return [list(units)]
    boards: dict[str, list[str]] = {}
    for unit in units:
        if unit in groups:
            boards.setdefault(groups[unit], []).append(unit)
    return list(boards.values())


def _among(frame: pd.DataFrame, rule: Rule, units: Sequence[str]) -> pd.DataFrame:
    """Ranks among the zones of a group alone, from those among all; equal ones stay equal."""
    if rule.board != GROUP:
        return frame
    return frame.loc[[unit for unit in units if unit in frame.index]].rank(method="min")


def _fallen(rule: Rule, least: float, units: Sequence[str], evidence: Evidence) -> Iterator[Fired]:
    """The zones of one board that fell, also with last year scored under this year's scheme."""
    assert evidence.ranks is not None
    ranks = _among(evidence.ranks, rule, units)
    rescored = None if evidence.rescored is None else _among(evidence.rescored, rule, units)
    for zone, row in ranks.iterrows():
        fall = int(row["rank"]) - int(row["before"])
        if fall < least or not _holds_rescored(str(zone), least, rescored):
            continue
        before, now = evidence.scores[str(zone)]
        details = {
            "rank": int(row["rank"]),
            "before": int(row["before"]),
            "count": len(ranks),
            "score": str(now),
            "score_before": str(before),
            "year": evidence.year,
        }
        yield Fired(rule.code, str(zone), rule.consequence, None, _on_board(rule, details))


def _on_board(rule: Rule, details: dict[str, object]) -> dict[str, object]:
    """The details of a finding, with its board where that is not the usual one."""
    return details | {"board": rule.board} if rule.board else details


def _holds_rescored(zone: str, least: float, rescored: pd.DataFrame | None) -> bool:
    """Whether the fall remains when last year is scored under this year's scheme."""
    if rescored is None:
        return True
    if zone not in rescored.index:
        return False
    row = rescored.loc[zone]
    return bool(int(row["rank"]) - int(row["before"]) >= least)


def _missed_years(rule: Rule, evidence: Evidence) -> Iterator[Fired]:
    """Missed for ``window`` years running is a warning, for ``threshold`` years the exit."""
    if not evidence.is_year:
        return
    warns, ends = rule.window or 2, int(rule.threshold or 3)
    for (target, zone), judged in missed_now(evidence).items():
        if target not in rule.targets:
            continue
        earlier = evidence.missed_before.get((target, zone), frozenset())
        years = running_years(evidence.year, earlier | {evidence.year})
        if years < warns:
            continue
        details = _figures(judged) | {"years": years, "first": evidence.year - years + 1}
        consequence = rule.consequence if years >= ends else EXIT_WARNING
        yield Fired(rule.code, zone, consequence, target, details)


def _behind_pace(rule: Rule, evidence: Evidence) -> Iterator[Fired]:
    if evidence.is_year:
        return
    for judged, zone in _by_zone(evidence):
        if judged.judgement.status == OFF_TRACK and not judged.judgement.is_implied:
            yield Fired(rule.code, zone, rule.consequence, judged.target, _figures(judged))


def _projected_miss(rule: Rule, evidence: Evidence) -> Iterator[Fired]:
    """Even the better edge of the projection misses the year, on a target that is behind.

    What is due of a count is rounded down: who is on track by that is not said to miss the year.
    """
    for judged, zone in _by_zone(evidence):
        if judged.is_out_of_reach and judged.judgement.status in (BEHIND, OFF_TRACK):
            details = _figures(judged) | _ahead(judged)
            yield Fired(rule.code, zone, rule.consequence, judged.target, details)


def _ahead(judged: Judged) -> dict[str, object]:
    projection, needed = judged.projection, judged.needed
    return {
        "projected": projection.value,
        "low": projection.low,
        "high": projection.high,
        "season": projection.basis,
        "season_years": list(judged.season.years),
        "how": needed.how,
        "needed": needed.per_quarter,
        "needed_growth": needed.growth.value,
        "needed_growth_note": needed.growth.reason or "",
        "rest": needed.rest,
    }


def _late_report(rule: Rule, evidence: Evidence) -> Iterator[Fired]:
    by_zone: dict[str, list[LateReport]] = {}
    for late in evidence.late:
        by_zone.setdefault(late.zone, []).append(late)
    for zone, reports in by_zone.items():
        details = {
            "reports": [
                {"quarter": late.quarter, "days": late.days, "is_missing": late.is_missing}
                for late in reports
            ]
        }
        yield Fired(rule.code, zone, rule.consequence, None, details)


def _grade_missed(rule: Rule, evidence: Evidence) -> Iterator[Fired]:
    """The published class of the promise's last year is below the promised one."""
    if not evidence.is_year:
        return
    for judged, zone in _by_zone(evidence):
        scope = evidence.grade_scopes.get(judged.target, "")
        placing = evidence.placings.get((zone, scope, evidence.year))
        if placing is None or judged.judgement.status != MISSED:
            continue
        details = _figures(judged) | {"placing": _told(placing), "year": evidence.year}
        yield Fired(rule.code, zone, rule.consequence, judged.target, details)


def _national_bottom(rule: Rule, evidence: Evidence) -> Iterator[Fired]:
    """Among the last ``threshold`` of its lists for ``window`` years running, up to this one."""
    if not evidence.is_year:
        return
    last, years = int(rule.threshold or 5), rule.window or 2
    scopes = (rule.board,) if rule.board else SCOPES
    for zone in dict.fromkeys(zone for zone, _scope, _year in evidence.placings):
        if years_among_last(evidence.placings, zone, evidence.year, last, scopes) < years:
            continue
        first = evidence.year - years + 1
        details = {
            "last": last,
            "first": first,
            "year": evidence.year,
            "lists": [
                {"year": year, "scope": scope} | _told(evidence.placings[zone, scope, year])
                for year in range(first, evidence.year + 1)
                for scope in scopes
            ],
        }
        yield Fired(rule.code, zone, rule.consequence, None, _on_board(rule, details))


def _told(placing: Placing) -> dict[str, object]:
    """A published class as a flag keeps it."""
    return asdict(placing)


def _figures(judged: Judged) -> dict[str, object]:
    judgement = judged.judgement
    return {
        "actual": judgement.actual,
        "target": judgement.must if judgement.counts_as_missed else judgement.target,
        "due": judgement.due,
        "gap": judgement.gap,
        "shortfall": judgement.shortfall,
        "status": judgement.status,
        "basis": judgement.basis,
        "city": judged.city,
    }
