"""The groups of people: what code asks by, and how each is called on a page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COMMERCE = "commerce"
REPORTERS = "zone reporters"
AGENCIES = "agencies"
LEADERSHIP = "leadership"
CUSTOMS = "customs"
ADMINISTRATORS = "administrators"

ROLES: dict[str, str | Promise] = {
    COMMERCE: _("Commerce department"),
    REPORTERS: _("Zone reporter"),
    AGENCIES: _("Responsible agency"),
    LEADERSHIP: _("Leadership"),
    CUSTOMS: _("Customs"),
    ADMINISTRATORS: _("Administrator"),
}
GROUPS = tuple(ROLES)


def role_name(group: str) -> str:
    """How a group is called on the page; one that was made by hand by its own name."""
    return str(ROLES.get(group, group))
