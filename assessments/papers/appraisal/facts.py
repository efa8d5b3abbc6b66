"""What the extract for leadership appraisal rests on: a published year, told by city."""

from dataclasses import dataclass
from functools import cached_property

from ..bulletin.facts import IndicatorFacts, TargetFacts, ZoneFacts
from ..words import NONE, Words


@dataclass(frozen=True)
class CityFacts:
    """A city with the codes of its zones, in their order."""

    code: str
    name: Words
    zones: tuple[str, ...]


@dataclass(frozen=True)
class AimFacts:
    """How a yearly target stands for a zone of a city, or for the city itself."""

    city: str
    target: TargetFacts
    #: A binding yearly target that is not met, or that nothing was reported of.
    is_missed: bool


@dataclass(frozen=True)
class FoundFacts:
    """What a rule found about a zone, what the zone replied, and what it was answered."""

    zone: str
    rule: Words
    finding: Words
    consequence: Words
    measure: int | None
    state: Words
    is_withdrawn: bool = False
    #: Agreed or disputed; without a stance `silence` says that it was asked, or need not be, and
    #: `unasked` why no zone was.
    stance: Words = NONE
    is_disputed: bool = False
    reason: str = ""
    silence: Words = NONE
    unasked: Words = NONE
    outcome: Words = NONE
    answer: str = ""


@dataclass(frozen=True)
class CaseFacts:
    """How a case of a zone stands on the day that the extract is made."""

    zone: str
    year: int
    track: Words
    state: Words
    rests_on: tuple[tuple[Words, int], ...]
    opened: str
    due: str
    last: Words
    is_over: bool


@dataclass(frozen=True)
class AppraisalFacts:
    """Everything that the extract prints. `day`: that of which the state of cases is."""

    year: int
    province: Words
    policy: Words
    clause: int | None
    clause_title: Words
    version: int
    period: str
    assessed_at: str
    published_at: str
    digest: str
    scheme: Words
    decimals: int
    day: str
    is_demonstration: bool
    is_superseded: bool
    #: How many zones are ranked in the whole province.
    ranked: int
    sure: Words
    heard: Words
    cities: tuple[CityFacts, ...] = ()
    zones: tuple[ZoneFacts, ...] = ()
    aims: tuple[AimFacts, ...] = ()
    found: tuple[FoundFacts, ...] = ()
    cases: tuple[CaseFacts, ...] = ()
    indicators: tuple[IndicatorFacts, ...] = ()
    #: The city that it is narrowed down to.
    only: str = ""

    @cached_property
    def zone(self) -> dict[str, ZoneFacts]:
        """The zones by their codes."""
        return {one.code: one for one in self.zones}

    @cached_property
    def city_of(self) -> dict[str, CityFacts]:
        """Each zone's city by the zone's code."""
        return {code: city for city in self.cities for code in city.zones}
