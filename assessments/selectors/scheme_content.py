"""Reads what a scheme says, flat and as text: for its history, its token and its differences."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from zones.audit import digest_of

from ..models import Scheme, SchemeNode

Told = dict[str, str]

#: What can be changed of a draft beside its tree.
SETTINGS = (
    "name_zh",
    "name_en",
    "effective_year",
    "normalisation",
    "base_year",
    "aggregation",
    "cap",
    "min_coverage",
    "grace_months",
    "grace_rule",
    "boards",
    "decimals",
    "note_zh",
    "note_en",
)
#: What can be changed of a criterion; of a theme only its weight.
OF_NODES = (
    "weight",
    "low",
    "high",
    "reference_mean",
    "reference_deviation",
    "reason_zh",
    "reason_en",
)


def told_of(scheme: Scheme, nodes: Iterable[SchemeNode] | None = None) -> Told:
    """Everything that a scheme says: settings by name, a node's by "code.name"."""
    told = {name: as_text(getattr(scheme, name)) for name in SETTINGS}
    for node in scheme.nodes.all() if nodes is None else nodes:
        told |= {f"{node.code}.{name}": as_text(getattr(node, name)) for name in OF_NODES}
    return told


def scheme_token(scheme: Scheme) -> str:
    """What changes whenever the scheme does: a page that carries an older one is stale."""
    return digest_of([scheme.state, told_of(scheme)])[:16]


def as_text(value: object) -> str:
    """A setting as text: one way of writing each number, empty for none."""
    if value is None:
        return ""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Told, Told]:
    """What the two say differently: the old of it, and the new of it."""
    names = [name for name in new if old.get(name, "") != new[name]]
    return {name: old.get(name, "") for name in names}, {name: new[name] for name in names}


def node_of(name: str) -> str:
    """The node that a told name belongs to; empty for a setting."""
    return name.partition(".")[0] if "." in name else ""
