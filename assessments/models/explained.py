"""Why a zone moved and what would move it, as stored with the assessment that says so."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from indicators.models import Indicator, Target

from .assessment import Assessment, ZoneResult


class MovePart(models.Model):
    """What one cause adds to the change of a zone's score and rank against another assessment."""

    class Kind(models.TextChoices):
        YEAR = "year", _("the same span a year earlier")
        VERSION = "version", _("the version in force before")

    class Cause(models.TextChoices):
        OWN = "own", _("its own figures")
        OTHERS = "others", _("the other zones’ figures")
        REVISIONS = "revisions", _("revisions of last year’s figures")
        SCHEME = "scheme", _("another scheme")
        FIELD = "field", _("zones that came or left")

    result = models.ForeignKey(ZoneResult, models.CASCADE, related_name="move_parts")
    kind = models.CharField(max_length=10, choices=Kind)
    before = models.ForeignKey(Assessment, models.PROTECT, related_name="+")
    cause = models.CharField(max_length=10, choices=Cause)
    points = models.DecimalField(max_digits=16, decimal_places=12)
    places = models.DecimalField(max_digits=8, decimal_places=2)

    class Meta:
        ordering = ["kind", "id"]
        constraints = [
            models.UniqueConstraint(fields=["result", "kind", "cause"], name="move_part_once")
        ]

    def __str__(self):
        return f"{self.result_id} {self.kind} {self.cause}: {self.points}"


class Lift(models.Model):
    """The smallest change of an indicator that lifts a zone by a place, or clears a target."""

    class Aim(models.TextChoices):
        PLACE = "place", _("a better place")
        TARGET = "target", _("the target reached")

    class Obstacle(models.TextChoices):
        CAP = "cap", _("even at its upper goalpost it is not enough")
        NO_FIGURE = "no_figure", _("there is no figure to change")
        OPPOSED = "opposed", _("its criteria pull in opposite directions")
        SHARED = "shared", _("it is counted for the whole city and lifts the zone ahead as well")

    result = models.ForeignKey(ZoneResult, models.CASCADE, related_name="lifts")
    aim = models.CharField(max_length=10, choices=Aim)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="+")
    target = models.ForeignKey(Target, models.PROTECT, null=True, related_name="+")
    value = models.FloatField(null=True)
    change = models.FloatField(null=True)
    share = models.FloatField(null=True, help_text=_("The change as a part of the own value."))
    obstacle = models.CharField(max_length=10, choices=Obstacle, blank=True)
    score = models.DecimalField(max_digits=16, decimal_places=12, null=True)
    best = models.DecimalField(max_digits=16, decimal_places=12, null=True)
    rank = models.PositiveSmallIntegerField(null=True)
    is_tied = models.BooleanField(
        null=True, help_text=_("Whether the place is shared; older results do not say.")
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["result", "indicator"],
                condition=models.Q(target__isnull=True),
                name="lift_by_a_place_once",
            ),
            models.UniqueConstraint(
                fields=["result", "target"],
                condition=models.Q(target__isnull=False),
                name="lift_to_a_target_once",
            ),
            models.CheckConstraint(
                condition=models.Q(change__isnull=True) ^ models.Q(obstacle=""),
                name="lift_has_a_change_or_an_obstacle",
            ),
        ]

    def __str__(self):
        return f"{self.result_id} {self.indicator_id}: {self.change or self.obstacle}"
