"""The forms of the register of innovations: one to enter or change, and where it was copied."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from zones.access import Person
from zones.display import label
from zones.forms import EvidenceField, RowField
from zones.lengths import MOST_WORDS
from zones.models import PARTIAL_DATE, Innovation, Zone
from zones.services.innovations import CopyTerms, InnovationTerms

DAY_HINT = _("As far as it is known: 2022, 2022-05 or 2022-05-20.")


class _Form(forms.Form):
    """Fields dressed as the house's; files are shown apart from them."""

    papers = EvidenceField(required=False, label=_("Papers"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Select):
                field.widget.attrs["class"] = "form-select"
            else:
                field.widget.attrs.setdefault("class", "form-control")
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4

    @property
    def plain_fields(self):
        return [self[name] for name in self.fields if name != "papers"]

    def text(self, name: str) -> str:
        """A text as typed, in one form of line ends."""
        return str(self.cleaned_data.get(name) or "").replace("\r\n", "\n").strip()


class InnovationForm(_Form):
    """An innovation to enter; of one that is there already, without its zone."""

    origin = RowField(Zone.objects.none(), label=_("Zone of origin"), to_field_name="code")
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=120)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    begun_on = forms.CharField(
        label=_("Begun"), max_length=10, validators=[PARTIAL_DATE], help_text=DAY_HINT
    )
    state = forms.ChoiceField(label=_("State"), choices=Innovation.State.choices)
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("Document number, or address of the notice.")
    )
    description_zh = forms.CharField(
        label=_("What is done otherwise, and what it brings"),
        max_length=MOST_WORDS,
        widget=forms.Textarea,
    )
    description_en = forms.CharField(
        label=_("The same in English"), max_length=MOST_WORDS, widget=forms.Textarea, required=False
    )

    def __init__(self, *args, who: Person, held: Innovation | None = None, **kwargs):
        initial = {name: getattr(held, name) for name in _TERMS} if held else None
        super().__init__(*args, initial=initial, auto_id="innovation-%s", **kwargs)
        if held is not None:
            del self.fields["origin"]
            return
        zones = Zone.objects.filter(is_judged=True)
        if not who.is_commerce:
            zones = zones.filter(pk=who.zone_id)
        self.fields["origin"].queryset = zones
        self.fields["origin"].label_from_instance = lambda zone: label(zone, "short")
        if not who.is_commerce:
            self.fields["origin"].empty_label = None

    @property
    def terms(self) -> InnovationTerms:
        """The terms as typed; of a valid form."""
        return InnovationTerms(**{name: self.text(name) for name in _TERMS})


class CopyForm(_Form):
    """A place that an innovation was copied to: a zone, or else a name."""

    zone = forms.ModelChoiceField(
        Zone.objects.none(),
        label=_("Copied to the zone"),
        to_field_name="code",
        required=False,
        empty_label=_("another place"),
    )
    place_zh = forms.CharField(
        label=_("or to another place"),
        max_length=120,
        required=False,
        help_text=_("A zone of another province, a port, a city."),
    )
    place_en = forms.CharField(label=_("its English name"), max_length=160, required=False)
    copied_on = forms.CharField(
        label=_("Copied"), max_length=10, validators=[PARTIAL_DATE], help_text=DAY_HINT
    )
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("Document number, or address of the notice.")
    )

    def __init__(self, *args, innovation: Innovation, **kwargs):
        super().__init__(*args, auto_id="copy-%s", **kwargs)
        zones = Zone.objects.exclude(pk=innovation.origin_id)
        self.fields["zone"].queryset = zones
        self.fields["zone"].label_from_instance = lambda zone: label(zone, "short")

    @property
    def terms(self) -> CopyTerms:
        """The terms as typed; of a valid form."""
        return CopyTerms(
            zone=self.cleaned_data["zone"],
            copied_on=self.text("copied_on"),
            source=self.text("source"),
            place_zh=re.sub(r"\s+", " ", self.text("place_zh")),
            place_en=self.text("place_en"),
        )


_TERMS = tuple(InnovationTerms.__dataclass_fields__)
