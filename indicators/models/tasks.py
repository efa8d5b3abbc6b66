"""What was reported of the measures' tasks, by when each was due, and whom was reminded of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zones.models import Agency, Evidence

from .. import tasks
from ..periods import Quarter
from .figures import ReportingQuarter
from .policy import Task


class TaskReport(models.Model):
    """How a task stood, as reported in a quarter; the last report of a task counts.

    Rows are added and never changed or removed: triggers of migration 0017 refuse that, and refuse
    that a dropped task is reported on, or a done one in a later quarter, before it is taken up
    again. A migration that alters this table on SQLite makes it anew and must put them back.
    """

    class State(models.TextChoices):
        NOT_STARTED = "not_started", _("not started")
        UNDER_WAY = "under_way", _("under way")
        STALLED = "stalled", _("stalled")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    class Move(models.TextChoices):
        NOT_STARTED = "not_started", _("reported: not started")
        UNDER_WAY = "under_way", _("reported: under way")
        STALLED = "stalled", _("reported: stalled")
        DONE = "done", _("reported: done")
        ASK = "ask", _("asks to drop it")
        DROP = "drop", _("dropped by the department")
        DECLINE = "decline", _("dropping declined")
        REOPEN = "reopen", _("taken up again")

    task = models.ForeignKey(Task, models.PROTECT, related_name="reports")
    number = models.PositiveIntegerField(_("number"))
    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    move = models.CharField(_("move"), max_length=12, choices=Move)
    state = models.CharField(_("state"), max_length=12, choices=State)
    percent = models.PositiveSmallIntegerField(_("percent"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    note_zh = models.TextField(_("note, in Chinese"), blank=True)
    note_en = models.TextField(_("note, in English"), blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")  # responsible then
    is_on_behalf = models.BooleanField(
        default=False, help_text=_("Entered by the department for an agency that reports on paper.")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("report on a task")
        verbose_name_plural = _("reports on tasks")
        ordering = ["task", "number"]
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "number"],
                name="task_report_number_once",
                violation_error_message=_("Somebody else has just reported on this task."),
            ),
            models.CheckConstraint(
                condition=Q(quarter__gte=1) & Q(quarter__lte=4) & Q(number__gte=1),
                name="task_report_of_a_quarter",
            ),
            models.CheckConstraint(
                condition=Q(move__in=tasks.MOVES) & Q(state__in=tasks.STATES),
                name="task_report_says_what_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="done", percent=100, done_on__isnull=False)
                | Q(state="not_started", percent=0, done_on__isnull=True)
                | Q(
                    state__in=["under_way", "stalled", "dropped"],
                    percent__lte=99,
                    done_on__isnull=True,
                ),
                name="task_percent_fits_its_state",
                violation_error_message=_("100 % is done, and done is 100 %."),
            ),
            models.CheckConstraint(
                condition=~Q(move__in=["stalled", "ask", "drop", "decline", "reopen"], note_zh=""),
                name="task_report_has_its_reason",
                violation_error_message=_("Write why."),
            ),
        ]

    def __str__(self):
        return f"{self.task_id} #{self.number} {self.code}: {self.state} {self.percent}%"

    @property
    def code(self) -> Quarter:
        return Quarter(self.year, self.quarter)


class TaskEvidence(models.Model):
    """A file that shows what a report says; triggers keep it there with the report."""

    report = models.ForeignKey(TaskReport, models.PROTECT, related_name="files")
    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="of_task")

    class Meta:
        verbose_name = _("evidence of a report on a task")
        verbose_name_plural = _("evidence of reports on tasks")
        ordering = ["id"]
        default_permissions = ["view"]

    def __str__(self):
        return f"{self.report_id}: {self.evidence_id}"


class TaskDue(models.Model):
    """By when a task is due, as set by the department; the last version counts.

    Never changed, as triggers see to: what is set next is another version. Without any the day that
    the policy names holds, and where it names none there is none.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="dues")
    version = models.PositiveSmallIntegerField(_("version"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    reason_zh = models.TextField(_("reason, in Chinese"))
    reason_en = models.TextField(_("reason, in English"), blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("due date of a task")
        verbose_name_plural = _("due dates of tasks")
        ordering = ["task", "version"]
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "version"],
                name="task_due_version_once",
                violation_error_message=_("Somebody else has just set this due date."),
            ),
            models.CheckConstraint(
                condition=~Q(reason_zh="") & Q(version__gte=1),
                name="task_due_has_a_reason",
                violation_error_message=_("Write why."),
            ),
        ]

    def __str__(self):
        return f"{self.task_id} v{self.version}: {self.due_on}"


class TaskReminder(models.Model):
    """A reminder of a quarter's reports on tasks: one to each recipient for each agency and day.

    The row is there before the mail goes, so that nobody else sends it too, and is removed where
    sending fails, as with the reminders of figures.
    """

    quarter = models.ForeignKey(ReportingQuarter, models.CASCADE, related_name="task_reminders")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="task_reminders")
    due_on = models.DateField()
    days = models.SmallIntegerField(
        help_text=_("Days after the due date that it was meant for; before it, negative.")
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="task_reminders"
    )
    address = models.EmailField()
    begun_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("reminder of tasks")
        verbose_name_plural = _("reminders of tasks")
        ordering = ["-begun_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["quarter", "agency", "due_on", "days", "recipient"],
                name="task_reminder_once",
                violation_error_message=_("This reminder was sent already."),
            )
        ]

    def __str__(self):
        return f"{self.quarter_id} {self.agency_id} {self.days:+} {self.recipient_id}"
