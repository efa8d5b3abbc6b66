"""Writes versions of the scheme, as staff keep them: drafted, changed, put away, adopted.

A version that was adopted never changes. Every write leaves an entry in the audit log.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Max

from indicators.services.locking import lock_all_quarters
from zones.access import Person
from zones.services.audit import Act, Change, audit_append
from zones.services.transactions import Refused, one_transaction, refuse_long_reasons

from ..models import Assessment, ExcludedYear, Scheme, SchemeNode
from ..scheme_checks import Fault, Settings, Terms, faults_of
from ..selectors.scheme_content import OF_NODES, SETTINGS, Told, differences, scheme_token, told_of

__all__ = ["Refused", "SchemeTerms", "published_under", "scheme_adopt", "scheme_change"]

State = Scheme.State
FIRST_YEAR, LAST_YEAR = 2000, 2100
REFERENCE = ("reference_mean", "reference_deviation")
GOALPOSTS = ("low", "high", *REFERENCE)
REASONS_OF_REFERENCE = ("reference_reason_zh", "reference_reason_en")


@dataclass(frozen=True)
class SchemeTerms:
    """What a draft is to say: its settings by name, and by node what can be changed of it."""

    settings: Mapping[str, object]
    nodes: Mapping[str, Mapping[str, object]]


@one_transaction()
def scheme_draft(*, base: Scheme, by: Person, at: datetime, log: list[Act] | None = None) -> Scheme:
    """A draft that says what its base says; one that nobody has changed yet is not made again."""
    _refuse_unless_allowed(by)
    base = Scheme.objects.select_for_update().get(pk=base.pk)
    content = told_of(base)
    for held in Scheme.objects.filter(based_on=base, state=State.DRAFT):
        if told_of(held) == content:
            return held
    draft = Scheme.objects.create(
        code=_free_code(base),
        state=State.DRAFT,
        version=0,
        based_on=base,
        variants=base.variants,
        seed=base.seed,
        drafted_at=at,
        drafted_by_id=by.user_id,
        **{name: getattr(base, name) for name in SETTINGS},
    )
    _copy_tree(base, draft)
    change = _change("scheme_drafted", draft, new={"based_on": base.code})
    audit_append(by=by, at=at, changes=[change], log=log)
    return draft


@one_transaction()
def scheme_change(
    *,
    scheme: Scheme,
    terms: SchemeTerms,
    seen: str,
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> Scheme:
    """The draft with these terms; a page sent twice changes it once. Raises Refused.

    ``seen`` is the token of what the person saw: who decided on an older state is told.
    """
    _refuse_unless_allowed(by)
    draft, is_seen = _locked(scheme, seen)
    old = told_of(draft)
    nodes = list(draft.nodes.all())
    before = {node.code: {name: getattr(node, name) for name in OF_NODES} for node in nodes}
    for name in SETTINGS:
        setattr(draft, name, terms.settings[name])
    for node in nodes:
        for name, value in terms.nodes.get(node.code, {}).items():
            setattr(node, name, value)
        if any(getattr(node, name) != before[node.code][name] for name in REFERENCE):
            # what is written now is why: the reason of the old reference goes with it
            node.reference_reason_zh, node.reference_reason_en = node.reason_zh, node.reason_en
    new = told_of(draft, nodes)
    if new == old:
        return draft
    if not is_seen:
        raise Refused("scheme_changed_meanwhile")
    faults = [*faults_in(draft, nodes), *_without_reason(nodes, before)]
    if faults:
        raise Refused("scheme_faulty", faults=faults)
    draft.drafted_at, draft.drafted_by_id = at, by.user_id
    draft.save()
    SchemeNode.objects.bulk_update(nodes, [*OF_NODES, *REASONS_OF_REFERENCE])
    was, becomes = differences(old, new)
    change = _change("scheme_changed", draft, old=was, new=becomes)
    audit_append(by=by, at=at, changes=[change], log=log)
    return draft


@one_transaction()
def scheme_discard(
    *, scheme: Scheme, by: Person, at: datetime, seen: str, log: list[Act] | None = None
) -> None:
    """Nothing; the draft is gone, its history stays in the audit log. Raises Refused."""
    _refuse_unless_allowed(by)
    draft, is_seen = _locked(scheme, seen)
    if not is_seen:
        raise Refused("scheme_changed_meanwhile")
    change = _change("scheme_discarded", draft, old=told_of(draft))
    draft.delete()
    audit_append(by=by, at=at, changes=[change], log=log)


@one_transaction()
def scheme_adopt(
    *,
    scheme: Scheme,
    effective_year: int,
    is_revision: bool,
    reason_zh: str,
    reason_en: str = "",
    seen: str,
    by: Person,
    at: datetime,
    log: list[Act] | None = None,
) -> Scheme:
    """The draft, in force from the year and unchangeable from now on. Raises Refused.

    A year with published results is refused, unless it is said to be a revision: what is published
    stays as it is, and the year is scored anew only when it is judged and published again.
    """
    _refuse_unless_allowed(by)
    if not reason_zh.strip():
        raise Refused("scheme_needs_reason")
    refuse_long_reasons(reason_zh, reason_en)
    if not FIRST_YEAR <= effective_year <= LAST_YEAR:
        raise Refused("scheme_year", first=FIRST_YEAR, last=LAST_YEAR)
    lock_all_quarters()  # nobody publishes under the old version in the same moment
    draft, is_seen = _locked(scheme, seen)
    if not is_seen:
        raise Refused("scheme_changed_meanwhile")
    draft.effective_year = effective_year
    faults = faults_in(draft, list(draft.nodes.all()))
    if faults:
        raise Refused("scheme_faulty", faults=faults)
    published = published_under(effective_year)
    if published and not is_revision:
        raise Refused("scheme_year_published", year=effective_year, published=published)
    last = Scheme.objects.filter(state=State.ADOPTED).aggregate(last=Max("version"))["last"]
    draft.state, draft.version = State.ADOPTED, (last or 0) + 1
    draft.adopted_at, draft.adopted_by_id = at, by.user_id
    draft.adopted_reason_zh, draft.adopted_reason_en = reason_zh.strip(), reason_en.strip()
    draft.save()
    new = {
        "effective_year": str(effective_year),
        "version": str(draft.version),
        "is_revision": "1" if published else "0",
        "reason": reason_zh.strip(),
        "reason_en": reason_en.strip(),
    }
    audit_append(by=by, at=at, changes=[_change("scheme_adopted", draft, new=new)], log=log)
    return draft


def published_under(year: int) -> list[Assessment]:
    """The published assessments whose year a version in force from this year would govern."""
    later = Scheme.objects.filter(state=State.ADOPTED, effective_year__gt=year)
    ends = later.order_by("effective_year").values_list("effective_year", flat=True).first()
    found = Assessment.objects.filter(state=Assessment.State.PUBLISHED, year__gte=year)
    if ends is not None:
        found = found.filter(year__lt=ends)
    return list(found.order_by("year", "quarter"))


def faults_in(scheme: Scheme, nodes: Sequence[SchemeNode]) -> list[Fault]:
    """Everything wrong with a scheme, its nodes as given."""
    codes = {node.pk: node.code for node in nodes}
    terms = [
        Terms(
            code=node.code,
            parent=codes.get(node.parent_id) if node.parent_id else None,
            weight=Decimal(node.weight),
            is_criterion=node.is_criterion,
            low=node.low,
            high=node.high,
            mean=node.reference_mean,
            deviation=node.reference_deviation,
        )
        for node in nodes
    ]
    settings = Settings(
        effective_year=scheme.effective_year,
        aggregation=scheme.aggregation,
        normalisation=scheme.normalisation,
        base_year=scheme.base_year,
        cap=Decimal(scheme.cap),
        min_coverage=Decimal(scheme.min_coverage),
        grace_months=scheme.grace_months,
        grace_rule=scheme.grace_rule,
        boards=scheme.boards,
        decimals=scheme.decimals,
    )
    return faults_of(settings, terms)


def _without_reason(
    nodes: Sequence[SchemeNode], before: Mapping[str, Mapping[str, object]]
) -> list[Fault]:
    """Criteria whose goalposts or reference move while their reason stays what it was."""
    return [
        Fault("goalposts_need_reason", node.code)
        for node in nodes
        if any(getattr(node, name) != before[node.code][name] for name in GOALPOSTS)
        and (not node.reason_zh.strip() or node.reason_zh == before[node.code]["reason_zh"])
    ]


def _refuse_unless_allowed(by: Person) -> None:
    if not by.may_keep_schemes:
        raise Refused("not_a_scheme_keeper")


def _locked(scheme: Scheme, seen: str) -> tuple[Scheme, bool]:
    """The draft as it is now, locked, and whether it is what the person saw; raises Refused."""
    draft = Scheme.objects.select_for_update().filter(pk=scheme.pk).first()
    if draft is None:
        raise Refused("scheme_is_gone")
    if draft.state != State.DRAFT:
        raise Refused("scheme_is_adopted")
    return draft, seen == scheme_token(draft)


def _free_code(base: Scheme) -> str:
    """A code that no scheme has: province-2021, province-2021-v2, province-2021-v3."""
    stem = re.sub(r"-v\d+$", "", base.code)[:50]
    taken = set(Scheme.objects.filter(code__startswith=stem).values_list("code", flat=True))
    number = 2
    while f"{stem}-v{number}" in taken:
        number += 1
    return f"{stem}-v{number}"


def _copy_tree(base: Scheme, draft: Scheme) -> None:
    """Nothing; the draft has its base's themes, criteria and excluded years."""
    copies: dict[int, SchemeNode] = {}
    waiting = list(base.nodes.all())
    while waiting:
        for node in [one for one in waiting if one.parent_id is None or one.parent_id in copies]:
            waiting.remove(node)
            old, node.pk = node.pk, None
            node.scheme = draft
            node.parent = copies[node.parent_id] if node.parent_id else None
            node._state.adding = True
            node.save(force_insert=True)
            copies[old] = node
    ExcludedYear.objects.bulk_create(
        ExcludedYear(scheme=draft, year=one.year, reason_zh=one.reason_zh, reason_en=one.reason_en)
        for one in base.excluded_years.all()
    )


def _change(
    action: str, scheme: Scheme, *, old: Told | None = None, new: Told | None = None
) -> Change:
    return Change(action, "scheme", code=scheme.code, old=old, new=new)
