"""The tree of a scheme: criteria with their goalposts as leaves, themes above them, one root.

Pure: no Django here. A tree that cannot be scored is refused when it is planted, with a code and
its parameters; whoever talks to people makes the sentence.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Node:
    """One row of a scheme: a leaf (a criterion with goalposts) or an inner node (theme or root).

    `weight` is read against its siblings only; the root's is never used.
    `direction`, `low` and `high` belong to leaves.
    """

    code: str
    parent: str | None
    weight: float = 1.0
    direction: int = 1
    low: float | None = None
    high: float | None = None


class TreeError(ValueError):
    """Why a tree cannot be planted: `code` names the rule broken, `params` what broke it."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return f"{self.code} {self.params}"


@dataclass(frozen=True)
class Tree:
    """A scheme fit for scoring. Build it with `plant`.

    `nodes` keep the order given, which is the order of display. `children` are sorted by code, so
    that sums run in the same order however the scheme was listed. `shares` are weights among all
    siblings (they add to 1). `bottom_up` lists inner nodes, children before parents.
    """

    nodes: tuple[Node, ...]
    root: str
    children: Mapping[str, tuple[str, ...]]
    shares: Mapping[str, float]
    bottom_up: tuple[str, ...]

    @property
    def leaves(self) -> tuple[Node, ...]:
        """The criteria, in the order of display."""
        return tuple(node for node in self.nodes if node.code not in self.children)

    @property
    def leaf_codes(self) -> tuple[str, ...]:
        """The codes of the criteria, in the order of display."""
        return tuple(node.code for node in self.leaves)

    @property
    def inner_codes(self) -> tuple[str, ...]:
        """The codes of root and themes, in the order of display."""
        return tuple(node.code for node in self.nodes if node.code in self.children)


def plant(nodes: Iterable[Node]) -> Tree:
    """The tree of these nodes; TreeError names the first rule they break."""
    listed = tuple(nodes)
    by_code = _by_code(listed)
    root = _root(listed, by_code)
    children: dict[str, tuple[str, ...]] = {}
    for node in sorted(listed, key=lambda node: node.code):
        if node.parent is not None:
            children[node.parent] = (*children.get(node.parent, ()), node.code)
    top_down = _top_down(root, children)
    if len(top_down) < len(listed):
        lost = next(node.code for node in listed if node.code not in top_down)
        raise TreeError("cycle", node=lost)
    for node in listed:
        _check_weight(node)
        if node.code in children:
            _check_inner(node)
        else:
            _check_leaf(node)
    return Tree(
        nodes=listed,
        root=root,
        children=MappingProxyType(children),
        shares=MappingProxyType(_shares(root, children, by_code)),
        bottom_up=tuple(code for code in reversed(top_down) if code in children),
    )


def sibling_sums(tree: Tree) -> dict[str, float]:
    """The sum of the weights under each inner node, for an editor that wants them to be 100."""
    weights = {node.code: float(node.weight) for node in tree.nodes}
    # fsum: thirds written as 33.33 + 33.33 + 33.34 must come out as 100, not as 99.99999999999999
    return {
        code: math.fsum(weights[child] for child in tree.children[code]) for code in tree.bottom_up
    }


def leaf_shares(tree: Tree) -> dict[str, float]:
    """Each leaf's share of the whole: the product of the shares down the tree; they add to 1."""
    product = {tree.root: 1.0}
    for code in reversed(tree.bottom_up):
        for child in tree.children[code]:
            product[child] = product[code] * tree.shares[child]
    return {code: product[code] for code in tree.leaf_codes}


def _by_code(listed: tuple[Node, ...]) -> dict[str, Node]:
    if not listed:
        raise TreeError("no_nodes")
    by_code: dict[str, Node] = {}
    for node in listed:
        if not node.code:
            raise TreeError("no_code", node=node.code)
        if node.code in by_code:
            raise TreeError("duplicate_code", node=node.code)
        by_code[node.code] = node
    return by_code


def _root(listed: tuple[Node, ...], by_code: Mapping[str, Node]) -> str:
    for node in listed:
        if node.parent is not None and node.parent not in by_code:
            raise TreeError("unknown_parent", node=node.code, parent=node.parent)
    roots = [node.code for node in listed if node.parent is None]
    if not roots:
        raise TreeError("no_root")
    if len(roots) > 1:
        raise TreeError("many_roots", node=roots[1], first=roots[0])
    return roots[0]


def _top_down(root: str, children: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Every node that hangs from the root, parents before children (no recursion: any depth)."""
    reached = [root]
    for code in reached:
        reached.extend(children.get(code, ()))
    return reached


def _shares(
    root: str, children: Mapping[str, tuple[str, ...]], by_code: Mapping[str, Node]
) -> dict[str, float]:
    shares = {root: 1.0}
    for parent, family in children.items():
        weights = {code: float(by_code[code].weight) for code in family}
        largest = max(weights.values())
        if largest == 0:
            raise TreeError("weights_sum_to_nothing", node=parent)
        total = math.fsum(weight / largest for weight in weights.values())
        shares |= {code: weight / largest / total for code, weight in weights.items()}
    return shares


def _check_weight(node: Node) -> None:
    if not math.isfinite(node.weight):
        raise TreeError("not_a_number", node=node.code, field="weight")
    if node.weight < 0:
        raise TreeError("negative_weight", node=node.code, weight=node.weight)


def _check_inner(node: Node) -> None:
    for field, bound in (("low", node.low), ("high", node.high)):
        if bound is not None:
            raise TreeError("inner_with_goalposts", node=node.code, field=field)


def _check_leaf(node: Node) -> None:
    if node.direction not in (1, -1):
        raise TreeError("bad_direction", node=node.code, direction=node.direction)
    for field, bound in (("low", node.low), ("high", node.high)):
        if bound is None:
            raise TreeError("leaf_without_goalposts", node=node.code, field=field)
        if not math.isfinite(bound):
            raise TreeError("not_a_number", node=node.code, field=field)
    if not 0 < float(node.high or 0) - float(node.low or 0) < math.inf:
        raise TreeError("goalposts_reversed", node=node.code, low=node.low, high=node.high)
