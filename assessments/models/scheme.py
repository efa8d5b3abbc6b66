"""Schemes: which criteria count, how much, and between which goalposts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.models import Indicator
from zones.models import Named


class Scheme(Named):
    """A version of the scheme. Adopted, it never changes: another version takes its place."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ADOPTED = "adopted", _("adopted")

    class Aggregation(models.TextChoices):
        ARITHMETIC = "arithmetic", _("weighted arithmetic mean")
        GEOMETRIC = "geometric", _("weighted geometric mean")

    class Normalisation(models.TextChoices):
        GOALPOSTS = "goalposts", _("between declared goalposts")
        BASELINE = "baseline", _("from the zone’s own base year to a declared target")
        Z = "z", _("in deviations from a fixed reference")
        RANK_POINTS = "rank_points", _("by place among the zones")

    class GraceRule(models.TextChoices):
        ACCEPTED = "accepted", _("from acceptance; its date unknown, from the first report")
        FIRST_REPORT = "first_report", _("from the first reported quarter")

    class Boards(models.TextChoices):
        ALL = "all", _("all zones")
        BY_GROUP = "by_group", _("all zones, and by group")
        BY_CITY = "by_city", _("all zones, and by city")

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ADOPTED)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    effective_year = models.PositiveSmallIntegerField(_("effective from the year"))
    aggregation = models.CharField(_("aggregation"), max_length=12, choices=Aggregation)
    normalisation = models.CharField(
        _("normalisation"), max_length=12, choices=Normalisation, default=Normalisation.GOALPOSTS
    )
    base_year = models.PositiveSmallIntegerField(_("base year"), null=True, blank=True)
    cap = models.DecimalField(_("cap"), max_digits=5, decimal_places=1, default=100)
    min_coverage = models.DecimalField(
        _("minimum coverage"), max_digits=4, decimal_places=3, default="0.8"
    )
    grace_months = models.PositiveSmallIntegerField(_("months before a zone is ranked"), default=12)
    grace_rule = models.CharField(
        _("what those months count from"),
        max_length=12,
        choices=GraceRule,
        default=GraceRule.ACCEPTED,
    )
    boards = models.CharField(_("boards"), max_length=10, choices=Boards, default=Boards.ALL)
    decimals = models.PositiveSmallIntegerField(_("decimals of the score"), default=2)
    variants = models.PositiveIntegerField(_("variants of a rank"), default=2000)
    seed = models.PositiveIntegerField(_("seed of the variants"), default=2021)
    note_zh = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    based_on = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="successors"
    )
    drafted_at = models.DateTimeField(null=True, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    adopted_at = models.DateTimeField(null=True, blank=True)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    adopted_reason_zh = models.TextField(blank=True)
    adopted_reason_en = models.TextField(blank=True)

    class Meta:
        verbose_name = _("scheme")
        verbose_name_plural = _("schemes")
        ordering = ["-effective_year", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["effective_year", "version"],
                condition=Q(state="adopted"),
                name="scheme_version_once",
            ),
            models.CheckConstraint(
                condition=~Q(normalisation="baseline") | Q(base_year__isnull=False),
                name="scheme_baseline_has_its_year",
                violation_error_message=_("From a base year: say which year it is."),
            ),
            models.CheckConstraint(
                condition=Q(decimals__lte=4),
                name="scheme_decimals_0_to_4",
                violation_error_message=_("A score has 0 to 4 decimals."),
            ),
            models.CheckConstraint(
                condition=Q(cap__gte=100) & Q(cap__lte=120),
                name="scheme_cap_100_to_120",
                violation_error_message=_("The cap lies between 100 and 120."),
            ),
            models.CheckConstraint(
                condition=Q(variants__gte=1000) & Q(variants__lte=10_000),
                name="scheme_variants_1000_to_10000",
                violation_error_message=_("A rank is varied 1,000 to 10,000 times."),
            ),
            models.CheckConstraint(
                condition=Q(min_coverage__gte=0) & Q(min_coverage__lte=1),
                name="scheme_coverage_0_to_1",
                violation_error_message=_("The minimum coverage lies between 0 and 1."),
            ),
        ]


class SchemeNode(models.Model):
    """A theme of the scheme, or a criterion: an indicator with a measure of it and goalposts."""

    class MeasureOf(models.TextChoices):
        LEVEL = "level", _("level")
        GROWTH = "growth", _("growth on the same span last year")
        SHARE = "share_of_province", _("share of the province")
        PER_KM2 = "per_km2", _("level per km²")

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="nodes")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children"
    )
    code = models.SlugField(max_length=60)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)
    weight = models.DecimalField(max_digits=7, decimal_places=3)
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True)
    measure_of = models.CharField(max_length=20, choices=MeasureOf, blank=True)
    direction = models.SmallIntegerField(null=True, blank=True)
    low = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    reference_mean = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    reference_deviation = models.DecimalField(
        max_digits=20, decimal_places=4, null=True, blank=True
    )
    reference_reason_zh = models.TextField(blank=True)
    reference_reason_en = models.TextField(blank=True)
    reason_zh = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="scheme_node_once"),
            models.UniqueConstraint(
                fields=["scheme"], condition=Q(parent__isnull=True), name="scheme_one_root"
            ),
            models.CheckConstraint(condition=Q(weight__gte=0), name="scheme_weight_not_negative"),
            models.CheckConstraint(
                condition=Q(
                    indicator__isnull=True,
                    measure_of="",
                    direction__isnull=True,
                    low__isnull=True,
                    high__isnull=True,
                )
                | Q(indicator__isnull=False, direction__in=[1, -1], low__lt=models.F("high"))
                & ~Q(measure_of=""),
                name="scheme_goalposts_on_criteria",
                violation_error_message=_(
                    "A criterion has an indicator, a direction and a low below its high."
                ),
            ),
            models.CheckConstraint(
                condition=Q(reference_mean__isnull=True, reference_deviation__isnull=True)
                | Q(
                    indicator__isnull=False,
                    reference_mean__isnull=False,
                    reference_deviation__gt=0,
                ),
                name="scheme_reference_is_whole",
                violation_error_message=_(
                    "A reference is a mean and a deviation above 0, and belongs to a criterion."
                ),
            ),
        ]

    def __str__(self):
        return self.name_zh

    @property
    def is_criterion(self) -> bool:
        return self.indicator_id is not None


class ExcludedYear(models.Model):
    """A year that no season is taken from, with the reason."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="excluded_years")
    year = models.PositiveSmallIntegerField()
    reason_zh = models.TextField()
    reason_en = models.TextField()

    class Meta:
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "year"], name="excluded_year_once")
        ]

    def __str__(self):
        return str(self.year)
