"""The audit log: one row for everything written, linked to the row before it, never changed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zones.audit import GENESIS


class AuditEntry(models.Model):
    """One thing written: who, when, from where, what, and from what to what.

    Triggers refuse its change and its removal. People and subjects are told in text and codes, so
    that an entry outlives them. A migration that alters this table on SQLite makes it anew and must
    put the triggers of indicators 0002 back.
    """

    class Action(models.TextChoices):
        """What the collection does; not the field's choices: a new action needs no migration."""

        FIGURE_CHANGED = "figure_changed", _("figure saved")
        TAKEN_OVER = "taken_over", _("taken over from a colleague, checked against the source")
        OPENED = "opened", _("version opened")
        SUBMITTED = "submitted", _("handed in")
        RETURNED = "returned", _("returned")
        VERIFIED = "verified", _("verified")
        SUPERSEDED = "superseded", _("superseded")
        PUBLISHED = "published", _("published")
        REOPENED = "reopened", _("reopened")
        REOPENING_ENDED = "reopening_ended", _("reopening ended")
        QUARTER_OPENED = "quarter_opened", _("quarter opened")
        QUARTER_CHANGED = "quarter_changed", _("quarter’s terms changed")
        QUARTER_CANCELLED = "quarter_cancelled", _("quarter cancelled")
        POLICY_LOADED = "policy_loaded", _("policy loaded")
        PROVINCE_SAVED = "province_saved", _("total of the province saved")
        CHECK_OVERRIDDEN = "check_overridden", _("reason given against a check")
        RULES_LOADED = "rules_loaded", _("validation rules loaded")
        RULE_ADDED = "rule_added", _("rule added")
        RULE_CHANGED = "rule_changed", _("rule changed")
        RULE_REMOVED = "rule_removed", _("rule removed")
        REMARKED = "remarked", _("remark added")
        FILE_CONFIRMED = "file_confirmed", _("figures of a file saved")
        REMINDED = "reminded", _("reminder sent")
        TARGET_SET = "target_set", _("yearly target set")
        TARGET_WITHDRAWN = "target_withdrawn", _("yearly target withdrawn")
        READING_ADOPTED = "reading_adopted", _("reading adopted")
        CLASS_ENTERED = "class_entered", _("published class entered")
        CLASS_CORRECTED = "class_corrected", _("published class corrected")
        EVIDENCE_KEPT = "evidence_kept", _("evidence kept")
        EVIDENCE_READ = "evidence_read", _("evidence downloaded")
        INNOVATION_ENTERED = "innovation_entered", _("innovation entered")
        INNOVATION_CHANGED = "innovation_changed", _("innovation changed")
        INNOVATION_STRUCK = "innovation_struck", _("innovation struck out")
        INNOVATION_COPIED = "innovation_copied", _("copied elsewhere")
        COPY_STRUCK = "copy_struck", _("copy struck out")
        PROJECT_ENTERED = "project_entered", _("project entered")
        PROJECT_CHANGED = "project_changed", _("project changed")
        PROJECT_ADVANCED = "project_advanced", _("project at its next stage")
        PROJECT_CORRECTED = "project_corrected", _("day of a stage corrected")
        PROJECT_TRADE = "project_trade", _("project’s yearly trade entered")
        PROJECT_STRUCK = "project_struck", _("project struck out")
        EVENT_ENTERED = "event_entered", _("event entered")
        EVENT_CHANGED = "event_changed", _("event changed")
        EVENT_STRUCK = "event_struck", _("event struck out")
        REGISTER_IMPORTED = "register_imported", _("file of the register confirmed")
        REFERENCE_KEPT = "reference_kept", _("reference data changed")
        TASK_REPORTED = "task_reported", _("task reported on")
        TASK_DECIDED = "task_decided", _("task decided on")
        TASK_DUE_SET = "task_due_set", _("due date of a task set")
        OUTLINE_LOADED = "outline_loaded", _("outline of the map loaded")
        OUTLINE_REMOVED = "outline_removed", _("outline of the map removed")
        BACKUP_MADE = "backup_made", _("backup made")
        RESTORED = "restored", _("restored from a backup")
        SIGNED_IN = "signed_in", _("signed in")
        SIGNED_OUT = "signed_out", _("signed out")
        SIGN_IN_FAILED = "sign_in_failed", _("sign-in failed")
        FILE_TAKEN = "file_taken", _("file downloaded")
        ACCOUNT_ADDED = "account_added", _("account added")
        ACCOUNT_CHANGED = "account_changed", _("account changed")
        PASSWORD_CHANGED = "password_changed", _("own password changed")
        PASSWORD_SET = "password_set", _("password set by an administrator")
        CODE_AWAITED = "code_awaited", _("password right, code asked for")
        SECOND_FACTOR_SET = "second_factor_set", _("second factor set up")
        SECOND_FACTOR_REMOVED = "second_factor_removed", _("second factor removed")
        SECOND_FACTOR_RESET = "second_factor_reset", _("second factor reset by an administrator")
        SECOND_FACTOR_FAILED = "second_factor_failed", _("wrong code of the second factor")
        RECOVERY_CODES_MADE = "recovery_codes_made", _("recovery codes made")
        TOKEN_MADE = "token_made", _("token made")
        TOKEN_REVOKED = "token_revoked", _("token revoked")
        TOKEN_FAILED = "token_failed", _("token refused")

    class Kind(models.TextChoices):
        """What the collection writes to."""

        FIGURE = "figure"
        SUBMISSION = "submission"
        QUARTER = "quarter"
        REOPENING = "reopening"
        POLICY = "policy"
        PROVINCE = "province"
        CHECK = "check"
        RULES = "rules"
        REMARK = "remark"
        FILE = "file"
        REMINDER = "reminder"
        TARGET = "target"
        READING = "reading"
        CLASS = "class"
        EVIDENCE = "evidence"
        INNOVATION = "innovation"
        PROJECT = "project"
        EVENT = "event"
        REGISTER = "register"
        TASK = "task"
        OUTLINE = "outline"
        BACKUP = "backup"
        REFERENCE = "reference"
        ACCOUNT = "account"
        TAKEN = "taken"
        TOKEN = "token"

    seq = models.PositiveBigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("at"))
    person_id = models.BigIntegerField(null=True)
    person_name = models.CharField(_("person"), max_length=320, blank=True)
    origin = models.CharField(_("from where"), max_length=60, blank=True)
    action = models.CharField(_("action"), max_length=40)
    kind = models.CharField(max_length=40)
    code = models.CharField(max_length=100, blank=True)
    zone = models.CharField(max_length=60, blank=True)
    quarter = models.CharField(max_length=10, blank=True)
    indicator = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(null=True)
    old = models.JSONField(_("before"), null=True)
    new = models.JSONField(_("after"), null=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "indicators_auditentry"  # made there, before zones had anything to log
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["seq"]
        default_permissions = ["view"]
        # None begins with what a cell's figures share, their action and kind: without statistics
        # SQLite would look a cell up by it, among all that were ever typed.
        indexes = [
            models.Index(fields=["zone", "quarter", "indicator"], name="audit_of_a_cell"),
            models.Index(fields=["at", "action"], name="audit_by_time"),
            models.Index(fields=["code", "kind"], name="audit_of_a_thing"),
            models.Index(fields=["seq"], condition=Q(kind="rules"), name="audit_of_rules"),
        ]
        constraints = [models.CheckConstraint(condition=Q(seq__gte=1), name="audit_from_one")]

    def __str__(self):
        return f"{self.seq} {self.action}"


class AuditHead(models.Model):
    """The last entry's number and hash: locked while somebody appends, and missed if it is gone.

    ``pages`` is the hash of the last entry that may have changed what a page shows.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)
    pages = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        db_table = "indicators_audithead"
        default_permissions = []
        constraints = [models.CheckConstraint(condition=Q(id=1), name="audit_one_head")]

    def __str__(self):
        return f"{self.seq} {self.hash}"
