"""Files that people upload: what was understood of each, until and after it is confirmed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zones.models import Zone

from .figures import ReportingQuarter


class Upload(models.Model):
    """A file of figures that somebody uploaded for a quarter.

    It is read once, when it comes in; what was understood is compared with what is stored whenever
    the preview is looked at, and saved when it is confirmed. The file itself is kept: each figure
    names the cell of it that it came from.
    """

    quarter = models.ForeignKey(ReportingQuarter, models.PROTECT, related_name="uploads")
    zone = models.ForeignKey(
        Zone,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The zone whose page it was uploaded on; empty: the quarter's."),
    )
    zones = models.ManyToManyField(Zone, related_name="uploads", blank=True)
    file_name = models.CharField(_("file"), max_length=200)
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    understood = models.JSONField(help_text=_("As `workbooks.stored` tells it."))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    confirmed_at = models.DateTimeField(null=True, blank=True)
    saved = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("How many figures the confirmation saved.")
    )

    class Meta:
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, saved__isnull=True)
                | Q(confirmed_at__isnull=False, saved__isnull=False),
                name="upload_confirmed_with_a_count",
            )
        ]

    def __str__(self):
        return f"{self.quarter_id} {self.file_name}"
