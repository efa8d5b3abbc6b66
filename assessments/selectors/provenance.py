"""Reads the versions of a zone's figure, as far as a person may see them.

A version is public once a published assessment has rested on it, and stays so when it is
superseded. Everything else of a zone is open to those alone who may see its collection.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from indicators.models import Indicator, Observation, Submission
from indicators.periods import Quarter
from zones.access import Person
from zones.models import Zone

from ..models import Assessment

State = Submission.State
ONCE_PUBLISHED = (Assessment.State.PUBLISHED, Assessment.State.SUPERSEDED)


@dataclass(frozen=True)
class Run:
    """When a published assessment took its figures, and the last quarter that it covers."""

    at: datetime
    covers: Quarter


@dataclass(frozen=True)
class Version:
    """A version of a zone's quarter with its one figure, if it has one."""

    submission: Submission
    observation: Observation | None
    is_public: bool

    @property
    def number(self) -> int:
        return self.submission.version

    def was_in_force(self, at: datetime) -> bool:
        """Whether it was verified and not superseded at a moment."""
        verified, gone = self.submission.verified_at, self.submission.superseded_at
        return verified is not None and verified <= at and (gone is None or gone > at)


@dataclass(frozen=True)
class History:
    """The visible versions of a quarter, first to last, and the one that counts."""

    quarter: Quarter
    versions: tuple[Version, ...]
    current: Version | None

    @property
    def earlier(self) -> tuple[Version, ...]:
        """The visible versions up to the one that counts, that one included."""
        if self.current is None:
            return ()
        return tuple(one for one in self.versions if one.number <= self.current.number)

    @property
    def pending(self) -> tuple[Version, ...]:
        """Versions that are not in force yet: drafts, returned, submitted for review."""
        after = self.current.number if self.current else 0
        return tuple(one for one in self.versions if one.number > after)

    @property
    def origin(self) -> Version | None:
        """The version in which the figure that counts was entered, or was last changed."""
        found = None
        for one in reversed(self.earlier):
            if found is not None and not same_figure(one, found):
                break
            found = one
        return found

    def in_force(self, at: datetime) -> Version | None:
        """The version that counted at a moment."""
        return next((one for one in self.versions if one.was_in_force(at)), None)


def published_runs() -> list[Run]:
    """When each assessment that is or was published took its figures; one query."""
    rows = Assessment.objects.filter(state__in=ONCE_PUBLISHED)
    return [
        Run(at, Quarter(year, quarter))
        for at, year, quarter in rows.values_list("run_at", "year", "quarter")
    ]


def last_public_quarter(runs: Iterable[Run]) -> Quarter | None:
    """The last quarter that a published assessment covers; None before the first."""
    return max((run.covers for run in runs), default=None)


def histories(
    zone: Zone,
    indicator: Indicator,
    quarters: Sequence[Quarter],
    who: Person,
    runs: Sequence[Run],
) -> dict[Quarter, History]:
    """Each quarter's visible versions of one figure, in three queries."""
    submissions = (
        Submission.objects.filter(zone=zone, quarter__year__gte=quarters[0].year)
        .select_related("quarter", "created_by", "submitted_by", "reviewed_by")
        .prefetch_related("created_by__groups", "submitted_by__groups", "reviewed_by__groups")
        .order_by("version")
    )
    observations = {
        one.submission_id: one
        for one in Observation.objects.filter(
            indicator=indicator,
            submission__zone=zone,
            submission__quarter__year__gte=quarters[0].year,
        )
    }
    sees_all = who.may_see_collection_of(zone)
    seen: dict[Quarter, list[Version]] = {quarter: [] for quarter in quarters}
    for submission in submissions:
        quarter = submission.quarter.code
        one = Version(
            submission, observations.get(submission.pk), is_public(submission, quarter, runs)
        )
        if quarter in seen and (sees_all or one.is_public):
            seen[quarter].append(one)
    return {
        quarter: History(quarter, tuple(versions), _current(versions))
        for quarter, versions in seen.items()
    }


def is_public(submission: Submission, quarter: Quarter, runs: Iterable[Run]) -> bool:
    """Whether a published assessment covered the quarter while this version was in force."""
    verified, gone = submission.verified_at, submission.superseded_at
    return verified is not None and any(
        quarter <= run.covers and verified <= run.at and (gone is None or gone > run.at)
        for run in runs
    )


def _current(versions: Sequence[Version]) -> Version | None:
    """The version that counts: the verified one, else the last once verified, else a submitted."""
    order = (State.VERIFIED, State.SUPERSEDED, State.SUBMITTED)
    for state in order:
        found = [one for one in versions if one.submission.state == state]
        if found:
            return found[-1]
    return None


def same_figure(one: Version | None, other: Version | None) -> bool:
    """Whether both versions state the same; one that is not there states nothing."""
    return _stated(one) == _stated(other)


def _stated(version: Version | None) -> tuple | None:
    found = version.observation if version else None
    if found is None:
        return None
    return found.state, found.value, found.reason, found.is_reason_refused
