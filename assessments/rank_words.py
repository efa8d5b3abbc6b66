"""How sure a rank is, in words: its interval, pairs that cannot be told apart, what was drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zones.display import is_chinese, label, number, percent
from zones.models import Zone

from .certainty import is_robust
from .models import Flag, RankCertainty, ZoneResult
from .variants import ARITHMETIC, GEOMETRIC, STANDARD
from .wording import listed

#: How many pairs a sentence names before it counts the rest.
MOST_PAIRS = 3

METHODS = {
    ARITHMETIC: lambda: _("arithmetic mean between the goalposts"),
    GEOMETRIC: lambda: _("geometric mean between the goalposts"),
    STANDARD: lambda: _("arithmetic mean against the reference"),
}


def standing_text(result: ZoneResult) -> str:
    """Why a zone has no place on the board; nothing where it has one."""
    if result.rank is not None:
        return ""
    if result.standing == ZoneResult.Standing.RANKED:
        return _("scored alone, not ranked: there is no other zone to compare with")
    return str(result.get_standing_display())


def board_reason(result: ZoneResult) -> str:
    """The same beside a zone's name, and that one which had left is there again."""
    reason = standing_text(result)
    if not is_taken_back(result):
        return reason
    return _("%(reason)s; taken back since") % {"reason": reason}


def is_taken_back(result: ZoneResult) -> bool:
    """Whether the zone had left by the period's end, and was taken back since."""
    return result.standing == ZoneResult.Standing.LEFT and result.zone.left_on is None


@dataclass(frozen=True)
class Sureness:
    """How sure a rank is, as a table or a chart shows it; empty where that is not known."""

    interval: str
    title: str
    low: int | None
    high: int | None
    median: float | None
    median_text: str
    last_text: str


def sureness(result: ZoneResult, certainty: RankCertainty | None) -> Sureness:
    """How sure a zone's rank is."""
    return Sureness(
        interval=interval_text(result),
        title=rank_sentence(result, certainty),
        low=result.rank_low,
        high=result.rank_high,
        median=result.rank_median,
        median_text=median_text(result),
        last_text=percent(result.p_last),
    )


def interval_text(result: ZoneResult) -> str:
    """Where the rank lies in 90 % of the variants: "2–3"; nothing where that is not known."""
    if result.rank_low is None:
        return ""
    return f"{result.rank_low}–{result.rank_high}"


def median_text(result: ZoneResult) -> str:
    """The median of the variants' ranks, with a half only where it has one."""
    median = result.rank_median
    return "" if median is None else number(median, 0 if median == int(median) else 1)


def rank_sentence(result: ZoneResult, certainty: RankCertainty | None) -> str:
    """The rank, where it lies in 90 % of the variants, and how often it is last."""
    if certainty is None or result.rank_low is None or result.rank is None:
        return ""
    words = {
        "rank": result.rank,
        "low": result.rank_low,
        "high": result.rank_high,
        "median": median_text(result),
    }
    if result.rank_low != result.rank_high:
        text = _("Place %(rank)s; between %(low)s and %(high)s in 90%% of the variants") % words
    elif result.rank_low == result.rank:
        text = _("Place %(rank)s; the same place in 90%% of the variants") % words
    else:
        text = _("Place %(rank)s; place %(low)s in 90%% of the variants") % words
    return _("%(text)s (median %(median)s)%(last)s.") % {
        "text": text,
        "median": words["median"],
        "last": _last(result, certainty),
    }


def _last(result: ZoneResult, certainty: RankCertainty) -> str:
    """How often the zone is last, and among the last; nothing where it never is."""
    text = ""
    if result.p_last:
        text += _("; last in %(share)s of them") % {"share": percent(result.p_last)}
    if certainty.bottom > 1 and result.p_bottom:
        words = {"count": certainty.bottom, "share": percent(result.p_bottom)}
        text += _("; among the last %(count)s in %(share)s") % words
    return text


def close_to(zone: Zone, certainty: RankCertainty | None, zones: Mapping[str, Zone]) -> str:
    """The zones that this one cannot be told apart from, and its chance to be ahead of each."""
    if certainty is None:
        return ""
    found = []
    for above, below, chance in certainty.pairs:
        if zone.code in (above, below):
            other = below if zone.code == above else above
            ahead = chance if zone.code == above else 1 - chance
            words = {"zone": label(zones[other], "short"), "chance": percent(ahead)}
            found.append(_("%(zone)s (chance to be ahead %(chance)s)") % words)
    if not found:
        return ""
    return _("It cannot be told apart from %(zones)s.") % {"zones": listed(found)}


def pairs_sentence(certainty: RankCertainty | None, zones: Mapping[str, Zone]) -> str:
    """Which ranks cannot be told apart; nothing where that is not known, or nobody is compared."""
    if certainty is None or len(zones) < 2:
        return ""
    pairs = certainty.pairs
    if not pairs:
        if certainty.has_all_pairs:
            return _("Every two ranked zones can be told apart.")
        return _("All neighbours in rank can be told apart.")
    # A single pair left over is named: that is no longer than counting it.
    shown = pairs if len(pairs) == MOST_PAIRS + 1 else pairs[:MOST_PAIRS]
    text = _("; ").join(
        _("%(first)s and %(second)s")
        % {"first": label(zones[above], "short"), "second": label(zones[below], "short")}
        for above, below, _chance in shown
    )
    if len(pairs) > len(shown):
        more = {"pairs": text, "count": len(pairs) - len(shown)}
        text = _("%(pairs)s; and %(count)s more") % more
    return _("Cannot be told apart: %(pairs)s.") % {"pairs": text}


def board_sentence(
    results: Sequence[ZoneResult], certainty: RankCertainty | None, zones: Mapping[str, Zone]
) -> str:
    """How many ranks hold in 90 % of the variants, and which cannot be told apart."""
    known = [result for result in results if result.rank_low is not None]
    if certainty is None or not known:
        return ""
    words = {
        "count": len(known),
        "held": sum(one.rank_low == one.rank_high == one.rank for one in known),
    }
    text = _("%(held)s of %(count)s ranks hold in 90%% of the variants.")
    if not words["held"]:
        text = _("No rank holds in 90%% of the variants.")
    return text % words + ("" if is_chinese() else " ") + pairs_sentence(certainty, zones)


def drawn_text(certainty: RankCertainty) -> str:
    """What was drawn: how many variants from which seed, by which methods, what was left out."""
    methods, left_out = certainty.drawn["methods"], certainty.drawn["left_out"]
    words = {
        "variants": number(certainty.variants),
        "seed": certainty.seed,
        "left_out": number(sum(left_out.values())),
    }
    counted = [
        _("%(method)s %(count)s") % {"method": name(), "count": number(methods[code])}
        for code, name in METHODS.items()  # PostgreSQL orders keys its own way
        if code in methods
    ]
    lines = [
        _(
            "%(variants)s variants (seed %(seed)s): every weight moved by up to 25%%, one criterion"
            " left out in %(left_out)s of them."
        )
        % words,
        _("Methods drawn: %(methods)s.") % {"methods": _(", ").join(counted)},
    ]
    if STANDARD not in methods:
        lines.append(
            _("Not every criterion of the scheme has a reference: no variant measures by one.")
        )
    return ("" if is_chinese() else " ").join(lines)


def robustness_text(share: float | None) -> str:
    """In how many variants a fall remains, and that it is not robust below 90 %."""
    if share is None:
        return ""
    words = {"share": percent(share)}
    if is_robust(share):
        return _("; it remains in %(share)s of the variants") % words
    return _("; not robust: it remains in %(share)s of the variants only") % words


def is_flag_robust(flag: Flag) -> bool:
    """Whether a flag does not rest on a rank, or on one that holds."""
    return is_robust(flag.details.get("robustness"))
