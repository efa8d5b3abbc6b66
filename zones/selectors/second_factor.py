"""A person's second factor: the device in use, one that is being set up, what the role asks for."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django_otp.plugins.otp_totp.models import TOTPDevice

from ..models import Account, RecoveryCode, RoleRule

#: A device that was not confirmed by then is set up anew: its secret may have been seen.
AWAITED = timedelta(hours=1)


def device_of(user: User) -> TOTPDevice | None:
    """The device whose codes the person is asked for."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).order_by("-pk").first()


def device_awaited(user: User, at: datetime) -> TOTPDevice | None:
    """The device that is being set up."""
    found = TOTPDevice.objects.filter(user=user, confirmed=False, created_at__gt=at - AWAITED)
    return found.order_by("-pk").first()


def recovery_codes_left(user: User) -> int:
    """How many recovery codes the person has not used yet."""
    return RecoveryCode.objects.filter(user=user).count()


def is_second_factor_needed(user: User) -> bool:
    """Whether a role of the person asks for one; never of the demonstration's accounts."""
    if Account.objects.filter(user=user, is_demonstration=True).exists():
        return False
    return RoleRule.objects.filter(group__user=user, needs_second_factor=True).exists()
