"""Serves a kept file to those who may read it: the one function behind every such address.

Evidence has no address of its own, so nothing is found by counting numbers up. Whoever attaches a
file has an address for it below their own, looks the file up among those of *their* object, and
says whether this person may read it:

    path("cases/<int:case>/evidence/<int:evidence>/", views.case_evidence, name="case_evidence")

    def case_evidence(request, case, evidence):
        found = get_object_or_404(case_open_to(person(request)), pk=case)
        paper = get_object_or_404(found.papers, evidence_id=evidence)
        return evidence_response(request, paper.evidence, is_open=True)
"""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from .access import Person, person
from .display import moment
from .models import Evidence, EvidenceContent
from .numbers import file_size
from .people import named_for
from .services.evidence import evidence_note_reading
from .taken import logged

#: Nobody's browser is to guess; what no program needs to know is plain bytes.
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jpg": "image/jpeg",
    "png": "image/png",
    "csv": "application/octet-stream",
    "txt": "application/octet-stream",
}
#: Should a program show the file in spite of all: without scripts, forms, frames or addresses.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def evidence_response(request: HttpRequest, evidence: Evidence, *, is_open: bool) -> HttpResponse:
    """The file as it came in, to be saved and never shown in the page; 404 where it is not open.

    That it was given is logged before it is.
    """
    if not is_open:
        raise Http404
    content = get_object_or_404(EvidenceContent, evidence=evidence)
    if request.method == "GET":
        evidence_note_reading(evidence=evidence, by=person(request))
    response = HttpResponse(
        bytes(content.data), content_type=CONTENT_TYPES[evidence.kind], headers=HEADERS
    )
    response["Content-Disposition"] = content_disposition_header(True, evidence.name)
    return logged(response)


@dataclass(frozen=True)
class EvidenceRow:
    """A kept file as a page prints it (`components/evidence.html`)."""

    name: str
    address: str
    about: str


def evidence_row(evidence: Evidence, address: str, who: Person | None) -> EvidenceRow:
    """The file with its kind, size, person and time; of a list, select `by` and its groups before.

    ``address`` is the owner's, where `evidence_response` serves it.
    """
    parts = [
        str(Evidence.Kind(evidence.kind).label),
        file_size(evidence.size),
        named_for(who, evidence.by),
        moment(evidence.at),
    ]
    return EvidenceRow(evidence.name, address, " · ".join(parts))
