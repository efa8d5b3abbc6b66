"""The form of what staff write on a bulletin."""

import re
from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import BulletinCover
from .selectors.bulletin_words import COVER, Beside, said

#: A bulletin is not dated before the periods that this system judges.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
#: As much as a person writes on an official paper; more is a paper of its own.
MOST = 5000
PARAGRAPHS = ("opening_zh", "opening_en", "closing_zh", "closing_en")
#: What no file can hold: control characters but for tabs and ends of lines, and non-characters.
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class CoverForm(forms.ModelForm):
    """Number, office, date, copies and the staff's own paragraphs, in Chinese and in English."""

    class Meta:
        model = BulletinCover
        fields = COVER
        widgets = {
            "dated": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            **{name: forms.Textarea(attrs={"rows": 4, "maxlength": MOST}) for name in PARAGRAPHS},
        }
        help_texts = {
            "number": gettext_lazy(
                "As your office gives it; nothing is made up. 〔2022〕 in full width."
            ),
            "addressees_zh": gettext_lazy("Empty: those that the draft names."),
            "copies_zh": gettext_lazy("Commas between the offices, a full stop at the end."),
            "opening_zh": gettext_lazy(
                "After the sentence that names the policy; a line a paragraph."
            ),
            "closing_zh": gettext_lazy("At the end of the last numbered part; a line a paragraph."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.beside: dict[str, Beside] = {}
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-control"
            if name == "dated":
                field.error_messages["invalid"] = _("“%(field)s”: write a day of the calendar.") % {
                    "field": field.label
                }
                continue
            field.widget.attrs["lang"] = "en" if name.endswith("_en") else "zh"
            # Whatever is refused is refused below, in our own words that name the field.
            field.validators = []

    def with_beside(self, beside: Mapping[str, Beside], now: Mapping[str, object]) -> "CoverForm":
        """The form with a colleague's words beside; what the person left alone takes those."""
        data = self.data.copy()
        for name, one in beside.items():
            if one.is_taken:
                data[name] = said(now[name])
        form = type(self)(data)
        form.beside = dict(beside)
        return form

    def clean_dated(self):
        day = self.cleaned_data["dated"]
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(_("Write a day between 2000 and 2099."))
        return day

    def clean(self):
        found = super().clean()
        for name in COVER:
            if isinstance(text := found.get(name), str):
                found[name] = text.replace("\r\n", "\n")
                for error in _faults(name, self.fields[name], found[name]):
                    self.add_error(name, error)
        return found

    def rows(self):
        """Each field with a colleague's text beside it, or None."""
        return [(field, self.beside.get(field.name)) for field in self]


def _faults(name: str, field: forms.Field, text: str) -> list[str]:
    """What is wrong with a field's text, in sentences that name the field."""
    faults = []
    words = {"field": field.label, "count": len(text)}
    if found := NO_TEXT.search(text):
        words["mark"] = f"U+{ord(found[0]):04X}"
        faults.append(
            _(
                "“%(field)s” holds a sign that cannot be printed (%(mark)s): delete it, or type the"
                " text instead of pasting it."
            )
            % words
        )
    most = MOST if name in PARAGRAPHS else field.max_length
    if len(text) > most:
        told = _("“%(field)s”: %(count)s characters are more than %(most)s; shorten it.")
        if name in PARAGRAPHS:
            told = _(
                "“%(field)s”: %(count)s characters are more than %(most)s: put the rest into an"
                " annex."
            )
        faults.append(told % (words | {"most": most}))
    return faults
