"""What the site knows of an account beside Django's own row, and what is asked of a role."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..roles import role_name


class Account(models.Model):
    """How a person signs in. No row is as good as one with nothing set."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="account"
    )
    must_change = models.BooleanField(default=False)  # a password that somebody else has set
    is_demonstration = models.BooleanField(default=False)
    session_key = models.CharField(max_length=40, blank=True)  # of the latest sign-in

    class Meta:
        default_permissions = []

    def __str__(self):
        return str(self.user)


class RoleRule(models.Model):
    """What is asked of everybody in a group when they sign in."""

    group = models.OneToOneField(
        Group, models.CASCADE, primary_key=True, related_name="rule", verbose_name=_("role")
    )
    one_session = models.BooleanField(
        _("signed in at one place only"),
        default=False,
        help_text=_("Signing in elsewhere ends the session before."),
    )

    needs_second_factor = models.BooleanField(
        _("second factor needed"),
        default=False,
        db_default=False,
        help_text=_("Who has none sets one up at the next sign-in, before anything else."),
    )

    class Meta:
        verbose_name = _("rule of a role")
        verbose_name_plural = _("rules of roles")

    def __str__(self):
        return role_name(self.group.name)


class RecoveryCode(models.Model):
    """A code that is good for once where the device is lost; only its keyed hash is stored."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes"
    )
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"{self.user} {self.digest[:8]}"
