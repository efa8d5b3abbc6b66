"""Looks at how people sign in: second factor, sessions, and how often files may be taken."""

from collections.abc import Iterator
from contextlib import suppress

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import DatabaseError
from django.utils.translation import gettext as _

from ..access import ADMINISTRATORS, COMMERCE
from ..services.accounts import DEMO_PASSWORD
from .found import Found, heed, well, wrong

#: Who decides over accounts, figures and results: a password alone opens too much.
SHOULD_SHOW_A_CODE = (ADMINISTRATORS, COMMERCE)
#: A session of more hours outlives a working day.
MOST_HOURS = 24
#: Idle for longer, a screen stands open in an office.
MOST_MINUTES = 240
LIMITS = ("API_PER_MINUTE", "FILES_PER_MINUTE", "UPLOADS_PER_MINUTE")
#: More in a minute is as good as no limit.
MOST_A_MINUTE = 10_000


def look_at_accounts() -> Iterator[Found]:
    """What was found of how people come in and what they may do in a minute."""
    with suppress(DatabaseError):  # which another look tells of
        yield _second_factor()
        yield from _demonstration()
    yield _sessions()
    yield _limits()


def _second_factor() -> Found:
    part = _("Second factor")
    asked = Group.objects.filter(rule__needs_second_factor=True)
    people = User.objects.filter(is_active=True).exclude(account__is_demonstration=True)
    deciding = people.filter(groups__name__in=SHOULD_SHOW_A_CODE)
    if not deciding.exists():
        return well(
            part,
            _(
                "No account decides on accounts, figures or results yet; those of the"
                " demonstration are not asked."
            ),
        )
    # Somebody is held to it by any of their roles.
    roles = deciding.exclude(groups__in=asked)
    names = sorted({name for name in roles.values_list("groups__name", flat=True) if name})
    if names:
        return heed(
            part,
            _("Not asked for in: %(names)s. Whoever learns a password there gets in.")
            % {"names": ", ".join(names)},
            _("In the administration, rules of roles, tick “second factor needed” for them."),
        )
    return well(part, _("Asked for wherever accounts, figures or results are decided on."))


def _demonstration() -> Iterator[Found]:
    """What was found where anybody comes in who has read how the demonstration is tried."""
    people = User.objects.filter(is_active=True, account__is_demonstration=True)
    names = [
        one.username for one in people.order_by("username") if one.check_password(DEMO_PASSWORD)
    ]
    if names and not settings.IS_TRIAL:
        yield wrong(
            _("Demonstration"),
            _("Its accounts sign in with the password that everybody knows: %(names)s")
            % {"names": ", ".join(names)},
            _("In the administration, users, switch them off; add_administrator makes your own."),
        )


def _sessions() -> Found:
    part = _("Sessions")
    minutes, hours = settings.SESSION_COOKIE_AGE // 60, settings.SESSION_HOURS
    words = {"minutes": minutes, "hours": hours}
    if minutes > MOST_MINUTES or hours > MOST_HOURS:
        return heed(
            part,
            _("They last %(minutes)s minutes idle and %(hours)s hours at all.") % words,
            _("Lower SESSION_MINUTES to 240 or less and SESSION_HOURS to 24 or less."),
        )
    return well(part, _("They last %(minutes)s minutes idle and %(hours)s hours at all.") % words)


def _limits() -> Found:
    part = _("Limits")
    found = {name: getattr(settings, name) for name in LIMITS}
    told = ", ".join(f"{name}={value}" for name, value in found.items())
    if any(not 0 < value <= MOST_A_MINUTE for value in found.values()):
        return heed(
            part,
            _("Not limited, or hardly: %(told)s") % {"told": told},
            _("Remove them from the environment for the usual 300, 120 and 60 a minute."),
        )
    return well(part, told)
