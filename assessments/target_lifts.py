"""What it would take to clear a target: by how much the indicator itself is short of it.

Pure. As `lifts`: the change does it, and 99.9 % of it does not; what is counted changes by whole
numbers.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from indicators.judgement import BEHIND, BELOW_PATH, MISSED, OFF_TRACK
from indicators.targets import MORE_THAN

from .board import SHARE
from .facts import Facts, Figures
from .lifts import CLOSE, LEAST, TARGET, Lift, rounded_up
from .promises import Judged, Promise


def targets_cleared(
    judged: Sequence[Judged],
    promises: Sequence[Promise],
    facts: Facts,
    figures: Figures,
    whole: Collection[str] = (),
) -> list[Lift]:
    """What each zone's figure is short of a target missed, or of what is due by the period's end.

    A city's target is told for each of its zones.
    """
    by_code = {promise.code: promise for promise in promises}
    found = []
    for one in judged:
        promise = by_code[one.target]
        wanted = one.judgement.target if figures.period.is_year else one.judgement.due
        actual = one.judgement.actual
        if one.judgement.status not in (MISSED, BELOW_PATH, BEHIND, OFF_TRACK):
            continue
        if promise.indicator is None or wanted is None or actual is None:
            continue
        zones = [one.zone] if one.zone else facts.zones_of_city.get(one.city or "", [])
        change = _missing(one, promise, wanted - actual, figures, whole)
        value = actual
        if promise.measure_of == SHARE and zones:
            value = float(figures.zones.at[(zones[0], promise.indicator), "value"])
        found += [
            Lift(zone, TARGET, promise.indicator, value, change, target=one.target)
            for zone in zones
        ]
    return found


def _missing(
    one: Judged, promise: Promise, gap: float, figures: Figures, whole: Collection[str]
) -> float:
    """By how much the indicator itself must change: a share's points are taken of its whole."""
    if promise.measure_of == SHARE:
        gap *= figures.province[str(promise.indicator)].value / 100
    is_whole = promise.indicator in whole
    is_strict = any(
        condition.rule == one.judgement.rule and condition.comparison == MORE_THAN
        for condition in promise.conditions
    )
    size = abs(gap)
    if is_strict:
        size = math.floor(size + 1e-9) + 1 if is_whole else size * (1 + CLOSE) or LEAST
    return math.copysign(rounded_up(size, is_whole=is_whole), gap)
