"""Why a file is not kept, in a sentence with the way out."""

from django.utils.translation import gettext as _

from .files.unfit import BOUNDS, Unfit
from .services.transactions import Refused

KINDS_TEXT = "pdf, docx, xlsx, jpg, png, csv, txt"
_FOREIGN = {
    "program": lambda: _("This file is a program, whatever its name says, and is not taken."),
    "archive": lambda: _(
        "This file is an archive; attach the files in it one by one, as PDF, Word, Excel or"
        " pictures."
    ),
    "zip": lambda: _(
        "This file is an archive, or an office file of a kind that is not taken (one with macros,"
        " slides, WPS or OFD); save it as PDF, docx or xlsx."
    ),
    "picture": lambda: _("Pictures are taken as JPEG or PNG; save this one so."),
    "old_office": lambda: _(
        "This is an office file of the old kind (.doc, .xls), or one with a password; save it as"
        " PDF, docx or xlsx without a password."
    ),
    "html": lambda: _("This is a web page or a drawing for one; print it as a PDF."),
    "script": lambda: _("This text is a program’s and is not taken; print it as a PDF."),
    "": lambda: _(
        "What this file is cannot be told from its content; save it as PDF, docx, xlsx, JPEG, PNG,"
        " or as a text in UTF-8."
    ),
}
_UNFIT = {
    "empty_file": lambda: _("The file is empty; choose the one that holds the paper."),
    "too_large": lambda: _(
        "The file is larger than %(limit)s MB; save it smaller, or attach it in parts."
    ),
    "broken_file": lambda: _(
        "The file is damaged or was cut off; open it, save it anew and attach that one."
    ),
    "protected": lambda: _(
        "The file is protected by a password or against changes and cannot be checked; save it"
        " without protection."
    ),
    "has_macros": lambda: _(
        "The file holds macros or controls; save it without them, as docx or xlsx."
    ),
    "active_content": lambda: _(
        "The file holds something that runs or loads when it is opened (scripts, programs, remote"
        " templates); print it as a PDF anew."
    ),
    "carries_files": lambda: _("There are other files within this file; attach them one by one."),
    "hides_another": lambda: _(
        "Behind this file’s content there is that of another one; save it anew with the program"
        " that it is made with."
    ),
    "unpacks_too_large": lambda: _(
        "The file is far larger unpacked than a paper is; save it smaller, or attach it in parts."
    ),
    "formulas_in_csv": lambda: _(
        "A cell of this table begins with = or @ and would be run by a spreadsheet; save it as"
        " xlsx."
    ),
    "too_many_files": lambda: _("More than %(limit)s files at once; attach the rest afterwards."),
}


def unfit_sentence(unfit: Unfit | Refused) -> str:
    """Why the file is not kept, and what to do instead."""
    if unfit.code == "unknown_kind":
        return _FOREIGN[str(unfit.params.get("kind", ""))]()
    return _UNFIT[unfit.code]() % unfit.params


def evidence_hint() -> str:
    """What may be attached, in a line under the field."""
    about = {"kinds": KINDS_TEXT, "limit": BOUNDS.file_mb}
    return _("%(kinds)s; up to %(limit)s MB each, without macros and passwords.") % about
