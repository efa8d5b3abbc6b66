"""What if: a period's question with other weights or figures, judged as the period itself is.

Pure. There is no second arithmetic: what is supposed becomes a question, and the same functions
answer it. Figures are values of the whole span from 1 January, in the stored unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from indicators.figures import FLOW, NOT_APPLICABLE, RATIO, VALUE, ZERO

from .facts import Facts, Figures
from .outcome import Outcome, Question, Ready, judge, make_ready
from .tree import Tree, plant

#: How many variants tell how sure the ranks are while a weight is being moved.
WHILE_MOVING = 200


@dataclass(frozen=True)
class Supposed:
    """What is supposed: weights by node, and figures by zone and indicator; nothing else moves."""

    weights: Mapping[str, float] = field(default_factory=dict)
    figures: Mapping[tuple[str, str], float] = field(default_factory=dict)

    @property
    def is_nothing(self) -> bool:
        return not (self.weights or self.figures)


def judge_supposed(
    question: Question, ready: Ready, supposed: Supposed, *, variants: int | None = None
) -> Outcome:
    """The outcome if it were so; with fewer variants where an answer has to be quick.

    What was made ready serves again as long as no figure is another; the year before always does.
    """
    asked = suppose(question, supposed, ready.figures)
    if variants is not None:
        rules = replace(asked.rules, variants=min(variants, asked.rules.variants))
        asked = replace(asked, rules=rules)
    if supposed.figures:
        ready = make_ready(asked, ready.year_before)
    return judge(asked, ready)


def suppose(question: Question, supposed: Supposed, figures: Figures) -> Question:
    """The question with what is supposed in place of what is; TreeError for weights of nothing.

    Other weights are another scheme: a fall in rank must then hold with last year scored by it too.
    """
    rules, history, facts = question.rules, question.history, question.facts
    tree = with_weights(rules.tree, supposed.weights)
    if tree is not rules.tree:
        rules = replace(rules, tree=tree)
        if history.previous is not None:
            history = replace(history, previous=replace(history.previous, has_same_scheme=False))
    for (zone, indicator), value in supposed.figures.items():
        facts = with_figure(facts, figures, zone, indicator, value)
    return replace(question, facts=facts, rules=rules, history=history)


def with_weights(tree: Tree, weights: Mapping[str, float]) -> Tree:
    """The tree with other weights, each read against its siblings; the same if none differs."""
    nodes = tuple(replace(node, weight=weights.get(node.code, node.weight)) for node in tree.nodes)
    return tree if nodes == tree.nodes else plant(nodes)


def can_suppose(facts: Facts, figures: Figures, zone: str, indicator: str) -> bool:
    """Whether another value can be supposed of this figure.

    Not of what does not apply; not of a ratio, whose parts are two; and of a city's count only
    where the city has one, for its other zones' gaps are not this zone's to fill.
    """
    row = figures.zones.loc[(zone, indicator)]
    if facts.kinds[indicator] == RATIO or row["state"] == NOT_APPLICABLE or facts.is_gone(zone):
        return False
    return indicator not in facts.of_cities or bool(pd.notna(row["value"]))


def with_figure(facts: Facts, figures: Figures, zone: str, indicator: str, value: float) -> Facts:
    """The facts if the zone's figure of the span were this value.

    A flow's quarters keep what they say and the last one takes the difference; what is not reported
    of the span counts as nothing. A city's count moves by what this zone's own does.
    """
    rows, period = facts.observations, facts.period
    is_own = (rows["zone"] == zone) & (rows["indicator"] == indicator)
    is_own &= rows["year"] == period.year
    told = rows[is_own & rows["state"].isin([VALUE, ZERO])].set_index("quarter")["value"]
    asked = _quarters(facts, zone, indicator, rows[is_own])
    kept = {quarter: float(told.get(quarter, 0.0)) for quarter in asked}
    rest = sum(amount for quarter, amount in kept.items() if quarter != asked[-1])
    if indicator in facts.of_cities:
        of_city = float(figures.zones.loc[(zone, indicator), "value"])
        rest += of_city - sum(kept.values())
    kept[asked[-1]] = round(value - rest, 4)
    told_now = [
        {
            "zone": zone,
            "indicator": indicator,
            "year": period.year,
            "quarter": quarter,
            "value": amount,
            "state": VALUE if amount else ZERO,
            "is_verified": True,
        }
        for quarter, amount in kept.items()
    ]
    others = rows[~(is_own & rows["quarter"].isin(asked))]
    added = pd.DataFrame(told_now, columns=rows.columns).astype({"value": "float64"})
    return facts.supposing(pd.concat([others, added], ignore_index=True), period.year)


def _quarters(facts: Facts, zone: str, indicator: str, own: pd.DataFrame) -> list[int]:
    """The quarters of the span that apply to the figure: of a stock the last, of a flow all."""
    last = facts.period.quarter
    if facts.kinds[indicator] != FLOW:
        return [last]
    start, year = facts.starts.get(zone), facts.period.year
    reported = set(own["quarter"])
    idle = set(own.loc[own["state"] == NOT_APPLICABLE, "quarter"])
    return [
        quarter
        for quarter in range(1, last + 1)
        if quarter not in idle
        and (quarter in reported or start is None or (year, quarter) >= tuple(start))
    ]
