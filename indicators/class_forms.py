"""The form of a published class: what a list says of a zone in a year, and where it says so."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zones.display import label
from zones.forms import RowField
from zones.models import Zone

from .models import ListScope, PublishedClass
from .services.classes import ClassTerms


class ClassForm(forms.Form):
    """A published class; of one that is there already, without zone, year and list."""

    zone = RowField(Zone.objects.filter(is_judged=True), label=_("Zone"), to_field_name="code")
    year = forms.IntegerField(label=_("Year evaluated"), min_value=2000, max_value=2999)
    scope = forms.ChoiceField(label=_("List"), choices=ListScope.choices)
    list_name = forms.CharField(
        label=_("Name of the list"),
        max_length=80,
        help_text=_("As printed: the lists were split anew over the years."),
    )
    list_size = forms.IntegerField(label=_("Zones on the list"), min_value=1, max_value=9999)
    grade = forms.ChoiceField(label=_("Class"), choices=PublishedClass.Grade.choices)
    rank = forms.IntegerField(
        label=_("Place on the list"),
        min_value=1,
        max_value=9999,
        required=False,
        help_text=_("Empty where none is published."),
    )
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("Document number, or address of the notice.")
    )
    published_on = forms.DateField(
        label=_("Published on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data=None, *, held: PublishedClass | None = None, initial=None):
        first = {"year": timezone.localdate().year - 1} | (initial or {})
        super().__init__(data, initial=_initial(held) if held else first, auto_id="class-%s")
        self.fields["zone"].label_from_instance = lambda zone: label(zone, "short")
        if held is not None:
            for name in ("zone", "year", "scope"):
                del self.fields[name]
        for field in self.fields.values():
            is_choice = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    def clean(self) -> dict:
        typed = super().clean() or {}
        rank, size = typed.get("rank"), typed.get("list_size")
        if rank and size and rank > size:
            text = _("The list has %(size)s zones; the rank lies between 1 and %(size)s.")
            self.add_error("rank", text % {"size": size})
        return typed

    def clean_published_on(self) -> date:
        day = self.cleaned_data["published_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    @property
    def terms(self) -> ClassTerms:
        """The terms as typed; of a valid form."""
        typed = self.cleaned_data
        names = ("list_name", "list_size", "grade", "rank", "source", "published_on")
        return ClassTerms(**{name: typed[name] for name in names})


def _initial(held: PublishedClass) -> dict:
    names = ("list_name", "list_size", "grade", "rank", "source", "published_on")
    return {name: getattr(held, name) for name in names}
