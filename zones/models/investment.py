"""Investment: projects that zones bring in, how far each has come, and matchmaking events."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..project_stages import CONSTRUCTION, OPERATING, SIGNED, WITHDRAWN, stage_of
from .places import Zone


class ProjectStageName(models.TextChoices):
    SIGNED = SIGNED, _("signed")
    CONSTRUCTION = CONSTRUCTION, _("under construction")
    OPERATING = OPERATING, _("operating")
    WITHDRAWN = WITHDRAWN, _("withdrawn")


class Registered(models.Model):
    """What every entry of the register says: who entered it, and whether it was a mistake.

    An entry struck out stays readable and counts nowhere.
    """

    version = models.PositiveIntegerField(default=1, help_text=_("One more with every change."))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_reason = models.TextField(blank=True)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @property
    def is_struck(self) -> bool:
        return self.struck_at is not None


class Project(Registered):
    """A project of a zone: what it is expected to trade a year, and the day of each stage."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="projects")
    name_zh = models.CharField(_("Chinese name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    investor = models.CharField(_("investor"), max_length=160, blank=True)
    expected_trade = models.DecimalField(
        _("expected yearly trade"), max_digits=20, decimal_places=4, help_text=_("× CNY 10,000.")
    )
    entered = models.CharField(_("amount as entered"), max_length=60)
    unit = models.CharField(_("unit of entry"), max_length=20)
    note = models.TextField(_("note"), blank=True)
    signed_on = models.DateField(_("signed on"))
    construction_on = models.DateField(_("under construction since"), null=True, blank=True)
    operating_on = models.DateField(_("operating since"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-signed_on", "-id"]
        default_permissions = ()
        indexes = [models.Index(fields=["zone", "signed_on"], name="project_of_a_zone")]
        constraints = [
            models.CheckConstraint(
                condition=Q(expected_trade__gt=0),
                name="project_expects_trade",
                violation_error_message=_("A project expects more than no trade."),
            ),
            models.CheckConstraint(
                condition=Q(construction_on__isnull=True) | Q(construction_on__gte=F("signed_on")),
                name="project_signed_first",
                violation_error_message=_("A project is signed before it is built."),
            ),
            models.CheckConstraint(
                condition=Q(operating_on__isnull=True)
                | Q(construction_on__isnull=False, operating_on__gte=F("construction_on")),
                name="project_built_first",
                violation_error_message=_("A project is built before it operates."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True)
                | Q(withdrawn_on__gte=F("signed_on"))
                & (Q(construction_on__isnull=True) | Q(withdrawn_on__gte=F("construction_on")))
                & (Q(operating_on__isnull=True) | Q(withdrawn_on__gte=F("operating_on"))),
                name="project_withdrawn_last",
                violation_error_message=_("Nothing follows the withdrawal of a project."),
            ),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True, struck_reason="")
                | Q(struck_at__isnull=False) & ~Q(struck_reason=""),
                name="project_struck_for_a_reason",
                violation_error_message=_("Whoever strikes a project out says why."),
            ),
        ]

    def __str__(self):
        return self.name_zh

    def get_absolute_url(self):
        return reverse("project", args=[self.pk])

    @property
    def days(self) -> dict:
        """The day of each stage, None where it is not reached."""
        return {
            SIGNED: self.signed_on,
            CONSTRUCTION: self.construction_on,
            OPERATING: self.operating_on,
            WITHDRAWN: self.withdrawn_on,
        }

    @property
    def stage(self) -> str:
        return stage_of(self.days)


class ProjectStage(models.Model):
    """One step of a project, or a corrected day: its history, to which is only added.

    Triggers refuse its change and its removal, and a step after the withdrawal.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(_("stage"), max_length=12, choices=ProjectStageName)
    on = models.DateField(_("day"))
    was = models.DateField(_("day before the correction"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("step of a project")
        verbose_name_plural = _("steps of projects")
        ordering = ["project", "number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="project_step_once"),
            models.UniqueConstraint(
                fields=["project", "stage"],
                condition=Q(was__isnull=True),
                name="project_stage_reached_once",
                violation_error_message=_("A project reaches a stage once."),
            ),
            models.CheckConstraint(
                condition=Q(was__isnull=True) | ~Q(reason=""),
                name="project_day_corrected_for_a_reason",
                violation_error_message=_("Whoever corrects a day says why."),
            ),
        ]

    def __str__(self):
        return f"{self.project_id}/{self.number} {self.stage} {self.on}"


class ProjectTrade(models.Model):
    """What a project traded in a year, in 万元."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="trade")
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.DecimalField(max_digits=20, decimal_places=4)
    entered = models.CharField(max_length=60)
    unit = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("trade of a project")
        verbose_name_plural = _("trade of projects")
        ordering = ["project", "year"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["project", "year"], name="project_trade_once_a_year"),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="project_trade_not_negative",
                violation_error_message=_("Trade is not below zero."),
            ),
        ]

    def __str__(self):
        return f"{self.project_id} {self.year}: {self.value}"


class MatchmakingEvent(Registered):
    """A matchmaking event: held by one zone, counted once for that zone's city."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="events")
    held_on = models.DateField(_("day of the event"))
    title_zh = models.CharField(_("title in Chinese"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    venue = models.CharField(_("place"), max_length=120)
    organiser = models.CharField(_("organiser"), max_length=160)
    participants = models.PositiveIntegerField(_("participants"), null=True, blank=True)
    results = models.TextField(_("results"), blank=True)

    class Meta:
        verbose_name = _("matchmaking event")
        verbose_name_plural = _("matchmaking events")
        ordering = ["-held_on", "-id"]
        default_permissions = ()
        indexes = [models.Index(fields=["zone", "held_on"], name="event_of_a_zone")]
        constraints = [
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True, struck_reason="")
                | Q(struck_at__isnull=False) & ~Q(struck_reason=""),
                name="event_struck_for_a_reason",
                violation_error_message=_("Whoever strikes an event out says why."),
            ),
        ]

    def __str__(self):
        return self.title_zh

    def get_absolute_url(self):
        return reverse("event", args=[self.pk])


class RegisterUpload(models.Model):
    """A file of projects or events that somebody uploaded: what was read, until it is confirmed."""

    class Register(models.TextChoices):
        PROJECTS = "projects", _("projects")
        EVENTS = "events", _("matchmaking events")

    register = models.CharField(max_length=10, choices=Register)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField(help_text=_("The rows as read, cell by cell, as text."))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    confirmed_at = models.DateTimeField(null=True, blank=True)
    saved = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("uploaded file of the register")
        verbose_name_plural = _("uploaded files of the register")
        ordering = ["-at", "-id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, saved__isnull=True)
                | Q(confirmed_at__isnull=False, saved__isnull=False),
                name="register_upload_confirmed_with_a_count",
            )
        ]

    def __str__(self):
        return f"{self.register} {self.file_name}"
