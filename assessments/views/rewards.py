"""The incentive fund: the years, one year's list with its files, and the rule with its effect."""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zones.access import Person, open_to, person
from zones.display import page_language
from zones.file_limits import gives_file
from zones.tables import export, prepared

from ..kept_sentences import kept_sentence
from ..listings.rewards import RewardEffectTable, RewardRuleTable, RewardTable, RewardYearTable
from ..papers.printers.docx import as_docx
from ..papers.printers.xlsx import as_xlsx
from ..papers.rewards import build_rewards
from ..reward_forms import RewardFundForm, RewardRuleForm
from ..selectors.reward_fixing import fixing, may_be_fixed
from ..selectors.reward_page import RewardPage, effect_rows, reward_page, rule_rows, year_rows
from ..selectors.rewards import rewards_of, rule_in_force, terms_of
from ..services.rewards import (
    Refused,
    refuse_fixed_fund,
    reward_digest,
    reward_fund_set,
    reward_list_fix,
    reward_rule_set,
)

PRINTERS = {"docx": as_docx, "xlsx": as_xlsx}
CONTENT_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _sees(who: Person) -> bool:
    return who.may_see_rewards


@open_to(_sees)
@require_safe
def rewards(request: HttpRequest) -> HttpResponse:
    """The years whose board is published, with their fund and how far their list is."""
    table = prepared(request, RewardYearTable(year_rows(), title=_("Years")))
    if file := export(request, table, "rewards"):
        return file
    rule = rule_rows(person(request))
    context = {"table": table, "rule": rule[0] if rule else None}
    return render(request, "assessments/rewards.html", context)


@open_to(_sees)
@require_http_methods(["GET", "HEAD", "POST"])
def reward_year(request: HttpRequest, year: int) -> HttpResponse:
    """A year's list: as it would be now, or fixed; staff enter the fund."""
    who, refusal = person(request), ""
    page = _page(year, request.GET.get("version", ""))
    form = RewardFundForm(held=page.fund)
    if request.method == "POST":
        if not who.may_keep_rewards:
            raise PermissionDenied
        if request.POST.get("move") != "fund":
            raise BadRequest
        form = RewardFundForm(request.POST, held=page.fund)
        try:
            if _entered(request, page, form):
                messages.success(request, _("The fund is entered."))
                return redirect("reward_year", year)
        except Refused as refused:
            refusal, page = kept_sentence(refused), _page(year)
    is_open = who.may_keep_rewards and page.fixed is None
    table = prepared(request, RewardTable(page.rows, title=_("List of rewards")), per_page=0)
    if file := export(request, table, f"rewards-{year}"):
        return file
    context = {
        "page": page,
        "year": year,
        "table": table,
        "form": form if is_open else None,
        "may_fix": who.may_keep_rewards and may_be_fixed(page),
        "seen": page.fund.version if page.fund else 0,
        "refusal": refusal,
    }
    return render(request, "assessments/reward_year.html", context)


@open_to(lambda who: who.may_keep_rewards)
@require_http_methods(["GET", "HEAD", "POST"])
def reward_fix(request: HttpRequest, year: int) -> HttpResponse:
    """What follows from fixing a year's list, and the deed."""
    page, refusal = _page(year), ""
    if request.method == "POST":
        about = {"by": person(request), "at": timezone.now()}
        try:
            seen = request.POST.get("seen", "")
            reward_list_fix(assessment=page.assessment, seen=seen, **about)
        except Refused as refused:
            refusal, page = kept_sentence(refused), _page(year)
        else:
            messages.success(request, _("The list is fixed."))
            return redirect("reward_year", year)
    is_open = may_be_fixed(page)
    context = {
        "page": page,
        "year": year,
        "confirmation": fixing(page) if is_open else [],
        "seen": _digest(page) if is_open else "",
        "refusal": refusal,
    }
    return render(request, "assessments/reward_fix.html", context)


@gives_file
@open_to(_sees)
@require_safe
def reward_file(request: HttpRequest, year: int, suffix: str) -> HttpResponse:
    """The year's list as a Word document or a workbook; a draft of one that is not fixed."""
    page = _page(year, request.GET.get("version", ""))
    if not page.rows:
        raise Http404
    paper = build_rewards(page.facts, page_language())
    response = HttpResponse(PRINTERS[suffix](paper), content_type=CONTENT_TYPES[suffix])
    state = "" if page.fixed else "-draft"
    name = f"rewards-{year}-v{page.assessment.version}{state}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@open_to(_sees)
@require_http_methods(["GET", "HEAD", "POST"])
def reward_rule(request: HttpRequest) -> HttpResponse:
    """The rule with its versions; staff adopt another one, seeing first what it would have paid."""
    who, rule, refusal = person(request), rule_in_force(), ""
    form = None
    if who.may_keep_rewards:
        typed = request.GET if "try" in request.GET else None
        form = RewardRuleForm(typed, rule=rule, is_tried=request.method != "POST")
    elif request.method == "POST":
        raise PermissionDenied
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            reward_rule_set(terms=form.terms, **_about(request))
        except Refused as refused:
            refusal, rule = kept_sentence(refused), rule_in_force()
        else:
            messages.success(request, _("The rule is adopted."))
            return redirect("reward_rule")
    effect = None
    if form is not None and form.is_bound and form.is_valid():
        rows = effect_rows(terms_of(rule) if rule else None, form.terms)
        effect = prepared(
            request,
            RewardEffectTable(rows, prefix="e-", title=_("What this rule would have paid")),
        )
    history = prepared(
        request, RewardRuleTable(rule_rows(who), prefix="v-", title=_("Versions of the rule"))
    )
    for table, name in ((effect, "reward-effect"), (history, "reward-rule")):
        if table is not None and (file := export(request, table, name)):
            return file
    context = {
        "form": form,
        "effect": effect,
        "history": history,
        "seen": rule.version if rule else 0,
        "refusal": refusal,
        "reason_zh": request.POST.get("reason_zh", ""),
        "reason_en": request.POST.get("reason_en", ""),
    }
    return render(request, "assessments/reward_rule.html", context)


def _page(year: int, version: str = "") -> RewardPage:
    found = reward_page(year, version)
    if found is None:
        raise Http404
    return found


def _entered(request: HttpRequest, page: RewardPage, form: RewardFundForm) -> bool:
    """Whether the fund is entered, or the form not valid. Raises Refused."""
    if page.fixed:
        refuse_fixed_fund(page.assessment.year)
    if not form.is_valid():
        return False
    seen = request.POST.get("seen", "")
    reward_fund_set(
        year=page.assessment.year,
        **form.cleaned_data,
        seen=int(seen) if seen.isdecimal() else -1,
        by=person(request),
        at=timezone.now(),
    )
    return True


def _digest(page: RewardPage) -> str:
    """What the person looks at, as fixing it asks for it; empty where nothing can be fixed."""
    rule = rule_in_force()
    if rule is None or page.fund is None or not page.is_payable:
        return ""
    shown = rewards_of(page.assessment, terms_of(rule), page.fund.amount)
    return reward_digest(rule, page.fund, shown)


def _about(request: HttpRequest) -> dict:
    """What every setting of the rule needs to know."""
    seen = request.POST.get("seen", "")
    reasons = {
        name: request.POST.get(name, "").replace("\0", "") for name in ("reason_zh", "reason_en")
    }
    return reasons | {
        "seen": int(seen) if seen.isdecimal() else -1,
        "by": person(request),
        "at": timezone.now(),
    }
