"""What an event of a zone's timeline is, and those that an assessment makes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zones.display import day, label, number
from zones.models import Zone

from ..findings import flag_finding
from ..models import Assessment, Figure, Flag, ZoneResult
from ..withdrawn import withdrawn_text
from ..wording import per_cent, period_name, with_unit
from .flagged import as_one
from .published import headline_indicator

#: The lanes from top to bottom: what the zone is, what it reports, how it is judged, what follows.
LANES = {
    "life": gettext_lazy("Steps of the zone"),
    "figure": gettext_lazy("Figures"),
    "revision": gettext_lazy("Revisions"),
    "rank": gettext_lazy("Ranks"),
    "class": gettext_lazy("National evaluation"),
    "flag": gettext_lazy("Flags"),
    "reply": gettext_lazy("Replies"),
    "case": gettext_lazy("Cases"),
    "project": gettext_lazy("Projects"),
    "innovation": gettext_lazy("Innovations"),
}
#: The states of what was published at some time.
EVER = (Assessment.State.PUBLISHED, Assessment.State.SUPERSEDED)


@dataclass(frozen=True)
class Event:
    """Something that happened to a zone, on a day or as far as its date is known."""

    on: date
    lane: str
    text: str
    href: str
    #: The date as far as it is known, where that is less than a day: 2018, 2018-11.
    known: str = ""
    is_warning: bool = False
    #: The place within a day, so that what leads to what stands in order.
    seq: int = 0

    @cached_property
    def lane_text(self) -> str:
        return str(LANES[self.lane])

    @property
    def lane_order(self) -> int:
        return list(LANES).index(self.lane)

    @property
    def on_text(self) -> str:
        return self.known or day(self.on)

    @property
    def order(self) -> tuple:
        return self.on, self.lane_order, self.seq


def on_day(at: datetime) -> date:
    """The day of a moment in the site's time zone."""
    return localdate(at)


def as_day(known: str) -> date:
    """The first day that a date known in part may be: 2018-11 is 1 November 2018."""
    parts = [*map(int, known.split("-")), 1, 1]
    return date(*parts[:3])


def judged_events(zone: Zone) -> Iterable[Event]:
    """The zone's headline figures and flags in force, and its ranks ever published; five queries.

    What was superseded was published all the same: its rank stands on its own day, marked so.
    """
    found = Assessment.objects.filter(state__in=EVER, published_at__isnull=False)
    ever = list(found.order_by("year", "quarter", "version"))
    published = [one for one in ever if one.state == Assessment.State.PUBLISHED]
    yield from _figures(zone, published)
    yield from _ranks(zone, ever)
    yield from _flags(zone, published)


def _figures(zone: Zone, published: Sequence[Assessment]) -> Iterable[Event]:
    """The headline figure of each half-year and year, at its end."""
    indicator = headline_indicator()
    rows = Figure.objects.filter(assessment__in=published, zone=zone, indicator=indicator)
    spans = {one.pk: one.span for one in published}
    for row in rows.order_by("assessment__year", "assessment__quarter"):
        if row.value is None or indicator is None:
            continue
        span = spans[row.assessment_id]
        words = {
            "name": label(indicator),
            "period": period_name(span),
            "value": with_unit(row.value, indicator),
            "growth": per_cent(row.growth, signed=True),
        }
        text = _("%(name)s of %(period)s: %(value)s") % words
        if row.growth is not None:
            text = _("%(name)s of %(period)s: %(value)s, growth %(growth)s") % words
        href = f"{_figure_address(zone, indicator.code)}?period={span}"
        yield Event(span.ends_on, "figure", text, href)


def _figure_address(zone: Zone, indicator: str) -> str:
    return f"{zone.get_absolute_url()}figures/{indicator}/"


def _ranks(zone: Zone, published: Sequence[Assessment]) -> Iterable[Event]:
    """The zone's place in each assessment, on the day of its publication; alone it has none."""
    rows = ZoneResult.objects.filter(assessment__in=published, rank__isnull=False)
    by_assessment: dict[int, list[ZoneResult]] = {}
    for row in rows.only("assessment", "zone", "rank", "is_tied", "rank_low", "rank_high", "score"):
        by_assessment.setdefault(row.assessment_id, []).append(row)
    for one in published:
        ranked = by_assessment.get(one.pk, [])
        own = next((row for row in ranked if row.zone_id == zone.pk), None)
        if own is None or len(ranked) < 2:
            continue
        words = {
            "period": period_name(one.span),
            "rank": f"{own.rank}=" if own.is_tied else own.rank,
            "count": len(ranked),
            "score": number(own.score, 2),
            "low": own.rank_low,
            "high": own.rank_high,
        }
        text = _("Place %(rank)s of %(count)s in %(period)s, %(score)s points") % words
        if own.rank_low is not None:
            text = (
                _(
                    "Place %(rank)s of %(count)s in %(period)s (%(low)s–%(high)s in 90%% of the"
                    " variants), %(score)s points"
                )
                % words
            )
        href = _at(zone, one)
        if one.state == Assessment.State.SUPERSEDED:
            told = {"text": text, "version": one.version}
            text = _("%(text)s (version %(version)s, superseded later)") % told
            href += f"&version={one.version}"
        yield Event(_published(one), "rank", text, f"{href}#score", seq=one.quarter)


def _flags(zone: Zone, published: Sequence[Assessment]) -> Iterable[Event]:
    """What rules found, on the day of publication; the withdrawn ones say so."""
    rows = Flag.objects.filter(assessment__in=published, zone=zone)
    rows = rows.select_related("target__indicator", "measure").order_by("id")
    by_pk = {one.pk: one for one in published}
    grouped: dict[int, list[Flag]] = {}
    for flag in rows:
        flag.zone, flag.assessment = zone, by_pk[flag.assessment_id]
        grouped.setdefault(flag.assessment_id, []).append(flag)
    for flag in [flag for flags in grouped.values() for flag in as_one(flags)]:
        one = flag.assessment
        is_raised = flag.state == Flag.State.RAISED
        words = {
            "flag": capfirst(str(flag.get_code_display())),
            "finding": flag_finding(flag),
            "withdrawn": withdrawn_text(flag),
        }
        text = _("%(flag)s: %(finding)s") % words
        if not is_raised:
            text = _("%(flag)s: %(finding)s (%(withdrawn)s)") % words
        href = f"{_at(zone, one)}#flags"
        yield Event(_published(one), "flag", text, href, is_warning=is_raised, seq=one.quarter)


def _published(one: Assessment) -> date:
    assert one.published_at is not None  # they are looked up so
    return on_day(one.published_at)


def _at(zone: Zone, one: Assessment) -> str:
    """The zone's page of that period."""
    return f"{zone.get_absolute_url()}?period={one.period}"
