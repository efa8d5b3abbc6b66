"""What Prometheus collects: requests by view and status, how long they took, and the site's state.

Each process counts for itself in files that all of them read (`PROMETHEUS_MULTIPROC_DIR`, set by
deploy/gunicorn.conf.py); without that folder a process tells of itself alone. No label
names a person, a zone or an address: a view's name does.
"""

import os
import time
from collections.abc import Callable, Iterator

from django.db import DatabaseError
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from .models import AuditEntry
from .selectors.readiness import what_is_not_ready

#: Seconds; the upper ones are papers being printed.
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
METHODS = {"GET", "HEAD", "POST"}
REQUESTS = Counter("zonetrack_requests", "Requests answered.", ["method", "view", "status"])
SECONDS = Histogram("zonetrack_request_seconds", "Until the answer.", ["view"], buckets=BUCKETS)


class MetricsMiddleware:
    """Counts every request, whatever becomes of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        view = (match.view_name if match else "") or "none"
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, view, response.status_code).inc()
        SECONDS.labels(view).observe(time.perf_counter() - began)
        return response


class State:
    """What is true now, asked when it is collected."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Whether the site can serve, and how old its last backup is, where there is one."""
        is_ready = not what_is_not_ready()
        yield GaugeMetricFamily("zonetrack_ready", "1 where the site can serve.", int(is_ready))
        made = AuditEntry.objects.filter(action=AuditEntry.Action.BACKUP_MADE)
        try:
            last = made.aggregate(last=Max("at"))["last"]
        except DatabaseError:
            return
        if last:
            age = (timezone.now() - last).total_seconds()
            yield GaugeMetricFamily("zonetrack_backup_age_seconds", "Since the last backup.", age)


def collected() -> bytes:
    """Everything, in Prometheus's text format."""
    state = CollectorRegistry()
    state.register(State())  # type: ignore[arg-type]
    counted = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    return generate_latest(counted) + generate_latest(state)
