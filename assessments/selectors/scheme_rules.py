"""Reads a scheme ready to score with, which one is in force, and what zones are ranked within."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from zones.models import City, Zone, ZoneGroup

from ..board import BY_CITY, BY_GROUP, Criterion, Rules
from ..models import Scheme
from ..scoring import Node, plant
from ..variants import Reference


def scheme_in_force(year: int, at: datetime | None = None) -> Scheme | None:
    """The latest version of the latest scheme adopted for a year; None before the first.

    With ``at``, of those adopted by then; one loaded from a file is taken to have been there.
    """
    found = Scheme.objects.filter(effective_year__lte=year, state=Scheme.State.ADOPTED)
    if at is not None:
        found = found.filter(Q(adopted_at__isnull=True) | Q(adopted_at__lte=at))
    return found.order_by("-effective_year", "-version").first()


def rules_of(scheme: Scheme) -> Rules:
    """A scheme, ready to score with."""
    nodes = list(scheme.nodes.select_related("indicator", "parent"))
    return Rules(
        tree=plant(
            Node(
                code=node.code,
                parent=node.parent.code if node.parent else None,
                weight=float(node.weight),
                direction=node.direction or 1,
                low=None if node.low is None else float(node.low),
                high=None if node.high is None else float(node.high),
            )
            for node in nodes
        ),
        criteria={
            node.code: Criterion(node.indicator.code, node.measure_of)
            for node in nodes
            if node.indicator
        },
        aggregation=scheme.aggregation,
        cap=float(scheme.cap),
        min_coverage=float(scheme.min_coverage),
        grace_months=scheme.grace_months,
        decimals=scheme.decimals,
        variants=scheme.variants,
        seed=scheme.seed,
        normalisation=scheme.normalisation,
        base_year=scheme.base_year,
        references={
            node.code: Reference(float(node.reference_mean), float(node.reference_deviation))
            for node in nodes
            if node.reference_mean is not None and node.reference_deviation is not None
        },
        grace_rule=scheme.grace_rule,
        boards=scheme.boards,
    )


def groups_of(zones: Iterable[Zone], boards: str) -> dict[str, str]:
    """What each zone is ranked within beside the board of all, by code; nothing without such."""
    held = {zone.code: {BY_CITY: zone.city, BY_GROUP: zone.group}.get(boards) for zone in zones}
    return {zone: group.code for zone, group in held.items() if group is not None}


def group_names(boards: str) -> dict[str, tuple[str, str]]:
    """The names of the groups that zones are ranked within, Chinese and English, by code."""
    model = {BY_CITY: City, BY_GROUP: ZoneGroup}.get(boards)
    if model is None:
        return {}
    return {one.code: (one.name_zh, one.name_en) for one in model.objects.all()}
