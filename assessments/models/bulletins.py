"""Bulletins: a half-year's paper as published, who wrote what on it, and its frozen files."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .assessment import Assessment


class Bulletin(models.Model):
    """A version of a half-year's bulletin or of a quarter's review sheet.

    ``computed`` is what was computed from the assessment, in both languages; ``snapshot`` the same
    with what staff wrote, as published. Both are canonical text and never change once published:
    triggers refuse it. A draft that is not wanted is put away and stays with its words; its version
    is used by no other. A migration that alters this table or those of words and files on SQLite
    makes it anew and must put the triggers of 0020 back.
    """

    class Kind(models.TextChoices):
        BULLETIN = "bulletin", _("half-year bulletin")
        REVIEW = "review", _("quarterly review sheet")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        SUPERSEDED = "superseded", _("superseded")
        PUT_AWAY = "put_away", _("put away")

    code = models.CharField(_("half-year"), max_length=6)
    kind = models.CharField(max_length=10, choices=Kind)
    version = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    assessment = models.ForeignKey(
        Assessment, models.SET_NULL, null=True, blank=True, related_name="bulletins"
    )
    assessed_version = models.PositiveSmallIntegerField(_("version of the assessment"))
    assessed_digest = models.CharField(_("input digest"), max_length=64)
    is_demonstration = models.BooleanField(default=False)
    computed = models.TextField()
    computed_sha256 = models.CharField(max_length=64)
    snapshot = models.TextField(blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    prepared_at = models.DateTimeField(_("prepared"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    put_away_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    put_away_at = models.DateTimeField(_("put away"), null=True, blank=True)

    class Meta:
        verbose_name = _("bulletin")
        verbose_name_plural = _("bulletins")
        ordering = ["-code", "-version"]
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="bulletin_version_once"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(state="published"), name="one_published_bulletin"
            ),
            models.UniqueConstraint(
                fields=["code"], condition=Q(state="draft"), name="one_draft_bulletin"
            ),
            models.CheckConstraint(
                condition=Q(kind="bulletin", code__contains="H")
                | Q(kind="review", code__contains="Q"),
                name="bulletin_code_of_its_kind",
                violation_error_message=_("A bulletin is of a half-year, a sheet of a quarter."),
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["draft", "put_away"],
                    published_at__isnull=True,
                    snapshot="",
                    sha256="",
                )
                | Q(state__in=["published", "superseded"], published_at__isnull=False)
                & ~Q(snapshot="")
                & ~Q(sha256=""),
                name="bulletin_frozen_once_published",
                violation_error_message=_("A published bulletin has its snapshot and its time."),
            ),
            models.CheckConstraint(
                condition=Q(state="superseded", superseded_at__isnull=False)
                | ~Q(state="superseded") & Q(superseded_at__isnull=True),
                name="bulletin_superseded_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="put_away", put_away_at__isnull=False)
                | ~Q(state="put_away") & Q(put_away_at__isnull=True, put_away_by__isnull=True),
                name="bulletin_put_away_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "put_away"])
                | Q(kind="review")
                | Q(assessment__isnull=False),
                name="published_bulletin_has_its_assessment",
                violation_error_message=_("A published bulletin rests on its assessment."),
            ),
        ]

    def __str__(self):
        return f"{self.code} v{self.version} {self.state}"

    def get_absolute_url(self):
        return reverse("bulletin", args=[self.code])

    @property
    def name(self) -> str:
        """Which snapshot it is, as its files print it: 2022H1-v2."""
        return f"{self.code}-v{self.version}"

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def was_published(self) -> bool:
        return self.state in (self.State.PUBLISHED, self.State.SUPERSEDED)


class BulletinCover(models.Model):
    """What staff wrote on a bulletin, in one version: an edit is another row, none is changed."""

    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="covers")
    version = models.PositiveSmallIntegerField(_("version"))
    number = models.CharField(_("document number"), max_length=60, blank=True)
    dated = models.DateField(_("date of signature"), null=True, blank=True)
    addressees_zh = models.CharField(_("addressees"), max_length=300, blank=True)
    addressees_en = models.CharField(_("addressees, in English"), max_length=400, blank=True)
    opening_zh = models.TextField(_("opening paragraphs"), blank=True)
    opening_en = models.TextField(_("opening paragraphs, in English"), blank=True)
    closing_zh = models.TextField(_("what is asked, in your own words"), blank=True)
    closing_en = models.TextField(_("what is asked, in English"), blank=True)
    office_zh = models.CharField(_("issuing office"), max_length=120, blank=True)
    office_en = models.CharField(_("issuing office, in English"), max_length=160, blank=True)
    copies_zh = models.CharField(_("copies to"), max_length=300, blank=True)
    copies_en = models.CharField(_("copies to, in English"), max_length=400, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        verbose_name = _("words of staff on a bulletin")
        verbose_name_plural = _("words of staff on bulletins")
        ordering = ["bulletin", "version"]
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(
                fields=["bulletin", "version"],
                name="bulletin_cover_version_once",
                violation_error_message=_("Somebody else has just edited the words."),
            )
        ]

    def __str__(self):
        return f"{self.bulletin_id} v{self.version}"


class BulletinFile(models.Model):
    """A file of a published bulletin, as it was printed once; every download gives these bytes."""

    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="files")
    language = models.CharField(_("language"), max_length=10)
    suffix = models.CharField(_("format"), max_length=10)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = _("file of a bulletin")
        verbose_name_plural = _("files of bulletins")
        ordering = ["bulletin", "language", "suffix"]
        default_permissions = ["view"]
        indexes = [models.Index(fields=["sha256"], name="bulletin_file_by_digest")]
        constraints = [
            models.UniqueConstraint(
                fields=["bulletin", "language", "suffix"], name="bulletin_file_once"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="bulletin_file_not_empty"),
        ]

    def __str__(self):
        return f"{self.bulletin_id} {self.language} {self.suffix}"


class BulletinNotice(models.Model):
    """A mail that a draft is prepared: one to each recipient for each assessment that it prints.

    As with reminders the row is there before the mail goes, so that nobody else sends it too, and
    is removed where sending fails. One that stays without ``sent_at`` was cut off: it may have
    arrived, and is not sent again.
    """

    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="notices")
    assessed_version = models.PositiveSmallIntegerField()
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    address = models.EmailField()
    begun_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice of a bulletin")
        verbose_name_plural = _("notices of bulletins")
        ordering = ["-begun_at", "-id"]
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(
                fields=["bulletin", "assessed_version", "recipient"], name="bulletin_notice_once"
            )
        ]

    def __str__(self):
        return f"{self.bulletin_id} {self.assessed_version} {self.recipient_id}"
