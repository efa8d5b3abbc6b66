"""The form of a reading: what the phrase is read as, and what it makes its targets ask for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.models import Reading, Target, TargetCondition
from indicators.wording import unit_of_entry
from zones.display import label

from .selectors.reading_terms import (
    PERCENT,
    POINTS,
    TIMES,
    AdoptionTerms,
    AmountTerms,
    base_year_for,
    shown_amount,
)
from .target_forms import MONEY, stored_value

Rule = TargetCondition.Rule
#: The units that a rule's amount is written in; those of a level depend on what it measures.
UNITS = {Rule.AVERAGE_GROWTH: PERCENT, Rule.POINT_GAIN: POINTS, Rule.MULTIPLE: TIMES}
DIRECTIONS = ((1, gettext_lazy("more is better")), (-1, gettext_lazy("less is better")))
PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class AmountFields:
    """The fields of one condition side by side, under its target's name."""

    title: str
    fields: tuple[forms.BoundField, ...]


class ReadingForm(forms.Form):
    """Another reading; with the amounts that it carries, each as it counts so far."""

    adopted = forms.CharField(
        label=gettext_lazy("Read as"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Empty: not recoverable, no reading is adopted."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Reading.Kind.choices)
    confidence = forms.ChoiceField(
        label=gettext_lazy("Confidence"),
        choices=[("", "—"), *Reading.Confidence.choices],
        required=False,
    )
    since = forms.DateField(
        label=gettext_lazy("In force from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data=None, *, now: AdoptionTerms):
        self.now = now
        first = {"adopted": now.adopted, "kind": now.kind, "confidence": now.confidence}
        super().__init__(
            data, initial=first | {"since": timezone.localdate()}, auto_id="reading-%s"
        )
        for one in now.amounts:
            self._add_amount(one)
        for field in self.fields.values():
            is_choice = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    def _add_amount(self, one: AmountTerms) -> None:
        """Nothing; the condition's amount, unit, rule and comparison can be typed."""
        key, (amount, unit) = one.condition.pk, shown_amount(one)
        rules = [choice for choice in Rule.choices if choice[0] != Rule.GRADE]
        chosen = {
            f"rule{key}": forms.ChoiceField(label=_("Rule"), choices=rules, initial=one.rule),
            f"comparison{key}": forms.ChoiceField(
                label=_("Comparison"),
                choices=TargetCondition.Comparison.choices,
                initial=one.comparison,
            ),
            f"amount{key}": forms.DecimalField(
                label=_("Amount"),
                max_digits=20,
                decimal_places=4,
                initial=f"{amount.normalize():f}",
            ),
            f"unit{key}": forms.ChoiceField(
                label=_("Unit"), choices=_units(one.condition), initial=unit
            ),
            f"direction{key}": forms.TypedChoiceField(
                label=_("Direction"), choices=DIRECTIONS, coerce=int, initial=one.direction
            ),
        }
        chosen[f"amount{key}"].widget.attrs["step"] = "any"
        self.fields.update(chosen)

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """The fields of the phrase itself."""
        return [self[name] for name in ("adopted", "kind", "confidence", "since")]

    @property
    def amounts(self) -> Iterator[AmountFields]:
        """The fields of every condition that the reading carries."""
        for one in self.now.amounts:
            names = ("rule", "comparison", "amount", "unit", "direction")
            fields = tuple(self[f"{name}{one.condition.pk}"] for name in names)
            title = f"{label(one.condition.target)} · {one.condition.get_tier_display()}"
            yield AmountFields(title, fields)

    def clean(self) -> dict:
        """The cells, each amount's unit being one that its rule takes."""
        typed = super().clean() or {}
        for one in self.now.amounts:
            key = one.condition.pk
            rule, unit = typed.get(f"rule{key}"), typed.get(f"unit{key}")
            own = _units_of(rule, one.condition) if rule else ()
            if rule and unit and unit not in own:
                words = {"units": _(", ").join(own)}
                self.add_error(f"unit{key}", _("This rule takes: %(units)s.") % words)
        return typed

    @property
    def day(self) -> date:
        """The day on which it takes effect; of a valid form."""
        return self.cleaned_data["since"]

    @property
    def terms(self) -> AdoptionTerms:
        """The reading as typed; of a valid form."""
        typed = self.cleaned_data
        amounts = tuple(self._amount(one.condition) for one in self.now.amounts)
        return AdoptionTerms(typed["adopted"].strip(), typed["kind"], typed["confidence"], amounts)

    def _amount(self, row: TargetCondition) -> AmountTerms:
        names = ("rule", "comparison", "amount", "unit", "direction")
        rule, comparison, amount, unit, direction = (
            self.cleaned_data[f"{name}{row.pk}"] for name in names
        )
        if rule == Rule.AVERAGE_GROWTH:
            stored = (amount / 100).quantize(PLACES)
        elif rule in UNITS:
            stored = amount.quantize(PLACES)
        else:
            stored = stored_value(amount, unit, row.target)
        return AmountTerms(row, rule, stored, comparison, base_year_for(rule, row), direction)


def _units_of(rule: str, row: TargetCondition) -> tuple[str, ...]:
    """The units that an amount under the rule is written in."""
    if rule in UNITS:
        return (UNITS[Rule(rule)],)
    target = row.target
    if target.measure_of == Target.MeasureOf.SHARE or target.indicator is None:
        return (PERCENT,)
    return MONEY if target.indicator.unit_kind == "money" else (target.indicator.unit_zh,)


def _units(row: TargetCondition) -> Sequence[tuple[str, str]]:
    """Every unit that some rule could take, with its name."""
    names = {PERCENT: PERCENT, POINTS: _("percentage points"), TIMES: _("times the base year")}
    own = [one for one in _units_of(Rule.LEVEL, row) if one not in names]
    return [(one, unit_of_entry(one, row.target.indicator)) for one in own] + list(names.items())
