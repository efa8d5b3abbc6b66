"""Counts of failures and of what is used sparingly, kept where every process sees them."""

from django.db import models


class Attempts(models.Model):
    """How often something was tried. The key is a keyed hash and tells nothing of the person."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)
    until = models.DateTimeField(null=True)

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"{self.key[:8]} {self.count}"
