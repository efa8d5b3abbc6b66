"""Fields of every room: a choice that asks for one, and evidence, whose files are looked into."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .file_sentences import evidence_hint, unfit_sentence
from .files.examined import SUFFIXES, Examined, examine
from .files.unfit import BOUNDS, MB, Unfit

#: What stands in a field of choices before one is chosen.
CHOOSE = gettext_lazy("Choose…")
LABEL = gettext_lazy("Evidence")
#: Files at once.
MOST_FILES = 10
ACCEPTED = ",".join(f".{suffix}" for suffixes in SUFFIXES.values() for suffix in suffixes)


class RowField(forms.ModelChoiceField):
    """One of several rows; what stands there before one is chosen asks for it."""

    def __init__(self, *args: Any, empty_label: Any = CHOOSE, **kwargs: Any):
        super().__init__(*args, empty_label=empty_label, **kwargs)


class EvidenceInput(forms.FileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class EvidenceField(forms.FileField):
    """Files to keep as evidence, `list[Examined]` when clean; an empty list where none is asked.

    The form must be bound with ``request.FILES`` and sent as multipart/form-data; show it with
    `components/evidence_field.html`.
    """

    widget = EvidenceInput

    def __init__(self, *, most: int = MOST_FILES, **more: Any):
        self.most = most
        super().__init__(**{"label": LABEL, "help_text": lazy(evidence_hint, str)()} | more)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"accept": ACCEPTED, "class": "form-control", "multiple": self.most > 1}

    def clean(self, data: Any, initial: Any = None) -> list[Examined]:
        files = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if not files and self.required:
            raise forms.ValidationError(_("Attach at least one file."))
        if len(files) > self.most:
            raise forms.ValidationError(unfit_sentence(Unfit("too_many_files", limit=self.most)))
        return examined_files(files)


def examined_files(files: Iterable[UploadedFile]) -> list[Examined]:
    """The files, fit to be kept; raises ValidationError with a sentence for each that is not."""
    kept, errors = [], []
    for file in files:
        try:
            if (file.size or 0) > BOUNDS.file_mb * MB:  # not even read
                raise Unfit("too_large", limit=BOUNDS.file_mb)
            kept.append(examine(file.name or "", file.read()))
        except Unfit as unfit:
            about = {"place": file.name, "text": unfit_sentence(unfit)}
            errors.append(_("%(place)s: %(text)s") % about)
    if errors:
        raise forms.ValidationError(errors)
    return kept
