"""What a bulletin rests on: frozen facts, in both languages, read from a stored assessment."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from ..sentences.amounts import Measured
from ..words import NONE, Words

#: What a task without a state says.
NOT_REPORTED = Words("未报送", "not reported")


@dataclass(frozen=True)
class IndicatorFacts:
    """An indicator: how it is measured, what it means and where it comes from."""

    code: str
    measured: Measured
    definition: Words
    source: Words
    is_headline: bool = False
    is_part: bool = False
    is_investment: bool = False
    is_of_city: bool = False


@dataclass(frozen=True)
class ZoneFacts:
    """A zone and its place; `reason` says why it has none."""

    code: str
    name: Words
    short: Words
    city: Words
    rank: int | None = None
    is_tied: bool = False
    low: int | None = None
    high: int | None = None
    median: float | None = None
    score: Decimal | None = None
    coverage: Decimal | None = None
    moved: int | None = None
    is_operating: bool = True
    #: The day on which it left, where that was by the span's end.
    left_on: date | None = None
    reason: Words = NONE


@dataclass(frozen=True)
class FigureFacts:
    """An indicator's figure over the span, of a zone or (no code) of all zones together."""

    indicator: str
    zone: str
    state: str
    state_words: Words
    value: Decimal | None = None
    known: Decimal | None = None
    base: Decimal | None = None
    growth: float | None = None
    growth_note: str = ""
    growth_words: Words = NONE
    two_years: float | None = None
    share: float | None = None
    share_base: float | None = None
    vintage: str = ""
    vintage_words: Words = NONE
    #: Whether it rests on reports that were not verified when the assessment was run.
    is_provisional: bool = False


@dataclass(frozen=True)
class TargetFacts:
    """How a target stands for all zones (no code), a zone or a city."""

    target: str
    title: Words
    whose: Words
    zone: str
    is_for_all: bool
    status: str
    status_words: Words
    finding: Words
    is_binding: bool
    measured: Measured
    actual: Decimal | None = None
    due: Decimal | None = None
    value: Decimal | None = None
    #: A fraction, of the two numbers as printed.
    completion: Decimal | None = None
    reason: Words = NONE
    is_class: bool = False
    actual_class: str = ""
    value_class: str = ""


@dataclass(frozen=True)
class FlagFacts:
    """What a rule found about a zone, and what follows."""

    zone: str
    rule: Words
    finding: Words
    consequence: str
    consequence_words: Words
    measure: int | None
    is_withdrawn: bool = False
    #: The day on which the zone left, where that was known: nothing follows any more.
    left_on: date | None = None


@dataclass(frozen=True)
class CaseCounts:
    """How many cases of a track stood in a state."""

    track: Words
    state: Words
    count: int
    is_over: bool = False


@dataclass(frozen=True)
class ReplyFacts:
    """A finding with what its zone said of it (no stance: nothing) and was answered.

    Not asked: no window stood when it was found. Not found: the assessment no longer says it.
    Aside: said in a window that was cancelled, beside the one that counts. Carried: said of the
    same finding of an earlier version.
    """

    zone: str
    finding: Words
    stance: str
    stance_words: Words
    reason: str = ""
    outcome_words: Words = NONE
    answer: str = ""
    is_asked: bool = True
    is_found: bool = True
    is_aside: bool = False
    is_carried: bool = False


@dataclass(frozen=True)
class HearingFacts:
    """When zones could reply to the findings of a year; without a window nothing of that.

    The version is that of the earlier assessment whose window it was; 0 for a window of its own.
    Windows that were cancelled are told in sentences; where no other was, nothing opens or closes.
    """

    opened: str
    closes: str
    unheard: Words
    replies: tuple[ReplyFacts, ...]
    version: int = 0
    cancelled: tuple[Words, ...] = ()
    before: Words = NONE  # that the earlier version's window was cancelled


@dataclass(frozen=True)
class TaskFacts:
    """How a task of a measure stood; without a state nothing was ever reported."""

    measure: int
    title: Words
    agency: Words
    state: str = ""
    state_words: Words = NOT_REPORTED
    note: Words = NONE
    percent: int | None = None
    due: str = ""
    is_on_time: bool = False
    is_overdue: bool = False
    is_silent: bool = False


@dataclass(frozen=True)
class MeasureFacts:
    """A measure with the agencies responsible, the leading ones first."""

    number: int
    title: Words
    lead: Words
    others: tuple[Words, ...] = ()


@dataclass(frozen=True)
class RevisionFacts:
    """A verified figure that was revised: before, after, why, when, and what became of ranks."""

    zone: Words
    quarter: str
    indicator: Words
    unit: Words
    before: Words
    after: Words
    reason: Words
    day: str
    effect: Words
    before_value: Decimal | None = None
    after_value: Decimal | None = None
    decimals: int = 0
    zone_code: str = ""


@dataclass(frozen=True)
class ProjectFacts:
    """A project that was brought in, as the register had it when the span ended. In 万元."""

    zone: Words
    zone_code: str
    name: Words
    expected_trade: Decimal
    day: date
    withdrawn: date | None = None


@dataclass(frozen=True)
class TotalFacts:
    """A total of the province that shares are taken of. In 万元."""

    indicator: Words
    span: str
    value: Decimal
    vintage: Words
    source: str


@dataclass(frozen=True)
class ReadingFacts:
    """A printed phrase and the reading that figures rest on."""

    clause: Words
    printed: str
    adopted: str
    sureness: Words
    reason: Words


@dataclass(frozen=True)
class SchemeFacts:
    """By which scheme zones are ranked, and how sure that is, in words."""

    name: Words
    decimals: int
    method: tuple[Words, ...] = ()
    certainty: tuple[Words, ...] = ()


#: The last day of each quarter.
LAST_DAYS = {1: (3, 31), 2: (6, 30), 3: (9, 30), 4: (12, 31)}


@dataclass(frozen=True)
class BulletinFacts:
    """Everything that a bulletin prints. `kind`: half, year or quarter (a review sheet)."""

    year: int
    quarter: int
    kind: str
    province: Words
    policy: Words
    issued_on: date | None
    #: The measure that asks for reviews and bulletins: its number and title.
    clause: int | None
    clause_title: Words
    scheme: SchemeFacts
    assessed_version: int
    assessed_at: str
    assessed_digest: str
    published_at: str = ""
    is_provisional: bool = False
    is_demonstration: bool = False
    addressees: Words = NONE
    first_year: int | None = None
    zones: tuple[ZoneFacts, ...] = ()
    indicators: tuple[IndicatorFacts, ...] = ()
    figures: tuple[FigureFacts, ...] = ()
    targets: tuple[TargetFacts, ...] = ()
    flags: tuple[FlagFacts, ...] = ()
    #: The year's cases and open ones of earlier years, as they stood on a day.
    cases: tuple[CaseCounts, ...] = ()
    cases_day: date | None = None
    #: None for a half-year, and for a year without findings.
    hearing: HearingFacts | None = None
    measures: tuple[MeasureFacts, ...] = ()
    tasks: tuple[TaskFacts, ...] = ()
    #: The last bulletin's name; none where this is the first one.
    last: Words | None = None
    revisions: tuple[RevisionFacts, ...] = ()
    totals: tuple[TotalFacts, ...] = ()
    totals_note: Words = NONE
    readings: tuple[ReadingFacts, ...] = ()
    #: The highest tier of projects, its indicator, those that count in the span, and its last day.
    project_tier: Words | None = None
    project_indicator: str = ""
    #: The step by which they count: signed, construction, operating.
    project_stage: str = "signed"
    projects: tuple[ProjectFacts, ...] = ()
    register_day: date | None = None

    @property
    def is_board_provisional(self) -> bool:
        """Whether scores and places are not final: those of a quarter never are."""
        return self.is_provisional or self.kind == "quarter"

    @property
    def last_day(self) -> date:
        """The last day of the span."""
        return date(self.year, *LAST_DAYS[self.quarter])

    @property
    def headline(self) -> IndicatorFacts | None:
        """The indicator whose share of the province the policy measures."""
        return next((one for one in self.indicators if one.is_headline), None)

    def figure(self, indicator: str, zone: str = "") -> FigureFacts | None:
        """An indicator's figure of a zone, or of all zones together."""
        return self._by_key.get((indicator, zone))

    def is_base_in_part(self, indicator: str) -> bool:
        """Whether zones had figures a year before that were not added up for want of others."""
        total = self.figure(indicator)
        return total is not None and total.base is None and indicator in self._with_base

    @cached_property
    def left_within(self) -> tuple[ZoneFacts, ...]:
        """The zones that left in the span's year, by its end: what they traded is in the sums."""
        left = [one for one in self.zones if one.left_on and one.left_on.year == self.year]
        return tuple(left)

    @cached_property
    def running(self) -> tuple[ZoneFacts, ...]:
        """The zones in operation at the span's end."""
        found = [one for one in self.zones if one.is_operating and one.left_on is None]
        return tuple(one for one in found if one.code not in self.idle)

    @cached_property
    def idle(self) -> set[str]:
        """The zones to which no figure of the span applies: they had left before it."""
        told = {one.zone for one in self.figures if one.zone}
        return told - {one.zone for one in self.figures if one.state != "not_applicable"}

    @cached_property
    def _with_base(self) -> set[str]:
        return {one.indicator for one in self.figures if one.zone and one.base is not None}

    @cached_property
    def _by_key(self) -> dict[tuple[str, str], FigureFacts]:
        return {(one.indicator, one.zone): one for one in self.figures}
