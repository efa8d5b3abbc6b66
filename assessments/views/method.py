"""The page that says how figures become judgements."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zones.kept_pages import kept
from zones.replica import from_replica

from ..selectors.method import method_page


@require_safe
@from_replica
@kept
def method(request: HttpRequest) -> HttpResponse:
    """Every formula in words, written out, and with a worked example."""
    return render(request, "assessments/method.html", {"page": method_page()})
