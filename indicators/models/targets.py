"""Targets: what the policy promises, and what is set for a zone and year."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zones.models import Named, Zone

from .classes import ListScope
from .policy import Indicator, Measure, Policy, Reading


class Target(Named):
    class MeasureOf(models.TextChoices):
        LEVEL = "level", _("level")
        SHARE = "share_of_province", _("share of the province")
        GRADE = "grade", _("national class")

    class Scope(models.TextChoices):
        PROVINCE = "province", _("all zones together")
        EACH_ZONE = "each_zone", _("each zone")
        NAMED_ZONES = "named_zones", _("named zones")
        EACH_CITY = "each_city", _("each city with a zone")

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="targets")
    clause = models.CharField(_("clause"), max_length=20)
    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="targets"
    )
    phrase = models.CharField(_("phrase, as printed"), max_length=300)
    reading = models.ForeignKey(
        Reading, models.PROTECT, null=True, blank=True, related_name="targets"
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="targets"
    )
    measure_of = models.CharField(max_length=20, choices=MeasureOf)
    scope = models.CharField(max_length=20, choices=Scope)
    zones = models.ManyToManyField(Zone, blank=True, related_name="named_targets")
    direction = models.SmallIntegerField(default=1)
    tolerance = models.DecimalField(max_digits=4, decimal_places=3, default="0.05")
    order = models.PositiveSmallIntegerField(default=0)
    note_zh = models.TextField(blank=True)
    note_en = models.TextField(blank=True)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(direction__in=[1, -1]), name="target_direction_up_or_down"
            )
        ]

    def get_absolute_url(self):
        return reverse("targets") + f"#{self.code}"

    def get_keeping_url(self) -> str:
        """Its own page, where its yearly targets are kept."""
        return reverse("target", args=[self.code])


class TargetCondition(models.Model):
    """One condition of a target; all of a tier must hold."""

    class Tier(models.TextChoices):
        FLOOR = "floor", _("floor")
        STRETCH = "stretch", _("stretch")

    class Rule(models.TextChoices):
        AVERAGE_GROWTH = "average_growth", _("average growth a year")
        LEVEL = "level", _("level by the last year")
        MULTIPLE = "multiple", _("multiple of the base year")
        POINT_GAIN = "point_gain", _("gain in percentage points")
        COUNT_EACH_YEAR = "count_each_year", _("count each year")
        GRADE = "grade", _("class on a list")

    class Comparison(models.TextChoices):
        AT_LEAST = "ge", _("at least")
        MORE_THAN = "gt", _("more than")

    target = models.ForeignKey(Target, models.CASCADE, related_name="conditions")
    order = models.PositiveSmallIntegerField(default=0)
    tier = models.CharField(max_length=10, choices=Tier, default=Tier.FLOOR)
    rule = models.CharField(max_length=20, choices=Rule)
    amount = models.DecimalField(
        max_digits=20,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("In the indicator's stored unit; growth as a fraction, shares in percent."),
    )
    amount_printed = models.CharField(max_length=40)
    grade = models.CharField(max_length=10, blank=True)
    grade_list_zh = models.CharField(max_length=60, blank=True)
    grade_list_en = models.CharField(max_length=80, blank=True)
    grade_scope = models.CharField(max_length=10, choices=ListScope, blank=True)
    comparison = models.CharField(max_length=2, choices=Comparison, default=Comparison.AT_LEAST)
    base_year = models.PositiveSmallIntegerField(null=True, blank=True)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    is_last_year_only = models.BooleanField(default=False)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["target", "order"], name="condition_order_once"),
            models.CheckConstraint(
                condition=Q(rule="grade", amount__isnull=True) | Q(amount__isnull=False),
                name="condition_has_an_amount",
                violation_error_message=_("A condition has an amount, or is a class on a list."),
            ),
            models.CheckConstraint(
                condition=Q(first_year__lte=models.F("last_year")),
                name="condition_years_in_order",
                violation_error_message=_("The first year comes before the last."),
            ),
        ]

    def __str__(self):
        return f"{self.target_id} {self.rule} {self.amount_printed}"


class AnnualTarget(models.Model):
    """A yearly target set for a zone, or withdrawn (no value), in force from a date on.

    Never changed: another one is set, and of those in force on a day the latest date counts, of
    two of the same date the later version.
    """

    target = models.ForeignKey(Target, models.PROTECT, related_name="annual_targets")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="annual_targets")
    year = models.PositiveSmallIntegerField(_("year"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4, null=True)
    reason_zh = models.TextField(_("reason"))
    reason_en = models.TextField(_("reason, in English"), blank=True)
    in_force_from = models.DateField(_("in force from"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("yearly target")
        verbose_name_plural = _("yearly targets")
        ordering = ["target__order", "target_id", "zone__order", "year", "in_force_from", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "zone", "year", "version"],
                name="annual_target_version_once",
                violation_error_message=_(
                    "Somebody else has just set this zone's target for the year."
                ),
            )
        ]

    def __str__(self):
        return f"{self.target_id} {self.zone_id} {self.year} v{self.version}: {self.value}"
