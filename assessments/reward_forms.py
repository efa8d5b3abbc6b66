"""The forms of the incentive fund: how it is shared, and how much there is in a year."""

import re
from decimal import Decimal, InvalidOperation

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zones.services.transactions import Refused

from .kept_sentences import kept_sentence
from .models import RewardFund, RewardRule
from .rewards import RewardTerms
from .selectors.rewards import terms_of
from .services.rewards import MOST_FUND, MOST_PLACES, refuse_unfit_reward_terms


class RewardRuleForm(forms.Form):
    """The terms of a rule; the reason is given when they are adopted."""

    kind = forms.ChoiceField(
        label=gettext_lazy("How it is shared"), choices=RewardRule.Kind.choices
    )
    steps = forms.CharField(
        label=gettext_lazy("Parts by place"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Only where parts are stated by place: 40 30 20 10."),
    )
    most_places = forms.IntegerField(
        label=gettext_lazy("Places at most"),
        required=False,
        min_value=1,
        max_value=MOST_PLACES,
        help_text=gettext_lazy("Empty: every zone that qualifies."),
    )
    min_coverage = forms.DecimalField(
        label=gettext_lazy("Least coverage, %"), min_value=0, max_value=100, decimal_places=2
    )
    leaves_out_exit = forms.ChoiceField(
        label=gettext_lazy("Zones with an exit case"),
        choices=[
            ("1", gettext_lazy("have no part")),
            ("0", gettext_lazy("have their part")),
        ],
    )
    unit = forms.ChoiceField(label=gettext_lazy("Paid in whole"), choices=RewardRule.Unit.choices)

    def __init__(self, data=None, *, rule: RewardRule | None, is_tried: bool = True):
        super().__init__(data, initial=_initial(rule), auto_id="reward-%s")
        self.rule, self.is_tried = rule, is_tried
        for field in self.fields.values():
            is_choice = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    def clean_steps(self) -> tuple[Decimal, ...]:
        """The parts as numbers."""
        words = re.split(r"[\s,，、;；/]+", self.cleaned_data["steps"].strip())
        try:
            steps = tuple(Decimal(word) for word in words if word)
        except InvalidOperation as error:
            raise forms.ValidationError(_("Write numbers apart by blanks: 40 30 20 10.")) from error
        if any(not step.is_finite() for step in steps):
            raise forms.ValidationError(_("Write numbers apart by blanks: 40 30 20 10."))
        return steps

    def clean(self) -> dict:
        """What was typed; refused before any effect is shown where adopting it would be refused."""
        typed = super().clean() or self.cleaned_data
        if self.errors:
            return typed
        try:
            refuse_unfit_reward_terms(self.terms)
            if self.is_tried and self.rule and self.terms == terms_of(self.rule):
                raise Refused("reward_rule_unchanged")
        except Refused as refused:
            raise forms.ValidationError(kept_sentence(refused)) from refused
        return typed

    @property
    def terms(self) -> RewardTerms:
        """The terms as typed; of a valid form."""
        typed = self.cleaned_data
        return RewardTerms(
            kind=typed["kind"],
            min_coverage=(typed["min_coverage"] / 100).quantize(Decimal("0.0001")),
            leaves_out_exit=typed["leaves_out_exit"] == "1",
            most_places=typed["most_places"],
            steps=typed["steps"],
            unit=typed["unit"],
        )


class RewardFundForm(forms.Form):
    """A year's fund in 万元."""

    amount = forms.DecimalField(
        label=gettext_lazy("Fund, CNY 10,000"),
        min_value=0,
        max_value=MOST_FUND,
        max_digits=18,
        decimal_places=6,
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=300,
        help_text=gettext_lazy("Number of the document that grants it."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason of the correction"), max_length=500, required=False
    )

    def clean_amount(self) -> Decimal:
        """The amount; refused where it is written with a power of ten, which nobody reads twice."""
        if "e" in str(self.data.get("amount", "")).lower():
            raise forms.ValidationError(_("Write the amount in digits, as 1000 or 1000.5."))
        return self.cleaned_data["amount"]

    def __init__(self, data=None, *, held: RewardFund | None):
        initial = {"amount": f"{held.amount.normalize():f}", "source": held.source} if held else {}
        super().__init__(data, initial=initial, auto_id="fund-%s")
        if held is None:
            del self.fields["reason"]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"


def _initial(rule: RewardRule | None) -> dict:
    if rule is None:
        return {"min_coverage": "80"}
    coverage = (rule.min_coverage * 100).normalize()
    return {
        "kind": rule.kind,
        "steps": " ".join(rule.steps),
        "most_places": rule.most_places,
        "min_coverage": f"{coverage:f}",
        "leaves_out_exit": "1" if rule.leaves_out_exit else "0",
        "unit": rule.unit,
    }
