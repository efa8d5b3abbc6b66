"""Cases: what follows for a zone from a year's published flags, each step kept for good."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from indicators.models import Measure, Target
from zones.models import Evidence, Zone

from .. import case_life as life
from ..case_terms import MOST_DAYS, CaseDays
from .assessment import Assessment
from .flags import Flag, FlagRule


class Case(models.Model):
    """What follows for one zone from one year's flags on one track.

    Its state changes by moves alone, its last state is final, and nothing of it is removed:
    triggers refuse it. A migration that alters this table or those of grounds and moves on SQLite
    makes it anew and must put the triggers back (see the migration that made them).
    """

    class Track(models.TextChoices):
        NOTICE = life.NOTICE, _("notice and interview")
        EXIT = life.EXIT, _("exit")

    class State(models.TextChoices):
        FLAGGED = life.FLAGGED, _("flagged, notice due")
        NOTIFIED = life.NOTIFIED, _("notice issued")
        INTERVIEWED = life.INTERVIEWED, _("interviewed")
        RECTIFYING = life.RECTIFYING, _("under rectification")
        OVERDUE = life.OVERDUE, _("rectification overdue")
        ACCEPTED = life.ACCEPTED, _("rectification accepted")
        CLOSED = life.CLOSED, _("closed")
        WARNED = life.WARNED, _("warned of exit")
        INITIATED = life.INITIATED, _("exit procedure initiated")
        PERIOD = life.PERIOD, _("in the rectification period")
        EXITED = life.EXITED, _("exited")
        WITHDRAWN = life.WITHDRAWN, _("withdrawn")
        CONTINUED = life.CONTINUED, _("continued in the next year’s case")

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="cases")
    year = models.PositiveSmallIntegerField(_("year"))
    track = models.CharField(_("track"), max_length=6, choices=Track)
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    state = models.CharField(_("state"), max_length=12, choices=State)
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="cases")
    predecessor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors"
    )
    opened_at = models.DateTimeField(_("opened"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    is_handed_in = models.BooleanField(default=False)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    head = models.CharField(_("head of the zone’s unit"), max_length=120, blank=True)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-year", "zone__order", "track", "number"]
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "year", "track", "number"], name="case_number_once"
            ),
            models.UniqueConstraint(
                fields=["zone", "year", "track"],
                condition=~Q(state__in=sorted(life.FINAL)),
                name="one_open_case",
                violation_error_message=_("This zone has an open case of this year already."),
            ),
            models.UniqueConstraint(
                fields=["zone"],
                condition=Q(track=life.EXIT) & ~Q(state__in=sorted(life.FINAL)),
                name="one_open_exit_case",
                violation_error_message=_("An exit procedure of this zone is open already."),
            ),
            models.CheckConstraint(
                condition=Q(track=life.NOTICE, state__in=life.STATES[life.NOTICE])
                | Q(track=life.EXIT, state__in=life.STATES[life.EXIT]),
                name="case_state_of_its_track",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(life.FINAL), ended_at__isnull=False)
                | ~Q(state__in=sorted(life.FINAL)) & Q(ended_at__isnull=True),
                name="case_ends_in_a_final_state",
            ),
        ]

    def __str__(self):
        return f"{self.zone_id} {self.code} {self.state}"

    def get_absolute_url(self):
        return reverse("case", args=[self.pk])

    @property
    def code(self) -> str:
        """The case among its zone's, in no language: 2022-notice-1."""
        return f"{self.year}-{self.track}-{self.number}"

    @property
    def is_over(self) -> bool:
        return life.is_final(self.state)


class CaseGround(models.Model):
    """A flag that a case rests on, with the rule, the figures and the clause as they were then.

    ``held_by`` is the flag of the latest published version that still finds it, or withdraws it.
    """

    class State(models.TextChoices):
        STANDING = "standing", _("stands")
        WITHDRAWN = "withdrawn", _("withdrawn")

    case = models.ForeignKey(Case, models.PROTECT, related_name="grounds")
    flag = models.ForeignKey(Flag, models.PROTECT, related_name="+")
    held_by = models.ForeignKey(Flag, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.STANDING)
    code = models.CharField(max_length=30, choices=FlagRule.Code)
    consequence = models.CharField(max_length=20, choices=FlagRule.Consequence)
    target = models.ForeignKey(Target, models.PROTECT, null=True, blank=True)
    rule = models.ForeignKey(FlagRule, models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True)
    phrase = models.CharField(max_length=300, blank=True)
    details = models.JSONField(default=dict)
    added_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code", "target"],
                condition=Q(target__isnull=False),
                name="case_ground_once_a_target",
            ),
            models.UniqueConstraint(
                fields=["case", "code"],
                condition=Q(target__isnull=True),
                name="case_ground_once",
            ),
        ]

    def __str__(self):
        return f"{self.case_id} {self.code} {self.state}"


class CaseMove(models.Model):
    """A step of a case: who made it when, from where to where, and what was told with it.

    Never changed and never removed: triggers refuse it.
    """

    class Move(models.TextChoices):
        OPEN = life.OPEN, _("case opened")
        ISSUE = life.ISSUE, _("notice issued")
        INTERVIEW = life.INTERVIEW, _("interview held")
        ORDER = life.ORDER, _("rectification ordered")
        HAND_IN = life.HAND_IN, _("rectification handed in")
        RETURN = life.RETURN, _("rectification returned")
        EXTEND = life.EXTEND, _("due date set anew")
        LAPSE = life.LAPSE, _("due date passed")
        ACCEPT = life.ACCEPT, _("rectification accepted")
        CLOSE = life.CLOSE, _("closed")
        GIVE_UP = life.GIVE_UP, _("closed without acceptance")
        INITIATE = life.INITIATE, _("exit procedure initiated")
        LIFT = life.LIFT, _("exit lifted")
        EXPEL = life.EXPEL, _("exit decided")
        CONTINUE = life.CONTINUE, _("continued in the next year’s case")
        WITHDRAW = life.WITHDRAW, _("withdrawn")
        ATTACH = life.ATTACH, _("papers added")
        ASSIGN = life.ASSIGN, _("people named")

    case = models.ForeignKey(Case, models.PROTECT, related_name="moves")
    seq = models.PositiveSmallIntegerField()
    move = models.CharField(max_length=10, choices=Move)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12, choices=Case.State)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(_("note"), blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    # Without a default a column is added beside the triggers; SQLite would make the table anew.
    number = models.CharField(_("document number"), max_length=60, null=True, blank=True)
    present = models.CharField(_("who took part, where"), max_length=200, null=True, blank=True)

    class Meta:
        ordering = ["seq"]
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "seq"],
                name="case_move_once",
                violation_error_message=_("Somebody else has just moved this case."),
            )
        ]

    def __str__(self):
        return f"{self.case_id} {self.seq} {self.move}"


class CaseTerms(models.Model):
    """Within how many days the steps of cases are due, as set at a moment; never changed.

    Of those known on a day the last version counts; before the first, `CaseDays` as it is shipped.
    """

    version = models.PositiveSmallIntegerField(_("version"), unique=True)
    notice = models.PositiveSmallIntegerField(_("days until the notice"))
    interview = models.PositiveSmallIntegerField(_("days from notice to interview"))
    order = models.PositiveSmallIntegerField(_("days from interview to the order"))
    rectification = models.PositiveSmallIntegerField(_("days of rectification"))
    decision = models.PositiveSmallIntegerField(_("days until leadership decides on an exit"))
    exit_order = models.PositiveSmallIntegerField(_("days until the exit’s rectification is set"))
    exit_period = models.PositiveSmallIntegerField(_("days of the exit’s rectification period"))
    remind = models.PositiveSmallIntegerField(_("reminder, days before"))
    reason_zh = models.TextField(_("reason"))
    reason_en = models.TextField(_("reason, in English"), blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        verbose_name = _("terms of cases")
        verbose_name_plural = _("terms of cases")
        ordering = ["version"]
        default_permissions = ["view"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    **{
                        f"{name}__{bound}": value
                        for name in (
                            *("notice", "interview", "order", "rectification"),
                            *("decision", "exit_order", "exit_period"),
                        )
                        for bound, value in (("gte", 1), ("lte", MOST_DAYS))
                    },
                    remind__lte=MOST_DAYS,
                ),
                name="case_terms_are_days",
                violation_error_message=_("A step is due in 1 to 730 days."),
            )
        ]

    def __str__(self):
        return str(self.version)

    @property
    def days(self) -> CaseDays:
        """The terms, ready for the arithmetic."""
        return CaseDays(
            notice=self.notice,
            interview=self.interview,
            order=self.order,
            rectification=self.rectification,
            decision=self.decision,
            exit_order=self.exit_order,
            exit_period=self.exit_period,
            remind=self.remind,
        )


class CaseNotice(models.Model):
    """A mail that told somebody what waits for them on a case; each occasion is told once."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notices")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    seq = models.PositiveSmallIntegerField()
    occasion = models.CharField(max_length=8)
    begun_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person", "seq", "occasion"], name="case_notice_once"
            )
        ]

    def __str__(self):
        return f"{self.case_id} {self.person_id} {self.seq} {self.occasion}"


class CaseEvidence(models.Model):
    """A file that a step was told with; it stays with the step, as the step stays."""

    move = models.ForeignKey(CaseMove, models.PROTECT, related_name="evidence")
    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        default_permissions = ["view"]

    def __str__(self):
        return f"{self.move_id} {self.evidence_id}"
