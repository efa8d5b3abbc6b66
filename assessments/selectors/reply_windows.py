"""Reads the windows of an assessment: which counts, which were cancelled, which was before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from zones.models import Zone

from ..models import Assessment, ReplyWindow, ReplyWindowMove, ShownFinding

State = ReplyWindow.State


@dataclass(frozen=True)
class Windows:
    """The windows that the record of an assessment tells of.

    ``counts`` is the one that stands or stood when it was published, failing that the last one that
    was cancelled: what was said in it is said. ``before`` is the window of an earlier version,
    where this one had none that was open to its end.
    """

    counts: ReplyWindow | None
    cancelled: tuple[ReplyWindow, ...]  # all of its own, the earliest first
    before: ReplyWindow | None

    @property
    def aside(self) -> list[ReplyWindow]:
        """The cancelled ones beside the one that counts."""
        return [one for one in self.cancelled if one != self.counts]


def windows_of(assessment: Assessment) -> Windows:
    """The windows of an assessment with their moves, and the one before; a handful of queries."""
    own = _own(assessment)
    cancelled = tuple(one for one in own if one.state == State.CANCELLED)
    counts = _counting(own)
    is_heard = counts is not None and counts.state != State.CANCELLED
    return Windows(counts, cancelled, None if is_heard else window_before(assessment))


def window_of(assessment: Assessment) -> ReplyWindow | None:
    """The window whose replies count; the last cancelled one where no other is. Two queries."""
    return _counting(_own(assessment))


def _own(assessment: Assessment) -> list[ReplyWindow]:
    rows = ReplyWindow.objects.filter(assessment=assessment).prefetch_related("moves")
    own = list(rows.select_related("opened_by").order_by("number"))
    for one in own:
        one.assessment = assessment
    return own


def _counting(own: Sequence[ReplyWindow]) -> ReplyWindow | None:
    heard = [one for one in own if one.state != State.CANCELLED]
    return next(reversed(heard or own), None)


def window_before(assessment: Assessment) -> ReplyWindow | None:
    """The last window of a version that was published before this one; at most three queries.

    One that was cancelled counts where something was said in it and no other was open to its end.
    """
    rows = ReplyWindow.objects.filter(
        period=assessment.period,
        assessment__version__lt=assessment.version,
        assessment__published_at__isnull=False,
    )
    rows = rows.select_related("assessment").prefetch_related("moves")
    rows = rows.order_by("-assessment__version", "-number")
    heard = rows.filter(state=State.PUBLISHED).first()
    said = rows.filter(state=State.CANCELLED, shown__replies__isnull=False).first()
    if heard and said and said.assessment.version > heard.assessment.version:
        return said
    return heard or said


def shown_before(
    assessment: Assessment, zone: Zone | None = None
) -> dict[tuple[int, str], ShownFinding]:
    """By zone and digest what was last replied to of the versions published before; one query.

    Nothing, and no query, for a first version.
    """
    if assessment.version == 1:
        return {}
    before = ShownFinding.objects.filter(
        window__period=assessment.period,
        window__assessment__version__lt=assessment.version,
        window__assessment__published_at__isnull=False,
    )
    return _last_replied_to(before, zone)


def shown_aside(
    window: ReplyWindow | None, zone: Zone | None = None
) -> dict[tuple[int, str], ShownFinding]:
    """The same of the windows of this very version that were cancelled before; one query.

    Nothing, and no query, for a first window.
    """
    if window is None or window.number == 1:
        return {}
    aside = ShownFinding.objects.filter(
        window__assessment=window.assessment_id,
        window__number__lt=window.number,
        window__state=State.CANCELLED,
    )
    return _last_replied_to(aside, zone)


def _last_replied_to(
    shown: QuerySet[ShownFinding], zone: Zone | None
) -> dict[tuple[int, str], ShownFinding]:
    """By zone and digest the last of these with a reply, of one zone or of all; one query."""
    rows = shown.filter(replies__isnull=False)
    if zone is not None:
        rows = rows.filter(zone=zone)
    rows = rows.select_related("window__assessment", "zone__city", "target__indicator", "measure")
    rows = rows.distinct().order_by("window__assessment__version", "window__number", "pk")
    return {(one.zone_id, one.digest): one for one in rows}


def is_cancelled(window: ReplyWindow | None) -> bool:
    """Whether the window was cancelled before anything was published."""
    return window is not None and window.state == State.CANCELLED


def cancelling(window: ReplyWindow) -> ReplyWindowMove:
    """When and why a cancelled window was cancelled; no query where its moves were read."""
    return next(one for one in window.moves.all() if one.act == ReplyWindowMove.Act.CANCELLED)
