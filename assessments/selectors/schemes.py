"""Reads the schemes: themes and criteria, weights with running sums, goalposts and reasons."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from zones.badges import Link
from zones.display import label, number, percent

from ..models import Assessment, Scheme, SchemeNode
from ..scoring import leaf_shares
from ..wording import period_name, scheme_name
from ..words import trimmed
from .assessment_versions import version_href
from .scheme_rules import rules_of
from .yardsticks import reference_words, unit_of, yardstick

THEME, CRITERION, TOTAL = "theme", "criterion", "total"


@dataclass(frozen=True)
class NodeRow:
    """A theme or criterion: its weight among its siblings, their sum so far, and its reasons."""

    code: str
    kind: str
    depth: int
    name: str
    measure: str
    weight: str
    running: str
    share: str
    goalposts: str
    reference: str
    reason: str
    reference_reason: str


@dataclass(frozen=True)
class SchemeCard:
    """A scheme with its settings and its tree."""

    code: str
    name: str
    note: str
    facts: tuple[tuple[str, str], ...]
    excluded: tuple[tuple[int, str], ...]
    rows: tuple[NodeRow, ...]
    used_by: tuple[Link, ...]


def scheme_card(scheme: Scheme) -> SchemeCard:
    """A scheme with its tree; four queries."""
    published = scheme.assessments.filter(state=Assessment.State.PUBLISHED)
    nodes = list(scheme.nodes.select_related("indicator"))
    return SchemeCard(
        code=scheme.code,
        name=scheme_name(scheme),
        note=label(scheme, "note"),
        facts=tuple(_facts(scheme)),
        excluded=tuple((one.year, label(one, "reason")) for one in scheme.excluded_years.all()),
        rows=tuple(node_rows(scheme, nodes)),
        used_by=tuple(
            Link(period_name(one.span), version_href(one))
            for one in published.order_by("year", "quarter")
        ),
    )


def latest_card() -> SchemeCard | None:
    """The scheme that was adopted for the latest year; None before the first."""
    adopted = Scheme.objects.filter(state=Scheme.State.ADOPTED)
    latest = adopted.order_by("-effective_year", "-version").first()
    return scheme_card(latest) if latest else None


def _facts(scheme: Scheme) -> Iterable[tuple[str, str]]:
    yield _("In force from the year"), str(scheme.effective_year)
    if scheme.state == Scheme.State.ADOPTED:
        yield _("Version"), str(scheme.version)
    yield _("Aggregation"), str(scheme.get_aggregation_display())
    yield _("Normalisation"), _normalisation(scheme)
    yield _("Cap of a criterion"), trimmed(number(scheme.cap, 1))
    yield _("Minimum coverage"), percent(scheme.min_coverage, 0)
    yield _("Months before a zone is ranked"), str(scheme.grace_months)
    yield _("Those months count"), str(scheme.get_grace_rule_display())
    yield _("Boards"), str(scheme.get_boards_display())
    yield _("Decimals of the score"), str(scheme.decimals)
    words = {"variants": number(scheme.variants), "seed": scheme.seed}
    yield _("Variants of a rank"), _("%(variants)s (seed %(seed)s)") % words


def _normalisation(scheme: Scheme) -> str:
    name = str(scheme.get_normalisation_display())
    if scheme.normalisation != Scheme.Normalisation.BASELINE:
        return name
    return _("%(name)s (%(year)s)") % {"name": name, "year": scheme.base_year}


def node_rows(scheme: Scheme, nodes: Sequence[SchemeNode]) -> list[NodeRow]:
    """The tree, each theme followed by its criteria; the root carries the sum of its themes."""
    children: dict[int | None, list[SchemeNode]] = defaultdict(list)
    for node in nodes:
        children[node.parent_id].append(node)
    shares = leaf_shares(rules_of(scheme).tree) if nodes else {}
    rows: list[NodeRow] = []
    for root in children[None]:
        _add(rows, root, scheme, children, shares, depth=0, running=root.weight)
    return rows


def _add(
    rows: list[NodeRow],
    node: SchemeNode,
    scheme: Scheme,
    children: Mapping[int | None, list[SchemeNode]],
    shares: Mapping[str, float],
    *,
    depth: int,
    running: Decimal,
) -> float:
    """The node's share of the whole; its row and those below are added, parents first."""
    place = len(rows)
    total, share = Decimal(0), shares.get(node.code, 0.0)
    for child in children.get(node.pk, ()):
        total += child.weight
        share += _add(rows, child, scheme, children, shares, depth=depth + 1, running=total)
    rows.insert(place, _row(node, scheme, depth, running, share))
    return share


def _row(node: SchemeNode, scheme: Scheme, depth: int, running: Decimal, share: float) -> NodeRow:
    is_root = node.parent_id is None
    return NodeRow(
        code=node.code,
        kind=TOTAL if is_root else CRITERION if node.is_criterion else THEME,
        depth=depth,
        name=label(node),
        measure=_measure(node),
        weight="" if is_root else trimmed(number(node.weight, 3)),
        running="" if is_root else trimmed(number(running, 3)),
        share=percent(share),
        goalposts=goalposts(node, scheme),
        reference=reference_words(node),
        reason=label(node, "reason"),
        reference_reason=label(node, "reference_reason"),
    )


def _measure(node: SchemeNode) -> str:
    if node.indicator is None:
        return ""
    words = {"name": label(node.indicator), "measure": node.get_measure_of_display()}
    text = _("%(name)s: %(measure)s") % words
    return text if (node.direction or 1) > 0 else _("%(text)s (lower is better)") % {"text": text}


def goalposts(node: SchemeNode, scheme: Scheme) -> str:
    """What the criterion is held against in a whole year: "0 – 100 (CNY 100 m)"."""
    if node.indicator is None:
        return ""
    shown, unit = yardstick(node, scheme), unit_of(node)
    is_bare = not unit or scheme.normalisation == Scheme.Normalisation.RANK_POINTS
    return shown if is_bare else _("%(value)s (%(unit)s)") % {"value": shown, "unit": unit}
