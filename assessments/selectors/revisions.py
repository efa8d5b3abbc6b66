"""Reads what was revised in verified figures: before, after, why, who, when, and what followed.

A revision is a version of a zone's quarter after its first one. Whoever sees nothing unpublished is
told of published versions alone, each against the published one before it; those who see a zone's
collection are told of verified versions, and those who enter its figures also of the open one. The
day of a revision is for everybody the one on which it was verified: what is assessed from then on
rests on it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from django.db.models import F
from django.urls import reverse

from indicators.badges import stage_badge
from indicators.models import Indicator, Observation, Submission
from indicators.periods import Quarter
from indicators.selectors.collection import state_of
from indicators.units import CANONICAL_MONEY
from indicators.wording import unit_of_entry
from zones.access import Person
from zones.badges import Badge, Link
from zones.display import DASH, label, moment, number
from zones.models import Zone
from zones.people import named_for

from ..words import trimmed
from .rank_effects import Judged, judged_periods, rank_effects

State = Submission.State
#: What is compared of a figure; a remark beside it is no revision.
COMPARED = ("state", "value", "is_reason_refused")


@dataclass(frozen=True)
class RevisionRow:
    """One figure that a version changed."""

    zone: str
    zone_order: int
    zone_code: str
    zone_href: str
    quarter: str
    quarter_order: tuple[int, int]
    indicator: str
    indicator_code: str
    indicator_order: int
    history: str
    old: Decimal | None
    old_text: str
    new: Decimal | None
    new_text: str
    unit: str
    version: int
    state: Badge
    reason: str
    who: str
    when: str
    at: datetime
    effects: tuple[Link, ...]


@dataclass(frozen=True)
class _Step:
    """A version that took the place of another: when it did, and since when it is told of."""

    before: Submission
    after: Submission
    at: datetime
    told_at: datetime


def revisions(
    who: Person | None,
    since: datetime | None = None,
    until: datetime | None = None,
    zone: Zone | None = None,
) -> list[RevisionRow]:
    """The figures revised after ``since`` and up to ``until``, the latest first; of every zone or
    one.

    Without a person as everybody is told of them: as a bulletin prints them, which tells of what
    was published after ``since``. As many queries for many zones as for few.
    """
    steps = [
        step
        for step in _steps(who, zone)
        if (since is None or step.told_at > since) and (until is None or step.told_at <= until)
    ]
    figures = _figures(steps)
    judged = judged_periods({step.after.zone_id for step in steps}) if steps else []
    indicators = list(Indicator.objects.all()) if steps else []
    rows = [
        _row(step, indicator, old, new, who, judged)
        for step in steps
        for indicator in indicators
        for old, new in [(_of(figures, one, indicator) for one in (step.before, step.after))]
        if _compared(old) != _compared(new)
    ]
    return sorted(rows, key=lambda row: row.at, reverse=True)


def _steps(who: Person | None, zone: Zone | None) -> list[_Step]:
    """Each visible version with the visible one before it; one query.

    From the few later versions, which an index holds, to all those of their quarters.
    """
    revised = Submission.objects.filter(
        zone__submissions__version__gt=1, zone__submissions__quarter=F("quarter")
    )
    if zone is not None:
        revised = revised.filter(zone=zone)
    versions = (
        Submission.objects.filter(pk__in=revised.values("pk"))
        .select_related("zone", "quarter", "created_by", "submitted_by")
        .prefetch_related("created_by__groups", "submitted_by__groups")
        .order_by("zone__order", "quarter__year", "quarter__quarter", "version")
    )
    found: dict[tuple[int, int], list[Submission]] = defaultdict(list)
    for one in versions:
        if _is_visible(one, who):
            found[one.zone_id, one.quarter_id].append(one)
    return [
        _Step(before, after, _took_effect(after), _told(after, who))
        for visible in found.values()
        for before, after in pairwise(visible)
    ]


def _is_visible(one: Submission, who: Person | None) -> bool:
    """Whether a person is told of a version at all."""
    if one.published_at is not None:
        return True
    if who is None:
        return False
    if one.is_open:
        return who.may_enter(one.zone)
    return who.may_see_collection_of(one.zone)


def _took_effect(one: Submission) -> datetime:
    """When a version took the place of the one before; of an open one, when it was last saved."""
    return one.verified_at or one.saved_at


def _told(one: Submission, who: Person | None) -> datetime:
    """Since when a version is told of: a bulletin prints what was published since the last one."""
    return one.published_at if who is None and one.published_at else _took_effect(one)


def _figures(steps: Iterable[_Step]) -> Mapping[tuple[int, int], Observation]:
    """The figures of these versions, by version and indicator; one query."""
    wanted = {one.pk for step in steps for one in (step.before, step.after)}
    rows = Observation.objects.filter(submission__in=wanted).order_by() if wanted else ()
    return {(one.submission_id, one.indicator_id): one for one in rows}


def _of(
    figures: Mapping[tuple[int, int], Observation], one: Submission, indicator: Indicator
) -> Observation | None:
    return figures.get((one.pk, indicator.pk))


def _compared(found: Observation | None) -> tuple | None:
    return None if found is None else tuple(getattr(found, name) for name in COMPARED)


def _bare(found: Observation | None) -> str:
    """A figure as stored without its unit, or the state it is in; "—" where there is none."""
    if found is None:
        return DASH
    if found.value is None:
        return str(found.get_state_display())
    return trimmed(number(found.value, 4))


def _row(
    step: _Step,
    indicator: Indicator,
    old: Observation | None,
    new: Observation | None,
    who: Person | None,
    judged: Sequence[Judged],
) -> RevisionRow:
    after, zone, quarter = step.after, step.after.zone, step.after.quarter.code
    return RevisionRow(
        zone=label(zone, "short"),
        zone_order=zone.order,
        zone_code=zone.code,
        zone_href=_zone_address(zone, quarter, after.version, who),
        quarter=str(quarter),
        quarter_order=(quarter.year, quarter.quarter),
        indicator=label(indicator),
        indicator_code=indicator.code,
        indicator_order=indicator.order,
        history=_history_address(zone, quarter, indicator, who),
        old=old.value if old else None,
        old_text=_bare(old),
        new=new.value if new else None,
        new_text=_bare(new),
        unit=unit_of_entry(CANONICAL_MONEY, indicator),
        version=after.version,
        state=stage_badge("revision" if after.state == State.DRAFT else state_of(after)),
        reason=label(after, "revision_reason"),
        who=named_for(who, after.submitted_by or after.created_by),
        when=moment(after.verified_at) if after.verified_at else DASH,
        at=step.at,
        effects=rank_effects(zone.pk, quarter, after.verified_at, judged),
    )


def _sees_collection(zone: Zone, who: Person | None) -> bool:
    return who is not None and who.may_see_collection_of(zone)


def _zone_address(zone: Zone, quarter: Quarter, version: int, who: Person | None) -> str:
    """The version on the page of the collection, for those whom it is open to, else the zone."""
    if not _sees_collection(zone, who):
        return reverse("zone", args=[zone.code])
    return f"{reverse('collect_zone', args=[str(quarter), zone.code])}#v{version}"


def _history_address(zone: Zone, quarter: Quarter, indicator: Indicator, who: Person | None) -> str:
    """The history of the cell, for those whom it is open to, else the page of the figure."""
    if not _sees_collection(zone, who):
        return reverse("figure", args=[zone.code, indicator.code])
    return reverse("cell_history", args=[str(quarter), zone.code, indicator.code])
