"""The only gate: who a person is, and what that person may see and touch.

A view asks here and nowhere else. Strangers to an object get 404, readers who try to write 403.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from .models import Post, Zone

COMMERCE = "commerce"
REPORTERS = "zone reporters"
AGENCIES = "agencies"
LEADERSHIP = "leadership"
CUSTOMS = "customs"
ADMINISTRATORS = "administrators"
GROUPS = (COMMERCE, REPORTERS, AGENCIES, LEADERSHIP, CUSTOMS, ADMINISTRATORS)


@dataclass(frozen=True)
class Person:
    """A signed-in user with the groups and the post that decide what they may do."""

    user_id: int
    name: str
    groups: frozenset[str]
    zone_id: int | None = None
    agency_id: int | None = None

    @property
    def is_commerce(self) -> bool:
        return COMMERCE in self.groups

    @property
    def is_administrator(self) -> bool:
        return ADMINISTRATORS in self.groups

    @property
    def may_see_unpublished(self) -> bool:
        """Whether provisional boards and every zone's unpublished figures are open to them."""
        return bool(self.groups & {COMMERCE, LEADERSHIP})

    @property
    def may_collect(self) -> bool:
        """Whether they take part in the collection of figures at all."""
        return self.is_commerce or (REPORTERS in self.groups and self.zone_id is not None)

    @property
    def may_publish(self) -> bool:
        return self.is_commerce

    def may_enter(self, zone: Zone) -> bool:
        """Whether they may enter this zone's figures."""
        return self.is_commerce or (REPORTERS in self.groups and zone.pk == self.zone_id)

    def may_see_collection_of(self, zone: Zone) -> bool:
        """Whether this zone's unpublished figures are open to them."""
        return self.may_see_unpublished or self.may_enter(zone)

    def may_review(self, submitted_by_id: int | None) -> bool:
        """Whether they may review what that person submitted: nobody reviews their own."""
        return self.is_commerce and submitted_by_id != self.user_id


def person_of(user) -> Person:
    """The person behind a user, in two queries."""
    post = Post.objects.filter(user_id=user.pk).values_list("zone_id", "agency_id").first()
    zone_id, agency_id = post or (None, None)
    groups = frozenset(user.groups.values_list("name", flat=True))
    return Person(user.pk, user.get_full_name() or user.username, groups, zone_id, agency_id)


def person(request: HttpRequest) -> Person:
    """The signed-in person, looked up once a request."""
    if not hasattr(request, "_person"):
        request._person = person_of(request.user)
    return request._person


def open_to(allowed: Callable[[Person], bool]) -> Callable:
    """A decorator that answers 403 to a signed-in person who may not use the view."""

    def decorate(view):
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not allowed(person(request)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate
