"""Writes accounts: the groups of people, and the demonstration's logins."""

from collections.abc import Mapping
from datetime import datetime

from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import ValidationError
from django.db import transaction

from .. import access, roles
from ..access import Person
from ..models import Account, Agency, AuditEntry, Post, Zone
from ..people import COMMAND_LINE, COMMAND_LINE_LOGGED
from .audit import Change, audit_append
from .transactions import Refused

Action, Kind = AuditEntry.Action, AuditEntry.Kind

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

#: As long as the log's column of codes.
MOST_CODE = 100

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
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in roles.GROUPS}
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
            Account.objects.update_or_create(user=user, defaults={"is_demonstration": True})
            Post.objects.create(user=user, zone=zones.get(zone), agency=agencies.get(agency))
        people[login] = user
    return people


def account_facts(user: User) -> dict[str, object]:
    """Whose an account is and what decides what it may do, in codes, as the log tells it."""
    post = Post.objects.filter(user=user).select_related("zone", "agency").first()
    return {
        "login": user.username,
        "name": user.get_full_name(),
        "groups": sorted(user.groups.values_list("name", flat=True)),
        "is_active": user.is_active,
        "is_superuser": user.is_superuser,
        "email": user.email,
        "zone": post.zone.code if post and post.zone else "",
        "agency": post.agency.code if post and post.agency else "",
    }


@transaction.atomic
def account_rights_save(
    *, user: User, before: Mapping[str, object] | None, by: Person, at: datetime | None = None
) -> None:
    """Nothing; whose the account is and what it may do stands in the log, where that differs now.

    ``before`` is None for an account just made. The group opens the administration, nothing else.
    """
    if not user.is_superuser:
        user.is_staff = user.groups.filter(name=access.ADMINISTRATORS).exists()
        user.save(update_fields=["is_staff"])
    if before is None:
        _ask_for_another_password(user, by)
    after = account_facts(user)
    if after == before:
        return
    change = Change(
        Action.ACCOUNT_ADDED if before is None else Action.ACCOUNT_CHANGED,
        Kind.ACCOUNT,
        code=user.username[:MOST_CODE],
        old=before,
        new=after,
    )
    audit_append(by=by, at=at, changes=[change])


@transaction.atomic
def account_add_administrator(*, login: str, name: str, email: str, password: str) -> User:
    """A new administrator, who chooses another password at once; the groups of people are there.

    Made on the site's own machine, where nobody has signed in yet. Raises Refused for a login that
    is taken or that Django takes for none.
    """
    groups = groups_ensure()
    user = User(username=login, first_name=name, email=email, is_staff=True)
    user.set_password(password)
    try:
        user.full_clean()
    except ValidationError as error:
        raise Refused("account_not_made", reason=" ".join(error.messages)) from error
    user.save()
    user.groups.add(groups[access.ADMINISTRATORS])
    Account.objects.create(user=user, must_change=True)
    change = Change(
        Action.ACCOUNT_ADDED, Kind.ACCOUNT, code=login[:MOST_CODE], new=account_facts(user)
    )
    audit_append(by=None, at=None, changes=[change])
    return user


@transaction.atomic
def account_password_set(*, user: User, by: Person, at: datetime | None = None) -> None:
    """Nothing; the log tells that somebody set this account's password, to be changed at once."""
    _ask_for_another_password(user, by)
    change = Change(Action.PASSWORD_SET, Kind.ACCOUNT, code=user.username[:MOST_CODE])
    audit_append(by=by, at=at, changes=[change])


def _ask_for_another_password(user: User, by: Person) -> None:
    """Nothing; who signs in with a password that somebody else knows chooses another one first."""
    if by.user_id != user.pk:
        Account.objects.update_or_create(user=user, defaults={"must_change": True})


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
