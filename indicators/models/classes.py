"""The national evaluation by Customs: the class of a zone as published, never our own score."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zones.models import Zone


class ListScope(models.TextChoices):
    """What a list of the evaluation is for; its name stays as printed, and changes over the years.

    A zone stands on the national list and on the one of its region.
    """

    NATIONAL = "national", _("national list")
    REGIONAL = "regional", _("regional list")


class PublishedClass(models.Model):
    """A zone's published class of a year on a list; a correction is a later version."""

    class Grade(models.TextChoices):
        A = "A", "A"
        B = "B", "B"
        C = "C", "C"
        D = "D", "D"

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="published_classes")
    year = models.PositiveSmallIntegerField(_("year evaluated"))
    scope = models.CharField(_("list"), max_length=10, choices=ListScope)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    list_name = models.CharField(_("name of the list, as printed"), max_length=80)
    list_size = models.PositiveIntegerField(_("zones on the list"))
    grade = models.CharField(_("class"), max_length=1, choices=Grade)
    rank = models.PositiveIntegerField(_("rank, where published"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    published_on = models.DateField(_("published on"))
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)
    reason_zh = models.TextField(_("reason"), blank=True)
    reason_en = models.TextField(_("reason, in English"), blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("published class")
        verbose_name_plural = _("published classes")
        ordering = ["-year", "zone__order", "scope", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "year", "scope", "version"],
                name="published_class_version_once",
                violation_error_message=_("Somebody else has just entered this class."),
            ),
            models.CheckConstraint(
                condition=Q(list_size__gte=1)
                & (Q(rank__isnull=True) | Q(rank__gte=1, rank__lte=F("list_size"))),
                name="published_rank_within_its_list",
                violation_error_message=_("The rank lies between 1 and the size of the list."),
            ),
        ]

    def __str__(self):
        return f"{self.zone_id} {self.year} {self.scope} v{self.version}: {self.grade}"
