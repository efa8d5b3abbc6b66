"""Who: cities, zones with every name they are printed under, agencies, and people's posts."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

#: A date as far as it is known: 2018, 2018-11 or 2018-11-06.
PARTIAL_DATE = RegexValidator(
    r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$",
    _("Write the date as far as it is known: 2018, 2018-11 or 2018-11-06."),
)


class Confidence(models.TextChoices):
    VERIFIED = "verified", _("two independent or official sources")
    REPORTED = "reported", _("one source")
    INFERRED = "inferred", _("inferred")


class Named(models.Model):
    """A code with a Chinese and an English name."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=160)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name_zh


class City(Named):
    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["id"]


class ZoneGroup(Named):
    """Zones that are also compared among themselves, on a board of their own."""

    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("group of zones")
        verbose_name_plural = _("groups of zones")
        ordering = ["order", "id"]


class Zone(Named):
    class Stage(models.TextChoices):
        OPERATING = "operating", _("operating")
        ACCEPTED = "accepted", _("accepted, not yet operating")
        APPROVED = "approved", _("approved, under construction")
        APPLYING = "applying", _("applying to become a zone")
        TO_BE_UPGRADED = "to_be_upgraded", _("bonded logistics centre, to be upgraded")

    city = models.ForeignKey(City, models.PROTECT, related_name="zones", verbose_name=_("city"))
    short_zh = models.CharField(_("Chinese short name"), max_length=40)
    short_en = models.CharField(_("English short name"), max_length=60)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage)
    is_judged = models.BooleanField(
        _("reports and is judged"),
        default=False,
        help_text=_("Places that are only applying are shown, but never ranked."),
    )
    group = models.ForeignKey(
        ZoneGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="zones",
        verbose_name=_("group"),
        help_text=_("A scheme may rank the zones of a group among themselves as well."),
    )
    area_km2 = models.DecimalField(
        _("area, km²"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=8, decimal_places=4, null=True, blank=True
    )
    latitude = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=4, null=True, blank=True
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    note_zh = models.TextField(_("Chinese note"), blank=True)
    note_en = models.TextField(_("English note"), blank=True)
    #: The day of leadership's decision that it leaves; written with the case alone, see 0025.
    left_on = models.DateField(_("left on"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(area_km2__isnull=True) | Q(area_km2__gt=0),
                name="zone_area_positive",
                violation_error_message=_("An area is more than 0 km², or left empty."),
            )
        ]

    def get_absolute_url(self):
        from django.urls import reverse

        return reverse("zone", args=[self.code])


class ZoneDate(models.Model):
    """A step in a zone's life, dated as far as sources tell."""

    class Event(models.TextChoices):
        APPROVED = "approved", _("approved")
        ACCEPTED = "accepted", _("accepted")
        CLOSED = "closed", _("closed for customs control")
        OPERATING = "operating", _("began operating")
        LOGISTICS_CENTRE = "logistics_centre", _("bonded logistics centre (type B) operating")

    zone = models.ForeignKey(Zone, models.CASCADE, related_name="dates", verbose_name=_("zone"))
    event = models.CharField(_("step"), max_length=20, choices=Event)
    phase = models.CharField(_("phase"), max_length=20, blank=True)
    date = models.CharField(_("date"), max_length=10, validators=[PARTIAL_DATE])
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence)

    class Meta:
        verbose_name = _("date of a step")
        verbose_name_plural = _("dates of steps")
        ordering = ["date", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "event", "phase"],
                name="zone_date_once",
                violation_error_message=_("This step of the zone already has a date."),
            )
        ]

    def __str__(self):
        return f"{self.zone} {self.get_event_display()} {self.date}"


class ZoneCode(models.Model):
    """A code under which another system knows a zone. A region code may cover two zones."""

    class System(models.TextChoices):
        CUSTOMS_AREA = "customs_area", _("customs-area code")
        REGION = "region", _("region code")
        COMPETENT_CUSTOMS = "competent_customs", _("competent customs")

    zone = models.ForeignKey(Zone, models.CASCADE, related_name="codes", verbose_name=_("zone"))
    system = models.CharField(_("kind of code"), max_length=20, choices=System)
    code = models.CharField(_("code"), max_length=40)
    part_zh = models.CharField(_("part of the zone, in Chinese"), max_length=40, blank=True)
    part_en = models.CharField(_("part of the zone, in English"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence)

    class Meta:
        verbose_name = _("code elsewhere")
        verbose_name_plural = _("codes elsewhere")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "system", "code"], name="zone_code_once"),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(system="customs_area"),
                name="customs_area_code_is_of_one_zone",
                violation_error_message=_("A customs-area code belongs to one zone."),
            ),
        ]

    def __str__(self):
        return f"{self.get_system_display()} {self.code}"


class ZoneAlias(models.Model):
    """A form in which a zone's name is printed somewhere."""

    class Use(models.TextChoices):
        OFFICIAL = "official", _("official name")
        SHORT = "short", _("short form")
        PRINTED = "printed", _("as printed in the policy")
        AMBIGUOUS = "ambiguous", _("as printed, but another place's name: never used for matching")

    zone = models.ForeignKey(Zone, models.CASCADE, related_name="aliases", verbose_name=_("zone"))
    printed = models.CharField(_("name as printed"), max_length=120)
    clause = models.CharField(_("clause"), max_length=20, blank=True)
    use = models.CharField(_("kind of name"), max_length=10, choices=Use)

    class Meta:
        verbose_name = _("name in use")
        verbose_name_plural = _("names in use")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "printed", "clause"], name="zone_alias_once"),
        ]

    def __str__(self):
        return self.printed


class Agency(Named):
    short_zh = models.CharField(_("Chinese short name"), max_length=40)
    short_en = models.CharField(_("English short name"), max_length=60)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["order", "id"]

    def get_absolute_url(self):
        from django.urls import reverse

        return reverse("agencies") + f"#{self.code}"


class Post(models.Model):
    """What a person stands for: a zone that they report for, or an agency."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="post", verbose_name=_("account")
    )
    zone = models.ForeignKey(
        Zone,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("zone"),
    )
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("agency"),
    )
    language = models.CharField(
        _("language of mails"),
        max_length=10,
        blank=True,
        choices=[("zh-hans", _("Chinese")), ("en", _("English"))],
        help_text=_("Chinese where nothing is chosen."),
    )

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.CheckConstraint(
                condition=Q(zone__isnull=True) | Q(agency__isnull=True),
                name="post_is_for_a_zone_or_an_agency",
                violation_error_message=_("A person reports for a zone or stands for an agency."),
            )
        ]

    def __str__(self):
        return f"{self.user}: {self.zone or self.agency}"
