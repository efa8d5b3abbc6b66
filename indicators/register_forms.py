"""The forms of the register: a project, its next stage, a corrected day, its trade, an event."""

from datetime import date
from decimal import Decimal

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zones.access import Person
from zones.display import day, label
from zones.forms import RowField
from zones.models import MatchmakingEvent, Project, Zone
from zones.models.investment import ProjectStageName
from zones.project_stages import STAGES
from zones.services.events import EventTerms
from zones.services.projects import ProjectTerms

from .cells import parse_number
from .selectors.collection import zones_open_to
from .units import MONEY_FACTORS, to_canonical
from .wording import UNITS

#: The units that an amount of a project may be written in, the usual one first.
MONEY_UNITS = ("亿元", *(unit for unit in MONEY_FACTORS if unit != "亿元"))


def zones_entered_by(who: Person) -> list[Zone]:
    """The zones whose register a person may write."""
    return [zone for zone in zones_open_to(who) if who.may_enter(zone)]


class DayField(forms.DateField):
    """A day, not after today."""

    def __init__(self, **kwargs):
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)

    def clean(self, value) -> date | None:
        found = super().clean(value)
        if found and found > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return found


class AmountField(forms.CharField):
    """An amount of money as written; its value is an exact number of the unit beside it."""

    def __init__(self, **kwargs):
        super().__init__(max_length=60, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def clean(self, value) -> tuple[Decimal, str] | None:
        text = super().clean(value)
        if not text:
            return None
        number = parse_number(text)
        if number is None:
            raise forms.ValidationError(_("This is not a number; write it like 12.5."))
        return number, text


class Dressed(forms.Form):
    """A form of the register: every field looks like the others of the site."""

    def __init__(self, *args, prefix_of_ids: str, **kwargs):
        super().__init__(*args, auto_id=f"{prefix_of_ids}-%s", **kwargs)
        for field in self.fields.values():
            is_choice = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What was typed, each with its label, for a page that does not offer the form any more."""
        told = []
        for one in self:
            text = str(self.data.get(one.html_name, "")).replace("\0", "").strip()
            choices = dict(getattr(one.field, "choices", ()))
            if text:
                told.append((str(one.label), str(choices.get(text, text))))
        return told

    @property
    def in_wan(self) -> Decimal:
        """The amount in 万元; of a valid form."""
        number, _text = self.cleaned_data["amount"]
        unit = self.cleaned_data["unit"]
        return to_canonical(number, unit, kind_of_unit="money", own_unit="")


class ZoneField(RowField):
    """A zone that the person may enter for; one alone is chosen already."""

    def __init__(self):
        super().__init__(Zone.objects.none(), label=_("Zone"), to_field_name="code")

    def open_to(self, who: Person) -> None:
        zones = zones_entered_by(who)
        self.queryset = Zone.objects.filter(pk__in=[zone.pk for zone in zones])
        if len(zones) == 1:
            self.empty_label, self.initial = None, zones[0].code

    def label_from_instance(self, zone: Zone) -> str:
        if zone.left_on is None:
            return label(zone, "short")
        words = {"zone": label(zone, "short"), "day": day(zone.left_on)}
        return _("%(zone)s (left on %(day)s)") % words


def unit_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Unit"), choices=[(unit, UNITS[unit]) for unit in MONEY_UNITS], initial="亿元"
    )


class ProjectForm(Dressed):
    """A project; of one that is there already, without its zone and its days."""

    zone = ZoneField()
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=120)
    name_en = forms.CharField(label=_("Name in English (optional)"), max_length=160, required=False)
    investor = forms.CharField(label=_("Investor"), max_length=160, required=False)
    amount = AmountField(
        label=_("Expected yearly trade"),
        help_text=_("Its tier follows from this amount."),
    )
    unit = unit_field()
    signed_on = DayField(label=_("Signed on"))
    construction_on = DayField(label=_("Under construction since"), required=False)
    operating_on = DayField(label=_("Operating since"), required=False)
    withdrawn_on = DayField(label=_("Withdrawn on"), required=False)
    note = forms.CharField(label=_("Note"), max_length=2000, required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        help_text=_("Needed for a withdrawal, and for another amount."),
    )

    def __init__(self, data=None, *, who: Person, held: Project | None = None):
        initial = None
        if held is not None:
            names = ("name_zh", "name_en", "investor", "note", "unit")
            initial = {name: getattr(held, name) for name in names} | {"amount": held.entered}
        super().__init__(data, initial=initial, prefix_of_ids="project")
        if held is None:
            self.fields["zone"].open_to(who)
            return
        for name in ("zone", *(f"{stage}_on" for stage in STAGES)):
            del self.fields[name]

    @property
    def terms(self) -> ProjectTerms:
        """The terms as typed; of a valid form."""
        typed = self.cleaned_data
        names = ("name_zh", "name_en", "investor", "note", "unit")
        return ProjectTerms(
            **{name: typed[name] for name in names},
            expected_trade=self.in_wan,
            entered=typed["amount"][1],
        )

    @property
    def days(self) -> dict[str, date | None]:
        return {stage: self.cleaned_data.get(f"{stage}_on") for stage in STAGES}


class StepForm(Dressed):
    """A stage and its day: the next one, or one that is corrected."""

    stage = forms.ChoiceField(label=_("Stage"))
    on = DayField(label=_("Day"))
    reason = forms.CharField(label=_("Reason"), max_length=500, required=False)

    def __init__(self, data=None, *, stages, prefix_of_ids: str, is_reasoned: bool = False):
        super().__init__(data, prefix_of_ids=prefix_of_ids)
        self.fields["stage"].choices = stages
        self.fields["reason"].required = is_reasoned
        if not is_reasoned:
            self.fields["reason"].help_text = _("Needed for a withdrawal.")

    def offer(self, stages) -> None:
        """Nothing; the stages are those that can be chosen now, whatever was sent."""
        self.fields["stage"].choices = stages


class TradeForm(Dressed):
    """What a project traded in a year."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2999)
    amount = AmountField(label=_("Actual trade"))
    unit = unit_field()

    def __init__(self, data=None):
        year = timezone.localdate().year - 1
        super().__init__(data, initial={"year": year}, prefix_of_ids="trade")


class EventForm(Dressed):
    """A matchmaking event; of one that is there already, without its zone."""

    zone = ZoneField()
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=120)
    title_en = forms.CharField(
        label=_("Title in English (optional)"), max_length=160, required=False
    )
    held_on = DayField(label=_("Held on"))
    venue = forms.CharField(label=_("Venue"), max_length=120)
    organiser = forms.CharField(label=_("Organiser"), max_length=160)
    participants = forms.IntegerField(
        label=_("Participants"), min_value=0, max_value=1_000_000, required=False
    )
    results = forms.CharField(label=_("Results"), max_length=2000, required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=500, required=False, help_text=_("Needed for another day.")
    )

    def __init__(self, data=None, *, who: Person, held: MatchmakingEvent | None = None):
        initial = None
        if held is not None:
            initial = {name: getattr(held, name) for name in EventTerms.__dataclass_fields__}
        super().__init__(data, initial=initial, prefix_of_ids="event")
        if held is None:
            self.fields["zone"].open_to(who)
            del self.fields["reason"]
        else:
            del self.fields["zone"]

    @property
    def terms(self) -> EventTerms:
        """The terms as typed; of a valid form."""
        typed = self.cleaned_data
        return EventTerms(**{name: typed[name] for name in EventTerms.__dataclass_fields__})


def stage_choices(stages) -> list[tuple[str, str]]:
    """Stages with their names, in their order."""
    return [(one, str(ProjectStageName(one).label)) for one in STAGES if one in stages]
