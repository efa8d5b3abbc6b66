"""Stores an outcome as the frozen rows of its assessment."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from indicators.figures import VALUE
from indicators.judgement import NO_DATA
from indicators.models import Indicator, Target
from zones.models import City, Zone

from ..board import RANKED, grace_basis
from ..models import (
    Assessment,
    Contribution,
    Figure,
    Flag,
    FlagRule,
    RankCertainty,
    SchemeNode,
    TargetResult,
    ZoneResult,
)
from ..outcome import Outcome, PreviousBoard
from ..outlook import ALL
from .prospects import needed, projected

PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class Known:
    """The rows that an outcome's codes stand for."""

    zones: Mapping[str, Zone]
    cities: Mapping[str, City]
    indicators: Mapping[str, Indicator]
    targets: Mapping[str, Target]
    nodes: Mapping[str, SchemeNode]
    rules: Mapping[str, FlagRule]
    groups: Mapping[str, tuple[str, str]]  # by code: the names in Chinese and English


def save_rows(assessment: Assessment, outcome: Outcome, known: Known) -> None:
    """Nothing; figures, results, contributions, certainty, target results, flags are stored."""
    Figure.objects.bulk_create(_figures(assessment, outcome, known))
    results = ZoneResult.objects.bulk_create(_results(assessment, outcome, known))
    by_zone = {result.zone.code: result for result in results}
    Contribution.objects.bulk_create(_contributions(by_zone, outcome, known))
    _certainty(assessment, outcome).save(force_insert=True)
    TargetResult.objects.bulk_create(_target_results(assessment, outcome, known))
    Flag.objects.bulk_create(_flags(assessment, outcome, known))


@dataclass(frozen=True)
class Rows:
    """What a page prints of a board: its results with how sure they are, targets and flags."""

    figures: list[Figure]
    results: list[ZoneResult]
    contributions: list[Contribution]
    target_results: list[TargetResult]
    flags: list[Flag]
    certainty: RankCertainty


def rows_of(assessment: Assessment, outcome: Outcome, known: Known) -> Rows:
    """The same rows, not stored: for a board that is only looked at."""
    results = _results(assessment, outcome, known)
    by_zone = {result.zone.code: result for result in results}
    return Rows(
        figures=_figures(assessment, outcome, known),
        results=results,
        contributions=_contributions(by_zone, outcome, known),
        target_results=_target_results(assessment, outcome, known),
        flags=_flags(assessment, outcome, known),
        certainty=_certainty(assessment, outcome),
    )


def exact(value: object) -> Decimal | None:
    """A float of a frame as the stored decimal with 4 places; None for missing."""
    number = plain(value)
    if number is None:
        return None
    return Decimal(repr(number)).quantize(PLACES, ROUND_HALF_UP)


def plain(value: object) -> float | None:
    """A float of a frame; None for missing or infinite."""
    if value is None or value is pd.NA:
        return None
    number = float(value)  # type: ignore[arg-type]
    return number if math.isfinite(number) else None


def _figures(assessment: Assessment, outcome: Outcome, known: Known) -> list[Figure]:
    figures, ahead = outcome.figures, outcome.outlook
    directions = {code: indicator.direction for code, indicator in known.indicators.items()}
    codes = figures.zones.index.get_level_values("indicator")
    better = figures.zones["value"] * codes.map(directions)
    is_gone = figures.zones.index.get_level_values("zone").map(outcome.facts.is_gone)
    better = better.mask(is_gone.astype(bool))  # of fewer quarters than the others'
    ranks = better.groupby(codes).rank(ascending=False, method="min")
    keys = [*figures.zones.index, *((None, code) for code in figures.total.index)]
    rows = figures.zones.to_dict("records") + figures.total.to_dict("records")
    places = [*ranks, *[None] * len(figures.total)]
    return [
        Figure(
            assessment=assessment,
            zone=known.zones[zone] if zone else None,
            indicator=known.indicators[code],
            state=row["state"],
            value=exact(row["value"]),
            known=exact(row["known"]),
            base=exact(row["base"]),
            growth=plain(row["growth"]),
            growth_note=row["growth_note"] or "",
            two_year_average=plain(row["two_year_average"]),
            share=plain(row["share"]),
            share_base=plain(row["share_base"]),
            share_vintage=figures.province[code].vintage if code in figures.province else "",
            rank=_whole(place),
            **projected(ahead.projections[zone or ALL, code], ahead.season((zone or ALL, code))),
        )
        for (zone, code), row, place in zip(keys, rows, places, strict=True)
    ]


def _whole(value: object) -> int | None:
    number = plain(value)
    return None if number is None else int(number)


def _results(assessment: Assessment, outcome: Outcome, known: Known) -> list[ZoneResult]:
    previous = outcome.previous or PreviousBoard({}, {})
    scores = outcome.board.scores.to_dict("index")
    common = {} if outcome.common is None else outcome.common.to_dict("index")
    spread = outcome.certainty.spread.to_dict("index")
    groups = outcome.groups.to_dict("index")
    rows = []
    for zone, standing in outcome.standing.items():
        row = scores.get(zone, {"score": None, "coverage": None, "rank": None, "is_tied": False})
        beside = common.get(zone, {"rank": None, "before": None})
        sure = spread.get(zone, {})
        is_ranked = standing == RANKED
        rows.append(
            ZoneResult(
                assessment=assessment,
                zone=known.zones[zone],
                standing=standing,
                standing_basis=grace_basis(zone, outcome.facts, outcome.rules),
                score=row["score"],
                rank=_whole(row["rank"]) if is_ranked else None,
                is_tied=bool(row["is_tied"]) and is_ranked,
                coverage=exact(row["coverage"]),
                previous_score=previous.scores.get(zone),
                previous_rank=previous.ranks.get(zone),
                previous_count=len(previous.ranks) or None,
                common_rank=_whole(beside["rank"]),
                common_previous_rank=_whole(beside["before"]),
                common_count=len(common) if zone in common else None,
                rank_median=plain(sure.get("median")),
                rank_low=_whole(sure.get("q05")),
                rank_high=_whole(sure.get("q95")),
                p_last=plain(sure.get("p_last")),
                p_bottom=plain(sure.get("p_bottom")),
                **_in_group(groups.get(zone), known),
            )
        )
    return rows


def _certainty(assessment: Assessment, outcome: Outcome) -> RankCertainty:
    found = outcome.certainty
    return RankCertainty(
        assessment=assessment,
        seed=found.seed,
        variants=found.drawn.count,
        drawn=found.drawn.counted(),
        bottom=found.bottom,
        pairs=[[pair.above, pair.below, round(pair.chance, 6)] for pair in found.pairs],
        has_all_pairs=found.has_all_pairs,
    )


def _in_group(row: Mapping[str, object] | None, known: Known) -> dict[str, object]:
    """A zone's place within its group, with the group's names as they are now."""
    if row is None:
        return {}
    chinese, english = known.groups[str(row["group"])]
    return {
        "group_zh": chinese,
        "group_en": english,
        "group_rank": _whole(row["rank"]),
        "group_count": _whole(row["count"]),
    }


def _contributions(
    results: Mapping[str, ZoneResult], outcome: Outcome, known: Known
) -> list[Contribution]:
    values, states = (
        frame.to_dict() for frame in (outcome.measured.values, outcome.measured.states)
    )
    rows = [
        Contribution(
            result=results[row["unit"]],
            node=known.nodes[row["code"]],
            value=plain(values[row["code"]][row["unit"]]),
            state=states[row["code"]][row["unit"]],
            achieved=plain(row["achieved"]),
            weight=plain(row["weight"]),
            points=row["contribution"],
        )
        for row in outcome.board.contributions.to_dict("records")
    ]
    for zone, nodes in outcome.board.nodes.iterrows():
        rows += [
            Contribution(
                result=results[str(zone)],
                node=known.nodes[code],
                state=NO_DATA if plain(value) is None else VALUE,
                achieved=plain(value),
            )
            for code, value in nodes.items()
        ]
    return rows


def _target_results(assessment: Assessment, outcome: Outcome, known: Known) -> list[TargetResult]:
    rows = []
    for judged in outcome.judged:
        found = judged.judgement
        rows.append(
            TargetResult(
                assessment=assessment,
                target=known.targets[judged.target],
                zone=known.zones[judged.zone] if judged.zone else None,
                city=known.cities[judged.city] if judged.city else None,
                status=found.status,
                basis=found.basis or "",
                rule=found.rule or "",
                is_binding=found.is_binding,
                counts_as_missed=found.counts_as_missed,
                is_implied=found.is_implied,
                reason=found.code_of_reason or "",
                base=exact(found.base),
                actual=exact(found.actual),
                value=exact(found.target),
                must=exact(found.must),
                stretch=exact(found.stretch),
                is_stretch_met=found.is_stretch_met,
                due=exact(found.due),
                gap=exact(found.gap),
                shortfall=plain(found.shortfall),
                completion=plain(found.completion),
                progress=plain(found.progress),
                season_basis=found.season_basis or "",
                season_years=" ".join(map(str, judged.season.years)) if found.season_basis else "",
                is_out_of_reach=judged.is_out_of_reach,
                **projected(judged.projection, judged.season),
                **needed(judged.needed),
            )
        )
    return rows


def _flags(assessment: Assessment, outcome: Outcome, known: Known) -> list[Flag]:
    return [
        Flag(
            assessment=assessment,
            zone=known.zones[fired.zone],
            code=fired.code,
            consequence=fired.consequence,
            target=known.targets[fired.target] if fired.target else None,
            measure=known.rules[fired.code].measure,
            details=dict(fired.details),
        )
        for fired in outcome.flags
    ]
