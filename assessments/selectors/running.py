"""Reads how the periods stand that are not published yet: what came, and whether they were run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.text import capfirst

from indicators.models import ReportingQuarter, Submission
from indicators.periods import Period, Quarter, parse_period
from indicators.selectors.reports import reports_until
from zones.access import Person
from zones.display import moment

from ..gap_sentences import came_sentence
from ..models import Assessment
from ..wording import period_name

State = Assessment.State
#: How many quarters without a published result are named.
MOST_QUARTERS = 4


@dataclass(frozen=True)
class Running:
    """A period under way: what came of it, where its board is, and whether that is of today."""

    period: str
    code: str
    came: str
    has_reports: bool
    now_href: str
    run_text: str
    run_href: str
    is_outdated: bool


@dataclass(frozen=True)
class Draft:
    """A period's latest open assessment: its run, its board, and whether figures came since."""

    run_text: str = ""
    run_href: str = ""
    is_outdated: bool = False


NO_DRAFT = Draft()


def drafts_under_way(published: Assessment | None) -> dict[str, Draft]:
    """The draft, or none, of each period after what was published last, the latest first.

    Whether it is outdated is all that a verification changes of what is under way: what was handed
    in had come before it. Three queries at most.
    """
    ends = _ends(published)
    drafts = _drafts(ends) if ends else {}
    changed = _changed(ends) if drafts else {}
    found = dict.fromkeys((str(_span(end)) for end in ends), NO_DRAFT)
    for period, draft in drafts.items():
        end = draft.span.last_quarter
        its = (at for quarter, at in changed.items() if _is_within(quarter, end))
        found[period] = Draft(
            run_text=moment(draft.run_at),
            run_href=f"{reverse('overview')}?period={period}v{draft.version}",
            is_outdated=any(at > draft.run_at for at in its),
        )
    return found


def running_periods(who: Person, at: datetime, drafts: Mapping[str, Draft]) -> list[Running]:
    """What came of the periods under way and of their drafts (`drafts_under_way`); for insiders.

    The number of queries depends neither on the zones nor on the periods.
    """
    if not (drafts and who.may_see_unpublished):
        return []
    spans = [parse_period(code) for code in drafts]
    reports = reports_until([span.last_quarter for span in spans], at)
    found = []
    for span in spans:
        came, draft = reports[span.last_quarter], drafts[str(span)]
        found.append(
            Running(
                period=capfirst(period_name(span)),
                code=str(span),
                came=came_sentence(came),
                has_reports=came.came > 0,
                now_href=reverse("assessment_now", args=[str(span)]),
                run_text=draft.run_text,
                run_href=draft.run_href,
                is_outdated=draft.is_outdated,
            )
        )
    return found


def _ends(published: Assessment | None) -> list[Quarter]:
    """The last quarters opened after the published period, the latest first."""
    after = published.span.last_quarter if published else None
    rows = ReportingQuarter.objects.order_by("-year", "-quarter").values_list("year", "quarter")
    quarters = [Quarter(*row) for row in rows[:MOST_QUARTERS]]
    return [one for one in quarters if after is None or one > after]


def _span(end: Quarter) -> Period:
    """The span from 1 January to a quarter's end: the half-year or year where there is one."""
    kind = {2: "half", 4: "year"}.get(end.quarter, "quarter")
    return Period(end.year, end.quarter, kind)


def _is_within(quarter: Quarter, end: Quarter) -> bool:
    return quarter.year == end.year and quarter <= end


def _drafts(ends: Sequence[Quarter]) -> dict[str, Assessment]:
    """The open assessment of each period, the latest version; one query."""
    codes = [str(_span(end)) for end in ends]
    found = Assessment.objects.filter(period__in=codes, state__in=Assessment.OPEN)
    return {one.period: one for one in found.order_by("version")}


def _changed(ends: Iterable[Quarter]) -> dict[Quarter, datetime]:
    """When figures of each quarter were last handed in or verified; one query."""
    rows = Submission.objects.filter(
        quarter__year__in={end.year for end in ends}, submitted_at__isnull=False
    ).order_by()
    latest = Max(Greatest(F("submitted_at"), Coalesce(F("verified_at"), F("submitted_at"))))
    found = rows.values_list("quarter__year", "quarter__quarter").annotate(latest=latest)
    return {Quarter(year, quarter): at for year, quarter, at in found}
