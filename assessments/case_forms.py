"""The forms of cases: what each step asks for, and the days that the steps are due in."""

from dataclasses import fields
from datetime import date, timedelta

from django import forms
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from zones.forms import EvidenceField

from . import case_life as life
from .case_sentences import DAYS, DOES, NOTE, NOTES
from .case_terms import MOST_DAYS, CaseDays
from .models import Case, CaseTerms
from .services.case_told import MOST_HEAD, MOST_NOTE, MOST_NUMBER, MOST_PRESENT, Told


class DayInput(forms.DateInput):
    """A day as a browser chooses it."""

    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class StepForm(forms.Form):
    """What is told with one step; each field is there only where the step takes it."""

    number = forms.CharField(label=_("Document number"), max_length=MOST_NUMBER)
    held_on = forms.DateField(label=_("Date"), widget=DayInput())
    present = forms.CharField(label=_("Who took part, and where"), max_length=MOST_PRESENT)
    due_on = forms.DateField(label=_("Rectify by"), widget=DayInput())
    note = forms.CharField(
        label=NOTE, max_length=MOST_NOTE, widget=forms.Textarea(attrs={"rows": 3})
    )
    files = EvidenceField()
    handler = forms.TypedChoiceField(
        label=_("In charge at the department"), required=False, coerce=int, empty_value=None
    )
    head = forms.CharField(label=_("Head of the zone’s unit"), max_length=MOST_HEAD, required=False)

    def __init__(
        self,
        data=None,
        files=None,
        *,
        case: Case,
        facts: life.Facts,
        move: str,
        days: CaseDays,
        today: date,
        staff: list[tuple[str, str]] = (),
    ):
        super().__init__(data, files, auto_id=f"{move}-%s")
        self.move = move
        step = life.TABLE[facts.track, facts.state, move]
        may = life.MAY_TELL.get(move, frozenset())
        wanted = step.asks | may if move != life.ASSIGN else {"handler", "head"}
        for name in list(self.fields):
            key = life.EVIDENCE if name == "files" else name
            if key not in wanted:
                del self.fields[name]
            elif key in may and key not in step.asks:
                self.fields[name].required = False
        self._say(case, days, today, staff)

    def _say(self, case: Case, days: CaseDays, today: date, staff: list[tuple[str, str]]) -> None:
        """Nothing; labels, bounds and what stands in the fields at first."""
        if "note" in self.fields:
            self.fields["note"].label = NOTES.get(self.move, NOTE)
        if "held_on" in self.fields:
            self.fields["held_on"].label = DAYS[self.move]
            self.fields["held_on"].initial = today
            self.fields["held_on"].widget.attrs["max"] = today.isoformat()
        if "due_on" in self.fields:
            self.fields["due_on"].widget.attrs["min"] = today.isoformat()
        if self.move == life.ORDER:
            within = days.exit_period if case.track == life.EXIT else days.rectification
            self.fields["due_on"].initial = today + timedelta(days=within)
        if "handler" in self.fields:
            self.fields["handler"].choices = [("", _("nobody yet")), *staff]
            self.fields["handler"].initial = case.handler_id
            self.fields["head"].initial = case.head
        for name, field in self.fields.items():
            if name == "files":
                continue
            is_choice = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    @property
    def does(self) -> str:
        """What the form's button says."""
        return str(DOES[self.move])

    @property
    def told(self) -> Told:
        """What was told; of a valid form."""
        typed = self.cleaned_data
        return Told(
            note=typed.get("note", ""),
            due_on=typed.get("due_on"),
            held_on=typed.get("held_on"),
            number=typed.get("number", ""),
            present=typed.get("present", ""),
            head=typed.get("head", ""),
            handler_id=typed.get("handler"),
        )


class CaseTermsForm(forms.Form):
    """The days of the steps; the reason is given beside them."""

    def __init__(self, data=None, *, held: CaseDays):
        super().__init__(data, auto_id="terms-%s")
        for field in fields(CaseDays):
            title = CaseTerms._meta.get_field(field.name).verbose_name
            self.fields[field.name] = forms.IntegerField(
                label=str(title)[:1].upper() + str(title)[1:],
                min_value=0 if field.name == "remind" else 1,
                max_value=MOST_DAYS,
                initial=getattr(held, field.name),
                widget=forms.NumberInput(attrs={"class": "form-control"}),
            )

    @property
    def days(self) -> CaseDays:
        """The days as typed; of a valid form."""
        return CaseDays(**self.cleaned_data)


def staff_choices(users: list[User]) -> list[tuple[str, str]]:
    """The people of the department as a form offers them."""
    return [(str(user.pk), user.get_full_name() or user.username) for user in users]
