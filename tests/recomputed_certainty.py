"""How sure ranks are, worked out a second time: one variant and one zone after the other.

The draws are the scheme's own, from its seed; everything that follows from them is found here once
more in plain Python, beside `recomputed`.
"""

import math
from dataclasses import dataclass
from fractions import Fraction

from assessments.models import Scheme
from assessments.selectors.scheme_rules import rules_of
from assessments.variants import draw
from tests import recomputed

METHODS = ("arithmetic", "geometric", "standard")


@dataclass(frozen=True)
class Sure:
    """The ranks of each zone, one a variant."""

    ranks: dict[str, list[int]]

    def quantile(self, zone: str, part: float) -> float:
        """Type 7: straight between the two ranks that the place lies between."""
        ordered = sorted(self.ranks[zone])
        place = (len(ordered) - 1) * part
        low, high = ordered[math.floor(place)], ordered[math.ceil(place)]
        return round(low + (place - math.floor(place)) * (high - low), 9)

    def interval(self, zone: str) -> str:
        return f"{math.floor(self.quantile(zone, 0.05))}–{math.ceil(self.quantile(zone, 0.95))}"

    def last(self, zone: str) -> Fraction:
        every = list(zip(*self.ranks.values(), strict=True))
        mine = self.ranks[zone]
        last = sum(rank == max(all_) for rank, all_ in zip(mine, every, strict=True))
        return Fraction(last, len(mine))

    def ahead(self, one: str, other: str) -> float:
        pairs = list(zip(self.ranks[one], self.ranks[other], strict=True))
        return sum(1 if a < b else 0.5 if a == b else 0 for a, b in pairs) / len(pairs)

    def close(self) -> list[tuple[str, str]]:
        """The pairs that cannot be told apart, in the order of the zones."""
        zones = list(self.ranks)
        return [
            (one, other)
            for place, one in enumerate(zones)
            for other in zones[place + 1 :]
            if 0.05 < self.ahead(one, other) < 0.95
        ]


class World:
    """What every variant starts from: the scheme's tree and what each zone achieved."""

    def __init__(self, facts, year: int, last: int, zones: list[str]):
        scheme = Scheme.objects.get()
        nodes = list(scheme.nodes.select_related("indicator", "parent"))
        self.drawn = draw(rules_of(scheme).tree, scheme.variants, scheme.seed, has_reference=True)
        self.zones = zones
        self.children: dict[str | None, list[str]] = {}
        for node in nodes:
            parent = node.parent.code if node.parent else None
            self.children.setdefault(parent, []).append(node.code)
        self.points = {
            (method, zone, node.code): points(facts, node, zone, year, last, method)
            for method in METHODS
            for zone in zones
            for node in nodes
            if node.indicator
        }

    def scores(self, at: int) -> dict[str, int]:
        """The printed score of every zone in one variant, in hundredths."""
        method = str(self.drawn.methods[at])
        weights = {code: float(column[at, 0]) for code, column in self.drawn.weights.items()}
        (root,) = self.children[None]
        return {
            zone: math.floor(round(self.mean(root, zone, method, weights) * 100, 7) + 0.5)
            for zone in self.zones
        }

    def mean(self, code: str, zone: str, method: str, weights: dict[str, float]) -> float | None:
        if code not in self.children:
            return self.points[method, zone, code]
        parts = [
            (self.mean(child, zone, method, weights), weights[child])
            for child in self.children[code]
            if weights[child] > 0
        ]
        held = [(part, weight) for part, weight in parts if part is not None]
        if not held:
            return None
        total = sum(weight for _, weight in held)
        if method == "geometric":
            return math.exp(sum(math.log(part) * weight for part, weight in held) / total)
        return sum(part * weight for part, weight in held) / total


def points(facts, node, zone: str, year: int, last: int, method: str) -> float | None:
    """What a criterion earns under a method; None where it does not apply."""
    value, part = recomputed.measured(facts, node, zone, year, last)
    if value is None:
        return None
    if method == "standard":
        mean, deviation = (
            float(one) * float(part) for one in (node.reference_mean, node.reference_deviation)
        )
        return min(max(50 + 10 * (float(value) - mean) / deviation, 0.0), 100.0)
    earned = float(recomputed.achieved(facts, node, zone, year, last))
    return max(earned, 1.0) if method == "geometric" else earned


def certainty(facts, year: int, last: int) -> Sure:
    """How sure the ranks of a board are, its zones in the order of their ranks."""
    lines = recomputed.board(facts, year, last)
    ranked = [zone for zone, line in lines.items() if line.rank is not None]
    zones = sorted(ranked, key=lambda zone: (lines[zone].rank, zone))
    world = World(facts, year, last, zones)
    ranks: dict[str, list[int]] = {zone: [] for zone in zones}
    for at in range(world.drawn.count):
        scores = world.scores(at)
        for zone, score in scores.items():
            ranks[zone].append(1 + sum(other > score for other in scores.values()))
    return Sure(ranks)


def fall_remains(facts, year: int, zone: str) -> Fraction:
    """The share of variants in which a zone falls against the year before, among those in both."""
    now, before = (recomputed.board(facts, of, 4) for of in (year, year - 1))
    both = list(recomputed.moved(now, before))
    worlds = [World(facts, of, 4, both) for of in (year - 1, year)]
    falls = 0
    for at in range(worlds[0].drawn.count):
        places = []
        for world in worlds:
            scores = world.scores(at)
            places.append(1 + sum(other > scores[zone] for other in scores.values()))
        falls += places[1] > places[0]
    return Fraction(falls, worlds[0].drawn.count)
