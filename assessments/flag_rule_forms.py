"""The form of a flag rule: whether it is on, and by how much it fires."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from .flag_terms import MOST, WITH_WINDOW, FlagRuleTerms
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

    def __init__(self, data=None, *, rule: FlagRule, is_tried: bool = True):
        initial = {
            "is_on": "1" if rule.is_on else "0",
            "threshold": None if rule.threshold is None else int(rule.threshold),
            "window": rule.window,
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
        for field in self.fields.values():
            is_choice = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    def clean(self) -> dict:
        """What was typed; refused before any effect is shown where setting it would be refused."""
        typed = super().clean() or self.cleaned_data
        if self.errors:
            return typed
        held = terms_held(self.rule)
        try:
            if self.is_tried and self.terms == held:
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
        )
