"""The way back from what staff set last, beside the moment at which it was set."""

from typing import Protocol

from django.utils.html import format_html
from django.utils.translation import gettext as _


class TakenBack(Protocol):
    """A row of a history that may have a way back."""

    back_href: str


def with_way_back(text: str, record: TakenBack) -> str:
    """The text, and for who may go it the way back."""
    if not record.back_href:
        return text
    return format_html(
        '{} <a class="zt-block" href="{}">{}</a>', text, record.back_href, _("Take back")
    )
