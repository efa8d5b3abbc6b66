"""Where a figure is heading, in words: the year projected, by whose season, what is still needed.

Everything is read from the stored columns of a projection; nothing is projected here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from indicators.models import Indicator
from zones.display import amount, is_chinese, label, measured, number, percent, unit

from .models import Figure, TargetResult
from .wording import listed, per_cent, with_unit
from .words import trimmed

#: Above this a count is printed whole; below, a decimal tells a half from nothing.
WHOLE_FROM = 100


@dataclass(frozen=True)
class Season:
    """Whose season a projection rests on: its basis, its years and those left out."""

    basis: str
    years: str
    left_out: str


def season_of(row: Figure | TargetResult) -> Season:
    """The season that a stored projection rests on."""
    return Season(row.projection_basis, row.projection_years, row.projection_left_out)


def is_projected(row: Figure | TargetResult) -> bool:
    """Whether a projection of a year under way is stored."""
    return row.projected is not None and row.projection_note != "year_over"


def estimated(value: float | None, indicator: Indicator) -> str:
    """An estimate without its unit: of few counts with a decimal, which a count never has."""
    if value is None or indicator.unit_kind == "money" or abs(value) >= WHOLE_FROM:
        return amount(value, indicator)
    return trimmed(number(value, max(indicator.decimals, 1)))


def told(value: float | None, indicator: Indicator) -> str:
    """The same within a sentence: with its unit, but what English counts it has named."""
    if value is None or indicator.unit_kind == "money":
        return with_unit(value, indicator)
    text = estimated(value, indicator)
    return measured(text, unit(indicator)) if is_chinese() else text


def band(
    low: float | None, high: float | None, indicator: Indicator, *, is_told: bool = False
) -> str:
    """The band of a projection: "90.00–112.50", "from 90.00", nothing without one.

    Told in an English sentence both its edges have their scale.
    """
    has_units = is_told and not is_chinese()
    say = told if has_units else estimated
    words = {"low": say(low, indicator), "high": say(high, indicator)}
    if low is not None and high is not None:
        if has_units:
            return _("from %(low)s to %(high)s") % words
        return _("%(low)s–%(high)s") % words
    if low is not None:
        return _("from %(low)s, no upper edge") % words
    return _("up to %(high)s, no lower edge") % words if high is not None else ""


def band_of(row: Figure | TargetResult, indicator: Indicator, *, is_told: bool = False) -> str:
    """The band of a stored projection; why there is none where it is linear."""
    found = band(row.projected_low, row.projected_high, indicator, is_told=is_told)
    return found or (_("linear, no band") if is_projected(row) else "")


def season_text(season: Season) -> str:
    """Whose season a projection rests on, and which years are left out of it."""
    years = season.years.split()
    words = {"first": years[0], "last": years[-1]} if years else {}
    text = {
        "own": lambda: _("by its own season of %(first)s to %(last)s") % words,
        "all_zones": lambda: (
            _("by the season of all zones together in %(first)s to %(last)s") % words
        ),
        "province": lambda: (
            _("by the season of the province’s trade in %(first)s to %(last)s") % words
        ),
        "linear": lambda: _("linear, for want of two past years that give a season"),
    }.get(season.basis)
    if text is None:
        return ""
    if not season.left_out:
        return text()
    out = {"text": text(), "years": listed(season.left_out.split())}
    return _("%(text)s, %(years)s left out") % out


_NOT_PROJECTED = {
    "": lambda: _("no projection was kept with this assessment"),
    "year_over": lambda: _("the year is over: nothing is projected"),
    "no_figure": lambda: _("not projected: there is no complete figure so far"),
    "part_of_span": lambda: _("not projected: in operation for a part of the span only"),
    "nothing_by_then": lambda: _("not projected: past years had nothing by this quarter"),
    "stock": lambda: _("not projected: a stock stands as last reported"),
    "ratio": lambda: _("not projected: a ratio is judged as it stands"),
    "share": lambda: _("not projected: a share is judged as it stands"),
    "grade": lambda: _("not projected: a class is published once a year"),
}


_SHORTLY = {
    "part_of_span": lambda: _("part of the span"),
    "nothing_by_then": lambda: _("past years: none by now"),
    "stock": lambda: _("a stock"),
    "ratio": lambda: _("a ratio"),
    "share": lambda: _("a share"),
    "grade": lambda: _("a class"),
}


def shortly_not_projected(row: Figure | TargetResult) -> str:
    """The same in two words for a cell, where the row itself does not say it already."""
    if is_projected(row) or row.projection_note not in _SHORTLY:
        return ""
    return _SHORTLY[row.projection_note]()


def not_projected_text(note: str) -> str:
    """Why there is no projection, as a fragment; nothing where there is one."""
    return _NOT_PROJECTED[note]() if note in _NOT_PROJECTED else ""


def why_not_projected(row: Figure | TargetResult) -> str:
    """Why a stored row has no projection; nothing where it has one."""
    return "" if is_projected(row) else not_projected_text(row.projection_note)


def against_target(value: float, target: float, indicator: Indicator) -> str:
    """How a projected year stands to its target, as a fragment."""
    apart = abs(value - target)
    words = {
        "target": with_unit(target, indicator),
        "apart": percent(apart / target) if target > 0 else told(apart, indicator),
    }
    if value >= target:
        return _("%(apart)s above the %(target)s due in the year") % words
    return _("%(apart)s short of the %(target)s due in the year") % words


@dataclass(frozen=True)
class Need:
    """What a target still needs in each remaining quarter."""

    how: str
    per_quarter: float | None
    growth: float | None
    growth_note: str
    rest: float | None


def need_of(result: TargetResult) -> Need:
    """What a stored result still needs."""
    return Need(
        result.needed_how,
        result.needed,
        result.needed_growth,
        result.needed_growth_note,
        result.rest_last_year,
    )


_NEEDED = {
    "at_least": lambda: _("still needed: %(needed)s a quarter"),
    "beyond": lambda: _("still needed: more than %(needed)s a quarter"),
    "at_most": lambda: _("%(needed)s a quarter may still be added"),
    "less_than": lambda: _("less than %(needed)s a quarter may still be added"),
    "reached": lambda: _("what is due in the year is reached already"),
    "exceeded": lambda: _("what is allowed in the year is exceeded already"),
}
_NO_BASE = {
    "base_missing": lambda: _("no growth: last year’s remaining quarters are not there"),
    "base_incomplete": lambda: _("no growth: in operation for fewer quarters last year"),
    "base_not_positive": lambda: _(
        "no growth: last year’s remaining quarters come to zero or less"
    ),
}


def needed_text(need: Need, indicator: Indicator) -> str:
    """What is still needed, with its growth on last year's rest, as a fragment; or nothing."""
    if need.how not in _NEEDED:
        return ""
    text = _NEEDED[need.how]() % {"needed": told(need.per_quarter, indicator)}
    growth = needed_growth_text(need, indicator)
    return _("%(needed)s, %(growth)s") % {"needed": text, "growth": growth} if growth else text


def needed_growth_text(need: Need, indicator: Indicator) -> str:
    """What is still needed as growth on last year's rest, or why that cannot be said."""
    if need.per_quarter is None or need.how == "reached":
        return ""
    if need.growth is None:
        return _NO_BASE[need.growth_note]() if need.growth_note in _NO_BASE else ""
    words = {"by": per_cent(abs(need.growth)), "rest": told(need.rest, indicator)}
    if need.growth < 0:
        return _("down %(by)s on the same quarters of last year (%(rest)s)") % words
    return _("up %(by)s on the same quarters of last year (%(rest)s)") % words


def projection_sentence(result: TargetResult) -> str:
    """Where a target's figure is heading and what is still needed; or why nothing is projected."""
    indicator = result.target.indicator
    if indicator is None or not is_projected(result):
        parts = [not_projected_text(result.projection_note)]
    else:
        parts = [_heading_for(result, indicator)]
    if indicator is not None:
        parts.append(needed_text(need_of(result), indicator))
    return _sentence(parts)


def figure_sentence(figure: Figure) -> str:
    """Where a figure without a target is heading, or why nothing is projected."""
    if not is_projected(figure):
        return _sentence([not_projected_text(figure.projection_note)])
    words = {"name": label(figure.indicator), "year": _year(figure, figure.indicator)}
    return _sentence([_("%(name)s: %(year)s") % words])


def no_projection_sentence(note: str) -> str:
    """Why nothing is projected, as a sentence."""
    return _sentence([not_projected_text(note)])


def _sentence(parts: list[str]) -> str:
    told = [part for part in parts if part]
    if not told:
        return ""
    text = told[0]
    for part in told[1:]:
        text = _("%(first)s; %(second)s") % {"first": text, "second": part}
    return _("%(finding)s.") % {"finding": capfirst(text)}


def _year(row: Figure | TargetResult, indicator: Indicator) -> str:
    """The projected year with its band and season."""
    words = {
        "value": told(row.projected, indicator),
        "band": band(row.projected_low, row.projected_high, indicator, is_told=True),
        "season": season_text(season_of(row)),
    }
    if words["band"]:
        return _("projected year-end %(value)s (%(band)s), %(season)s") % words
    return _("projected year-end %(value)s, %(season)s") % words


def _heading_for(result: TargetResult, indicator: Indicator) -> str:
    text = _year(result, indicator)
    if result.value is None or result.projected is None:
        return text
    apart = against_target(result.projected, float(result.value), indicator)
    return _("%(projected)s: %(apart)s") % {"projected": text, "apart": apart}


def out_of_reach(details: Mapping, indicator: Indicator, direction: int) -> dict[str, str]:
    """The words of a flag on a year that even the better edge of its projection misses."""
    years = " ".join(map(str, details["season_years"]))
    edge = details["high"] if direction == 1 else details["low"]
    need = Need(
        details["how"],
        details["needed"],
        details["needed_growth"],
        details["needed_growth_note"],
        details["rest"],
    )
    return {
        "projected": told(details["projected"], indicator),
        "edge": told(edge, indicator),
        "season": season_text(Season(details["season"], years, "")),
        "needed": needed_text(need, indicator),
    }
