"""Reads the rules that figures are checked by, as printed, and what became of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from zones.access import FROM_COMMAND_LINE
from zones.badges import Badge
from zones.display import DASH, label, measured, moment
from zones.models import AuditEntry
from zones.people import logged_name

from ..badges import severity_badge
from ..findings import rule_sentence
from ..models import Indicator, ValidationRule
from ..units import CANONICAL_MONEY
from ..validation import FACTORS
from ..wording import unit_of_entry

Told = Mapping[str, object]


@dataclass(frozen=True)
class KeptRule:
    """A rule as its list prints it, with who changed it last."""

    pk: int
    href: str
    rule: str
    indicator: str
    indicator_order: int
    severity: Badge
    text: str
    threshold: str
    quarters: int | None
    is_on: Badge
    changed: str
    changed_seq: int | None
    order: int


@dataclass(frozen=True)
class RuleChange:
    """One thing done to a rule: from what to what, and why."""

    seq: int
    when: str
    who: str
    origin: str
    rule: str
    action: str
    old: str
    new: str
    reason: str


def rule_code(rule: ValidationRule) -> str:
    """The rule's name in the audit log, the same for as long as there is the rule."""
    return f"{rule.kind} {rule.pk}"


def rule_token(rule: ValidationRule) -> str:
    """What changes whenever the rule does: a page that carries an older one is stale."""
    threshold = "" if rule.threshold is None else f"{rule.threshold.normalize():f}"
    return f"{rule.severity} {threshold} {rule.quarters or ''} {int(rule.is_on)}"


def kept_rules() -> list[KeptRule]:
    """Every rule, in force or not, in their order; two queries."""
    last = {entry.code: entry for entry in _entries().filter(action__startswith="rule_")}
    rows = ValidationRule.objects.select_related("indicator")
    return [_kept(rule, last.get(rule_code(rule)), place) for place, rule in enumerate(rows)]


def changes_of_rules(rule: ValidationRule | None = None) -> list[RuleChange]:
    """What was done to a rule, or to all of them, the latest first; two queries."""
    entries = list(_entries())
    if rule is not None:
        own = [entry for entry in entries if entry.code == rule_code(rule)]
        names = _names_in_files(rule, own)
        entries = [entry for entry in entries if entry in own or names & _loaded(entry)]
    labels = {one.code: label(one) for one in Indicator.objects.all()}
    return [_change(entry, labels) for entry in reversed(entries)]


def rule_name(rule: ValidationRule) -> str:
    """The check and for which indicator."""
    return capfirst(f"{rule.get_kind_display()} · {indicator_name(rule.indicator)}")


def indicator_name(indicator: Indicator | None) -> str:
    """For which indicator a rule is."""
    return label(indicator) if indicator else _("every indicator")


def threshold_text(rule: ValidationRule) -> str:
    """A rule's threshold with its unit."""
    if rule.threshold is None:
        return DASH
    threshold = f"{rule.threshold.normalize():f}"
    if rule.kind in FACTORS:
        return f"× {threshold}"
    if rule.kind == ValidationRule.Kind.GROWTH_DIFFERS:
        return _("%(amount)s percentage points") % {"amount": threshold}
    if rule.indicator is None:
        return _("%(amount)s in the stored unit") % {"amount": threshold}
    return measured(threshold, unit_of_entry(CANONICAL_MONEY, rule.indicator, threshold))


def force_badge(rule: ValidationRule) -> Badge:
    """Whether a rule is in force; switched off for one indicator it exempts that indicator."""
    if rule.is_on:
        return Badge("good", _("in force"), "circle-check")
    text = _("indicator exempt") if rule.indicator else _("switched off")
    return Badge("quiet", text, "minus", order=1)


def _entries() -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(kind=AuditEntry.Kind.RULES).order_by("seq")


def _names_in_files(rule: ValidationRule, own: Iterable[AuditEntry]) -> set[str]:
    """How a file that was loaded may have named the rule: by each severity it ever had."""
    severities = {rule.severity} | {str((entry.old or {}).get("severity")) for entry in own}
    if any(entry.action == AuditEntry.Action.RULE_ADDED for entry in own):
        return set()
    code = rule.indicator.code if rule.indicator else ""
    return {" ".join(filter(None, (rule.kind, code, severity))) for severity in severities}


def _loaded(entry: AuditEntry) -> set[str]:
    found = (entry.new or {}).get("rules") or []
    return set(found) if isinstance(found, list) else set()


def _kept(rule: ValidationRule, last: AuditEntry | None, place: int) -> KeptRule:
    return KeptRule(
        pk=rule.pk,
        href=reverse("collect_rule", args=[rule.pk]),
        rule=str(rule.get_kind_display()),
        indicator=indicator_name(rule.indicator),
        indicator_order=rule.indicator.order if rule.indicator else 0,
        severity=severity_badge(rule.severity),
        text=rule_sentence(rule),
        threshold=threshold_text(rule),
        quarters=rule.quarters,
        is_on=force_badge(rule),
        changed=f"{logged_name(last.person_name)} · {moment(last.at)}" if last else "",
        changed_seq=last.seq if last else None,
        order=place,
    )


def _change(entry: AuditEntry, labels: Mapping[str, str]) -> RuleChange:
    new = entry.new or {}
    is_loaded = entry.action == AuditEntry.Action.RULES_LOADED
    kinds = dict(ValidationRule.Kind.choices)
    kind = entry.code.partition(" ")[0]
    name = f"{kinds.get(kind, kind)} · {labels.get(entry.indicator, '') or _('every indicator')}"
    actions = dict(AuditEntry.Action.choices)
    return RuleChange(
        seq=entry.seq,
        when=moment(entry.at),
        who=logged_name(entry.person_name),
        origin=_("command line") if entry.origin == FROM_COMMAND_LINE else entry.origin or DASH,
        rule=entry.code if is_loaded else name,
        action=str(actions.get(entry.action, entry.action)),
        old=_terms(entry.old),
        new=DASH if is_loaded else _terms(new),
        reason=entry.code if is_loaded else str(new.get("reason") or ""),
    )


def _terms(told: Told | None) -> str:
    """A rule's terms in one line: severity, threshold, look-back, in force or not."""
    if not told or "severity" not in told:
        return DASH
    kind, severity = str(told["kind"]), str(told["severity"])
    parts = [str(dict(ValidationRule.Severity.choices).get(severity, severity))]
    if told["threshold"] is not None:
        parts.append(f"× {told['threshold']}" if kind in FACTORS else str(told["threshold"]))
    if told["quarters"] is not None:
        parts.append(_("%(quarters)s quarters") % {"quarters": told["quarters"]})
    parts.append(_("in force") if told["is_on"] else _("switched off"))
    return " · ".join(parts)
