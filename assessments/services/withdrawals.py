"""Says why a flag of the version before is no longer there: what changed between two versions.

No rule is among it: every version of a period is judged under the rules of the first one.
"""

from __future__ import annotations

from ..models import Assessment, Flag, FlagRule, TargetResult

Code = FlagRule.Code
OF_TARGETS = (Code.ANNUAL_TARGET_MISSED, Code.MISSED_YEARS, Code.BEHIND_PACE, Code.PROJECTED_MISS)


class Withdrawals:
    """What changed from the version before to this one, read once for all flags."""

    def __init__(self, before: Assessment, now: Assessment):
        self._results = _results(before), _results(now)
        self._is_scheme_changed = before.scheme_id != now.scheme_id
        self._are_figures_changed = _figures(before) != _figures(now)

    def reasons(self, flag: Flag) -> list[str]:
        """Codes of what no longer supports the flag; empty where none of these changed."""
        return [code for code, holds in self._changed(flag) if holds]

    def _changed(self, flag: Flag) -> list[tuple[str, bool]]:
        is_rank = flag.code == Code.RANK_DROPPED
        found = [("scheme", is_rank and self._is_scheme_changed)]
        if flag.code in OF_TARGETS:
            asked, actual = self._of_target(flag)
            return [*found, ("target", asked), ("figures", actual)]
        return [*found, ("figures", is_rank and self._are_figures_changed)]

    def _of_target(self, flag: Flag) -> tuple[bool, bool]:
        """Whether what is asked of the zone changed, and whether its figure did."""
        keys = (flag.target_id, flag.zone_id, None), (flag.target_id, None, flag.zone.city_id)
        sides = [[held.get(key) for key in keys] for held in self._results]
        asked, actual = ([[one and one[part] for one in side] for side in sides] for part in (0, 1))
        return asked[0] != asked[1], actual[0] != actual[1]


def _results(assessment: Assessment) -> dict[tuple[int | None, int | None, int | None], tuple]:
    """By target, zone and city: what is asked, and what was reached."""
    found = TargetResult.objects.filter(assessment=assessment).order_by()
    return {
        (one.target_id, one.zone_id, one.city_id): (
            (one.value, one.must, one.is_binding),
            (one.actual, one.status if one.actual is None else ""),
        )
        for one in found
    }


def _figures(assessment: Assessment) -> set[tuple]:
    found = assessment.figures.order_by()
    return set(found.values_list("indicator_id", "zone_id", "state", "value", "base", "share"))
