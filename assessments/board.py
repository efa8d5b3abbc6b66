"""The board of a period: criteria measured, scored and ranked; who is shown and not ranked.

Pure: `Figures` in, `Board` out; the vocabulary of frames is that of `assessments.scoring`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from indicators.figures import CANNOT_REPORT, FLOW, NOT_APPLICABLE, NOT_REPORTED, VALUE, ZERO
from indicators.periods import Period

from .facts import Facts, Figures, gather
from .normalising import BASELINE, GOALPOSTS, Beside, Z, normalise
from .scoring import Board, Tree, achieve, rank_printed, score
from .variants import Card, Draw, Reference, draw, standardise

LEVEL, GROWTH, SHARE, PER_KM2 = "level", "growth", "share_of_province", "per_km2"
#: States of a criterion beside those of its figure.
NO_BASE, BASE_NOT_REPORTED = "no_base", "base_not_reported"
NO_PROVINCE_TOTAL, NO_AREA = "no_province_total", "no_area"

RANKED, FIRST_YEAR = "ranked", "first_year"
LOW_COVERAGE, NOT_OPERATING, LEFT = "low_coverage", "not_operating", "left"

#: What a zone's first year counts from, as a scheme may have it.
ACCEPTED, FIRST_REPORT = "accepted", "first_report"
#: The basis of a zone's first year where the scheme itself counts from the first report.
BY_SCHEME = "by_scheme"
ALL, BY_CITY, BY_GROUP = "all", "by_city", "by_group"
#: Under the geometric mean a component of 0 would make the whole score 0: each counts at least so.
GEOMETRIC_FLOOR = 1.0


@dataclass(frozen=True)
class Criterion:
    """What a leaf of the scheme measures: an indicator's level, growth, share or density."""

    indicator: str
    measure_of: str


#: How many variants of a scheme are drawn, and from which seed, where it says nothing else.
VARIANTS, SEED = 2000, 2021


@dataclass(frozen=True)
class Rules:
    """A scheme, ready to score with.

    `references`, `variants` and `seed` move no score: they only say how sure a rank is.
    """

    tree: Tree
    criteria: Mapping[str, Criterion]
    aggregation: str = "arithmetic"
    cap: float = 100.0
    min_coverage: float = 0.8
    grace_months: int = 12
    decimals: int = 2
    references: Mapping[str, Reference] = field(default_factory=dict)
    variants: int = VARIANTS
    seed: int = SEED
    normalisation: str = GOALPOSTS
    base_year: int | None = None
    grace_rule: str = ACCEPTED
    boards: str = ALL


@dataclass(frozen=True)
class Measured:
    """Each zone's value and state of each criterion; frames of zones × criteria.

    `applies` is False where the criterion leaves the weights; `withheld` is True where a figure
    was asked for and not reported to the end: it stays in the weights and earns nothing.
    `bases` are the values over the same span of the base year, where the scheme starts from one.
    """

    values: pd.DataFrame
    states: pd.DataFrame
    applies: pd.DataFrame
    withheld: pd.DataFrame
    bases: pd.DataFrame | None = None

    def only(self, rows: pd.Index | list[str]) -> Measured:
        """The same of some zones."""
        return self.each(lambda frame: frame.loc[rows])

    def taken(self, rows: Mapping[str, str]) -> Measured:
        """Rows under new names: name -> the zone whose row it is."""
        return self.each(lambda frame: frame.loc[list(rows.values())].set_axis(list(rows)))

    def joined(self, other: Measured) -> Measured:
        """The rows of both."""
        return self._with(other, lambda mine, theirs: pd.concat([mine, theirs]))

    def beside(self, other: Measured, rows: Mapping[str, str]) -> Measured:
        """The same rows, some of them those of another: zone -> its row there."""
        rest = self.values.index.difference(pd.Index(list(rows)), sort=False)
        return self.only(rest).joined(other.taken(rows)).only(self.values.index)

    def _with(self, other: Measured, join: Callable[..., pd.DataFrame]) -> Measured:
        has_bases = self.bases is not None and other.bases is not None
        return Measured(
            join(self.values, other.values),
            join(self.states, other.states),
            join(self.applies, other.applies),
            join(self.withheld, other.withheld),
            join(self.bases, other.bases) if has_bases else None,
        )

    def each(self, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Measured:
        """The same with every frame changed alike."""
        return Measured(
            change(self.values),
            change(self.states),
            change(self.applies),
            change(self.withheld),
            None if self.bases is None else change(self.bases),
        )


#: The column of the figures that each measure is taken from.
COLUMNS = {LEVEL: "value", GROWTH: "growth", SHARE: "share", PER_KM2: "value"}


def measure_period(facts: Facts, rules: Rules) -> tuple[Figures, Measured]:
    """The period's figures and what the criteria make of them, the base year's beside them."""
    figures = gather(facts)
    return figures, measure_from(figures, facts, rules)


def measure_from(figures: Figures, facts: Facts, rules: Rules) -> Measured:
    """What the criteria make of figures, the base year's beside them where the scheme needs it."""
    measured = measure(figures, rules, facts.areas)
    if rules.normalisation != BASELINE or rules.base_year is None:
        return measured
    span = Period(rules.base_year, facts.period.quarter, facts.period.kind)
    before = replace(facts, period=span)
    bases = measure(gather(before), rules, facts.areas)
    # A base that was never reported must not be a better start than the one that was.
    lost = bases.withheld & measured.values.notna()
    return replace(
        measured,
        values=measured.values.mask(lost),
        states=measured.states.mask(lost, BASE_NOT_REPORTED),
        withheld=measured.withheld | lost,
        bases=bases.values,
    )


def measure(figures: Figures, rules: Rules, areas: Mapping[str, float] | None = None) -> Measured:
    """Each zone's value of each criterion, and whether and how it counts.

    Not applicable, and what cannot be reported for an accepted reason, leave the weights; so does
    growth where the zone has no full base span to grow from. What was not reported after the lock
    earns nothing, so that leaving out a bad figure never pays. Any other gap stays a gap: it
    counts against coverage, and keeps the assessment provisional.
    """
    values, states = {}, {}
    for code, criterion in rules.criteria.items():
        rows = figures.zones.xs(criterion.indicator, level="indicator")
        column = COLUMNS[criterion.measure_of]
        values[code] = rows[column].astype(float)
        if criterion.measure_of == PER_KM2:
            values[code] /= values[code].index.map(areas or {}).astype(float)
        states[code] = _states(rows, values[code], criterion.measure_of)
    state = pd.DataFrame(states)
    return Measured(
        values=pd.DataFrame(values),
        states=state,
        applies=~state.isin([NOT_APPLICABLE, CANNOT_REPORT, NO_BASE]),
        withheld=state.isin([NOT_REPORTED, BASE_NOT_REPORTED]),
    )


def _states(rows: pd.DataFrame, values: pd.Series, measure_of: str) -> pd.Series:
    """The states of one criterion by zone: that of the figure, or why the measure has no value."""
    state = rows["state"].astype(object)
    is_asked = ~state.isin([NOT_APPLICABLE, CANNOT_REPORT])
    is_there = state.isin([VALUE, ZERO])
    if measure_of == GROWTH:
        has_no_base = rows["base_state"].isin([NOT_APPLICABLE, CANNOT_REPORT])
        has_no_base |= ~rows["is_base_full"] | (rows["base"] <= 0)
        base_lost = is_there & rows["base_state"].eq(NOT_REPORTED)
        state = state.mask(base_lost, BASE_NOT_REPORTED).mask(has_no_base & is_asked, NO_BASE)
    elif measure_of == SHARE:
        state = state.mask(is_there & values.isna(), NO_PROVINCE_TOTAL)
    elif measure_of == PER_KM2:
        state = state.mask(is_there & values.isna(), NO_AREA)
    return state


def rank_zones(
    facts: Facts, figures: Figures, measured: Measured, rules: Rules
) -> tuple[Board, pd.Series]:
    """The board of the period, and each zone's standing: ranked, or why it is not."""
    is_there = figures.zones["state"].ne(NOT_APPLICABLE)
    running = is_there.groupby(level="zone", sort=False).any().reindex(list(facts.cities))
    gone = [zone for zone in facts.cities if facts.is_gone(zone)]
    running[gone] = False
    zones = running.index[running]
    mature = pd.Series({zone: is_past_grace(zone, facts, rules) for zone in zones}, dtype=bool)
    board = score_measured(measured.only(zones), rules, span_shares(facts, rules), mature)
    standing = pd.Series(NOT_OPERATING, index=pd.Index(list(facts.cities)), dtype=object)
    standing[zones] = LOW_COVERAGE
    standing[mature.index[~mature]] = FIRST_YEAR
    standing[board.scores.index[board.scores["is_ranked"]]] = RANKED
    standing[gone] = LEFT
    return board, standing


def score_measured(
    measured: Measured, rules: Rules, spans: Mapping[str, float], mature: pd.Series | None = None
) -> Board:
    """The board of what was measured, a row a unit; those that are not mature are not ranked."""
    return score(
        earned(measured, rules, spans, mature),
        rules.tree,
        measured.applies,
        rules.aggregation,
        rules.min_coverage,
        rules.decimals,
        eligible=mature,
        withheld=measured.withheld,
        floor=GEOMETRIC_FLOOR,
    )


def earned(
    measured: Measured, rules: Rules, spans: Mapping[str, float], mature: pd.Series | None = None
) -> pd.DataFrame:
    """What each unit earns on each criterion under the scheme's normalisation."""
    beside = Beside(
        spans=spans, bases=measured.bases, references=rules.references, comparable=mature
    )
    return normalise(measured.values, rules.tree, rules.normalisation, rules.cap, beside)


def span_shares(facts: Facts, rules: Rules) -> dict[str, float]:
    """The share of a year that the goalposts of a flow's level are shortened to, by leaf."""
    return {
        code: facts.period.quarter / 4
        for code, criterion in rules.criteria.items()
        if criterion.measure_of in (LEVEL, PER_KM2) and facts.kinds[criterion.indicator] == FLOW
    }


def achieved_of(board: Board) -> pd.DataFrame:
    """What each zone achieved on each criterion as the board counts it; a gap stays NaN."""
    rows = board.contributions
    return rows.pivot(index="unit", columns="code", values="achieved").reindex(board.scores.index)


def draw_of(rules: Rules) -> Draw:
    """The variants of a scheme; against a reference only where every criterion has one."""
    has_reference = all(code in rules.references for code in rules.tree.leaf_codes)
    return draw(rules.tree, rules.variants, rules.seed, has_reference=has_reference)


def card_of(
    values: pd.DataFrame, achieved: pd.DataFrame, rules: Rules, spans: Mapping[str, float]
) -> Card:
    """What a board counts, ready to be ranked under variants of its scheme.

    A scheme that counts in deviations is varied between its goalposts too: those are declared.
    """
    if rules.normalisation == Z:
        between = achieve(values.reindex(achieved.index), rules.tree, rules.cap, spans)
        achieved = between.fillna(0.0).where(achieved.notna())
    standard = standardise(
        values.reindex(achieved.index), achieved, rules.tree, rules.references, rules.cap, spans
    )
    return Card(achieved, standard)


def grace_basis(zone: str, facts: Facts, rules: Rules) -> str:
    """What a zone's first year counts from: its acceptance, else its first reported quarter."""
    if rules.grace_rule != ACCEPTED:
        return BY_SCHEME
    return ACCEPTED if facts.accepted.get(zone) else FIRST_REPORT


def is_past_grace(zone: str, facts: Facts, rules: Rules) -> bool:
    """Whether the scheme's months are complete on the period's first day.

    A date known to the month or year counts from its last day. Where it is unknown, or where the
    scheme says so, they count from the first reported quarter.
    """
    known, first = facts.accepted.get(zone), facts.first_report(zone)
    if known and rules.grace_rule == ACCEPTED:
        since = last_day(known)
    elif first:
        since = first.starts_on
    else:
        return True  # nothing reported yet: no first year that it could be in
    return add_months(since, rules.grace_months) <= facts.period.starts_on


def last_day(partial: str) -> date:
    """The last day that a date known as 2018, 2018-11 or 2018-11-06 can be."""
    parts = [int(part) for part in partial.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return date(year, month, parts[2] if len(parts) > 2 else monthrange(year, month)[1])


def add_months(day: date, months: int) -> date:
    """The same day that many months later, or the month's last day where it has no such day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def common_ranks(now: Mapping[str, object], before: Mapping[str, object]) -> pd.DataFrame:
    """Ranks over the zones ranked in both periods: columns rank and before, index zone.

    Both are mappings of zone to printed score; equal scores share a rank.
    """
    both = [zone for zone in now if zone in before]
    columns = {
        name: rank_printed(pd.Series({zone: scores[zone] for zone in both}, dtype=object))
        for name, scores in (("rank", now), ("before", before))
    }
    return pd.DataFrame(columns, index=pd.Index(both, dtype=object))


def group_ranks(board: Board, groups: Mapping[str, str]) -> pd.DataFrame:
    """Ranked zones among those of their group: columns group, rank and count, index zone."""
    ranked = board.scores.loc[board.scores["is_ranked"], "score"]
    ranked = ranked[[zone in groups for zone in ranked.index]]
    group = pd.Series({zone: groups[zone] for zone in ranked.index}, dtype=object)
    rank = pd.Series(pd.NA, index=ranked.index, dtype="Int64")
    for _name, scores in ranked.groupby(group, sort=False):
        rank[scores.index] = rank_printed(scores)
    count = group.map(group.value_counts())
    return pd.DataFrame({"group": group, "rank": rank, "count": count}, index=ranked.index)
