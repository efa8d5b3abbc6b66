"""Writes accounts: the groups of people, and the demonstration's logins."""

from django.contrib.auth.models import Group, Permission, User
from django.db import transaction

from .. import access
from ..models import Agency, Post, Zone
from ..people import COMMAND_LINE, COMMAND_LINE_LOGGED

DEMO_PASSWORD = "zonetrack-demo"  # printed on the demonstration's login page

#: The domain of their addresses, reserved (RFC 2606): no mail to it ever arrives.
NOWHERE = "example.invalid"

#: login, Chinese name, group, code of the zone, code of the agency
DEMO_PEOPLE = (
    ("commerce", "商务厅经办", access.COMMERCE, "", "commerce"),
    ("commerce2", "商务厅复核", access.COMMERCE, "", "commerce"),
    ("yichang", "宜昌综保区报送员", access.REPORTERS, "yichang", ""),
    ("fgw", "省发展改革委", access.AGENCIES, "", "development-reform"),
    ("leader", "厅领导", access.LEADERSHIP, "", ""),
    ("customs", "武汉海关", access.CUSTOMS, "", "wuhan-customs"),
    ("admin", "系统管理员", access.ADMINISTRATORS, "", ""),
)

#: What administrators look after: accounts and reference data; not scores, not results.
ADMINISTERED = (
    ("auth", "user"),
    ("zones", "post"),
    ("zones", "zone"),
    ("zones", "zonealias"),
    ("zones", "zonedate"),
    ("zones", "zonecode"),
    ("zones", "agency"),
    ("zones", "city"),
    ("zones", "zonegroup"),
    ("indicators", "measureagency"),
)


def groups_ensure() -> dict[str, Group]:
    """The groups of people under their names, made where they are missing."""
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in access.GROUPS}
    rights = Permission.objects.none()
    for app, model in ADMINISTERED:
        rights |= Permission.objects.filter(content_type__app_label=app, content_type__model=model)
    groups[access.ADMINISTRATORS].permissions.set(rights)
    return groups


@transaction.atomic
def accounts_create_demo() -> dict[str, User]:
    """The demonstration's accounts under their logins."""
    groups = groups_ensure()
    zones = {zone.code: zone for zone in Zone.objects.all()}
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    people = {}
    for login, name, group, zone, agency in DEMO_PEOPLE:
        user, is_new = User.objects.get_or_create(
            username=login,
            defaults={
                "first_name": name,
                "is_staff": group == access.ADMINISTRATORS,
                "email": f"{login}@{NOWHERE}",
            },
        )
        if is_new:
            user.set_password(DEMO_PASSWORD)
            user.save(update_fields=["password"])
            user.groups.add(groups[group])
            Post.objects.create(user=user, zone=zones.get(zone), agency=agencies.get(agency))
        people[login] = user
    return people


@transaction.atomic
def account_for_command_line() -> User:
    """The account that figures imported without a login are put down to; nobody can sign in as it.

    It belongs to the commerce department, because only the operator of the site has a command line.
    """
    user, is_new = User.objects.get_or_create(
        username=COMMAND_LINE, defaults={"first_name": COMMAND_LINE_LOGGED, "is_active": False}
    )
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        user.groups.add(Group.objects.get_or_create(name=access.COMMERCE)[0])
    return user
