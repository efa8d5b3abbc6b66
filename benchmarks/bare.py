"""The bare pages that every page is compared with, in the same run and the same server.

One asks one question and prints 200 ready-made rows in the site's own frame for a signed-in person;
the other is that page kept.
"""

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

ROWS = [tuple(f"{row * column:,}.00" for column in range(1, 7)) for row in range(1, 201)]
TEMPLATE = """{% extends "base.html" %}{% block title %}Bare{% endblock %}
{% block heading %}Bare{% endblock %}{% block content %}<table class="table zt-table"><tbody>
{% for row in rows %}<tr>{% for cell in row %}<td class="zt-num">{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</tbody></table><p>{{ found|length }}</p>{% endblock %}"""
PAGE, KEPT = "/bare/", "/bare-kept/"


def bare(request: HttpRequest) -> HttpResponse:
    """The frame of every page around rows that are ready."""
    from zones.models import Zone

    found = list(Zone.objects.values_list("code", "name_zh")[:200])
    page = engines["django"].from_string(TEMPLATE) if _Made.page is None else _Made.page
    _Made.page = page
    return HttpResponse(page.render({"rows": ROWS, "found": found}, request))


def bare_kept(request: HttpRequest) -> HttpResponse:
    """The same page, kept, for whoever is signed in."""
    from zones.access import person

    person(request)
    response = caches["pages"].get("bare")
    if response is None:
        response = bare(request)
        caches["pages"].set("bare", response)
    return response


class _Made:
    page = None


def add_bare_pages() -> None:
    """Nothing; the site has two addresses more, in this process."""
    import zonetrack.urls as urls

    urls.urlpatterns += [path(PAGE[1:], bare), path(KEPT[1:], bare_kept)]
