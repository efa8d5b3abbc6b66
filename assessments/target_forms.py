"""The form of a zone's yearly target: whose, of which year, how much, from which day on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from indicators.models import Target
from indicators.units import MONEY_FACTORS, SHOWN_MONEY, to_canonical
from indicators.wording import unit_of_entry
from zones.display import label
from zones.forms import RowField
from zones.models import Zone

PERCENT = "%"
#: Units offered for money; dollars would need a rate, and a target has none.
MONEY = tuple(sorted(MONEY_FACTORS, key=lambda one: (one != SHOWN_MONEY, -MONEY_FACTORS[one])))


@dataclass(frozen=True)
class TargetTerms:
    """A zone's yearly target as typed; no value withdraws it."""

    zone: Zone
    year: int
    value: Decimal | None
    in_force_from: date


class AnnualTargetForm(forms.Form):
    """The terms of a yearly target; the reason is given when it is adopted."""

    zone = RowField(Zone.objects.none(), label=_("Zone"), to_field_name="code")
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    value = forms.DecimalField(
        label=_("Yearly target"),
        max_digits=20,
        decimal_places=4,
        required=False,
        help_text=_("Empty: withdrawn, no yearly target from that day on."),
    )
    unit = forms.ChoiceField(label=_("Unit"))
    since = forms.DateField(
        label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data=None, *, target: Target, zones: Sequence[Zone], initial: dict):
        years = range(target.policy.first_year, target.policy.last_year + 1)
        today = timezone.localdate()
        year = today.year if today.year in years else years[-1]
        since = max(today, date(year, 1, 1)) if year == today.year else date(year, 1, 1)
        initial = {"year": year, "since": since} | initial
        super().__init__(data, initial=initial, auto_id="target-%s")
        self.target = target
        self.fields["zone"].queryset = Zone.objects.filter(pk__in=[zone.pk for zone in zones])
        self.fields["zone"].label_from_instance = lambda zone: label(zone, "short")
        self.fields["year"].choices = [(year, str(year)) for year in years]
        self.fields["unit"].choices = [(one, _unit_name(one, target)) for one in _units(target)]
        for field in self.fields.values():
            is_choice = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"
        self.fields["value"].widget.attrs["step"] = "any"

    @property
    def terms(self) -> TargetTerms:
        """The terms as typed; of a valid form."""
        typed = self.cleaned_data
        value = typed["value"]
        if value is not None:
            value = stored_value(value, typed["unit"], self.target)
        return TargetTerms(typed["zone"], typed["year"], value, typed["since"])


def stored_value(value: Decimal, unit: str, target: Target) -> Decimal:
    """A value in the unit that the target is judged in: 万元, the indicator's own, or percent."""
    indicator = target.indicator
    if unit == PERCENT or indicator is None:
        return value.quantize(Decimal("0.0001"))
    return to_canonical(value, unit, kind_of_unit=indicator.unit_kind, own_unit=indicator.unit_zh)


def _units(target: Target) -> tuple[str, ...]:
    if target.measure_of == Target.MeasureOf.SHARE or target.indicator is None:
        return (PERCENT,)
    return MONEY if target.indicator.unit_kind == "money" else (target.indicator.unit_zh,)


def _unit_name(unit: str, target: Target) -> str:
    return unit if unit == PERCENT else unit_of_entry(unit, target.indicator)
