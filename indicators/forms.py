"""The forms of the collection: a zone's quarter line by line, and a new quarter."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zones.display import label
from zones.forms import CHOOSE
from zones.models import Zone

from .cells import Cells
from .models import Indicator, Observation, Reopening
from .selectors.sheets import Sheet, SheetLine
from .sentences import finding_sentence, problem_text
from .services.entries import Entry
from .services.reading import read_entry
from .tables import Problem, Row
from .units import units_of_entry
from .validation import Finding
from .wording import unit_of_entry

STATES = (
    ("", _("reported")),
    (Observation.State.NOT_APPLICABLE, Observation.State.NOT_APPLICABLE.label),
    (Observation.State.CANNOT_REPORT, Observation.State.CANNOT_REPORT.label),
)
NUMBER = {"class": "form-control form-control-sm zt-num", "inputmode": "decimal"}
CHOICE = {"class": "form-select form-select-sm"}
TEXT = {"class": "form-control form-control-sm"}
#: The ways in which a number may be none that a form takes.
#: How a browser writes a moment.
MINUTE = "%Y-%m-%dT%H:%M"


class PlainText(forms.CharField):
    """A text without the character that PostgreSQL cannot store."""

    def to_python(self, value):
        return super().to_python(str(value).replace("\0", "") if value else value)


def _say(field: forms.Field, text: str, *codes: str) -> None:
    """Nothing; what is wrong with the field is said in these words, whichever way it is wrong."""
    field.error_messages |= dict.fromkeys(codes or ("required", "invalid", "invalid_choice"), text)


class LineForm(forms.Form):
    """One indicator's cells as typed; `entry` holds the entry that they make.

    The cells are read as those of a file are: numbers, units and states by the same rules.
    """

    value = PlainText(
        label=_("amount"),
        required=False,
        widget=forms.TextInput(NUMBER | {"autocomplete": "off"}),
    )
    unit = forms.ChoiceField(label=_("unit"), required=False, widget=forms.Select(CHOICE))
    basis = forms.ChoiceField(
        label=_("span"),
        required=False,
        choices=Indicator.Basis.choices,
        widget=forms.Select(CHOICE),
    )
    state = forms.ChoiceField(
        label=_("state"), required=False, choices=STATES, widget=forms.Select(CHOICE)
    )
    # A browser would cut a longer reason without a word; `read_entry` says how long it is.
    reason = PlainText(label=_("reason"), required=False, widget=forms.TextInput(TEXT))

    def __init__(self, line: SheetLine, data=None):
        super().__init__(data, prefix=line.code, initial=_initial(line), auto_id="%s")
        self.line = line
        self.entry: Entry | None = None
        self.fields["unit"].choices = (*line.units, *_unit_typed(line, data))
        if len(line.units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
        if not line.is_cumulative:
            self.fields["basis"].widget = forms.HiddenInput()
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = f"{line.label}: {field.label}"
            field.widget.attrs["aria-describedby"] = f"{line.code}-error"
            if name == "reason":
                field.widget.attrs["placeholder"] = field.label

    def clean(self):
        typed = {name: self.cleaned_data.get(name, "") for name in self.fields}
        if self.errors:
            return self.cleaned_data
        if not (typed["value"] or typed["state"] or typed["reason"]):
            self.entry = Entry(self.line.code)
            return self.cleaned_data
        problems: list[Problem] = []
        self.entry = read_entry(Cells("", Row(0, typed), problems), self.line.indicator)
        for problem in problems:
            self.add_error(problem.column, problem_text(problem))
        return self.cleaned_data

    @property
    def messages(self) -> list[str]:
        """What is wrong with the line, a sentence each."""
        return [message for found in self.errors.values() for message in found]

    @property
    def is_changed_meanwhile(self) -> bool:
        """Whether what is stored now differs from what is typed here.

        Of a figure that is there neither then nor now, unit and span say nothing.
        """
        stored = _initial(self.line)
        typed = {name: str(self[name].value() or "") for name in stored}
        is_number = stored["value"] or typed["value"]
        names = stored if is_number else ("value", "state", "reason")
        return any(str(stored[name] or "") != typed[name] for name in names)


def _unit_typed(line: SheetLine, data) -> list[tuple[str, str]]:
    """A unit that is not offered any more but was chosen: it stays, to be refused in words."""
    typed = (data or {}).get(f"{line.code}-unit", "")
    indicator = line.indicator
    known = units_of_entry(indicator.unit_kind, indicator.unit_zh)
    is_offered = typed in dict(line.units)
    return [] if is_offered or typed not in known else [(typed, unit_of_entry(typed, indicator))]


class SheetForm:
    """A zone's quarter as typed: its lines in order, and for a revision the reason."""

    def __init__(self, sheet: Sheet, data=None):
        self.lines = [
            (line, None if line.is_total else LineForm(line, data)) for line in sheet.lines
        ]
        self.forms = [form for _line, form in self.lines if form]
        self.in_totals: list[tuple[SheetLine, str]] = []  # what a refusal found in a total
        self.reason = (data or {}).get("revision_reason", "")

    def is_valid(self) -> bool:
        """Whether every line makes an entry; all of them are read, so that all faults show."""
        return sum(not form.is_valid() for form in self.forms) == 0

    @property
    def entries(self) -> list[Entry]:
        return [form.entry for form in self.forms if form.entry]

    @property
    def missing(self) -> set[str]:
        """The indicators that have neither a value nor a state."""
        return {entry.indicator for entry in self.entries if entry.is_empty}

    @property
    def gaps(self) -> list[LineForm]:
        """The lines of those indicators, in order."""
        return [form for form in self.forms if form.line.code in self.missing]

    @property
    def without(self) -> str:
        """Those indicators as the page sends them, to say that it goes without them."""
        return ",".join(form.line.code for form in self.gaps)

    @property
    def faulty(self) -> list[LineForm]:
        return [form for form in self.forms if form.messages]

    def add_findings(self, findings: Iterable[Finding]) -> list[Finding]:
        """Those that no line takes: each other one is put beside the figure that it is about."""
        left = []
        forms_by_code = {form.line.code: form for form in self.forms}
        totals = {line.code: line for line, form in self.lines if form is None}
        for finding in findings:
            form = forms_by_code.get(finding.indicator) or forms_by_code.get(finding.other)
            if total := totals.get(finding.indicator):
                self.in_totals.append((total, finding_sentence(finding)))
            elif form:
                form.add_error("value", finding_sentence(finding))
            else:
                left.append(finding)
        return left


def _initial(line: SheetLine) -> dict[str, str]:
    """What the line's fields hold before anybody types: the figure as it was entered."""
    held = line.held
    typed = {
        "value": "",
        "unit": line.suggested_unit,
        "basis": line.indicator.basis,
        "state": "",
        "reason": "",
    }
    if held is None:
        return typed
    if held.value is not None:
        # What a file or person wrote; figures from elsewhere are shown as they are stored.
        typed["value"] = held.entered or f"{held.value.normalize():f}"
        return typed | {"state": "", "basis": held.basis, "reason": held.reason}
    return typed | {"state": held.state, "basis": held.basis, "reason": held.reason}


class MoreTimeForm(forms.Form):
    """More time for a zone: for what kind of reason, until when; a week is suggested."""

    reason_code = forms.ChoiceField(
        label=_("Kind of reason"), choices=[("", CHOOSE), *Reopening.Reason.choices]
    )
    until = forms.DateTimeField(
        label=_("Until"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MINUTE),
        input_formats=[MINUTE],
    )

    def __init__(self, *args, at: datetime, initial: dict | None = None, **kwargs):
        a_week = timezone.localtime(at).replace(hour=18, minute=0) + timedelta(days=7)
        super().__init__(*args, initial={"until": a_week} | (initial or {}), **kwargs)
        for field in self.fields.values():
            is_choice = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"
        _say(self.fields["reason_code"], _("Choose what kind of reason it is."))
        _say(self.fields["until"], _("Say until which day and hour the zone has time."))


class ReopeningForm(MoreTimeForm):
    """More time for one zone: which, why, until when."""

    zone = forms.ChoiceField(label=_("Zone"))
    reason = PlainText(label=_("Reason"), widget=forms.Textarea({"rows": 2}))
    field_order = ("zone", "reason_code", "reason", "until")

    def __init__(self, *args, zones: Sequence[Zone], **kwargs):
        super().__init__(*args, **kwargs)
        self.zones = {zone.code: zone for zone in zones}
        names = [(zone.code, label(zone)) for zone in zones]
        self.fields["zone"].choices = [("", CHOOSE), *names]
        _say(self.fields["zone"], _("Choose the zone that is given more time."))
        _say(self.fields["reason"], _("Write why the zone is given more time."))

    def clean_zone(self) -> Zone:
        return self.zones[self.cleaned_data["zone"]]
