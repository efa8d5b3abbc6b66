"""What watches the site asks: does it live, can it serve? Open to strangers, and tells no data."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .metrics import collected
from .selectors.readiness import what_is_not_ready

PLAIN = "text/plain; charset=utf-8"
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


@never_cache
@login_not_required
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Always well: the process answers. Nothing is asked of the database."""
    return HttpResponse("ok\n", content_type=PLAIN)


@never_cache
@login_not_required
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Well where the site can serve; else 503 and a line for each reason."""
    lines = what_is_not_ready()
    body = "".join(f"{line}\n" for line in lines or ["ok"])
    return HttpResponse(body, content_type=PLAIN, status=503 if lines else 200)


@never_cache
@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts for Prometheus, for whoever knows METRICS_TOKEN; for all others there is no page."""
    token = f"Bearer {settings.METRICS_TOKEN}"
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, token):
        raise Http404
    return HttpResponse(collected(), content_type=PROMETHEUS)
