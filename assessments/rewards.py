"""Who shares in the incentive fund by a year's board, and how much: exact to the smallest unit.

Pure. Amounts are in 万元. Shares are exact fractions; what rounding leaves over goes to the largest
remainders, so that the amounts add up to the fund. Of two zones the better placed never gets less;
of two at the same place one may get one unit more, the one that the board lists first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

BY_SCORE, BY_RANK, BY_PLACE = "by_score", "by_rank", "by_place"
KINDS = (BY_SCORE, BY_RANK, BY_PLACE)
#: The smallest amount that is paid, in 万元: whole 万元, 元 or 分.
UNITS = {"wan": Decimal(1), "yuan": Decimal("0.0001"), "fen": Decimal("0.000001")}
#: Shares are printed in hundredths of a percent.
SHARE_PARTS = 10_000
#: Why a zone has no part in the fund.
NOT_RANKED, LOW_COVERAGE, EXIT_CASE, BEYOND = "not_ranked", "low_coverage", "exit_case", "beyond"


@dataclass(frozen=True)
class RewardTerms:
    """A rule: how the fund is shared, and who has a part in it.

    by_score: in proportion to the printed scores. by_rank: of n zones the first has n parts, the
    last one. by_place: ``steps`` are the parts of the first, second … place; further places have
    none. Zones at the same place share what their places have.
    """

    kind: str
    min_coverage: Decimal
    leaves_out_exit: bool = True
    most_places: int | None = None
    steps: tuple[Decimal, ...] = ()
    unit: str = "yuan"


@dataclass(frozen=True)
class Contender:
    """A zone of the board, in the board's order."""

    zone: str
    rank: int | None
    score: Decimal | None
    coverage: Decimal | None
    has_exit_case: bool = False


@dataclass(frozen=True)
class Reward:
    """A zone's part: its place among those that have one, its share and amount; or why none.

    ``share`` is a fraction printed at four places; all of them add up to 1. ``amount`` is None
    while no fund is stated.
    """

    contender: Contender
    place: int | None = None
    share: Decimal = Decimal(0)
    amount: Decimal | None = None
    reason: str = ""


def share_fund(
    contenders: Sequence[Contender], terms: RewardTerms, fund: Decimal | None
) -> list[Reward]:
    """Every zone with its part of the fund, those with a part first, in the board's order."""
    reasons = [reason_against(one, terms) for one in contenders]
    able = [one for one, reason in zip(contenders, reasons, strict=True) if not reason]
    able.sort(key=lambda one: one.rank or 0)  # stable: zones of one rank stay as the board has them
    places = places_of([one.rank or 0 for one in able])
    parts = parts_of(able, places, terms)
    paid = [number for number, part in enumerate(parts) if part > 0]
    kept = [parts[number] for number in paid]
    shares = apportion(SHARE_PARTS, kept)
    units = None if fund is None else apportion(in_units(fund, terms.unit), kept)
    rewards = [
        Reward(
            able[number],
            places[number],
            Decimal(shares[order]) / SHARE_PARTS,
            None if units is None else units[order] * UNITS[terms.unit],
        )
        for order, number in enumerate(paid)
    ]
    beyond = [one for one, part in zip(able, parts, strict=True) if not part]
    against = [(one, reason) for one, reason in zip(contenders, reasons, strict=True) if reason]
    rewards += [Reward(one, reason=BEYOND) for one in beyond]
    return rewards + [Reward(one, reason=reason) for one, reason in against]


def reason_against(one: Contender, terms: RewardTerms) -> str:
    """Why the zone cannot have a part, the first reason that holds; empty where it can."""
    if one.rank is None or one.score is None:
        return NOT_RANKED
    if one.coverage is None or one.coverage < terms.min_coverage:
        return LOW_COVERAGE
    return EXIT_CASE if terms.leaves_out_exit and one.has_exit_case else ""


def places_of(ranks: Sequence[int]) -> list[int]:
    """Places 1, 2, 2, 4 of the ranks, given in their order: those left out close up."""
    return [ranks.index(rank) + 1 for rank in ranks]


def parts_of(
    able: Sequence[Contender], places: Sequence[int], terms: RewardTerms
) -> list[Fraction]:
    """How many parts each zone has; 0 beyond the places that have one."""
    count = len(able)
    most = terms.most_places or count
    if terms.kind == BY_SCORE:
        parts = [max(Fraction(one.score or 0), Fraction(0)) for one in able]
        if not any(parts):
            parts = [Fraction(1)] * count  # scores of nothing but zero tell nobody apart
    else:
        ladder = (
            [Fraction(count - number) for number in range(count)]
            if terms.kind == BY_RANK
            else [Fraction(step) for step in terms.steps[:count]]
        )
        ladder += [Fraction(0)] * (count - len(ladder))
        parts = [_mean_of_places(ladder, place, places.count(place)) for place in places]
    return [part * (place <= most) for part, place in zip(parts, places, strict=True)]


def apportion(units: int, parts: Sequence[Fraction]) -> list[int]:
    """Whole units that add up to ``units``, in proportion to the parts, by largest remainder.

    Equal remainders are served in the order of the parts. Without parts nobody gets anything.
    """
    total = sum(parts)
    if not total:
        return [0] * len(parts)
    exact = [units * part / total for part in parts]
    whole = [int(amount) for amount in exact]
    left = units - sum(whole)
    order = sorted(range(len(parts)), key=lambda number: (whole[number] - exact[number], number))
    for number in order[:left]:
        whole[number] += 1
    return whole


def in_units(fund: Decimal, unit: str) -> int:
    """The fund in whole units; raises ValueError where it is not made of such."""
    if fund < 0 or not can_pay(fund, unit):
        raise ValueError(f"{fund} is not made of {unit}")
    return int(fund / UNITS[unit])


def can_pay(fund: Decimal, unit: str) -> bool:
    """Whether the fund is made of whole units."""
    units = fund / UNITS[unit]
    return units == units.to_integral_value()


def _mean_of_places(ladder: Sequence[Fraction], place: int, tied: int) -> Fraction:
    """What each of the zones tied at a place has: the mean of the places that they take up."""
    return sum(ladder[place - 1 : place - 1 + tied], Fraction(0)) / tied
