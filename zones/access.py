"""The only gate: who a person is, and what that person may see and touch.

A view asks here and nowhere else. Strangers to an object get 404, readers who try to write 403.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from ipaddress import ip_address

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from .models import Post, Zone
from .roles import ADMINISTRATORS, AGENCIES, COMMERCE, CUSTOMS, LEADERSHIP, REPORTERS

#: The origin of what is done with a command on the site's own machine.
FROM_COMMAND_LINE = "command line"
#: The id that no user has.
NOBODY = 0


@dataclass(frozen=True)
class Person:
    """A signed-in user with the groups and the post that decide what they may do."""

    user_id: int
    name: str
    groups: frozenset[str]
    zone_id: int | None = None
    agency_id: int | None = None
    origin: str = ""  # where they write from: an address, or the command line

    @property
    def role(self) -> "Person":
        """Whoever has the same groups and post: nobody by id, name and origin."""
        return Person(NOBODY, "", self.groups, self.zone_id, self.agency_id)

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
    def may_see_investment(self) -> bool:
        """Whether the register of projects and events is open to them, or their zone's part of it.

        It is a working document: what others are told of it are the published figures and papers.
        """
        return self.may_collect or self.may_see_unpublished

    @property
    def may_publish(self) -> bool:
        return self.is_commerce

    @property
    def may_read_appraisal(self) -> bool:
        """Whether the extract for leadership appraisal is theirs to read and take home.

        It holds every zone's replies and the state of every case.
        """
        return self.may_see_every_case

    @property
    def may_hear_zones(self) -> bool:
        """Whether they open, extend and cancel the windows in which zones reply to findings."""
        return self.is_commerce

    @property
    def may_open_quarters(self) -> bool:
        """Whether they may open a quarter of the collection, with its dates.

        Files imported on the site's own machine open what they need.
        """
        return self.is_commerce or self.origin == FROM_COMMAND_LINE

    @property
    def may_reopen(self) -> bool:
        """Whether they may give a zone more time than a quarter's dates do."""
        return self.is_commerce

    @property
    def may_keep_rules(self) -> bool:
        """Whether they may change the rules that figures are checked by."""
        return self.is_commerce

    @property
    def may_keep_targets(self) -> bool:
        """Whether they set yearly targets, adopt readings and enter published classes."""
        return self.is_commerce

    @property
    def may_keep_schemes(self) -> bool:
        """Whether they may draft and adopt versions of the scheme that zones are scored by."""
        return self.is_commerce

    @property
    def may_keep_case_terms(self) -> bool:
        """Whether they may set the days that the steps of cases are due in."""
        return self.is_commerce

    @property
    def may_see_every_case(self) -> bool:
        """Whether every zone's cases are open to them with everything on record."""
        return bool(self.groups & {COMMERCE, LEADERSHIP})

    @property
    def may_read_notices(self) -> bool:
        """Whether they may read of other zones' notices what a published assessment says anyway.

        A zone's reporter reads of the own zone alone.
        """
        return self.may_see_every_case or REPORTERS not in self.groups

    def may_see_record_of(self, zone_id: int) -> bool:
        """Whether notes, people, papers and evidence of this zone's cases are open to them."""
        return self.may_see_every_case or (REPORTERS in self.groups and zone_id == self.zone_id)

    def roles_in_cases_of(self, zone_id: int) -> frozenset[str]:
        """As whom they take part in this zone's cases: commerce, leadership, reporter."""
        roles = {COMMERCE, LEADERSHIP} & self.groups
        if REPORTERS in self.groups and zone_id == self.zone_id:
            roles |= {"reporter"}
        return frozenset(roles)

    @property
    def may_follow_tasks(self) -> bool:
        """Whether they read how the measures' tasks stand before anything is published."""
        return bool(self.groups & {COMMERCE, LEADERSHIP, AGENCIES, CUSTOMS})

    @property
    def may_keep_tasks(self) -> bool:
        """Whether they set due dates of tasks, drop tasks and take them up again."""
        return self.is_commerce

    def may_read_task_evidence_of(self, agency_id: int) -> bool:
        """Whether the files attached to an agency's reports on tasks are open to them."""
        return LEADERSHIP in self.groups or self.may_report_tasks_of(agency_id)

    def may_report_tasks_of(self, agency_id: int) -> bool:
        """Whether they may say how an agency's tasks stand: its own people, or the department."""
        is_of_agency = bool(self.groups & {AGENCIES, CUSTOMS}) and self.agency_id == agency_id
        return self.is_commerce or is_of_agency

    @property
    def may_see_rewards(self) -> bool:
        """Whether the lists of the incentive fund are open to them."""
        return self.may_see_unpublished

    @property
    def may_keep_rewards(self) -> bool:
        """Whether they set the fund and its rule, and fix the lists."""
        return self.is_commerce

    def may_enter(self, zone: Zone) -> bool:
        """Whether they may enter this zone's figures."""
        return self.is_commerce or (REPORTERS in self.groups and zone.pk == self.zone_id)

    def may_reply_for(self, zone: Zone) -> bool:
        """Whether they may reply to its findings: the zone's reporter, or staff from a letter."""
        return self.may_enter(zone)

    def may_read_findings_of(self, zone: Zone) -> bool:
        """Whether this zone's findings and replies are open to them before they are published."""
        return self.may_see_unpublished or self.may_reply_for(zone)

    def may_answer(self, replied_by_id: int) -> bool:
        """Whether they may answer the reply that this person wrote: nobody their own."""
        return self.is_commerce and replied_by_id != self.user_id

    def may_see_collection_of(self, zone: Zone) -> bool:
        """Whether this zone's unpublished figures are open to them."""
        return self.may_see_unpublished or self.may_enter(zone)

    def may_return(self, submitted_by_id: int | None) -> bool:
        """Whether they may return what that person handed in; it changes no figure."""
        return self.is_commerce and submitted_by_id != self.user_id

    def may_verify(self, submitted_by_id: int | None, entered_by: Collection[int]) -> bool:
        """Whether they may verify what was handed in and entered by these: nobody their own."""
        return self.may_return(submitted_by_id) and self.user_id not in entered_by


def person_of(user, origin: str = "") -> Person:
    """The person behind a user, in two queries."""
    post = Post.objects.filter(user_id=user.pk).values_list("zone_id", "agency_id").first()
    zone_id, agency_id = post or (None, None)
    groups = frozenset(user.groups.values_list("name", flat=True))
    name = user.get_full_name() or user.username
    return Person(user.pk, name, groups, zone_id, agency_id, origin)


def stranger(origin: str) -> Person:
    """Whoever is not signed in: nobody of ours, told by the address alone."""
    return Person(NOBODY, "", frozenset(), origin=origin)


def person(request: HttpRequest) -> Person:
    """The signed-in person, looked up once a request."""
    if not hasattr(request, "_person"):
        request._person = person_of(request.user, address_of(request))
    return request._person


def address_of(request: HttpRequest) -> str:
    """The address a request comes from; behind a proxy the one that the proxy was asked from.

    Of a chain of addresses the last is our proxy's own word; whoever asks can write the others.
    """
    addresses = [request.META.get("REMOTE_ADDR", "")]
    if settings.BEHIND_PROXY:
        addresses.insert(0, request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2])
    for address in addresses:
        try:
            return str(ip_address(address.partition("%")[0].strip()))
        except ValueError:
            continue
    return ""


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
