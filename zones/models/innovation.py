"""Institutional innovations: what a zone found a better way for, and where it was copied."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .evidence import Evidence
from .places import PARTIAL_DATE, Zone


class Innovation(models.Model):
    """One innovation as it stands; how it came to stand so is in the audit log.

    Nothing is removed: an entry made by mistake is struck out, with a reason, and counts nowhere.
    """

    class State(models.TextChoices):
        PILOT = "pilot", _("on trial")
        SUMMED_UP = "summed_up", _("summed up")
        PROMOTED = "promoted", _("recommended for copying")
        ENDED = "ended", _("given up")

    origin = models.ForeignKey(
        Zone, models.PROTECT, related_name="innovations", verbose_name=_("zone of origin")
    )
    title_zh = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    description_zh = models.TextField(_("what is done otherwise, and what it brings"))
    description_en = models.TextField(_("description in English"), blank=True)
    begun_on = models.CharField(_("begun"), max_length=10, validators=[PARTIAL_DATE])
    state = models.CharField(_("state"), max_length=10, choices=State)
    source = models.CharField(_("source"), max_length=300)
    version = models.PositiveSmallIntegerField(default=1)
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_reason = models.CharField(max_length=500, blank=True)
    is_demonstration = models.BooleanField(default=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"))
    papers = models.ManyToManyField(Evidence, related_name="+", blank=True)

    class Meta:
        verbose_name = _("innovation")
        verbose_name_plural = _("innovations")
        ordering = ["-begun_on", "-id"]
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "title_zh"],
                condition=Q(struck_at__isnull=True),
                name="innovation_once",
                violation_error_message=_("The zone already has an innovation of this title."),
            ),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True, struck_reason="")
                | Q(struck_at__isnull=False) & ~Q(struck_reason=""),
                name="innovation_struck_for_a_reason",
            ),
        ]

    def __str__(self):
        return self.title_zh

    def get_absolute_url(self):
        return reverse("innovation", args=[self.pk])


class InnovationCopy(models.Model):
    """A place that took an innovation over: another zone, or somewhere else by its name."""

    innovation = models.ForeignKey(Innovation, models.PROTECT, related_name="copies")
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, blank=True, related_name="copied")
    place_zh = models.CharField(_("another place"), max_length=120, blank=True)
    place_en = models.CharField(_("another place, in English"), max_length=160, blank=True)
    copied_on = models.CharField(_("copied on"), max_length=10, validators=[PARTIAL_DATE])
    source = models.CharField(_("source"), max_length=300)
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_reason = models.CharField(max_length=500, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("copy of an innovation")
        verbose_name_plural = _("copies of innovations")
        ordering = ["copied_on", "id"]
        default_permissions = ["view"]
        constraints = [
            models.CheckConstraint(
                condition=Q(zone__isnull=False, place_zh="")
                | Q(zone__isnull=True) & ~Q(place_zh=""),
                name="innovation_copied_to_one_place",
                violation_error_message=_("It is copied to a zone or to another place."),
            ),
            models.UniqueConstraint(
                fields=["innovation", "zone"],
                condition=Q(struck_at__isnull=True, zone__isnull=False),
                name="innovation_copied_once_to_a_zone",
            ),
            models.UniqueConstraint(
                fields=["innovation", "place_zh"],
                condition=Q(struck_at__isnull=True, zone__isnull=True),
                name="innovation_copied_once_to_a_place",
            ),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True, struck_reason="")
                | Q(struck_at__isnull=False) & ~Q(struck_reason=""),
                name="innovation_copy_struck_for_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.innovation_id}: {self.place_zh or self.zone_id}"
