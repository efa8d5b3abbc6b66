"""What somebody who signs in for the first time is shown, by their role, until they have seen it.

The account knows whether its person signed in before; that the steps are still to be shown stands
in the session, which every request reads anyway, so that they cost no query.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import roles
from .access import Person, person
from .badges import Link

TO_SHOW = "first_steps"


@dataclass(frozen=True)
class Step:
    """A page to begin with, in words, and its address by name."""

    text: str | Promise
    url_name: str
    slug: str = ""  # of the handbook's page

    def link(self) -> Link:
        """The step in the reader's language."""
        return Link(str(self.text), reverse(self.url_name, args=[self.slug] if self.slug else []))


def _told(text: str | Promise, slug: str) -> Step:
    return Step(text, "handbook_page", slug)


#: Three at most, the work itself before how it is done; of several roles the first one's.
STEPS: Mapping[str, tuple[Step, ...]] = {
    roles.COMMERCE: (
        Step(_("See what waits for you"), "collect"),
        _told(_("How figures are verified"), "verify-figures"),
        _told(_("How a period is published"), "publish-year"),
    ),
    roles.REPORTERS: (
        Step(_("Report your zone’s quarter"), "collect"),
        _told(_("How figures are entered"), "enter-figures"),
        _told(_("How findings are replied to"), "reply"),
    ),
    roles.LEADERSHIP: (
        _told(_("How to read the overview"), "read-overview"),
        _told(_("Why a rank moved"), "understand-rank"),
        Step(_("See what you decide"), "decisions"),
    ),
    roles.CUSTOMS: (
        Step(_("Download the latest bulletin"), "bulletins"),
        Step(_("Report on your tasks"), "tasks"),
        _told(_("How to read the overview"), "read-overview"),
    ),
    roles.AGENCIES: (
        Step(_("Report on your tasks"), "tasks"),
        _told(_("How tasks are reported on"), "report-tasks"),
        _told(_("How to read the overview"), "read-overview"),
    ),
    roles.ADMINISTRATORS: (
        Step(_("Set up people’s accounts"), "admin:auth_user_changelist"),
        Step(_("Look over the zones"), "admin:zones_zone_changelist"),
        _told(_("How accounts are kept"), "accounts"),
    ),
}
#: Whose role is not set yet reads how things are done.
OTHERS = (Step(_("See how each task is done"), "handbook"),)


def first_steps(who: Person) -> list[Link]:
    """Where a person of this role begins."""
    steps = next((steps for group, steps in STEPS.items() if group in who.groups), OTHERS)
    return [step.link() for step in steps]


def first_steps_begin(request: HttpRequest) -> None:
    """Nothing; the steps are shown until the person has seen them or this session ends."""
    request.session[TO_SHOW] = True


def first_steps_seen(request: HttpRequest) -> None:
    """Nothing; they are not shown any more."""
    request.session.pop(TO_SHOW, None)


def are_to_show(request: HttpRequest) -> bool:
    """Whether this is the person's first time here, and they have not put the steps away."""
    return request.session.get(TO_SHOW, False)


def first_steps_to_show(request: HttpRequest) -> list[Link]:
    """The reader's own first steps as long as they are to be shown, else none."""
    return first_steps(person(request)) if are_to_show(request) else []
