"""Tokens: keys that programs use the interface with, in the name of the person who made them."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ApiToken(models.Model):
    """A person's token. Only its SHA-256 is stored: who reads the database cannot use it.

    A digest without salt is enough, because the secret is drawn at random and never chosen.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=60)
    #: The part of the token that tells it from others on a page and in a log; not secret.
    prefix = models.CharField(max_length=8, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    may_read = models.BooleanField(_("may read"), default=True)
    may_submit = models.BooleanField(_("may submit"), default=False)
    created_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        ordering = ["-created_at", "-id"]
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                condition=Q(may_read=True) | Q(may_submit=True),
                name="token_may_something",
                violation_error_message=_("A token may read, submit, or both."),
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")), name="token_expires_later"
            ),
        ]

    def __str__(self):
        return f"{self.prefix} {self.name}"

    def is_in_force(self, at: datetime) -> bool:
        """Whether it opens anything at a moment."""
        return self.revoked_at is None and at < self.expires_at

    @property
    def scopes(self) -> tuple[str, ...]:
        """What it was made for, in codes."""
        told = (("read", self.may_read), ("submit", self.may_submit))
        return tuple(code for code, is_given in told if is_given)
