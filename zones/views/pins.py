"""Pins a page and takes the pin off again; both lead back to where the person was."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..access import person
from ..services.pins import pin_remove, pin_set
from ..services.transactions import Refused


@require_POST
def pin(request: HttpRequest) -> HttpResponse:
    """The page before, once ``address`` is pinned, or with ``remove`` pinned no more."""
    who, address = person(request), request.POST.get("address", "")
    try:
        if "remove" in request.POST:
            pin_remove(by=who, address=address)
            messages.success(request, _("The page is not pinned any more."))
        else:
            title = request.POST.get("title", "")
            pin_set(by=who, address=address, title=title, at=timezone.now())
            messages.success(request, _("Pinned: it stands in the search field’s list."))
    except Refused as refused:
        messages.error(request, SENTENCES[refused.code]() % refused.params)
    back = request.POST.get("back") or address
    is_ours = url_has_allowed_host_and_scheme(back, None, request.is_secure())
    return redirect(back if is_ours and back.startswith("/") else "search")


#: Why a page was not pinned, and what to do instead.
SENTENCES = {
    "too_many_pins": lambda: _("You have pinned %(most)s pages; take one off first."),
    "no_page_to_pin": lambda: _("This is no page that could be pinned."),
    "busy": lambda: _("Too many people are writing at this moment; try again."),
}
