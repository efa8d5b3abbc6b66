"""The form of a flag rule: on or off, when and on which board it fires, what it leads to."""

from decimal import Decimal

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.models import Target
from indicators.selectors.policy import current_policy
from zones.display import label

from .explained.flags import board_name
from .flag_terms import BOARDS, LEADS_TO, MOST, WITH_TARGETS, WITH_WINDOW, FlagRuleTerms
from .kept_sentences import kept_sentence
from .models import FlagRule
from .services.flag_rules import Refused, refuse_unfit_terms, terms_held

Code = FlagRule.Code
THRESHOLDS = {
    Code.RANK_DROPPED: _("Places of a fall"),
    Code.MISSED_YEARS: _("Years running to the exit procedure"),
    Code.NATIONAL_BOTTOM: _("Ranks from the bottom of a list"),
}
WINDOWS = {
    Code.MISSED_YEARS: _("Years running to the warning"),
    Code.NATIONAL_BOTTOM: _("Years running"),
}


class FlagRuleForm(forms.Form):
    """The terms that a rule takes; the reason is given when they are adopted.

    While they are tried, terms that the rule has already are refused too; when they are sent it is
    the service that tells a page sent twice from another person's change.
    """

    is_on = forms.ChoiceField(label=_("On"), choices=[("1", _("yes")), ("0", _("no"))])
    threshold = forms.IntegerField(min_value=1, max_value=MOST)
    window = forms.IntegerField(min_value=1, max_value=MOST)
    board = forms.ChoiceField(label=_("Board"), required=False)
    consequence = forms.ChoiceField(label=_("Leads to"))
    targets = forms.MultipleChoiceField(
        label=_("List of targets"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data=None, *, rule: FlagRule, is_tried: bool = True):
        initial = {
            "is_on": "1" if rule.is_on else "0",
            "threshold": None if rule.threshold is None else int(rule.threshold),
            "window": rule.window,
            "board": rule.board,
            "consequence": rule.consequence,
            "targets": [target.code for target in rule.targets.all()],
        }
        super().__init__(data, initial=initial, auto_id="flag-rule-%s")
        self.rule, self.is_tried = rule, is_tried
        if rule.threshold is None:
            del self.fields["threshold"]
        else:
            self.fields["threshold"].label = THRESHOLDS.get(Code(rule.code), _("Threshold"))
        if rule.code not in WITH_WINDOW:
            del self.fields["window"]
        else:
            self.fields["window"].label = WINDOWS[Code(rule.code)]
        self._offer(rule)
        for field in self.fields.values():
            if isinstance(field.widget, forms.CheckboxSelectMultiple):
                continue
            is_choice = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    def _offer(self, rule: FlagRule) -> None:
        """Nothing; boards, consequences and targets are those that such a rule may have."""
        names = dict.fromkeys([*LEADS_TO[rule.code], rule.consequence])
        labels = dict(FlagRule.Consequence.choices)
        self.fields["consequence"].choices = [(name, labels[name]) for name in names]
        boards = BOARDS.get(rule.code, ())
        self.fields["board"].choices = [(name, board_name(rule.code, name)) for name in boards]
        if not boards:
            del self.fields["board"]
        if rule.code not in WITH_TARGETS:
            del self.fields["targets"]
            return
        held = {target.pk for target in rule.targets.all()}
        offered = Target.objects.filter(Q(policy=current_policy()) | Q(pk__in=held))
        ordered = offered.select_related("indicator").order_by("measure__number", "order", "pk")
        self.fields["targets"].choices = [(one.code, label(one)) for one in ordered]

    def clean(self) -> dict:
        """What was typed; refused before any effect is shown where setting it would be refused."""
        typed = super().clean() or self.cleaned_data
        if self.errors:
            return typed
        held = terms_held(self.rule)
        try:
            if self.is_tried and self.terms.over(held) == held:
                raise Refused("flag_rule_unchanged")
            refuse_unfit_terms(self.rule.code, held, self.terms)
        except Refused as refused:
            raise forms.ValidationError(kept_sentence(refused)) from refused
        return typed

    @property
    def terms(self) -> FlagRuleTerms:
        """The terms as typed; of a valid form."""
        typed = self.cleaned_data
        threshold = typed.get("threshold")
        return FlagRuleTerms(
            is_on=typed["is_on"] == "1",
            threshold=None if threshold is None else Decimal(threshold),
            window=typed.get("window", self.rule.window),
            board=typed.get("board"),
            consequence=typed["consequence"],
            targets=frozenset(typed["targets"]) if "targets" in typed else None,
        )
