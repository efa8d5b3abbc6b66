"""What is wrong with a scheme, all of it at once; whoever talks to people makes the sentences.

Pure. Weights are added up exactly: 33.333 + 33.333 + 33.334 are 100, and 99.999 are not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from assessments.normalising import BASELINE, Z

#: Weights of siblings add up to this, to the three places that are stored.
WHOLE = Decimal(100)
MOST_MONTHS, MOST_DECIMALS = 60, 4
LEAST_CAP, MOST_CAP = Decimal(100), Decimal(120)


@dataclass(frozen=True)
class Settings:
    """What a scheme says beside its tree."""

    effective_year: int
    aggregation: str
    normalisation: str
    base_year: int | None
    cap: Decimal
    min_coverage: Decimal
    grace_months: int
    grace_rule: str
    boards: str
    decimals: int


@dataclass(frozen=True)
class Terms:
    """A node of the tree as it is to be; goalposts and reference in the stored unit."""

    code: str
    parent: str | None
    weight: Decimal
    is_criterion: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    mean: Decimal | None = None
    deviation: Decimal | None = None


@dataclass(frozen=True)
class Fault:
    """One thing wrong, at a node or a setting where it has one."""

    code: str
    place: str = ""
    params: Mapping[str, object] = field(default_factory=dict, hash=False)


def faults_of(settings: Settings, nodes: Sequence[Terms]) -> list[Fault]:
    """Everything wrong with a scheme whose nodes make a tree; nothing where it can be adopted."""
    return [*_of_settings(settings), *_of_weights(nodes), *_of_criteria(settings, nodes)]


def sums_of(nodes: Sequence[Terms]) -> dict[str, Decimal]:
    """The exact sum of the weights under each parent."""
    sums: dict[str, Decimal] = {}
    for node in nodes:
        if node.parent is not None:
            sums[node.parent] = sums.get(node.parent, Decimal(0)) + node.weight
    return sums


def _of_settings(settings: Settings) -> list[Fault]:
    faults = []
    if not LEAST_CAP <= settings.cap <= MOST_CAP:
        faults.append(Fault("cap_out_of_range", "cap"))
    if not 0 <= settings.min_coverage <= 1:
        faults.append(Fault("coverage_out_of_range", "min_coverage"))
    if not 0 <= settings.grace_months <= MOST_MONTHS:
        faults.append(Fault("grace_out_of_range", "grace_months", {"most": MOST_MONTHS}))
    if not 0 <= settings.decimals <= MOST_DECIMALS:
        faults.append(Fault("decimals_out_of_range", "decimals", {"most": MOST_DECIMALS}))
    if settings.normalisation == BASELINE:
        if settings.base_year is None:
            faults.append(Fault("base_year_missing", "base_year"))
        elif settings.base_year >= settings.effective_year:
            params = {"base": settings.base_year, "year": settings.effective_year}
            faults.append(Fault("base_year_too_late", "base_year", params))
    return faults


def _of_weights(nodes: Sequence[Terms]) -> list[Fault]:
    faults = [Fault("weight_negative", node.code) for node in nodes if node.weight < 0]
    for parent, total in sums_of(nodes).items():
        if total != WHOLE:
            faults.append(Fault("weights_not_100", parent, {"sum": f"{total.normalize():f}"}))
    return faults


def _of_criteria(settings: Settings, nodes: Sequence[Terms]) -> list[Fault]:
    faults = []
    for node in nodes:
        if not node.is_criterion:
            continue
        if node.low is None or node.high is None:
            faults.append(Fault("goalposts_missing", node.code))
        elif node.low >= node.high:
            faults.append(Fault("goalposts_reversed", node.code))
        if (node.mean is None) != (node.deviation is None):
            faults.append(Fault("reference_in_half", node.code))
        elif node.deviation is not None and node.deviation <= 0:
            faults.append(Fault("deviation_not_positive", node.code))
        elif settings.normalisation == Z and node.mean is None and node.weight > 0:
            faults.append(Fault("reference_missing", node.code))
    return faults
