"""Files of projects and events: the workbook to fill in, a file taken, its preview, confirmed."""

import io
from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from zones.access import open_to, person
from zones.display import moment
from zones.file_limits import gives_file
from zones.models import RegisterUpload
from zones.services.transactions import Refused
from zones.tables import prepared

from ..register_outcomes import OutcomeTable, fault_lines, outcome_rows
from ..selectors.register_template import register_template
from ..sentences import refusal_sentence
from ..services.register_files import (
    FileRefused,
    digest_of,
    register_upload_confirm,
    register_upload_read,
    register_upload_tried,
)
from ..services.register_reading import CHANGED, NEW, REFUSED, SAME
from .projects import enters_register

Register = RegisterUpload.Register
ROWS_A_PAGE = 50


def _titles(register: str) -> dict[str, str]:
    if register == Register.PROJECTS:
        return {"page": "projects", "title": _("Investment projects")}
    return {"page": "events", "title": _("Matchmaking events")}


@gives_file
@open_to(enters_register)
@require_safe
def template(request: HttpRequest, register: str) -> FileResponse:
    """The workbook with the entries that the person keeps, to be changed and added to."""
    data = register_template(register, person(request))
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=f"{register}.xlsx")


@open_to(enters_register)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, register: str) -> HttpResponse:
    """The page that takes a file; the next one shows what it would do."""
    faults, file = [], request.FILES.get("file")
    if request.method == "POST" and file is None:
        faults = [("", _("Choose a file first."))]
    elif file is not None:
        about = {"by": person(request), "at": timezone.now()}
        try:
            found, unread = register_upload_read(
                register=register, name=file.name or "", file=file, **about
            )
        except FileRefused as refused:
            faults = fault_lines(refused.faults)
        except Refused as refused:
            faults = [("", refusal_sentence(refused))]
        else:
            if unread:
                names = {"names": _(", ").join(unread)}
                messages.info(request, _("Nothing is read of these columns: %(names)s.") % names)
            return redirect(f"{register}_preview", found.pk)
    context = {"register": register, "faults": faults} | _titles(register)
    return render(request, "projects/import.html", context)


@open_to(enters_register)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, register: str, upload: int) -> HttpResponse:
    """What a file would do, row by row; its confirmation saves all of it or nothing."""
    who = person(request)
    found = get_object_or_404(RegisterUpload, pk=upload, register=register, by_id=who.user_id)
    refusal = ""
    if request.method == "POST":
        if not who.may_collect:
            raise PermissionDenied
        try:
            shown = request.POST.get("shown", "")
            done = register_upload_confirm(upload=found, shown=shown, by=who, at=timezone.now())
        except Refused as refused:
            refusal = refusal_sentence(refused)
        else:
            text = ngettext("%(count)s entry is saved.", "%(count)s entries are saved.", done.saved)
            messages.success(request, text % {"count": done.saved})
            return redirect(register)
    try:
        outcomes = register_upload_tried(upload=found, by=who, at=timezone.now())
    except Refused as refused:
        outcomes, refusal = [], refusal_sentence(refused)
    counts = Counter(one.kind for one in outcomes)
    table = OutcomeTable(outcome_rows(outcomes), title=_("Rows of the file"))
    context = {
        "upload": found,
        "register": register,
        "table": prepared(request, table, ROWS_A_PAGE),
        "counts": {kind: counts[kind] for kind in (REFUSED, CHANGED, NEW, SAME)},
        "saved": counts[NEW] + counts[CHANGED],
        "shown": digest_of(outcomes),
        "confirmed": moment(found.confirmed_at) if found.confirmed_at else "",
        "refusal": refusal,
    } | _titles(register)
    return render(request, "projects/preview.html", context)
