"""Figures: quarters, submissions and their observations, and the province's totals."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zones.models import Zone

from ..periods import Quarter
from .policy import Indicator


class ReportingQuarter(models.Model):
    """A quarter of the collection, with its due date, its lock and its dollar rate."""

    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    due_on = models.DateField(_("due on"))
    locks_on = models.DateField(_("locks on"))
    dollar_rate = models.DecimalField(
        _("Yuan per US dollar"), max_digits=8, decimal_places=4, null=True, blank=True
    )
    rate_source = models.CharField(_("source of the rate"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("quarter")
        verbose_name_plural = _("quarters")
        ordering = ["-year", "-quarter"]
        constraints = [
            models.UniqueConstraint(fields=["year", "quarter"], name="quarter_once"),
            models.CheckConstraint(
                condition=Q(quarter__gte=1) & Q(quarter__lte=4),
                name="quarter_one_to_four",
                violation_error_message=_("A quarter is 1, 2, 3 or 4."),
            ),
            models.CheckConstraint(
                condition=Q(due_on__lt=models.F("locks_on")),
                name="quarter_due_before_lock",
                violation_error_message=_("A quarter is due before it locks."),
            ),
        ]

    def __str__(self):
        return str(self.code)

    @property
    def code(self) -> Quarter:
        return Quarter(self.year, self.quarter)


class ReportingStart(models.Model):
    """The first quarter a zone reports; before it every figure is "not applicable"."""

    zone = models.OneToOneField(Zone, models.CASCADE, related_name="reporting_start")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    reason_zh = models.CharField(max_length=200)
    reason_en = models.CharField(max_length=200)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quarter__gte=1) & Q(quarter__lte=4), name="start_quarter_one_to_four"
            )
        ]

    def __str__(self):
        return f"{self.zone_id} {self.code}"

    @property
    def code(self) -> Quarter:
        return Quarter(self.year, self.quarter)


class Submission(models.Model):
    """One zone's figures of one quarter, in one version; nothing verified is overwritten."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        RETURNED = "returned", _("returned")
        VERIFIED = "verified", _("verified")
        SUPERSEDED = "superseded", _("superseded")

    class Source(models.TextChoices):
        FORM = "form", _("web form")
        FILE = "file", _("file")
        PROGRAM = "program", _("program")

    OPEN = (State.DRAFT, State.SUBMITTED, State.RETURNED)

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="submissions")
    quarter = models.ForeignKey(ReportingQuarter, models.PROTECT, related_name="submissions")
    version = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    source = models.CharField(max_length=10, choices=Source, default=Source.FORM)
    file_name = models.CharField(max_length=200, blank=True)
    is_demonstration = models.BooleanField(default=False)
    revision_reason_zh = models.TextField(_("reason of the revision"), blank=True)
    revision_reason_en = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    first_submitted_at = models.DateTimeField(
        null=True, blank=True, help_text=_("What is handed in again was in time if this was.")
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("When an assessment that rests on this version was first published."),
    )
    note = models.TextField(_("reviewer's note"), blank=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-quarter__year", "-quarter__quarter", "zone__order", "-version"]
        indexes = [
            models.Index(fields=["verified_at"], name="submission_by_verification"),
            models.Index(
                fields=["quarter"],
                condition=Q(is_demonstration=True),
                name="submission_of_demonstration",
            ),
            models.Index(
                fields=["zone", "quarter"],
                condition=Q(version__gt=1),
                name="submission_revised",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "quarter", "version"], name="submission_version_once"
            ),
            models.UniqueConstraint(
                fields=["zone", "quarter"],
                condition=Q(state__in=["draft", "submitted", "returned"]),
                name="one_open_submission",
                violation_error_message=_("Another version of this quarter is already open."),
            ),
            models.UniqueConstraint(
                fields=["zone", "quarter"],
                condition=Q(state="verified"),
                name="one_verified_submission",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["verified", "superseded"])
                | Q(verified_at__isnull=False, reviewed_by__isnull=False),
                name="verified_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True)
                | Q(submitted_by__isnull=True)
                | ~Q(reviewed_by=models.F("submitted_by")),
                name="nobody_reviews_their_own",
                violation_error_message=_("Nobody reviews their own submission."),
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, first_submitted_at__isnull=True)
                | Q(submitted_at__isnull=False, first_submitted_at__isnull=False)
                & Q(first_submitted_at__lte=models.F("submitted_at")),
                name="first_submitted_by_then",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(state__in=["verified", "superseded"]),
                name="published_once_verified",
                violation_error_message=_("Only verified figures are published."),
            ),
        ]

    def __str__(self):
        return f"{self.zone_id} {self.quarter} v{self.version} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class Observation(models.Model):
    """One figure of a submission: the canonical value, and what was entered."""

    class State(models.TextChoices):
        VALUE = "value", _("value")
        ZERO = "zero", _("zero")
        NOT_APPLICABLE = "not_applicable", _("not applicable")
        CANNOT_REPORT = "cannot_report", _("cannot be reported")

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="observations")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="observations")
    state = models.CharField(max_length=16, choices=State)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    entered = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    basis = models.CharField(max_length=10, choices=Indicator.Basis, default="quarter")
    reason = models.TextField(blank=True)
    is_reason_refused = models.BooleanField(default=False)
    is_computed = models.BooleanField(
        default=False, help_text=_("Summed from its parts, not entered.")
    )
    place = models.CharField(_("place in the file"), max_length=60, blank=True)
    # What was handed in beside the figure, to check it by; never summed, never judged.
    stated_ytd = models.DecimalField(
        _("stated year to date"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    stated_last_year = models.DecimalField(
        _("stated for last year"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    stated_growth = models.DecimalField(
        _("stated growth in percent"), max_digits=10, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ["indicator__order"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "indicator"], name="observation_once"),
            models.CheckConstraint(
                condition=(Q(state="value", value__isnull=False) & ~Q(value=0))
                | Q(state="zero", value=0, value__isnull=False)
                | Q(state__in=["not_applicable", "cannot_report"], value__isnull=True),
                name="state_and_value_agree",
                violation_error_message=_(
                    "A value is a number, zero is 0, and the other states have no number."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(state="cannot_report") | ~Q(reason=""),
                name="cannot_report_has_a_reason",
                violation_error_message=_("What cannot be reported needs a reason."),
            ),
        ]

    def __str__(self):
        return f"{self.submission_id} {self.indicator_id}: {self.state} {self.value}"


class ProvinceFigure(models.Model):
    """The province's own trade from 1 January to a quarter's end, in one vintage.

    Published growth does not reconcile with first-published bases, so it is kept apart.
    """

    class Vintage(models.TextChoices):
        FIRST = "first_published", _("as first published")
        REVISED = "revised", _("revised")
        IMPLIED = "implied", _("implied")

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="province_figures")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField(_("to quarter"))
    vintage = models.CharField(max_length=20, choices=Vintage)
    version = models.PositiveSmallIntegerField(default=1)
    value = models.DecimalField(max_digits=20, decimal_places=4)
    stated_growth = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    confidence = models.CharField(max_length=20, blank=True)
    source = models.TextField(blank=True)
    published_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("figure of the province")
        verbose_name_plural = _("figures of the province")
        ordering = ["year", "quarter", "indicator__order", "vintage", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year", "quarter", "vintage", "version"],
                name="province_figure_once",
            ),
            models.CheckConstraint(
                condition=Q(quarter__gte=1) & Q(quarter__lte=4),
                name="province_quarter_one_to_four",
            ),
        ]

    def __str__(self):
        return f"{self.year} to Q{self.quarter}: {self.value} ({self.vintage})"
