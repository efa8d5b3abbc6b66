"""The first steps of who is new here, once they are seen."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..first_steps import first_steps_seen


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """The overview without them, and where they are found again."""
    first_steps_seen(request)
    messages.success(request, _("From now on the first steps stand in the handbook."))
    return redirect("overview")
