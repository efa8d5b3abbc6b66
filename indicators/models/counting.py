"""What indicators count of the register of projects and events: the policy's own tiers, as data."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zones.models.investment import ProjectStageName

from .policy import Indicator, Policy, Reading


class CountingRule(models.Model):
    """What an indicator counts: events, or projects of a tier in the quarter of a step.

    A project stands in the highest tier that its expected yearly trade reaches. The amount is the
    one that the reading of the clause adopts.
    """

    class Register(models.TextChoices):
        PROJECTS = "projects", _("projects")
        EVENTS = "events", _("matchmaking events")

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="counting_rules")
    indicator = models.OneToOneField(
        Indicator, models.CASCADE, related_name="counting_rule", verbose_name=_("indicator")
    )
    register = models.CharField(_("register"), max_length=10, choices=Register)
    tier = models.SlugField(_("tier"), max_length=40, blank=True)
    tier_zh = models.CharField(_("tier in Chinese"), max_length=40, blank=True)
    tier_en = models.CharField(_("tier in English"), max_length=40, blank=True)
    at_least = models.DecimalField(
        _("from this expected yearly trade on"),
        max_digits=20,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("× CNY 10,000."),
    )
    stage = models.CharField(
        _("step that counts"), max_length=12, choices=ProjectStageName, blank=True
    )
    reading = models.ForeignKey(
        Reading,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="counting_rules",
        verbose_name=_("reading"),
    )

    class Meta:
        verbose_name = _("counting rule")
        verbose_name_plural = _("counting rules")
        ordering = ["indicator__order"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(register="projects", at_least__gt=0, at_least__isnull=False)
                & ~Q(tier="")
                & ~Q(stage="")
                | Q(register="events", at_least__isnull=True, tier="", stage=""),
                name="counting_rule_says_what_it_counts",
                violation_error_message=_(
                    "Projects are counted by tier and step, events as they are."
                ),
            ),
            models.UniqueConstraint(
                fields=["tier"],
                condition=~Q(tier=""),
                name="tier_of_one_indicator",
                violation_error_message=_("Another indicator counts this tier."),
            ),
        ]

    def __str__(self):
        return f"{self.indicator_id}: {self.register} {self.tier}"
