"""Reads what a version of the scheme would change: periods judged twice, and nothing saved."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db.models import Max
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from indicators.models import Submission, Target
from indicators.periods import Period
from zones.display import label, number
from zones.models import Zone

from ..effects import effect_of
from ..models import Assessment, Scheme
from ..outcome import Outcome, Question, judge_period
from ..wording import period_name
from .effects import PeriodEffect
from .question import question
from .scheme_rules import scheme_in_force

#: How many assessed years a preview looks back.
YEARS = 3
#: A preview compares scores, ranks and flags; how sure each rank is costs time and is not shown.
VARIANTS = 1


@dataclass(frozen=True)
class PreviewRow:
    """A zone in a period: its score and rank now, and under the draft."""

    period: str
    period_order: tuple[int, int]
    zone: str
    zone_order: int
    rank: int | None
    rank_then: int | None
    score: Decimal | None
    score_text: str
    score_then: Decimal | None
    score_then_text: str
    moved: int | None


@dataclass(frozen=True)
class SchemePreview:
    """Every zone of the periods looked at, what would change, and both in sentences."""

    rows: tuple[PreviewRow, ...]
    effects: tuple[PeriodEffect, ...]
    sentences: tuple[str, ...]
    targets: tuple[Target, ...]


def scheme_preview(scheme: Scheme, at: datetime) -> SchemePreview:
    """The last assessed years and the period in progress under the draft beside those in force."""
    rows: list[PreviewRow] = []
    effects: list[PeriodEffect] = []
    sentences: list[str] = []
    zones = {zone.code: zone for zone in Zone.objects.filter(is_judged=True)}
    published = dict(
        Assessment.objects.filter(state=Assessment.State.PUBLISHED).values_list("period", "version")
    )
    for period in preview_periods():
        held = scheme_in_force(period.year)
        if held is None:
            continue
        now, then = (judge_period(_quick(period, one, at)) for one in (held, scheme))
        if not now.has_figures:
            continue
        found = _rows(period, now, then, zones, (held.decimals, scheme.decimals))
        effect = effect_of(now, then)
        rows += found
        effects.append(PeriodEffect(period, effect, published.get(str(period))))
        sentences.append(_sentence(period, found, effects[-1], is_provisional=now.is_provisional))
    if not effects:
        sentences.append(_("No period with figures is there to preview yet."))
    targets = tuple(Target.objects.select_related("indicator"))
    return SchemePreview(tuple(rows), tuple(effects), tuple(sentences), targets)


def preview_periods() -> list[Period]:
    """The last years with a published assessment, and the latest span handed in after them."""
    years = Assessment.objects.filter(kind="year", state=Assessment.State.PUBLISHED)
    last = list(years.order_by("-year").values_list("year", flat=True)[:YEARS])
    periods = [Period(year, 4, "year") for year in last]
    states = [Submission.State.SUBMITTED, Submission.State.VERIFIED]
    handed_in = Submission.objects.filter(state__in=states)
    year = handed_in.aggregate(last=Max("quarter__year"))["last"]
    if year is not None and year not in last:
        of_year = handed_in.filter(quarter__year=year)
        quarter = of_year.aggregate(last=Max("quarter__quarter"))["last"]
        kind = {2: "half", 4: "year"}.get(quarter, "quarter")
        periods.insert(0, Period(year, quarter, kind))
    return periods


def _quick(period: Period, scheme: Scheme, at: datetime) -> Question:
    """What the period is judged on now; how sure ranks are is left out."""
    asked = question(period, scheme, at=at, as_at=None)
    return replace(asked, rules=replace(asked.rules, variants=VARIANTS))


def _rows(
    period: Period,
    now: Outcome,
    then: Outcome,
    zones: dict[str, Zone],
    places: tuple[int, int],
) -> list[PreviewRow]:
    found = []
    for code, zone in zones.items():
        old, new = (_place(outcome, code) for outcome in (now, then))
        if old == new == (None, None):
            continue
        moved = None if old[1] is None or new[1] is None else old[1] - new[1]
        found.append(
            PreviewRow(
                period=capfirst(period_name(period)),
                period_order=(-period.year, period.quarter),
                zone=label(zone, "short"),
                zone_order=zone.order,
                rank=old[1],
                rank_then=new[1],
                score=old[0],
                score_text=number(old[0], places[0]),
                score_then=new[0],
                score_then_text=number(new[0], places[1]),
                moved=moved,
            )
        )
    return found


def _place(outcome: Outcome, zone: str) -> tuple[Decimal | None, int | None]:
    scores = outcome.board.scores
    if zone not in scores.index:
        return None, None
    row = scores.loc[zone]
    has_place = row["is_ranked"] and scores["is_ranked"].sum() > 1  # alone, nobody is compared
    return row["score"], int(row["rank"]) if has_place else None


def _sentence(
    period: Period, rows: Iterable[PreviewRow], found: PeriodEffect, *, is_provisional: bool
) -> str:
    rows = list(rows)
    come = sum(one.before is None for one in found.effect.flags)
    words = {
        "period": capfirst(period_name(period)),
        "ranked": sum(row.rank_then is not None for row in rows),
        "moved": sum(bool(row.moved) for row in rows),
        "come": come,
        "go": sum(one.after is None for one in found.effect.flags),
    }
    text = _(
        "%(period)s: %(moved)s of %(ranked)s ranked zones change places; flags that come:"
        " %(come)s, that go: %(go)s."
    )
    if is_provisional:
        text = _(
            "%(period)s (provisional): %(moved)s of %(ranked)s ranked zones change places; flags"
            " that come: %(come)s, that go: %(go)s."
        )
    return text % words
