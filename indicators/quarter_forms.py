"""The forms of a quarter of the collection: opened, changed, cancelled."""

from datetime import date
from decimal import Decimal

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .models import ReportingQuarter
from .periods import Quarter
from .selectors.quarter_terms import quarters_between

REASON_LENGTH = 500
RATE = _("Write how many yuan a dollar is, such as 7.1095: four decimals at most.")
YEAR = _("Write the year as a number from 2000 to 2099.")
#: What Django finds wrong with a number, by its codes.
WRONG_NUMBER = ["invalid", "min_value", "max_value", "max_digits"]
WRONG_NUMBER += ["max_decimal_places", "max_whole_digits"]


def _day(label, wrong) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, widget=widget, error_messages={"required": wrong, "invalid": wrong}
    )


class TermsForm(forms.Form):
    """When a quarter is due, when it locks, and what a dollar counts in it."""

    due_on = _day(_("Due on"), _("Say by which day the figures are due."))
    locks_on = _day(_("Locks on"), _("Say after which day the quarter is locked."))
    dollar_rate = forms.DecimalField(
        label=_("Yuan per US dollar"),
        min_value=Decimal("0.01"),
        max_digits=8,
        decimal_places=4,
        required=False,
        help_text=_("Without it figures cannot be entered in dollars."),
        error_messages=dict.fromkeys(WRONG_NUMBER, RATE),
    )
    rate_source = forms.CharField(label=_("Source of the rate"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            is_choice = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    def clean(self):
        cleaned = super().clean()
        due_on, locks_on = cleaned.get("due_on"), cleaned.get("locks_on")
        if locks_on and locks_on < timezone.localdate():
            self.add_error("locks_on", _("This day is over: the quarter would be locked at once."))
        if due_on and locks_on and due_on >= locks_on:
            self.add_error("due_on", _("A quarter is due before it locks."))
        if due_on and (ends_on := self.ends_on(cleaned)) and due_on <= ends_on:
            self.add_error("due_on", _("Figures are due after the quarter is over."))
        if cleaned.get("dollar_rate") and not cleaned.get("rate_source"):
            self.add_error("rate_source", _("Name where the rate was published."))
        return cleaned

    def clean_rate_source(self) -> str:
        source = self.cleaned_data["rate_source"].replace("\0", "")
        most = ReportingQuarter._meta.get_field("rate_source").max_length or 0
        if len(source) > most:
            text = _("The source has %(most)s characters at most, this one %(found)s; shorten it.")
            raise forms.ValidationError(text % {"most": most, "found": len(source)})
        return source

    def ends_on(self, cleaned: dict) -> date | None:
        """The quarter's last day, where it is known which one it is."""
        raise NotImplementedError


class QuarterForm(TermsForm):
    """A new quarter with its dates; the usual ones are suggested."""

    year = forms.IntegerField(
        label=_("Year"),
        min_value=2000,
        max_value=2099,
        error_messages=dict.fromkeys(["required", *WRONG_NUMBER], YEAR),
    )
    quarter = forms.TypedChoiceField(
        label=_("Quarter"),
        choices=[(n, f"Q{n}") for n in (1, 2, 3, 4)],
        coerce=int,
        error_messages=dict.fromkeys(
            ["required", "invalid_choice"], _("Choose one of the four quarters.")
        ),
    )
    is_gap_accepted = forms.BooleanField(label=_("Open it all the same"), required=False)
    field_order = ("year", "quarter", "due_on", "locks_on", "dollar_rate", "rate_source")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.gap: list[Quarter] = []
        self.fields["is_gap_accepted"].widget.attrs["class"] = "form-check-input"

    @property
    def terms(self) -> list[forms.BoundField]:
        """The fields that are always asked."""
        return [field for field in self if field.name != "is_gap_accepted"]

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("year") or not cleaned.get("quarter"):
            return cleaned
        code = Quarter(cleaned["year"], cleaned["quarter"])
        if ReportingQuarter.objects.filter(year=code.year, quarter=code.quarter).exists():
            said = _("%(quarter)s is open already; it needs no opening.")
            self.add_error("quarter", said % {"quarter": code})
            return cleaned
        self.gap = quarters_between(code)
        if self.gap and not cleaned.get("is_gap_accepted"):
            words = {"quarter": code, "missing": _(", ").join(map(str, self.gap))}
            said = _("%(missing)s are not open: opening %(quarter)s now leaves a gap.")
            self.add_error(None, said % words)
        return cleaned

    def ends_on(self, cleaned: dict) -> date | None:
        if not cleaned.get("year") or not cleaned.get("quarter"):
            return None
        return Quarter(cleaned["year"], cleaned["quarter"]).ends_on


class QuarterTermsForm(TermsForm):
    """An open quarter's dates and rate, and why they are changed."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Write why the quarter’s dates or rate are changed.")},
        validators=[
            MaxLengthValidator(
                REASON_LENGTH,
                _("A reason has %(limit_value)d characters at most; this one has %(show_value)d."),
            )
        ],
    )

    def __init__(self, *args, quarter: ReportingQuarter, **kwargs):
        held = {
            name: getattr(quarter, name)
            for name in ("due_on", "locks_on", "dollar_rate", "rate_source")
        }
        super().__init__(*args, initial=held, **kwargs)
        self.quarter = quarter

    def clean_reason(self) -> str:
        return self.cleaned_data["reason"].replace("\0", "")

    def ends_on(self, cleaned: dict) -> date:
        return self.quarter.code.ends_on
