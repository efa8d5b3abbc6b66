"""The form of what staff write on a bulletin."""

from datetime import date

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import BulletinCover
from .services.bulletins import COVER

#: A bulletin is not dated before the periods that this system judges.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
#: As much as a person writes on an official paper; more is a paper of its own.
MOST = 5000


class CoverForm(forms.ModelForm):
    """Number, office, date, copies and the staff's own paragraphs, in Chinese and in English."""

    class Meta:
        model = BulletinCover
        fields = COVER
        widgets = {
            "dated": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            **{
                name: forms.Textarea(attrs={"rows": 4, "maxlength": MOST})
                for name in ("opening_zh", "opening_en", "closing_zh", "closing_en")
            },
        }
        help_texts = {
            "number": gettext_lazy(
                "As your office gives it; nothing is made up. 〔2022〕 in full width."
            ),
            "addressees_zh": gettext_lazy("Empty: the governments of the cities concerned."),
            "opening_zh": gettext_lazy(
                "After the sentence that names the policy; a line a paragraph."
            ),
            "closing_zh": gettext_lazy("At the end of the last numbered part; a line a paragraph."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if not isinstance(field.widget, forms.DateInput):
                field.widget.attrs["class"] = "form-control"
                field.widget.attrs["lang"] = "en" if name.endswith("_en") else "zh"
        self.fields["dated"].widget.attrs["class"] = "form-control"

    def clean_dated(self):
        day = self.cleaned_data["dated"]
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(_("Write a day between 2000 and 2099."))
        return day

    def clean(self):
        found = super().clean()
        for name in ("opening_zh", "opening_en", "closing_zh", "closing_en"):
            if len(found.get(name) or "") > MOST:
                self.add_error(
                    name,
                    _("%(count)s characters are more than %(most)s: put the rest into an annex.")
                    % {"count": len(found[name]), "most": MOST},
                )
        return found
