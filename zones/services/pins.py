"""Writes the pages that a person keeps at hand.

They are not in the audit log: they change no figure, no right and nobody else's page.
"""

from datetime import datetime
from urllib.parse import urlsplit

from django.contrib.auth.models import User
from django.urls import Resolver404, resolve

from ..access import Person
from ..models import Pin
from .transactions import Refused, one_transaction

MOST_PINS, LONGEST_ADDRESS, LONGEST_TITLE = 20, 300, 120


@one_transaction()
def pin_set(*, by: Person, address: str, title: str, at: datetime) -> Pin:
    """The pin of this page, new or under its new title; raises Refused."""
    User.objects.select_for_update().get(pk=by.user_id)
    title = " ".join(title.split())[:LONGEST_TITLE]
    if not title or not _is_page(address):
        raise Refused("no_page_to_pin")
    if Pin.objects.filter(user=by.user_id).exclude(address=address).count() >= MOST_PINS:
        raise Refused("too_many_pins", most=MOST_PINS)
    pin, _is_new = Pin.objects.update_or_create(
        user_id=by.user_id, address=address, defaults={"title": title, "pinned_at": at}
    )
    return pin


@one_transaction()
def pin_remove(*, by: Person, address: str) -> None:
    """Nothing; the page is pinned no more, if it was."""
    Pin.objects.filter(user=by.user_id, address=address).delete()


def _is_page(address: str) -> bool:
    """Whether it is an address of this site, and short enough to be kept."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not address.startswith("/"):
        return False
    try:
        resolve(parts.path)
    except Resolver404:
        return False
    return len(address) <= LONGEST_ADDRESS
