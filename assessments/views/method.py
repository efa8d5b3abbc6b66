"""The pages that say how figures become judgements: the method, and the schemes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..selectors.method import method_page
from ..selectors.schemes import scheme_cards


@require_safe
def schemes(request: HttpRequest) -> HttpResponse:
    """Every scheme with its tree, its weights and its goalposts."""
    return render(request, "assessments/schemes.html", {"schemes": scheme_cards()})


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """Every formula in words, written out, and with a worked example."""
    return render(request, "assessments/method.html", {"page": method_page()})
