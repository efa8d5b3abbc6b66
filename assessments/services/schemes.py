"""Loads schemes and flag rules from files; one that was used or is kept by staff stays as it is."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from zones.access import Person
from zones.audit import digest_of
from zones.services.audit import Change, audit_append

from ..models import ExcludedYear, FlagRule, Scheme, SchemeNode
from .scheme_files import HEAD, OPTIONAL, SchemeFile, SchemeRefused, check_tree

__all__ = ["SchemeRefused", "scheme_load"]

#: What two readings of a node are compared by.
REFERENCE = ("reference_mean", "reference_deviation")
COMPARED = (
    "weight",
    "name_zh",
    "name_en",
    "measure_of",
    "direction",
    "low",
    "high",
    *REFERENCE,
)

#: What a file may say otherwise of a scheme that is in use: it decides nothing.
WORDS = ("name_zh", "name_en", "note_zh", "note_en")


@transaction.atomic
def scheme_load(
    *, file: SchemeFile, by: Person | None = None, at: datetime | None = None
) -> tuple[Scheme, bool]:
    """The scheme, and whether anything was saved; the same files twice change nothing."""
    check_tree(file)
    has_new_rules = _load_rules(file, at)
    scheme, is_new = _load_nodes(file)
    if is_new or has_new_rules:
        audit_append(by=by, at=at, changes=[_change(file)])
    return scheme, is_new or has_new_rules


def _change(file: SchemeFile) -> Change:
    """The load as the audit log tells it."""
    nodes = [{**node, "indicator": getattr(node["indicator"], "code", "")} for node in file.nodes]
    rules = [{**rule, "measure": str(rule["measure"]), "targets": []} for rule in file.rules]
    digest = digest_of([file.head, nodes, rules, file.excluded_years])
    counts = {"nodes": len(nodes), "rules": len(rules)}
    return Change("scheme_loaded", "scheme", code=file.code, new={**counts, "digest": digest})


def _load_nodes(file: SchemeFile) -> tuple[Scheme, bool]:
    """The scheme with its nodes, and whether it was saved now."""
    held = Scheme.objects.filter(code=file.code).first()
    if held is not None:
        if _as_held(held) == _as_told(file):
            return held, False
        if _lacks_only_references(held, file):
            return _with_references(held, file), True
        if held.drafted_at is not None or held.adopted_at is not None:
            raise SchemeRefused("scheme_kept_by_staff", scheme=file.code)
        if _differs_only_in_words(held, file):
            for name in WORDS:
                setattr(held, name, file.head[name])
            held.save()
            return held, True
        if held.assessments.exists():
            raise SchemeRefused("scheme_in_use", scheme=file.code)
        held.delete()
    scheme = Scheme.objects.create(code=file.code, **_typed(file.head))
    nodes: dict[str, SchemeNode] = {}
    waiting = list(file.nodes)
    while waiting:
        for told in [node for node in waiting if not node["parent"] or node["parent"] in nodes]:
            parent = nodes.get(str(told["parent"]))
            nodes[str(told["code"])] = SchemeNode.objects.create(
                **{**told, "parent": parent, "scheme": scheme}
            )
            waiting.remove(told)
    ExcludedYear.objects.bulk_create(
        ExcludedYear(scheme=scheme, year=year, reason_zh=chinese, reason_en=english)
        for year, chinese, english in file.excluded_years
    )
    return scheme, True


def _differs_only_in_words(held: Scheme, file: SchemeFile) -> bool:
    """Whether the file says what is held in other words, which decide nothing."""
    known, told = _as_held(held), _as_told(file)
    heads = [{key: one[0][key] for key in one[0].keys() - set(WORDS)} for one in (known, told)]
    return heads[0] == heads[1] and known[1:] == told[1:]


def _lacks_only_references(held: Scheme, file: SchemeFile) -> bool:
    """Whether the file says what is held and adds references, which move no score of it."""
    known, told = _as_held(held), _as_told(file)
    at = -len(REFERENCE)
    bare = [known[0], [node[:at] for node in known[1]], known[2]]
    has_none = all(set(node[at:]) == {None} for node in known[1])
    needs_none = held.normalisation != Scheme.Normalisation.Z
    return has_none and needs_none and bare == [told[0], [n[:at] for n in told[1]], told[2]]


def _with_references(held: Scheme, file: SchemeFile) -> Scheme:
    """The scheme, its criteria now with the references that the file gives."""
    told = {str(node["code"]): node for node in file.nodes}
    names = (*REFERENCE, "reference_reason_zh", "reference_reason_en")
    nodes = list(held.nodes.all())
    for node in nodes:
        for name in names:
            setattr(node, name, told[node.code][name])
    SchemeNode.objects.bulk_update(nodes, names)
    return held


def _typed(head: dict[str, object]) -> dict[str, object]:
    exact = ("cap", "min_coverage")
    return {name: Decimal(str(v)) if name in exact else v for name, v in head.items()}


def _as_told(file: SchemeFile) -> list[Any]:
    nodes = [
        (
            node["code"],
            node["parent"] or None,
            node["indicator"].pk if node["indicator"] else None,  # type: ignore[attr-defined]
            *(node[name] for name in COMPARED),
        )
        for node in file.nodes
    ]
    return [_typed(file.head), nodes, sorted(file.excluded_years)]


def _as_held(scheme: Scheme) -> list[Any]:
    nodes = scheme.nodes.values_list("code", "parent__code", "indicator_id", *COMPARED)
    excluded = scheme.excluded_years.values_list("year", "reason_zh", "reason_en")
    head = {name: getattr(scheme, name) for name in (*HEAD, *OPTIONAL)}
    return [head, list(nodes), list(excluded)]


def _load_rules(file: SchemeFile, at: datetime | None) -> bool:
    """Whether a rule was new; rules that are there are the staff's and stay as they are.

    The first ones are taken to have been there from the start; any that comes later counts from
    now on, so that no board of an earlier day has it.
    """
    held = set(FlagRule.objects.values_list("code", flat=True))
    new = [told for told in file.rules if told["code"] not in held]
    since = (at or timezone.now()) if held else None
    for told in new:
        fields = {name: value for name, value in told.items() if name != "targets"}
        rule = FlagRule.objects.create(**fields, set_at=since)
        rule.targets.set(told["targets"])  # type: ignore[arg-type]
    return bool(new)
