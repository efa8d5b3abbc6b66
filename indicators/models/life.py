"""The life of a quarter around its submissions: its dates, more time for a zone, reminders."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zones.models import Zone

from .figures import ReportingQuarter


class QuarterDates(models.Model):
    """The due date and lock of a quarter as set at a moment; none where it was cancelled.

    Never changed: what is set next is another version. The quarter itself says what counts now.
    Without a moment they are taken to have been there from the start. Kept by year and quarter,
    because a cancelled quarter is gone while a day before it may still be asked for.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    due_on = models.DateField(_("due on"), null=True)
    locks_on = models.DateField(_("locks on"), null=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    set_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("dates of a quarter")
        verbose_name_plural = _("dates of quarters")
        ordering = ["year", "quarter", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "quarter", "version"], name="quarter_dates_version_once"
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True, locks_on__isnull=True)
                | Q(due_on__isnull=False, locks_on__isnull=False, due_on__lt=F("locks_on")),
                name="quarter_dates_both_or_none",
                violation_error_message=_("A quarter is due before it locks."),
            ),
        ]

    def __str__(self):
        return f"{self.year}Q{self.quarter} v{self.version}: {self.due_on} {self.locks_on}"


class Reopening(models.Model):
    """More time for one zone in one quarter, until a stated moment; it closes by itself.

    Granted by the due date it moves that zone's due date; after the lock it opens the quarter for
    the zone again. It moves the due date later too where the zone was not asked until then.
    """

    class Reason(models.TextChoices):
        CUSTOMS = "correction_by_customs", _("correction by Customs")
        OMISSION = "omission", _("omission by the zone")
        FORCE_MAJEURE = "force_majeure", _("force majeure")
        OTHER = "other", _("other")

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="reopenings")
    quarter = models.ForeignKey(ReportingQuarter, models.PROTECT, related_name="reopenings")
    reason_code = models.CharField(_("kind of reason"), max_length=24, choices=Reason)
    reason = models.TextField(_("reason"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    until = models.DateTimeField(_("until"))
    #: Whether nothing was asked of the zone while the quarter was due: it had left, and is back.
    sets_due = models.BooleanField(default=False, db_default=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("reopening")
        verbose_name_plural = _("reopenings")
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="reopening_has_a_reason",
                violation_error_message=_("A reopening needs a reason."),
            ),
            models.CheckConstraint(
                condition=Q(
                    reason_code__in=["correction_by_customs", "omission", "force_majeure", "other"]
                ),
                name="reopening_reason_is_known",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__lt=F("until")),
                name="reopening_closes_after_it_opens",
                violation_error_message=_("A reopening closes after it opens."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False)
                & Q(ended_at__gte=F("opened_at"), ended_at__lte=F("until")),
                name="reopening_ended_in_its_time_by_someone",
                violation_error_message=_("A reopening is ended by somebody while it lasts."),
            ),
        ]

    def __str__(self):
        return f"{self.zone_id} {self.quarter} until {self.until}"

    @property
    def closes_at(self):
        """The moment from which it is over: the stated one, or the one it was ended at."""
        return self.ended_at or self.until


class Reminder(models.Model):
    """A reminder: one to each recipient for each zone, quarter, due date and day around it.

    The row is there before the mail goes, so that nobody else sends it too, and is removed where
    sending fails. One that stays without ``sent_at`` was cut off: it may have arrived, and is not
    sent again.
    """

    quarter = models.ForeignKey(ReportingQuarter, models.CASCADE, related_name="reminders")
    zone = models.ForeignKey(Zone, models.CASCADE, related_name="reminders")
    due_on = models.DateField(help_text=_("The zone’s due date then; more time moves it."))
    days = models.SmallIntegerField(
        help_text=_("Days after the due date that it was meant for; before it, negative.")
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders"
    )
    address = models.EmailField()
    begun_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-begun_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["quarter", "zone", "due_on", "days", "recipient"],
                name="reminder_once",
                violation_error_message=_("This reminder was sent already."),
            )
        ]

    def __str__(self):
        return f"{self.quarter_id} {self.zone_id} {self.days:+} {self.recipient_id}"
