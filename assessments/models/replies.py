"""The right of reply: the windows, what zones were shown in them, replied, and were answered.

Everything but a window is only ever added; triggers refuse the rest to SQL too.
"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from indicators.models import Measure, Target
from zones.models import Evidence, Zone

from ..replying import MOST_DAYS, state_of
from .assessment import Assessment
from .flags import FlagRule


def _person(**kwargs) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", **kwargs)


class ReplyTerms(models.Model):
    """How long a window is unless staff name a moment; the last row counts."""

    days = models.PositiveSmallIntegerField(_("days of a window"))
    least_days = models.PositiveSmallIntegerField(_("fewest days"))
    reason = models.TextField(_("reason"))
    set_by = _person(null=True)
    set_at = models.DateTimeField()

    class Meta:
        verbose_name = _("length of reply windows")
        verbose_name_plural = _("lengths of reply windows")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(least_days__gte=1, least_days__lte=F("days"), days__lte=MOST_DAYS),
                name="reply_terms_in_order",
                violation_error_message=_(
                    "A window has at least its fewest days, and at most 120."
                ),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="reply_terms_with_a_reason"),
        ]

    def __str__(self):
        return f"{self.days} ({self.least_days})"


class ReplyWindow(models.Model):
    """The window in which zones may reply to the findings of a draft, or of one that replaced it.

    It is open until a moment, and no job closes it. The draft may be made anew while it stands; so
    the database checks at the end of a transaction that its assessment is there.
    """

    class State(models.TextChoices):
        STANDING = "standing", _("standing")
        CANCELLED = "cancelled", _("cancelled")
        PUBLISHED = "published", _("published")

    period = models.CharField(_("period"), max_length=6)
    number = models.PositiveSmallIntegerField(_("number"))
    assessment = models.ForeignKey(Assessment, models.DO_NOTHING, related_name="windows")
    state = models.CharField(max_length=10, choices=State, default=State.STANDING)
    opened_at = models.DateTimeField()
    opened_by = _person(null=True)
    closes_at = models.DateTimeField(_("open until"))
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("reply window")
        verbose_name_plural = _("reply windows")
        ordering = ["period", "number"]
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(fields=["period", "number"], name="reply_window_once"),
            models.UniqueConstraint(
                fields=["period"], condition=Q(state="standing"), name="one_standing_reply_window"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opened_at")),
                name="reply_window_opens_before_it_closes",
            ),
        ]

    def __str__(self):
        return f"{self.period} {self.number} {self.state}"

    def is_open(self, at: datetime) -> bool:
        """Whether zones may reply at a moment."""
        return self.state == self.State.STANDING and state_of(self.closes_at, at) == "open"


class ReplyWindowMove(models.Model):
    """That a window was opened, extended or cancelled: until when, by whom and why."""

    class Act(models.TextChoices):
        OPENED = "opened", _("opened")
        EXTENDED = "extended", _("extended")
        CANCELLED = "cancelled", _("cancelled")

    window = models.ForeignKey(ReplyWindow, models.PROTECT, related_name="moves")
    act = models.CharField(max_length=10, choices=Act)
    closes_at = models.DateTimeField()
    reason = models.TextField(_("reason"), blank=True)
    by = _person(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        default_permissions = ["view"]
        constraints = [
            models.CheckConstraint(
                condition=Q(act="opened") | ~Q(reason=""),
                name="reply_window_moved_with_a_reason",
                violation_error_message=_("Say why."),
            )
        ]

    def __str__(self):
        return f"{self.window_id} {self.act} {self.closes_at}"


class ShownFinding(models.Model):
    """A finding as a zone was shown it while the window was open; what replies speak of.

    It says all that the flag said, so that it can be read when the draft says something else.
    """

    window = models.ForeignKey(ReplyWindow, models.PROTECT, related_name="shown")
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    code = models.CharField(max_length=30, choices=FlagRule.Code)
    consequence = models.CharField(max_length=20, choices=FlagRule.Consequence)
    target = models.ForeignKey(Target, models.PROTECT, null=True, related_name="+")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, related_name="+")
    details = models.JSONField(default=dict)
    #: What another rule found of the same thing, as a flag of its own says it; null for nothing.
    also = models.JSONField(null=True)
    digest = models.CharField(max_length=64)
    shown_at = models.DateTimeField()

    class Meta:
        verbose_name = _("finding shown")
        verbose_name_plural = _("findings shown")
        ordering = ["zone__order", "id"]
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(fields=["window", "zone", "digest"], name="finding_shown_once")
        ]

    def __str__(self):
        return f"{self.window_id} {self.zone_id} {self.code}"


class Reply(models.Model):
    """What a zone says of a finding; another version may follow until the window closes."""

    class Stance(models.TextChoices):
        AGREE = "agree", _("agreed")
        DISPUTE = "dispute", _("disputed")

    finding = models.ForeignKey(ShownFinding, models.PROTECT, related_name="replies")
    version = models.PositiveSmallIntegerField()
    stance = models.CharField(_("reply"), max_length=10, choices=Stance)
    reason = models.TextField(_("reason"), blank=True)
    #: Recorded by the department from a letter of the zone.
    is_from_letter = models.BooleanField(default=False)
    is_demonstration = models.BooleanField(default=False)
    by = _person()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["finding", "version"]
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "version"], name="reply_version_once"),
            models.CheckConstraint(
                condition=~Q(stance="dispute") | ~Q(reason=""),
                name="a_dispute_has_a_reason",
                violation_error_message=_("Who disputes a finding says why."),
            ),
        ]

    def __str__(self):
        return f"{self.finding_id} v{self.version} {self.stance}"


class ReplyEvidence(models.Model):
    """A file that a version of a reply rests on; one may stand beside several versions."""

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="papers")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(fields=["reply", "evidence"], name="reply_evidence_once")
        ]

    def __str__(self):
        return f"{self.reply_id} {self.evidence_id}"


class ReplyAnswer(models.Model):
    """What the reviewer says of a reply; it changes no figure. The last version counts."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("reply upheld")
        STANDS = "stands", _("finding stands")
        CORRECT = "correct", _("figure to be corrected")

    reply = models.ForeignKey(Reply, models.PROTECT, related_name="answers")
    version = models.PositiveSmallIntegerField()
    outcome = models.CharField(_("answer"), max_length=10, choices=Outcome)
    text = models.TextField(_("text"))
    is_demonstration = models.BooleanField(default=False)
    by = _person()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer to a reply")
        verbose_name_plural = _("answers to replies")
        ordering = ["reply", "version"]
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(fields=["reply", "version"], name="reply_answer_version_once"),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="an_answer_has_a_text",
                violation_error_message=_("Say why."),
            ),
        ]

    def __str__(self):
        return f"{self.reply_id} v{self.version} {self.outcome}"


class ReplyNotice(models.Model):
    """A mail to a reporter about a window, so that nobody is told the same twice."""

    window = models.ForeignKey(ReplyWindow, models.CASCADE, related_name="notices")
    zone = models.ForeignKey(Zone, models.CASCADE, related_name="+")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    address = models.EmailField()
    #: What it tells, and of what: "closing 2023-02-01T10:00:00+00:00".
    about = models.CharField(max_length=120)
    begun_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice of a reply window")
        verbose_name_plural = _("notices of reply windows")
        ordering = ["-begun_at", "-id"]
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(
                fields=["window", "zone", "recipient", "about"], name="reply_notice_once"
            )
        ]

    def __str__(self):
        return f"{self.window_id} {self.zone_id} {self.about}"
