"""Evidence: a file that somebody attached, kept as it came in."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Evidence(models.Model):
    """What is known of one kept file; triggers refuse its change and its removal.

    It has no address of its own and says not what it belongs to: whoever attaches it points here,
    and serves it at an address of theirs, to those who may read it (`zones.evidence`).
    """

    class Kind(models.TextChoices):
        """What the file is by its content."""

        PDF = "pdf", _("PDF")
        DOCX = "docx", _("Word document")
        XLSX = "xlsx", _("Excel workbook")
        JPG = "jpg", _("JPEG picture")
        PNG = "png", _("PNG picture")
        CSV = "csv", _("CSV table")
        TXT = "txt", _("plain text")

    name = models.CharField(_("file"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField("SHA-256", max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["-at", "-id"]
        default_permissions = ["view"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="evidence_not_empty"),
            models.CheckConstraint(
                condition=Q(kind__in=["pdf", "docx", "xlsx", "jpg", "png", "csv", "txt"]),
                name="evidence_of_a_kind_we_keep",
            ),
        ]

    def __str__(self):
        return self.name


class EvidenceContent(models.Model):
    """The bytes of a kept file, apart so that a list of files never loads them."""

    evidence = models.OneToOneField(
        Evidence, models.PROTECT, primary_key=True, related_name="content"
    )
    data = models.BinaryField()

    class Meta:
        default_permissions = []

    def __str__(self):
        return f"{self.evidence_id}"
