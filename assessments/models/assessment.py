"""Assessments: one judged period, frozen with everything that a page prints of it."""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from indicators.models import Indicator, Target
from indicators.periods import Period
from zones.models import City, Zone

from .prospect import Prospect
from .scheme import Scheme, SchemeNode


class Assessment(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        UNDER_REPLY = "under_reply", _("under reply")
        PUBLISHED = "published", _("published")
        SUPERSEDED = "superseded", _("superseded")

    #: What is not published yet.
    OPEN = (State.DRAFT, State.UNDER_REPLY)

    period = models.CharField(_("period"), max_length=6)
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    version = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="assessments")
    digest = models.CharField(_("input digest"), max_length=64)
    is_provisional = models.BooleanField(default=False)
    is_demonstration = models.BooleanField(default=False)
    run_at = models.DateTimeField(_("run at"))
    run_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reply_until = models.DateTimeField(_("reply window open until"), null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    superseded_at = models.DateTimeField(null=True, blank=True)
    #: Why it was published although zones could not reply to its findings.
    unheard_reason = models.TextField(_("why zones were not heard"), blank=True)
    note_zh = models.TextField(blank=True)
    note_en = models.TextField(blank=True)

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["-year", "-quarter", "-kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["period", "version"], name="assessment_version_once"),
            models.UniqueConstraint(
                fields=["period"], condition=Q(state="published"), name="one_published_assessment"
            ),
            models.UniqueConstraint(
                fields=["period"],
                condition=Q(state__in=["draft", "under_reply"]),
                name="one_open_assessment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "superseded"])
                | Q(published_at__isnull=False, is_provisional=False),
                name="provisional_is_never_published",
                violation_error_message=_("A provisional assessment is not published."),
            ),
            models.CheckConstraint(
                condition=Q(reply_until__isnull=True)
                | ~Q(state__in=["published", "superseded"])
                | Q(published_at__gte=models.F("reply_until")),
                name="published_after_the_reply_window",
                violation_error_message=_("Nothing is published while zones may still reply."),
            ),
            models.CheckConstraint(
                condition=~Q(state="under_reply") | Q(reply_until__isnull=False),
                name="under_reply_until_a_moment",
            ),
        ]

    def __str__(self):
        return f"{self.period} v{self.version} {self.state}"

    def get_absolute_url(self):
        return reverse("assessment", args=[self.period])

    @property
    def span(self) -> Period:
        return Period(self.year, self.quarter, self.kind)

    @property
    def read_at(self) -> tuple[date, datetime]:
        """As of which day the policy is read on its pages, and what was known of it by then."""
        return self.span.ends_on, self.run_at


class ZoneResult(models.Model):
    """A zone's score and rank, or the reason why it is shown and not ranked."""

    class Standing(models.TextChoices):
        RANKED = "ranked", _("ranked")
        FIRST_YEAR = "first_year", _("shown, not ranked: in its first year")
        LOW_COVERAGE = "low_coverage", _("not ranked: too few figures")
        NOT_OPERATING = "not_operating", _("not operating in this period")
        LEFT = "left", _("not ranked: left by the end of this period")

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="results")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="results")
    standing = models.CharField(max_length=14, choices=Standing)
    standing_basis = models.CharField(max_length=20, blank=True)
    score = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    rank = models.PositiveSmallIntegerField(null=True)
    is_tied = models.BooleanField(default=False)
    coverage = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    group_zh = models.CharField(max_length=120, blank=True)
    group_en = models.CharField(max_length=160, blank=True)
    group_rank = models.PositiveSmallIntegerField(null=True)
    group_count = models.PositiveSmallIntegerField(null=True)
    previous_score = models.DecimalField(max_digits=8, decimal_places=4, null=True)
    previous_rank = models.PositiveSmallIntegerField(null=True)
    previous_count = models.PositiveSmallIntegerField(null=True)
    common_rank = models.PositiveSmallIntegerField(null=True)
    common_previous_rank = models.PositiveSmallIntegerField(null=True)
    common_count = models.PositiveSmallIntegerField(null=True)
    rank_median = models.FloatField(null=True)
    rank_low = models.PositiveSmallIntegerField(null=True)
    rank_high = models.PositiveSmallIntegerField(null=True)
    p_last = models.FloatField(null=True)
    p_bottom = models.FloatField(null=True)

    class Meta:
        ordering = [models.F("rank").asc(nulls_last=True), "zone__order"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "zone"], name="zone_result_once"),
            models.CheckConstraint(
                condition=Q(standing="ranked", rank__isnull=False, score__isnull=False)
                | ~Q(standing="ranked") & Q(rank__isnull=True),
                name="only_ranked_zones_have_a_rank",
            ),
            models.CheckConstraint(
                condition=Q(rank_low__isnull=True, rank_high__isnull=True)
                | Q(rank__isnull=False, rank_low__gte=1, rank_low__lte=models.F("rank_high")),
                name="only_ranked_zones_have_an_interval",
            ),
        ]

    def __str__(self):
        return f"{self.assessment_id} {self.zone_id}: {self.rank} ({self.score})"

    @property
    def is_running(self) -> bool:
        """Whether the zone operated in the period and was still there at its end."""
        return self.standing not in (self.Standing.NOT_OPERATING, self.Standing.LEFT)

    @property
    def movement(self) -> int | None:
        """Places gained over the zones ranked in both periods; negative for a fall."""
        if self.common_rank is None or self.common_previous_rank is None:
            return None
        return self.common_previous_rank - self.common_rank


class RankCertainty(models.Model):
    """How the variants were drawn that say how sure the ranks are, and what they cannot tell apart.

    ``drawn`` counts the variants by method, and those that left a criterion out by its code.
    ``pairs`` lists the better placed zone, the other one, and how often the first is ahead.
    """

    assessment = models.OneToOneField(Assessment, models.CASCADE, related_name="certainty")
    seed = models.PositiveBigIntegerField()
    variants = models.PositiveIntegerField()
    drawn = models.JSONField()
    bottom = models.PositiveSmallIntegerField()
    pairs = models.JSONField()
    has_all_pairs = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(variants__gte=1000),
                name="certainty_from_1000_variants",
                violation_error_message=_("A rank is varied at least 1,000 times."),
            )
        ]

    def __str__(self):
        return f"{self.assessment_id}: {self.variants} variants, seed {self.seed}"


class Contribution(models.Model):
    """What one criterion or theme adds to a zone's score."""

    result = models.ForeignKey(ZoneResult, models.CASCADE, related_name="contributions")
    node = models.ForeignKey(SchemeNode, models.PROTECT)
    value = models.FloatField(null=True)
    state = models.CharField(max_length=20)
    achieved = models.FloatField(null=True)
    weight = models.FloatField(null=True)
    points = models.DecimalField(max_digits=8, decimal_places=4, null=True)

    class Meta:
        ordering = ["node__order"]
        constraints = [models.UniqueConstraint(fields=["result", "node"], name="contribution_once")]

    def __str__(self):
        return f"{self.result_id} {self.node_id}: {self.points}"


class Figure(Prospect):
    """An indicator over the judged span, for a zone or (zone empty) for all zones together."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="figures")
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, related_name="figures")
    indicator = models.ForeignKey(Indicator, models.PROTECT)
    state = models.CharField(max_length=20)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    known = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    base = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    growth = models.FloatField(null=True)
    growth_note = models.CharField(max_length=30, blank=True)
    two_year_average = models.FloatField(null=True)
    share = models.FloatField(null=True)
    share_base = models.FloatField(null=True)
    share_vintage = models.CharField(max_length=20, blank=True)
    rank = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["indicator__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "zone", "indicator"],
                condition=Q(zone__isnull=False),
                name="zone_figure_once",
            ),
            models.UniqueConstraint(
                fields=["assessment", "indicator"],
                condition=Q(zone__isnull=True),
                name="total_figure_once",
            ),
        ]

    def __str__(self):
        return f"{self.assessment_id} {self.zone_id} {self.indicator_id}: {self.value}"


class TargetResult(Prospect):
    """How a target stands at the period's end, for all zones, a zone or a city."""

    class Status(models.TextChoices):
        MET = "met", _("met")
        ON_TRACK = "on_track", _("on track")
        BEHIND = "behind", _("behind")
        OFF_TRACK = "off_track", _("off track")
        MISSED = "missed", _("missed")
        BELOW_PATH = "below_path", _("below path")
        AWAITING = "awaiting_publication", _("awaiting publication")
        NO_DATA = "no_data", _("no data")
        LATE = "late", _("late")
        NOT_REPORTED = "not_reported", _("not reported")
        NOT_APPLICABLE = "not_applicable", _("not applicable")
        NOT_ASSESSABLE = "not_assessable", _("not assessable")
        PROVINCE_NOT_PUBLISHED = "province_not_published", _("province not published")

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="target_results")
    target = models.ForeignKey(Target, models.PROTECT, related_name="results")
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, related_name="target_results")
    city = models.ForeignKey(City, models.PROTECT, null=True, related_name="target_results")
    status = models.CharField(max_length=24, choices=Status)
    basis = models.CharField(max_length=10, blank=True)
    rule = models.CharField(max_length=20, blank=True)
    is_binding = models.BooleanField()
    counts_as_missed = models.BooleanField(default=False)
    is_implied = models.BooleanField(
        default=False, help_text=_("Over an implied total: a status, but no consequence.")
    )
    reason = models.CharField(max_length=40, blank=True)
    base = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    actual = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    value = models.DecimalField(_("target"), max_digits=20, decimal_places=4, null=True)
    must = models.DecimalField(_("binding part"), max_digits=20, decimal_places=4, null=True)
    stretch = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    is_stretch_met = models.BooleanField(null=True)
    due = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    gap = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    shortfall = models.FloatField(null=True)
    completion = models.FloatField(null=True)
    progress = models.FloatField(null=True)
    season_basis = models.CharField(max_length=20, blank=True)
    season_years = models.CharField(max_length=40, blank=True)
    needed = models.FloatField(_("still needed a quarter"), null=True)
    needed_how = models.CharField(max_length=20, blank=True)
    needed_growth = models.FloatField(null=True)
    needed_growth_note = models.CharField(max_length=30, blank=True)
    rest_last_year = models.FloatField(null=True)
    is_out_of_reach = models.BooleanField(
        default=False, help_text=_("Even the better edge of the projection misses the year.")
    )

    class Meta:
        ordering = ["target__order", "target_id", "zone__order", "zone_id", "city_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "target", "zone"],
                condition=Q(zone__isnull=False),
                name="target_result_once_a_zone",
            ),
            models.UniqueConstraint(
                fields=["assessment", "target", "city"],
                condition=Q(city__isnull=False),
                name="target_result_once_a_city",
            ),
            models.UniqueConstraint(
                fields=["assessment", "target"],
                condition=Q(zone__isnull=True, city__isnull=True),
                name="target_result_once_for_all",
            ),
            models.CheckConstraint(
                condition=Q(zone__isnull=True) | Q(city__isnull=True),
                name="target_result_of_a_zone_or_a_city",
            ),
        ]

    @property
    def is_on_path(self) -> bool:
        """Whether an indicative path is reached, which is no target of that year."""
        return self.status == self.Status.MET and not self.is_binding

    def __str__(self):
        return f"{self.assessment_id} {self.target_id}: {self.status}"
