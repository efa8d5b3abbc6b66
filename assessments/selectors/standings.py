"""Reads how the zones of an assessment stand: the rows of the ranking."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from indicators.models import Indicator
from zones.badges import Badge
from zones.colours import ZoneStyle, zone_style
from zones.display import DASH, amount, label, number, percent

from ..badges import flag_badge
from ..findings import flag_finding
from ..models import Assessment, Figure, Flag, FlagRule, RankCertainty, ZoneResult
from ..rank_words import Sureness, board_reason, sureness
from ..wording import per_cent, period_name
from ..words import no_growth_words, places_gained_words, state_words
from .exits import exited_text

#: The order in which a zone's flags are shown: what leads furthest first.
URGENCY = list(FlagRule.Consequence)


@dataclass(frozen=True)
class StandingRow:
    """A zone's row in the ranking. A zone without a rank says why it has none."""

    zone_id: int
    city_id: int
    code: str
    name: str
    full_name: str
    city: str
    href: str
    standing: str
    reason: str
    rank: int | None
    rank_text: str
    sure: Sureness
    movement: int | None
    movement_text: str
    movement_title: str
    movement_note: str
    score: Decimal | None
    score_text: str
    coverage: Decimal | None
    coverage_text: str
    trade: Decimal | None
    trade_text: str
    growth: float | None
    growth_text: str
    growth_title: str
    share: float | None
    share_text: str
    flags: tuple[Badge, ...]
    flag_count: int | None
    style: ZoneStyle
    left: str = ""  # on which day the zone left, where it did since or before

    @property
    def is_running(self) -> bool:
        return self.standing not in (ZoneResult.Standing.NOT_OPERATING, ZoneResult.Standing.LEFT)


def zone_results(assessment: Assessment) -> list[ZoneResult]:
    """Every zone's result, ranked zones first, none ranked alone; for reading; one query."""
    found = assessment.results.select_related("zone__city")
    return without_lone_rank(list(found.order_by(*ZoneResult._meta.ordering, "zone_id")))


def without_lone_rank(results: list[ZoneResult]) -> list[ZoneResult]:
    """The results; a zone ranked alone has no place to show, for nobody is compared with it.

    The rows are for reading, and must not be saved.
    """
    ranked = [one for one in results if one.rank is not None]
    if len(ranked) == 1:
        (one,) = ranked
        one.rank = one.previous_rank = None
        one.rank_low = one.rank_high = one.rank_median = one.p_last = one.p_bottom = None
        one.common_rank = one.common_previous_rank = one.common_count = None
        one.is_tied = False
    return results


def certainty_of(assessment: Assessment | None) -> RankCertainty | None:
    """How sure the ranks of an assessment are; None where that was not asked yet. One query."""
    return RankCertainty.objects.filter(assessment=assessment).first() if assessment else None


def standing_rows(
    assessment: Assessment,
    results: Iterable[ZoneResult],
    indicator: Indicator | None,
    flags: Iterable[Flag],
    query: str,
    certainty: RankCertainty | None,
) -> list[StandingRow]:
    """The rows of the ranking; one query for the zones' figures of the headline indicator.

    ``query`` is put behind the links to the zones, so that they open the same assessment.
    """
    results = list(results)
    ranked = sum(1 for result in results if result.rank is not None)
    figures = {figure.zone_id: figure for figure in _figures(assessment, indicator)}
    by_zone: dict[int, list[Flag]] = defaultdict(list)
    for flag in flags:
        by_zone[flag.zone_id].append(flag)
    return [
        _row(
            assessment,
            result,
            indicator,
            figures.get(result.zone_id),
            by_zone[result.zone_id],
            ranked,
            query,
            certainty,
        )
        for result in results
    ]


def _figures(assessment: Assessment, indicator: Indicator | None) -> Iterable[Figure]:
    if indicator is None:
        return ()
    return assessment.figures.filter(indicator=indicator, zone__isnull=False).order_by()


def _row(
    assessment: Assessment,
    result: ZoneResult,
    indicator: Indicator | None,
    figure: Figure | None,
    flags: list[Flag],
    ranked: int,
    query: str,
    certainty: RankCertainty | None,
) -> StandingRow:
    zone = result.zone
    value, growth = (figure.value, figure.growth) if figure else (None, None)
    share = figure.share if figure else None
    return StandingRow(
        zone_id=zone.pk,
        city_id=zone.city_id,
        code=zone.code,
        name=label(zone, "short"),
        full_name=label(zone),
        city=label(zone.city),
        href=zone.get_absolute_url() + query,
        standing=result.standing,
        reason=board_reason(result),
        rank=result.rank,
        rank_text=rank_text(result),
        sure=sureness(result, certainty),
        movement=result.movement,
        movement_text=movement_text(result),
        movement_title=movement_title(result, assessment, ranked),
        movement_note=movement_note(result),
        score=result.score,
        score_text=number(result.score, assessment.scheme.decimals),
        coverage=result.coverage,
        coverage_text=percent(result.coverage),
        trade=value,
        trade_text=amount(value, indicator) if indicator else DASH,
        growth=growth,
        growth_text=per_cent(growth, signed=True),
        growth_title=_growth_title(figure),
        share=share,
        share_text=per_cent(share, 2),
        flags=tuple(_flag_badges(flags)),
        left=exited_text(zone.left_on) if zone.left_on else "",
        flag_count=sum(1 for flag in flags if flag.state == Flag.State.RAISED) or None,
        style=zone_style(zone.order),
    )


def rank_text(result: ZoneResult) -> str:
    """The rank as printed: 2= where it is shared, "—" where there is none."""
    if result.rank is None:
        return DASH
    return f"{result.rank}=" if result.is_tied else str(result.rank)


def movement_text(result: ZoneResult) -> str:
    """The places gained or lost in words; "—" without an earlier rank to compare with."""
    if result.movement is not None:
        return places_gained_words(result.movement)
    is_new = result.rank is not None and result.previous_count is not None
    return _("newly ranked") if is_new else DASH


def movement_title(result: ZoneResult, assessment: Assessment, ranked: int) -> str:
    """Among how many zones the movement is counted, and what it is as published."""
    before = period_name(assessment.span.year_before())
    if result.rank is None:
        return ""
    if result.movement is None:
        return _("not ranked in %(period)s") % {"period": before}
    words = {
        "count": result.common_count,
        "period": before,
        "common_before": result.common_previous_rank,
        "common_rank": result.common_rank,
        "before": result.previous_rank,
        "rank": result.rank,
        "all_before": result.previous_count,
        "all": ranked,
    }
    return (
        _(
            "against %(period)s, among the %(count)s zones ranked in both: place %(common_before)s,"
            " now %(common_rank)s; as published: %(before)s of %(all_before)s, now %(rank)s of"
            " %(all)s"
        )
        % words
    )


def movement_note(result: ZoneResult) -> str:
    """Among how many zones the movement is counted, in short; empty without a movement."""
    if result.movement is None:
        return ""
    return _("among %(count)s") % {"count": result.common_count}


def _growth_title(figure: Figure | None) -> str:
    if figure is None or figure.growth is not None:
        return ""
    if figure.value is None:
        return state_words(figure.state)
    return no_growth_words(figure.growth_note)


def _flag_badges(flags: list[Flag]) -> Iterable[Badge]:
    """One badge for each kind of flag with their number; the findings as its explanation."""
    kinds: Mapping[tuple[str, str], list[Flag]] = defaultdict(list)
    for flag in sorted(flags, key=_urgency):
        kinds[flag.code, flag.state].append(flag)
    for (_code, state), found in kinds.items():
        one = flag_badge(found[0])
        text = one.text
        if state == Flag.State.WITHDRAWN:
            text = _("withdrawn: %(flag)s") % {"flag": text}
        if len(found) > 1:
            text = f"{text} ×{len(found)}"
        title = "\n".join(map(flag_finding, found))
        yield Badge(one.kind, text, one.icon, title, one.order)


def _urgency(flag: Flag) -> tuple[bool, int]:
    return flag.state == Flag.State.WITHDRAWN, URGENCY.index(flag.consequence)
