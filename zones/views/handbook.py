"""The handbook's pages, in the reader's language."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from .. import roles
from ..access import Person, person
from ..badges import Link
from ..display import is_chinese
from ..first_steps import first_steps
from ..handbook import PAGES, PARTS, HandbookPage, handbook_page

FOLDER = Path(settings.BASE_DIR) / "docs" / "handbook"
#: How each part is called, and whose it is.
READERS = {
    "staff": (_("For commerce staff"), {roles.COMMERCE}),
    "reporters": (_("For zone reporters"), {roles.REPORTERS}),
    "leaders": (_("For leadership"), {roles.LEADERSHIP}),
    "agencies": (_("For Customs and other agencies"), {roles.CUSTOMS, roles.AGENCIES}),
    "administrators": (_("For administrators"), {roles.ADMINISTRATORS}),
}


@dataclass(frozen=True)
class Part:
    """The pages of one group of readers."""

    title: str
    links: tuple[Link, ...]


@require_safe
def handbook(request: HttpRequest) -> HttpResponse:
    """The handbook's contents, the reader's first steps and own part first."""
    who = person(request)
    context = {"parts": _parts(who), "steps": first_steps(who)}
    return render(request, "handbook/contents.html", context)


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A task, step by step."""
    if slug not in PAGES:
        raise Http404
    context = {"page": _read(slug), "parts": _parts(person(request))[:1]}
    return render(request, "handbook/page.html", context)


def _parts(who: Person) -> list[Part]:
    own = sorted(READERS, key=lambda part: not (READERS[part][1] & who.groups))
    return [
        Part(
            str(READERS[part][0]),
            tuple(Link(_read(slug).title, reverse("handbook_page", args=[slug])) for slug in slugs),
        )
        for part in own
        for slugs in [PARTS[part]]
    ]


def _read(slug: str) -> HandbookPage:
    return _kept(slug, "zh" if is_chinese() else "en")


@cache
def _kept(slug: str, language: str) -> HandbookPage:
    """The page as its file says it; the files change with the release alone."""
    return handbook_page((FOLDER / language / f"{slug}.md").read_text("utf-8"), static)
