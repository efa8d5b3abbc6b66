"""Readings adopted by staff in place of those that were loaded, each in force from a day on."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .policy import Reading
from .targets import TargetCondition


class Adoption(models.Model):
    """Another reading of a printed phrase; the print and the reading that was loaded stay.

    Never changed: another one is adopted, and of those in force on a day the latest date counts, of
    two of the same date the later version. Loading the policy again touches none of them.
    """

    reading = models.ForeignKey(Reading, models.PROTECT, related_name="adoptions")
    version = models.PositiveSmallIntegerField(_("version"))
    adopted = models.CharField(_("as adopted"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Reading.Kind)
    confidence = models.CharField(
        _("confidence"), max_length=20, choices=Reading.Confidence, blank=True
    )
    reason_zh = models.TextField(_("reason, in Chinese"))
    reason_en = models.TextField(_("reason, in English"), blank=True)
    in_force_from = models.DateField(_("in force from"))
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("adopted reading")
        verbose_name_plural = _("adopted readings")
        ordering = ["reading", "in_force_from", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["reading", "version"],
                name="adoption_version_once",
                violation_error_message=_("Somebody else has just adopted a reading."),
            )
        ]

    def __str__(self):
        return f"{self.reading_id} v{self.version}: {self.adopted}"


class AdoptedCondition(models.Model):
    """What a condition of a target asks for under an adopted reading: amount, rule, direction."""

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="conditions")
    condition = models.ForeignKey(TargetCondition, models.PROTECT, related_name="adopted")
    rule = models.CharField(max_length=20, choices=TargetCondition.Rule)
    amount = models.DecimalField(max_digits=20, decimal_places=4)
    amount_printed = models.CharField(max_length=40)
    comparison = models.CharField(max_length=2, choices=TargetCondition.Comparison)
    base_year = models.PositiveSmallIntegerField(null=True, blank=True)
    direction = models.SmallIntegerField(help_text=_("Of the whole target."))

    class Meta:
        verbose_name = _("adopted amount")
        verbose_name_plural = _("adopted amounts")
        ordering = ["condition__target", "condition__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["adoption", "condition"], name="adopted_condition_once"
            ),
            models.CheckConstraint(
                condition=~Q(rule="grade") & Q(direction__in=[1, -1]),
                name="adopted_condition_is_an_amount",
                violation_error_message=_("An adopted amount has a direction and is no class."),
            ),
        ]

    def __str__(self):
        return f"{self.condition_id} {self.rule} {self.amount_printed}"
