"""The rules that figures are checked by, and why a severe failure was handed in all the same."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..validation import FACTORS, LEAST_QUARTERS, OF_HISTORY, WITHOUT_THRESHOLD
from .figures import Submission
from .policy import Indicator

MOST_QUARTERS = 40


class ValidationRule(models.Model):
    """A check with its severity and parameters; one of an indicator goes before one for all."""

    class Kind(models.TextChoices):
        NEGATIVE = "negative", _("below zero")
        PART_ABOVE_WHOLE = "part_above_whole", _("part above its whole")
        PARTS_ABOVE_WHOLE = "parts_above_whole", _("parts together above their whole")
        SUM_DIFFERS = "sum_differs", _("total is not the sum of its parts")
        YEAR_TO_DATE_DIFFERS = "year_to_date_differs", _("year to date is not the quarters' sum")
        LAST_YEAR_DIFFERS = "last_year_differs", _("last year's figure is not the stored one")
        GROWTH_DIFFERS = "growth_differs", _("growth does not go with the level")
        JUMP = "jump", _("jump against the median")
        OUTSIDE_RANGE = "outside_range", _("outside the range so far")
        ZERO_AFTER_VALUES = "zero_after_values", _("zero after a run of values")
        REGISTER_DIFFERS = "register_differs", _("figure is not what the register counts")

    class Severity(models.TextChoices):
        SEVERE = "severe", _("severe")
        WARNING = "warning", _("warning")
        NOTE = "note", _("hint")

    kind = models.CharField(_("check"), max_length=30, choices=Kind)
    indicator = models.ForeignKey(
        Indicator,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="validation_rules",
        help_text=_("Empty: every indicator."),
    )
    severity = models.CharField(
        _("severity"),
        max_length=10,
        choices=Severity,
        help_text=_("A severe failure is handed in only with a written reason."),
    )
    threshold = models.DecimalField(
        _("threshold"),
        max_digits=20,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_(
            "A tolerance in the stored unit; percentage points for growth; a factor for jump and"
            " range."
        ),
    )
    quarters = models.PositiveSmallIntegerField(
        _("earlier quarters looked at"), null=True, blank=True
    )
    is_on = models.BooleanField(_("in force"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("validation rule")
        verbose_name_plural = _("validation rules")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "severity", "indicator"],
                condition=Q(indicator__isnull=False),
                name="validation_rule_once_an_indicator",
                violation_error_message=_("There is such a rule already; change that one."),
            ),
            models.UniqueConstraint(
                fields=["kind", "severity"],
                condition=Q(indicator__isnull=True),
                name="validation_rule_once_for_all",
                violation_error_message=_("There is such a rule already; change that one."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=WITHOUT_THRESHOLD, threshold__isnull=True)
                | Q(kind__in=FACTORS, threshold__isnull=False, threshold__gte=1)
                | (
                    ~Q(kind__in=(*WITHOUT_THRESHOLD, *FACTORS))
                    & Q(threshold__isnull=False, threshold__gte=0)
                ),
                name="validation_rule_threshold",
                violation_error_message=_(
                    "A tolerance is 0 or more, a factor 1 or more; some kinds take no threshold."
                ),
            ),
            models.CheckConstraint(
                condition=(~Q(kind__in=OF_HISTORY) & Q(quarters__isnull=True))
                | Q(
                    kind__in=OF_HISTORY,
                    quarters__isnull=False,
                    quarters__gte=LEAST_QUARTERS,
                    quarters__lte=MOST_QUARTERS,
                ),
                name="validation_rule_quarters",
                violation_error_message=_(
                    "Checks against history look at 4 to 40 earlier quarters, others at none."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.severity} {self.indicator_id or '*'}"


class Override(models.Model):
    """Why a severe failure is right all the same; it holds for the numbers it was written about."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="overrides")
    rule = models.CharField(_("check"), max_length=30, choices=ValidationRule.Kind)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="overrides")
    value = models.DecimalField(max_digits=20, decimal_places=4)
    limit = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("override of a check")
        verbose_name_plural = _("overrides of checks")
        ordering = ["submission", "indicator__order", "rule"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "rule", "indicator"], name="override_once"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="override_has_a_reason",
                violation_error_message=_("A severe failure needs a written reason."),
            ),
        ]

    def __str__(self):
        return f"{self.submission_id} {self.rule} {self.indicator_id}"
