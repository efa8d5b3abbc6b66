"""Pages that a person keeps at hand."""

from django.conf import settings
from django.db import models


class Pin(models.Model):
    """An address of the site under the name that the person knows it by; nobody else sees it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="pins")
    address = models.CharField(max_length=300)
    title = models.CharField(max_length=120)
    pinned_at = models.DateTimeField()

    class Meta:
        default_permissions = []
        ordering = ["pinned_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "address"], name="pin_once")]

    def __str__(self):
        return self.title
