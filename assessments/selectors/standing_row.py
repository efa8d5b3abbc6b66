"""A zone's row in the ranking, worded as it is printed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from indicators.models import Indicator
from zones.badges import Badge
from zones.colours import ZoneStyle, zone_style
from zones.display import DASH, amount, label, number, percent

from ..badges import flag_badge, flag_kind
from ..findings import flag_finding
from ..models import Assessment, Figure, Flag, FlagRule, RankCertainty, ZoneResult
from ..rank_words import Sureness, board_reason, interval_text, sureness
from ..wording import per_cent, period_name
from ..words import no_growth_words, places_gained_words, state_words
from .exits import exited_text
from .zone_score import figure_href

#: The order in which a zone's flags are shown: what leads furthest first.
URGENCY = list(FlagRule.Consequence)


@dataclass(frozen=True)
class Ranking:
    """What the rows of a ranking have in common.

    ``query`` is put behind the links to the zones, so that they open the same assessment.
    """

    assessment: Assessment
    indicator: Indicator | None
    certainty: RankCertainty | None
    ranked: int
    query: str


@dataclass(frozen=True)
class StandingRow:
    """A zone's row in the ranking. A zone without a rank says why it has none.

    What it says is worded where it is printed: a page shows 25 rows, however many are ranked.
    """

    board: Ranking
    result: ZoneResult
    figure: Figure | None
    found: tuple[Flag, ...]

    @property
    def zone_id(self) -> int:
        return self.result.zone_id

    @property
    def city_id(self) -> int:
        return self.result.zone.city_id

    @property
    def code(self) -> str:
        return self.result.zone.code

    @property
    def place(self) -> tuple[float | None, float | None]:
        """The zone's longitude and latitude in degrees, as far as they are known."""
        zone = self.result.zone
        east, north = zone.longitude, zone.latitude
        return (
            None if east is None else float(east),
            None if north is None else float(north),
        )

    @cached_property
    def name(self) -> str:
        return label(self.result.zone, "short")

    @property
    def full_name(self) -> str:
        return label(self.result.zone)

    @property
    def city(self) -> str:
        return label(self.result.zone.city)

    @cached_property
    def href(self) -> str:
        return self.result.zone.get_absolute_url() + self.board.query

    @property
    def figure_href(self) -> str | None:
        """Where the figure's history is, quarter by quarter; None where it has none."""
        board = self.board
        if self.figure is None or board.indicator is None:
            return None
        return figure_href(self.result.zone, board.indicator, board.assessment.span)

    @property
    def standing(self) -> str:
        return self.result.standing

    @property
    def reason(self) -> str:
        return board_reason(self.result)

    @property
    def rank(self) -> int | None:
        return self.result.rank

    @property
    def rank_text(self) -> str:
        return rank_text(self.result)

    @property
    def interval_text(self) -> str:
        return interval_text(self.result)

    @cached_property
    def sure(self) -> Sureness:
        return sureness(self.result, self.board.certainty)

    @property
    def movement(self) -> int | None:
        return self.result.movement

    @property
    def movement_text(self) -> str:
        return movement_text(self.result)

    @property
    def movement_title(self) -> str:
        return movement_title(self.result, self.board.assessment, self.board.ranked)

    @property
    def score(self) -> Decimal | None:
        return self.result.score

    @property
    def score_text(self) -> str:
        return number(self.result.score, self.board.assessment.scheme.decimals)

    @property
    def coverage(self) -> Decimal | None:
        return self.result.coverage

    @property
    def coverage_text(self) -> str:
        return percent(self.result.coverage)

    @property
    def trade(self) -> Decimal | None:
        return self.figure.value if self.figure else None

    @property
    def trade_text(self) -> str:
        return amount(self.trade, self.board.indicator) if self.board.indicator else DASH

    @property
    def growth(self) -> float | None:
        return self.figure.growth if self.figure else None

    @property
    def growth_text(self) -> str:
        return per_cent(self.growth, signed=True)

    @property
    def growth_title(self) -> str:
        return _growth_title(self.figure)

    @property
    def share(self) -> float | None:
        return self.figure.share if self.figure else None

    @property
    def share_text(self) -> str:
        return per_cent(self.share, 2)

    @cached_property
    def flags(self) -> tuple[Badge, ...]:
        return tuple(_flag_badges(self.found))

    @cached_property
    def flag_kinds(self) -> frozenset[str]:
        """The kinds of the badges of its flags."""
        return frozenset(map(flag_kind, self.found))

    @property
    def flag_count(self) -> int | None:
        return sum(1 for flag in self.found if flag.state == Flag.State.RAISED) or None

    @property
    def style(self) -> ZoneStyle:
        return zone_style(self.result.zone.order)

    @property
    def left(self) -> str:
        """On which day the zone left, where it did since or before."""
        left_on = self.result.zone.left_on
        return exited_text(left_on) if left_on else ""

    @property
    def is_running(self) -> bool:
        return self.standing not in (ZoneResult.Standing.NOT_OPERATING, ZoneResult.Standing.LEFT)


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


def _growth_title(figure: Figure | None) -> str:
    if figure is None or figure.growth is not None:
        return ""
    if figure.value is None:
        return state_words(figure.state)
    return no_growth_words(figure.growth_note)


def _flag_badges(flags: Iterable[Flag]) -> Iterable[Badge]:
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
