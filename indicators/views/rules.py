"""The pages on the rules that figures are checked by: all of them, one of them, a new one."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zones.access import open_to, person
from zones.tables import export, prepared

from ..badges import severity_badge
from ..findings import rule_sentence
from ..models import ValidationRule
from ..rule_forms import NewRuleForm, RuleForm
from ..rule_tables import EffectTable, KeptRuleTable, RuleChangeTable
from ..selectors.collection import zones_open_to
from ..selectors.rule_effects import RuleEffect, effect_of
from ..selectors.rules import (
    changes_of_rules,
    force_badge,
    kept_rules,
    rule_name,
    rule_token,
    threshold_text,
)
from ..sentences import refusal_sentence
from ..services.rules import Refused, rule_add, rule_change, rule_remove
from .asked import sees_collection

#: The terms that a new rule of each kind is suggested with.
USUAL = {"jump": ("3", 8), "outside_range": ("1.5", 8), "zero_after_values": (None, 8)}


@open_to(sees_collection)
@require_safe
def collect_rules(request: HttpRequest) -> HttpResponse:
    """Every rule in words, and what was changed of them."""
    rules = prepared(request, KeptRuleTable(kept_rules(), title=_("Rules")), per_page=0)
    changes = RuleChangeTable(changes_of_rules(), title=_("What was changed"), prefix="c-")
    changes = prepared(request, changes, per_page=10)
    for table, name in ((rules, "rules"), (changes, "rules-changes")):
        if file := export(request, table, name):
            return file
    form = NewRuleForm(auto_id="new-%s") if person(request).may_keep_rules else None
    return render(request, "collect/rules.html", {"rules": rules, "changes": changes, "form": form})


@open_to(sees_collection)
@require_http_methods(["GET", "HEAD", "POST"])
def collect_rule(request: HttpRequest, rule: int) -> HttpResponse:
    """One rule with its history; the department changes it here, seeing the effect first."""
    row = get_object_or_404(ValidationRule.objects.select_related("indicator"), pk=rule)
    return _answer(request, row)


@open_to(lambda who: who.may_keep_rules)
@require_http_methods(["GET", "HEAD", "POST"])
def collect_rule_new(request: HttpRequest) -> HttpResponse:
    """A rule to be added, seeing the effect first; check and indicator are in the query."""
    if "kind" not in request.GET:
        messages.info(request, _("Choose here which check the new rule is of, and its indicator."))
        return redirect("collect_rules")
    chosen = NewRuleForm(request.GET)
    if not chosen.is_valid():
        raise Http404
    kind, indicator = chosen.cleaned_data["kind"], chosen.cleaned_data["indicator"]
    threshold, quarters = USUAL.get(kind, (None, None))
    row = ValidationRule(kind=kind, indicator=indicator, severity="warning", quarters=quarters)
    row.threshold = row._meta.get_field("threshold").to_python(threshold)
    return _answer(request, row)


def _answer(request: HttpRequest, rule: ValidationRule) -> HttpResponse:
    """The page of a rule, or what follows a button of it.

    The terms stand in the query, also when they are saved: what was shown is what is saved.
    """
    form = RuleForm(request.GET if "try" in request.GET else None, rule=rule)
    if request.method != "POST":
        return _page(request, rule, form)
    if not person(request).may_keep_rules:
        raise PermissionDenied
    move = MOVES.get(request.POST.get("move", ""))
    if move is None:
        raise BadRequest
    if move is _save and not form.is_valid():
        return _page(request, rule, form)
    try:
        messages.success(request, move(request, rule, form))
    except Refused as refused:
        # Somebody else may have been quicker: the page shows the rule as it is by now.
        now = ValidationRule.objects.select_related("indicator").filter(pk=rule.pk).first()
        return _page(request, now or rule, form, refusal_sentence(refused))
    return redirect("collect_rules")


def _about(request: HttpRequest) -> dict:
    """What every write of a rule needs to know."""
    reason = request.POST.get("reason", "").replace("\0", "")
    return {"reason": reason, "by": person(request), "at": timezone.now()}


def _save(request: HttpRequest, rule: ValidationRule, form: RuleForm) -> str:
    if rule.pk is None:
        rule_add(kind=rule.kind, indicator=rule.indicator, terms=form.terms, **_about(request))
        return _("The rule is added: %(rule)s.") % {"rule": rule_name(rule)}
    seen = request.POST.get("seen", "")
    rule_change(rule=rule, terms=form.terms, seen=seen, **_about(request))
    return _("The rule is changed: %(rule)s.") % {"rule": rule_name(rule)}


def _remove(request: HttpRequest, rule: ValidationRule, _form: RuleForm) -> str:
    if rule.pk is None:
        raise BadRequest
    rule_remove(rule=rule, seen=request.POST.get("seen", ""), **_about(request))
    return _("The rule is removed: %(rule)s.") % {"rule": rule_name(rule)}


#: What the page's buttons do.
MOVES: dict[str, Callable[..., str]] = {"save": _save, "remove": _remove}


def _page(
    request: HttpRequest, rule: ValidationRule, form: RuleForm, refusal: str = ""
) -> HttpResponse:
    """A rule's page; with terms in the query also the effect that they would have."""
    may_keep = person(request).may_keep_rules
    is_removing = "remove" in request.GET and rule.pk is not None and rule.indicator is not None
    effect = _effect(request, rule, form, is_removing) if may_keep else None
    table = effect and prepared(request, EffectTable(effect.rows, title=_("Finding by finding")))
    changes = _changes(request, rule) if rule.pk else None
    for one, name in ((table, "rule-effect"), (changes, "rule-history")):
        if one is not None and (file := export(request, one, name)):
            return file
    seen = rule_token(rule) if rule.pk else ""
    context = {
        "rule": rule,
        "name": rule_name(rule),
        "text": rule_sentence(rule) if rule.pk else "",
        "facts": (
            (_("Severity"), severity_badge(rule.severity)),
            (_("In force"), force_badge(rule)),
        ),
        "threshold": threshold_text(rule),
        "form": form if may_keep and not is_removing else None,
        "effect": effect,
        "table": table,
        "changes": changes,
        "refusal": refusal,
        "seen": seen,
        "is_stale": bool(rule.pk) and request.GET.get("seen", seen) != seen,
        "is_removing": is_removing,
        "may_remove": may_keep and rule.pk and rule.indicator and not is_removing,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "collect/rule.html", context)


def _changes(request: HttpRequest, rule: ValidationRule) -> RuleChangeTable:
    table = RuleChangeTable(
        changes_of_rules(rule), title=_("History of this rule"), prefix="c-", exclude=["rule"]
    )
    return prepared(request, table, per_page=10)


def _effect(
    request: HttpRequest, rule: ValidationRule, form: RuleForm, is_removing: bool
) -> RuleEffect | None:
    """What the rules would find without this one, or with it as typed; None where nothing is."""
    old = rule if rule.pk else None
    zones = list(zones_open_to(person(request)))
    if is_removing:
        return effect_of(old, None, zones)
    if not form.is_valid():
        return None
    terms = form.terms
    tried = ValidationRule(pk=rule.pk, kind=rule.kind, indicator=rule.indicator)
    tried.severity, tried.threshold = terms.severity, terms.threshold
    tried.quarters, tried.is_on = terms.quarters, terms.is_on
    return effect_of(old, tried, zones)
