"""Reads a flag rule's page: its versions, and what terms that are not set yet would change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from indicators.models import ReportingQuarter, Target
from zones.access import Person
from zones.badges import Badge
from zones.display import DASH, label, moment, number
from zones.people import named_for

from ..badges import consequence_badge
from ..explained.flags import board_name, fires
from ..flag_terms import WITH_TARGETS, WITHIN_THE_YEAR, FlagRuleTerms
from ..models import FlagRule
from ..outcome import Question
from ..wording import listed, period_name
from ..words import trimmed
from .case_preview import case_preview, case_sentences
from .effect_rows import EffectRow, effect_rows
from .effects import Changed, PeriodEffect, effects
from .flag_rules import columns_of, flag_rules, rule_of, rules_known, terms_held

#: How many years up to the last opened quarter a rule that fires within the year is tried on.
YEARS = 2


@dataclass(frozen=True)
class FlagRuleVersion:
    """A version of a rule, with its reason and the moment from which it counts."""

    version: int
    in_force_from: str
    on: str
    threshold: str
    window: str
    leads_to: Badge
    board: str
    targets: str
    reason: str
    set_by: str


@dataclass(frozen=True)
class FlagRuleRow:
    """A rule as it counts now: when it fires, by which terms, since when."""

    order: int
    name: str
    href: str
    on: str
    fires: str
    threshold: str
    window: str
    leads_to: Badge
    in_force_from: str


@dataclass(frozen=True)
class FlagRulePreview:
    """A rule with terms that are not set yet: what it says then, and what would change."""

    title: str
    sentences: tuple[str, ...]
    rows: tuple[EffectRow, ...]


def flag_rule_rows() -> list[FlagRuleRow]:
    """Every rule by its last version, on or off, in their order."""
    return [
        FlagRuleRow(
            order=place,
            name=str(one.get_code_display()),
            href=reverse("flag_rule", args=[one.code]),
            on=_("yes") if one.is_on else _("no"),
            fires=fires_sentence(one),
            threshold=_threshold(one),
            window=DASH if one.window is None else str(one.window),
            leads_to=consequence_badge(one.consequence),
            in_force_from=_since(one),
        )
        for place, one in enumerate(rules_known())
    ]


def _since(rule: FlagRule) -> str:
    return moment(rule.set_at) if rule.set_at else _("from the start")


def _threshold(said: FlagRule | FlagRuleTerms) -> str:
    return DASH if said.threshold is None else trimmed(number(said.threshold, 3))


def versions_of_rule(code: str) -> list[FlagRule]:
    """Every version of a rule, the latest first; empty where there is no such rule."""
    found = FlagRule.objects.filter(code=code).select_related("measure", "set_by")
    return list(found.prefetch_related("targets", "set_by__groups").order_by("-version"))


def version_rows(rules: Sequence[FlagRule], who: Person) -> list[FlagRuleVersion]:
    """The versions as a table prints them."""
    return [
        FlagRuleVersion(
            version=one.version,
            in_force_from=_since(one),
            on=_("yes") if one.is_on else _("no"),
            threshold=_threshold(one),
            window=DASH if one.window is None else str(one.window),
            leads_to=consequence_badge(one.consequence),
            board=board_name(one.code, one.board) or DASH,
            targets=listed([label(target) for target in one.targets.all()], most=20) or DASH,
            reason=label(one, "reason") or DASH,
            set_by=named_for(who, one.set_by),
        )
        for one in rules
    ]


def fires_sentence(rule: FlagRule, terms: FlagRuleTerms | None = None) -> str:
    """When a rule fires, in words, as it is or under other terms."""
    said = terms or rule
    words = {
        "threshold": _threshold(said),
        "window": DASH if said.window is None else said.window,
    }
    return fires(rule.code, words, said.board or "", said.consequence or "")


def flag_rule_preview(rule: FlagRule, terms: FlagRuleTerms, at: datetime) -> FlagRulePreview:
    """The effect of other terms on the periods so far, each judged twice; nothing is saved.

    A rule of the year's end is tried on every complete year; the others, from which no case
    follows, on all spans of the last years.
    """
    terms = terms.over(terms_held(rule))
    tried = FlagRule(code=rule.code, **columns_of(terms))
    targets = terms.targets or frozenset()
    order = [one.code for one in flag_rules()]

    def change(asked: Question) -> Question:
        rest = [one for one in asked.flag_rules if one.code != rule.code]
        if terms.is_on:
            place = order.index(rule.code) if rule.code in order else len(rest)
            rest.insert(place, rule_of(tried, targets))
        return replace(asked, flag_rules=tuple(rest))

    found, cases = _tried(rule, change, at)
    return FlagRulePreview(
        title=_title(rule, terms),
        sentences=(*_trial(found), *cases),
        rows=tuple(effect_rows(found, Target.objects.select_related("indicator"))),
    )


def _title(rule: FlagRule, terms: FlagRuleTerms) -> str:
    """What the rule says under the terms: when it fires, on which targets, and what follows."""
    words = {"rule": fires_sentence(rule, terms)}
    if not terms.is_on:
        return _("switched off: %(rule)s") % words
    if rule.code in WITH_TARGETS:
        chosen = Target.objects.filter(code__in=terms.targets or ()).order_by("pk")
        words["targets"] = listed([label(target) for target in chosen], most=20)
        words["rule"] = _("%(rule)s (targets: %(targets)s)") % words
    words["consequence"] = str(FlagRule.Consequence(terms.consequence).label)
    return _("%(rule)s. Leads to: %(consequence)s.") % words


def _tried(rule: FlagRule, change: Changed, at: datetime) -> tuple[list[PeriodEffect], list[str]]:
    """What changes in each period that the rule is tried on, and what that means for cases."""
    if rule.code not in WITHIN_THE_YEAR:
        years = case_preview(change, at)
        return [one.found for one in years], case_sentences(years)
    last = sorted(set(ReportingQuarter.objects.values_list("year", flat=True)))[-YEARS:]
    if not last:
        return [], []
    return effects(change, since=date(last[0], 1, 1), years=last, at=at), []


def _trial(found: Sequence[PeriodEffect]) -> Iterator[str]:
    """On what the rule will act and what stays; then on what it was tried, and what came of it."""
    held = [period_name(one.period) for one in found if one.published]
    if held:
        yield _(
            "Adopted now, it acts on what is first published from now on. Published already, and"
            " kept under their own rules also when they are assessed again: %(periods)s."
        ) % {"periods": listed(held, most=12)}
    else:
        yield _("Adopted now, it acts on what is first published from now on.")
    if not found:
        yield _("There is no complete period yet that it could be tried on.")
        return
    changed = [period_name(one.period) for one in found if one.effect.flags]
    words = {
        "tried": listed([period_name(one.period) for one in found], most=12),
        "flags": sum(len(one.effect.flags) for one in found),
        "changed": listed(changed, most=12),
    }
    if changed:
        yield (
            _(
                "Tried on %(tried)s, as if none of them were published: flags that come, go or"
                " lead to something else: %(flags)s, in %(changed)s."
            )
            % words
        )
    else:
        yield _("Tried on %(tried)s: no flag would come, go or lead to something else.") % words
