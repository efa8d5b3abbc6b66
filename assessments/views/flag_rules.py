"""The pages of the flag rules: all of them, and of each its versions and how staff set it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zones.access import person
from zones.tables import export, prepared

from ..flag_rule_forms import FlagRuleForm
from ..flag_terms import BOARDS, WITH_TARGETS
from ..kept_sentences import kept_sentence
from ..listings.effects import EffectTable
from ..listings.flag_rules import FlagRulesTable, FlagRuleTable
from ..models import FlagRule
from ..selectors.flag_rule_page import (
    fires_sentence,
    flag_rule_preview,
    flag_rule_rows,
    version_rows,
    versions_of_rule,
)
from ..services.flag_rules import Refused, flag_rule_set


@require_safe
def flag_rules(request: HttpRequest) -> HttpResponse:
    """Every flag rule as it counts now, each leading to its page."""
    table = prepared(request, FlagRulesTable(flag_rule_rows(), title=_("Flag rules")), per_page=0)
    if file := export(request, table, "flag-rules"):
        return file
    return render(request, "assessments/flag_rules.html", {"table": table})


@require_http_methods(["GET", "HEAD", "POST"])
def flag_rule(request: HttpRequest, code: str) -> HttpResponse:
    """One flag rule with its history; staff set it here, seeing the effect first.

    The terms stand in the query, also when they are adopted: what was shown is what is stored.
    """
    versions = versions_of_rule(code)
    if not versions:
        raise Http404
    may_keep = person(request).may_keep_schemes
    form = None
    if may_keep:
        typed = request.GET if "try" in request.GET else None
        form = FlagRuleForm(typed, rule=versions[0], is_tried=request.method != "POST")
    if request.method != "POST":
        return _page(request, versions, form)
    if form is None:
        raise PermissionDenied
    if not form.is_valid():
        return _page(request, versions, form)
    try:
        kept = flag_rule_set(code=code, terms=form.terms, **_about(request))
    except Refused as refused:
        return _page(request, versions_of_rule(code), form, kept_sentence(refused))
    messages.success(request, _("The rule is set: %(rule)s.") % {"rule": kept.get_code_display()})
    return redirect("flag_rule", code)


def _about(request: HttpRequest) -> dict:
    """What every write of a rule needs to know."""
    reasons = {
        name: request.POST.get(name, "").replace("\0", "") for name in ("reason_zh", "reason_en")
    }
    seen = request.POST.get("seen", "")
    return reasons | {
        "seen": int(seen) if seen.isdecimal() else -1,
        "by": person(request),
        "at": timezone.now(),
    }


def _page(
    request: HttpRequest, versions: list[FlagRule], form: FlagRuleForm | None, refusal: str = ""
) -> HttpResponse:
    """The rule's page; with terms in the query also the effect that they would have."""
    rule, preview = versions[0], None
    code = rule.code
    if form is not None and form.is_bound and form.is_valid():
        preview = flag_rule_preview(rule, form.terms, timezone.now())
    table = preview and prepared(
        request, EffectTable(preview.rows, prefix="e-", title=_("What would change"))
    )
    rows = version_rows(versions, person(request))
    lacks = [
        name for name, has in (("board", BOARDS), ("targets", WITH_TARGETS)) if code not in has
    ]
    history = prepared(
        request, FlagRuleTable(rows, prefix="v-", title=_("Versions"), exclude=lacks)
    )
    for one, name in ((table, f"{rule.code}-effect"), (history, f"{rule.code}-versions")):
        if one is not None and (file := export(request, one, name)):
            return file
    context = {
        "rule": rule,
        "name": rule.get_code_display(),
        "fires": fires_sentence(rule),
        "form": form,
        "preview": preview,
        "table": table,
        "history": history,
        "refusal": refusal,
        "reason_zh": request.POST.get("reason_zh", ""),
        "reason_en": request.POST.get("reason_en", ""),
    }
    return render(request, "assessments/flag_rule.html", context)
