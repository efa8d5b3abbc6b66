"""Flags: what a rule found in an assessment, and the rules themselves as data."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.models import Measure, Target
from zones.models import Zone

from .assessment import Assessment


class FlagRule(models.Model):
    """A rule as set at a moment. Never changed: what is set next is another version.

    Of those known on a day the last version counts. Without a moment it is taken to have been there
    from the start.
    """

    class Code(models.TextChoices):
        ANNUAL_TARGET_MISSED = "annual_target_missed", _("yearly target missed")
        RANK_DROPPED = "rank_dropped", _("fell in rank")
        MISSED_YEARS = "missed_years", _("missed for years")
        BEHIND_PACE = "behind_pace", _("behind pace")
        PROJECTED_MISS = "projected_miss", _("year out of reach")
        LATE_REPORT = "late_report", _("late report")
        GRADE_MISSED = "grade_missed", _("below the promised class")
        NATIONAL_BOTTOM = "national_bottom", _("among the last of the national evaluation")

    class Consequence(models.TextChoices):
        NOTICE = "notice", _("notice and interview")
        NOTICE_ONLY = "notice_only", _("notice")
        EXIT_WARNING = "exit_warning", _("exit warning")
        EXIT = "exit", _("exit procedure")
        REMINDER = "reminder", _("reminder at the quarterly review")
        NAMED = "named", _("named on the overview")

    class Board(models.TextChoices):
        GROUP = "group", _("each group of zones for itself")
        NATIONAL = "national", _("the national list alone")
        REGIONAL = "regional", _("the regional list alone")

    code = models.CharField(max_length=30, choices=Code)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    is_on = models.BooleanField(_("on"), default=True)
    threshold = models.DecimalField(max_digits=8, decimal_places=3, null=True, blank=True)
    window = models.PositiveSmallIntegerField(_("window, years"), null=True, blank=True)
    #: Empty: the usual one of the rule, all zones or both published lists.
    board = models.CharField(_("board"), max_length=10, choices=Board, blank=True, default="")
    consequence = models.CharField(max_length=20, choices=Consequence)
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True)
    phrase = models.CharField(_("phrase, as printed"), max_length=300, blank=True)
    targets = models.ManyToManyField(Target, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    reason_zh = models.TextField(_("reason"), blank=True)
    reason_en = models.TextField(_("reason, in English"), blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    set_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("flag rule")
        verbose_name_plural = _("flag rules")
        ordering = ["order", "code", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"],
                name="flag_rule_version_once",
                violation_error_message=_("Somebody else has just changed this rule."),
            )
        ]

    def __str__(self):
        return self.code


class Flag(models.Model):
    class State(models.TextChoices):
        RAISED = "raised", _("raised")
        WITHDRAWN = "withdrawn", _("withdrawn")

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="flags")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="flags")
    code = models.CharField(max_length=30, choices=FlagRule.Code)
    state = models.CharField(max_length=10, choices=State, default=State.RAISED)
    consequence = models.CharField(max_length=20, choices=FlagRule.Consequence)
    target = models.ForeignKey(Target, models.PROTECT, null=True, blank=True)
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True)
    #: The rule's threshold and window as applied, and the figures it fired on.
    details = models.JSONField(default=dict)
    #: Another flag that says the same, where a page shows both as one; never stored.
    also: "Flag | None" = None

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        ordering = ["zone__order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "zone", "code", "target"],
                condition=Q(target__isnull=False),
                name="flag_once_a_target",
            ),
            models.UniqueConstraint(
                fields=["assessment", "zone", "code"],
                condition=Q(target__isnull=True),
                name="flag_once",
            ),
        ]

    def __str__(self):
        return f"{self.assessment_id} {self.zone_id} {self.code}"
