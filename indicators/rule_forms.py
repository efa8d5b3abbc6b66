"""The forms of the rules: which one to add, and its terms."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zones.display import label

from .models import Indicator, ValidationRule
from .models.validation import MOST_QUARTERS
from .services.rules import CORE_KINDS, RuleTerms
from .validation import FACTORS, LEAST_QUARTERS, OF_HISTORY, WITHOUT_THRESHOLD

THRESHOLDS = {
    "growth_differs": _("Difference allowed, in percentage points"),
    **dict.fromkeys(FACTORS, _("How many times as much, or as little, is usual")),
}


class NewRuleForm(forms.Form):
    """Which rule to add: the check, and for which indicator."""

    kind = forms.ChoiceField(label=_("Check"), choices=ValidationRule.Kind.choices)
    indicator = forms.ModelChoiceField(
        Indicator.objects.all(),
        label=_("Indicator"),
        to_field_name="code",
        required=False,
        empty_label=_("every indicator"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["indicator"].label_from_instance = label
        _dress(self)


class RuleForm(forms.Form):
    """The terms of a rule: those that its kind takes."""

    severity = forms.ChoiceField(label=_("Severity"), choices=ValidationRule.Severity.choices)
    threshold = forms.DecimalField(
        label=_("Difference allowed, in the stored unit"),
        max_digits=20,
        decimal_places=4,
        min_value=Decimal(0),
    )
    quarters = forms.IntegerField(
        label=_("Earlier quarters looked at"), min_value=LEAST_QUARTERS, max_value=MOST_QUARTERS
    )
    is_on = forms.ChoiceField(label=_("In force"))

    def __init__(self, data=None, *, rule: ValidationRule):
        super().__init__(data, initial=_initial(rule), auto_id="rule-%s")
        self.rule = rule
        off = _("no: this indicator is exempt") if rule.indicator else _("no: switched off")
        self.fields["is_on"].choices = [("1", _("yes")), ("0", off)]
        if rule.kind in WITHOUT_THRESHOLD:
            del self.fields["threshold"]
        elif rule.kind in THRESHOLDS:
            self.fields["threshold"].label = THRESHOLDS[rule.kind]
        if rule.kind in FACTORS:
            one = forms.DecimalField(max_digits=20, decimal_places=4, min_value=Decimal(1))
            one.label = self.fields["threshold"].label
            self.fields["threshold"] = one
        if rule.kind not in OF_HISTORY:
            del self.fields["quarters"]
        if rule.kind in CORE_KINDS and rule.indicator is None:  # what cannot be true stays severe
            del self.fields["severity"], self.fields["is_on"]
        self.order_fields(["severity", "threshold", "quarters", "is_on"])
        _dress(self)

    @property
    def terms(self) -> RuleTerms:
        """The terms as typed; of a valid form."""
        typed = self.cleaned_data
        return RuleTerms(
            severity=typed.get("severity", ValidationRule.Severity.SEVERE),
            threshold=typed.get("threshold"),
            quarters=typed.get("quarters"),
            is_on=typed.get("is_on", "1") == "1",
        )


def _initial(rule: ValidationRule) -> dict[str, Any]:
    return {
        "severity": rule.severity or ValidationRule.Severity.WARNING,
        "threshold": None if rule.threshold is None else f"{rule.threshold.normalize():f}",
        "quarters": rule.quarters,
        "is_on": "1" if rule.is_on else "0",
    }


def _dress(form: forms.Form) -> None:
    for field in form.fields.values():
        is_choice = isinstance(field.widget, forms.Select)
        field.widget.attrs["class"] = "form-select" if is_choice else "form-control"
