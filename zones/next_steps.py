"""What is said after an act, with where to go on from there for whoever acted."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from .badges import Link


def tell(request: HttpRequest, said: str, steps: Iterable[Link] = ()) -> None:
    """Nothing; the next page says what was done, and leads on to what comes next."""
    links = format_html_join("", ' <a class="zt-next" href="{}">{}</a>', _pairs(steps))
    messages.success(request, format_html("{}{}", said, links))


def _pairs(steps: Iterable[Link]) -> list[tuple[str, str]]:
    return [(step.href, step.text) for step in steps]
