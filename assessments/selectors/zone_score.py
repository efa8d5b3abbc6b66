"""Reads how a zone's score comes about: its themes and criteria, adding up to the printed score."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from indicators.models import Indicator
from indicators.periods import Period
from zones.display import DASH, amount, label, number
from zones.models import Zone

from ..models import Contribution, SchemeNode, ZoneResult
from ..wording import per_cent
from ..words import no_growth_words, state_words
from .yardsticks import unit_of, yardstick

THEME, CRITERION, TOTAL = "theme", "criterion", "total"
PRESENT = ("value", "zero")


@dataclass(frozen=True)
class CriterionRow:
    """A theme, one of its criteria, or the sum: what was achieved, its weight and its points."""

    code: str
    kind: str
    name: str
    unit: str
    href: str
    value: str
    reason: str
    goalposts: str
    achieved: float | None
    achieved_text: str
    weight: float | None
    weight_text: str
    points: Decimal | None
    points_text: str


def figure_href(zone: Zone, indicator: Indicator, period: Period) -> str:
    """The figure page of a zone's indicator, at the row of the period's last quarter."""
    page = reverse("figure", args=[zone.code, indicator.code])
    return f"{page}?period={period}#{period.last_quarter}"


def criterion_rows(result: ZoneResult, period: Period, decimals: int) -> list[CriterionRow]:
    """The result's themes, each followed by its criteria, and the sum; one query.

    A theme's weight and points are those of its criteria added up, so every column adds up to
    the last row; nothing else is computed here.
    """
    found = {
        one.node_id: one
        for one in result.contributions.select_related("node__indicator", "node__scheme").order_by(
            "node__order"
        )
    }
    tree = _Tree(found)
    rows = [
        _row(tree, node, result.zone, period, decimals)
        for root in tree.children.get(None, [])
        for node in tree.below(root)
    ]
    return rows + [_sum_row(tree, root, result, decimals) for root in tree.children.get(None, [])]


class _Tree:
    """The nodes of a result with their contributions."""

    def __init__(self, found: dict[int, Contribution]):
        self.found = found
        self.children: dict[int | None, list[SchemeNode]] = {}
        for one in found.values():
            self.children.setdefault(one.node.parent_id, []).append(one.node)

    def below(self, node: SchemeNode) -> list[SchemeNode]:
        """Every node under one, each theme before its criteria."""
        nodes = []
        for child in self.children.get(node.pk, []):
            nodes += [child, *self.below(child)]
        return nodes

    def leaves(self, node: SchemeNode) -> list[Contribution]:
        """The contributions of a node's criteria: its own, if it is one."""
        own = [node, *self.below(node)]
        return [self.found[one.pk] for one in own if one.is_criterion]


def _row(tree: _Tree, node: SchemeNode, zone: Zone, period: Period, decimals: int) -> CriterionRow:
    one, leaves = tree.found[node.pk], tree.leaves(node)
    weight, points = _weight(leaves), _points(leaves)
    indicator = node.indicator
    return CriterionRow(
        code=node.code,
        kind=CRITERION if indicator else THEME,
        name=label(node),
        unit=unit_of(node),
        href=figure_href(zone, indicator, period) if indicator else "",
        value=_measured(one.value, node) if indicator else "",
        reason=_reason(one) if indicator else "",
        goalposts=yardstick(node, node.scheme, period.quarter) if indicator else "",
        achieved=one.achieved,
        achieved_text=number(one.achieved, 1),
        weight=weight,
        weight_text=number(weight, 2),
        points=points,
        points_text=number(points, decimals),
    )


def _sum_row(tree: _Tree, root: SchemeNode, result: ZoneResult, decimals: int) -> CriterionRow:
    leaves = tree.leaves(root)
    weight, points = _weight(leaves), _points(leaves)
    # Under the geometric mean components are no points: the score itself stands in the last row.
    shown = result.score if points is None else points
    return CriterionRow(
        code=root.code,
        kind=TOTAL,
        name=_("Sum: the score"),
        unit="",
        href="",
        value="",
        reason="",
        goalposts="",
        achieved=None,
        achieved_text="",
        weight=weight,
        weight_text=number(weight, 2),
        points=shown,
        points_text=number(shown, decimals),
    )


def _weight(leaves: list[Contribution]) -> float | None:
    known = [leaf.weight for leaf in leaves if leaf.weight is not None]
    return sum(known) if known else None


def _points(leaves: list[Contribution]) -> Decimal | None:
    known = [leaf.points for leaf in leaves if leaf.points is not None]
    return sum(known, Decimal(0)) if known else None


def _measured(value: float | None, node: SchemeNode) -> str:
    if value is None or node.indicator is None:
        return DASH
    if node.measure_of == SchemeNode.MeasureOf.GROWTH:
        return per_cent(value, signed=True)
    if node.measure_of == SchemeNode.MeasureOf.SHARE:
        return per_cent(value, 2)
    if node.measure_of == SchemeNode.MeasureOf.PER_KM2:
        is_money = node.indicator.unit_kind == Indicator.UnitKind.MONEY
        return amount(value, node.indicator) if is_money else number(value, 2)
    return amount(value, node.indicator)


def _reason(one: Contribution) -> str:
    """Why a criterion has no value; nothing where it has one."""
    if one.value is not None:
        return ""
    if one.state not in PRESENT:
        return state_words(one.state)
    # The figure itself is there: what is missing is what it is measured against.
    is_growth = one.node.measure_of == SchemeNode.MeasureOf.GROWTH
    return no_growth_words("base_missing") if is_growth else _("the province’s is not published")
