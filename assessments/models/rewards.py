"""The incentive fund: the rule that it is shared by, its amount in a year, and who got what.

Nothing here is changed or removed: what is set next is another version, a fixed list stands for its
version of the assessment. Triggers refuse the rest.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zones.models import Zone

from .assessment import Assessment


class RewardRule(models.Model):
    """A version of the rule by which a year's fund is shared."""

    class Kind(models.TextChoices):
        BY_SCORE = "by_score", _("in proportion to the scores")
        BY_RANK = "by_rank", _("by rank: n parts for the first of n, one for the last")
        BY_PLACE = "by_place", _("by place: stated parts for the first places")

    class Unit(models.TextChoices):
        WAN = "wan", _("CNY 10,000")
        YUAN = "yuan", _("yuan")
        FEN = "fen", _("fen")

    version = models.PositiveSmallIntegerField(_("version"), unique=True)
    kind = models.CharField(_("how it is shared"), max_length=10, choices=Kind)
    steps = models.JSONField(_("parts by place"), default=list)
    most_places = models.PositiveSmallIntegerField(_("places at most"), null=True, blank=True)
    min_coverage = models.DecimalField(_("least coverage"), max_digits=5, decimal_places=4)
    leaves_out_exit = models.BooleanField(_("leaves out zones with an exit case"))
    unit = models.CharField(_("paid in whole"), max_length=4, choices=Unit)
    reason_zh = models.TextField(_("reason"))
    reason_en = models.TextField(_("reason, in English"), blank=True)
    is_demonstration = models.BooleanField(default=False)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        verbose_name = _("reward rule")
        verbose_name_plural = _("reward rules")
        ordering = ["-version"]
        default_permissions = ["view"]
        constraints = [
            models.CheckConstraint(
                condition=Q(min_coverage__gte=0, min_coverage__lte=1),
                name="reward_coverage_is_a_fraction",
            )
        ]

    def __str__(self):
        return f"v{self.version} {self.kind}"


class RewardFund(models.Model):
    """A year's fund in 万元, in one version: a correction is another one."""

    year = models.PositiveSmallIntegerField(_("year"))
    version = models.PositiveSmallIntegerField(_("version"))
    amount = models.DecimalField(_("fund"), max_digits=18, decimal_places=6)
    source = models.CharField(_("source"), max_length=300)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    is_demonstration = models.BooleanField(default=False)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        verbose_name = _("incentive fund of a year")
        verbose_name_plural = _("incentive funds")
        ordering = ["-year", "-version"]
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(fields=["year", "version"], name="reward_fund_version_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="reward_fund_positive"),
        ]

    def __str__(self):
        return f"{self.year} v{self.version}"


class RewardList(models.Model):
    """Who gets what of a year's fund by one version of the assessment, fixed."""

    assessment = models.OneToOneField(Assessment, models.PROTECT, related_name="reward_list")
    rule = models.ForeignKey(RewardRule, models.PROTECT, related_name="lists")
    fund = models.ForeignKey(RewardFund, models.PROTECT, related_name="lists")
    is_demonstration = models.BooleanField(default=False)
    fixed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    fixed_at = models.DateTimeField(_("fixed"))
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = _("list of rewards")
        verbose_name_plural = _("lists of rewards")
        ordering = ["-assessment__year", "-fixed_at"]
        default_permissions = ["view"]

    def __str__(self):
        return f"{self.assessment_id} {self.fixed_at:%Y-%m-%d}"


class RewardShare(models.Model):
    """A zone on a fixed list: its part, or why it has none."""

    list = models.ForeignKey(RewardList, models.PROTECT, related_name="shares")
    order = models.PositiveSmallIntegerField()
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(null=True)
    score = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    coverage = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    place = models.PositiveSmallIntegerField(null=True)
    share = models.DecimalField(max_digits=5, decimal_places=4)
    amount = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    reason = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["list", "order"]
        default_permissions = []
        constraints = [
            models.UniqueConstraint(fields=["list", "zone"], name="reward_share_once"),
            models.CheckConstraint(
                condition=Q(reason="", place__isnull=False, amount__isnull=False)
                | ~Q(reason="") & Q(place__isnull=True, amount__isnull=True),
                name="reward_share_or_reason",
            ),
        ]

    def __str__(self):
        return f"{self.list_id} {self.zone_id}"
