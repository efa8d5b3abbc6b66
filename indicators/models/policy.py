"""The policy: its text as printed, the readings adopted, its measures, tasks and indicators."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zones.models import Agency, Named


class Policy(Named):
    issued_on = models.DateField(_("issued on"))
    base_year = models.PositiveSmallIntegerField(_("base year"))
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))
    opening = models.TextField(_("salutation and title, as printed"), blank=True)
    preamble = models.TextField(_("preamble, as printed"))
    province_zh = models.CharField(max_length=40)
    province_en = models.CharField(max_length=60)
    #: Who bulletins are sent to where staff write nobody else; empty: the local governments.
    addressees_zh = models.CharField(max_length=120, blank=True, db_default="")
    addressees_en = models.CharField(max_length=160, blank=True, db_default="")

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        constraints = [
            models.CheckConstraint(
                condition=Q(base_year__lt=models.F("first_year"))
                & Q(first_year__lte=models.F("last_year")),
                name="policy_years_in_order",
                violation_error_message=_(
                    "The base year comes before the first, the first before the last."
                ),
            )
        ]


class Measure(models.Model):
    class Outcome(models.TextChoices):
        """Where the site keeps what comes of a measure, beside its tasks and targets."""

        INNOVATIONS = "innovations", _("register of innovations")
        REWARDS = "rewards", _("incentive fund")

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="measures")
    number = models.PositiveSmallIntegerField(_("number"))
    title_zh = models.CharField(_("title, as printed"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=160)
    summary_zh = models.TextField(_("summary in Chinese"), blank=True)
    summary_en = models.TextField(_("summary in English"), blank=True)
    text = models.TextField(_("text, as printed"))
    outcome = models.CharField(_("what comes of it"), max_length=12, choices=Outcome, blank=True)

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="measure_number_once")
        ]

    def __str__(self):
        return f"{self.number}. {self.title_zh}"

    def get_absolute_url(self):
        return reverse("measure", args=[self.number])


class MeasureAgency(models.Model):
    """An agency responsible for a measure, in the order of naming.

    The text names no lead: that the first named leads is our convention, and editable.
    """

    class Role(models.TextChoices):
        LEAD = "lead", _("lead")
        SUPPORT = "support", _("support")

    measure = models.ForeignKey(
        Measure, models.CASCADE, related_name="responsibilities", verbose_name=_("measure")
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="responsibilities", verbose_name=_("agency")
    )
    order = models.PositiveSmallIntegerField(_("order of naming"))
    printed = models.CharField(_("name as printed"), max_length=60)
    role = models.CharField(_("role"), max_length=10, choices=Role)

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        ordering = ["measure__number", "order"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "order"], name="responsibility_order_once"),
            models.UniqueConstraint(fields=["measure", "agency"], name="responsibility_once"),
        ]

    def __str__(self):
        return f"{self.measure_id}/{self.order} {self.printed}"


class Reading(models.Model):
    """A phrase as printed beside the reading adopted, with its reason."""

    class Kind(models.TextChoices):
        WORDING = "wording", _("wording")
        SCOPE = "scope", _("scope")
        DIRECTION = "direction", _("direction")
        UNIT = "unit", _("unit")
        PLACE = "place", _("place")
        PERIOD = "period", _("period")
        INSERTION = "insertion", _("insertion")
        NAME = "name", _("name")
        UNCHANGED = "unchanged", _("unchanged")

    class Confidence(models.TextChoices):
        AS_PRINTED = "as printed", _("as printed")
        VERIFIED = "verified", _("verified")
        CERTAIN = "certain in effect", _("certain in effect")
        VERY_STRONG = "very strong", _("very strong")
        STRONG = "strong", _("strong")
        STRONG_ON_UNIT = "strong on the unit", _("strong on the unit")
        MEDIUM = "medium", _("medium")
        WEAK = "weak", _("weak")
        OPEN = "open", _("open")
        UNKNOWN = "unknown", _("unknown")

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="readings")
    order = models.PositiveSmallIntegerField()
    clause = models.CharField(_("clause"), max_length=20)
    printed = models.CharField(_("as printed"), max_length=200)
    adopted = models.CharField(_("as adopted"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    confidence = models.CharField(_("confidence"), max_length=20, choices=Confidence, blank=True)
    reason_zh = models.TextField(_("reason, in Chinese"), blank=True)
    reason_en = models.TextField(_("reason, in English"), blank=True)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "clause", "printed"],
                name="reading_once",
                violation_error_message=_("This phrase of the clause already has a reading."),
            )
        ]

    def __str__(self):
        return f"{self.clause}: {self.printed}"

    def get_absolute_url(self):
        return reverse("readings") + f"#r{self.order}"

    def get_keeping_url(self) -> str:
        """Its own page, where another reading is adopted."""
        return reverse("reading", args=[self.order])


class ReadingPlace(models.Model):
    """A further place where the same slip is printed and the same reading is adopted."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="places")
    clause = models.CharField(max_length=20)
    printed = models.CharField(max_length=200)
    adopted = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["reading", "clause", "printed"], name="reading_place_once"
            )
        ]

    def __str__(self):
        return f"{self.clause}: {self.printed}"


class Task(models.Model):
    """Something that a measure orders to be built, held, piloted or set up."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="tasks")
    order = models.PositiveSmallIntegerField()
    title_zh = models.CharField(max_length=160)
    title_en = models.CharField(max_length=200)
    phrase = models.CharField(_("phrase, as printed"), max_length=300)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="tasks")
    due_on = models.DateField(
        _("due on, as the policy says"),
        null=True,
        blank=True,
        help_text=_("Empty where it names no day; the department may set one, with a reason."),
    )

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["measure__number", "order"]
        constraints = [models.UniqueConstraint(fields=["measure", "order"], name="task_order_once")]

    def __str__(self):
        return self.title_zh

    def get_absolute_url(self):
        return reverse("task", args=[self.measure.number, self.order])


class Indicator(Named):
    class Kind(models.TextChoices):
        FLOW = "flow", _("flow: sums over time")
        STOCK = "stock", _("stock: the last value")
        RATIO = "ratio", _("ratio")
        GRADE = "grade", _("grade")

    class UnitKind(models.TextChoices):
        MONEY = "money", _("money")
        COUNT = "count", _("count")

    class Scope(models.TextChoices):
        ZONE = "zone", _("each zone")
        CITY = "city", _("each city")

    class Basis(models.TextChoices):
        QUARTER = "quarter", _("single quarter")
        YTD = "ytd", _("year to date")

    class CustomsFlow(models.TextChoices):
        """What customs' monthly table of specific areas prints of it."""

        TOTAL = "total", _("imports and exports")
        EXPORT = "export", _("exports")
        IMPORT = "import", _("imports")

    class ToldIn(models.TextChoices):
        """The part of a bulletin that it is told in besides the tables of all indicators."""

        INVESTMENT = "investment", _("investment promotion")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    unit_kind = models.CharField(max_length=10, choices=UnitKind)
    unit_zh = models.CharField(_("unit"), max_length=20)
    unit_en = models.CharField(_("unit, in English"), max_length=40)
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.ZONE)
    direction = models.SmallIntegerField(default=1)
    decimals = models.PositiveSmallIntegerField(default=0)
    part_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    sum_of = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="sums")
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.QUARTER)
    definition_zh = models.TextField(blank=True)
    definition_en = models.TextField(blank=True)
    source_zh = models.CharField(max_length=200, blank=True)
    source_en = models.CharField(max_length=200, blank=True)
    customs_flow = models.CharField(max_length=10, choices=CustomsFlow, blank=True)
    told_in = models.CharField(max_length=10, choices=ToldIn, blank=True, db_default="")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(direction__in=[1, -1]), name="indicator_direction_up_or_down"
            ),
            models.UniqueConstraint(
                fields=["customs_flow"],
                condition=~Q(customs_flow=""),
                name="customs_flow_of_one_indicator",
                violation_error_message=_("Another indicator is this flow of customs' table."),
            ),
        ]
