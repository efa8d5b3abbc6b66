"""The form of a flag rule: whether it is on, and by how much it fires."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from .flag_terms import MOST, WITH_WINDOW, FlagRuleTerms
from .models import FlagRule

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
    """The terms that a rule takes; the reason is given when they are adopted."""

    is_on = forms.ChoiceField(label=_("On"), choices=[("1", _("yes")), ("0", _("no"))])
    threshold = forms.IntegerField(min_value=1, max_value=MOST)
    window = forms.IntegerField(min_value=1, max_value=MOST)

    def __init__(self, data=None, *, rule: FlagRule):
        initial = {
            "is_on": "1" if rule.is_on else "0",
            "threshold": None if rule.threshold is None else int(rule.threshold),
            "window": rule.window,
        }
        super().__init__(data, initial=initial, auto_id="flag-rule-%s")
        self.rule = rule
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
