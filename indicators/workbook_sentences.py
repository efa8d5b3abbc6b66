"""The sentences in which uploaded files are answered, in the page's language."""

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext as _

from .workbooks.codes import SENTENCES, Problem

_KINDS = {
    "pdf": "PDF",
    "png": "PNG",
    "jpeg": "JPEG",
    "gif": "GIF",
    "rar": "RAR",
    "7z": "7z",
    "gzip": "gzip",
    "rtf": "RTF",
    "docx": "Word",
    "pptx": "PowerPoint",
    "visio": "Visio",
    "ods": "OpenDocument",
    "xml": "XML",
    "html": "HTML",
}


#: Parameters that are codes of zones, by the problem's code.
_ZONES = {
    "other_zone": ("value", "expected"),
    "part_missing": ("zone",),
    "areas_added": ("zone",),
}
_FLOWS = {
    "total": lambda: _("imports and exports"),
    "export": lambda: _("exports"),
    "import": lambda: _("imports"),
}
_DELIMITERS = {
    "comma": lambda: _("commas"),
    "semicolon": lambda: _("semicolons"),
    "tab": lambda: _("tabs"),
}
#: Parameters that are flows of customs' table.
_FLOW_CODES = ("columns_missing", "flow_unknown")

Names = Mapping[str, str]


def file_problem_text(problem: Problem, zones: Names | None = None) -> str:
    """What is wrong with a file, or worth saying of it, and the way out; without the place.

    ``zones`` holds the zones' names by code.
    """
    params = dict(problem.params)
    for name in _ZONES.get(problem.code, ()):
        params[name] = (zones or {}).get(str(params[name]), params[name])
    if problem.code in _FLOW_CODES:
        params["value"] = _FLOWS[str(params["value"])]()
    return code_text(problem.code, params)


def code_text(code: str, params: Mapping[str, object]) -> str:
    """The sentence of one of the files' codes."""
    return gettext(SENTENCES[code]) % {name: _shown(name, value) for name, value in params.items()}


def file_problem_place(problem: Problem) -> str:
    """Where it is: the sheet and the cell, as far as there are any."""
    return " ".join(part for part in (problem.sheet, problem.address) if part)


def file_problem_sentence(problem: Problem) -> str:
    """Where it is, what is wrong and the way out."""
    where, words = file_problem_place(problem), file_problem_text(problem)
    return _("%(place)s: %(text)s") % {"place": where, "text": words} if where else words


def _shown(name: str, value: object) -> str:
    """A parameter as printed: a list by commas, a kind of file by its name."""
    if isinstance(value, list | tuple):
        return _(", ").join(str(one) for one in value)
    if name == "kind" and value == "binary":
        return _("unknown")
    if name == "kind":
        return _KINDS.get(str(value), str(value))
    if name == "delimiter" and value in _DELIMITERS:
        return _DELIMITERS[str(value)]()
    return str(value)
