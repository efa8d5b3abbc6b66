"""Codes in words: states of a figure, why there is no growth, where a season comes from."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from zones.badges import Badge
from zones.display import number

Words = dict[str, Callable[[], str]]

#: A figure's state: its words, and the kind and icon of its badge.
_STATES: dict[str, tuple[Callable[[], str], str, str]] = {
    "value": (lambda: _("value"), "quiet", "circle-check"),
    "zero": (lambda: _("zero"), "info", "circle-check"),
    "not_applicable": (lambda: _("not applicable"), "quiet", "minus"),
    "cannot_report": (lambda: _("cannot be reported"), "warn", "help-circle"),
    "reason_refused": (lambda: _("not reported: the reason was not accepted"), "bad", "circle-x"),
    "not_due": (lambda: _("not yet due"), "quiet", "clock"),
    "late": (lambda: _("late"), "warn", "clock"),
    "not_reported": (lambda: _("not reported"), "bad", "circle-x"),
    "no_base": (lambda: _("no full span last year to grow from"), "quiet", "minus"),
    "base_not_reported": (lambda: _("last year’s figure was never reported"), "bad", "circle-x"),
    "no_province_total": (
        lambda: _("the province's total is not published"),
        "quiet",
        "help-circle",
    ),
    "no_area": (lambda: _("its area is not known"), "quiet", "help-circle"),
}

_NO_GROWTH: Words = {
    "now_missing": lambda: _("no figure of this span"),
    "base_missing": lambda: _("no figure of the same span last year"),
    "base_incomplete": lambda: _("in operation for fewer quarters last year"),
    "zone_left": lambda: _("the zone left within this span"),
    "base_not_positive": lambda: _("last year’s figure is zero or below"),
    "now_negative": lambda: _("this span’s figure is below zero"),
    "in_points": lambda: _("moves in percentage points"),
}

_TARGET_REASONS: Words = {
    "base_missing": lambda: _("no base year: assessable once a yearly target is set"),
    "base_zero": lambda: _("the base year is zero: assessable once a yearly target is set"),
    "no_path_before_last_year": lambda: _("without a base year there is no path to the last year"),
    "last_year_only": lambda: _("binds in the last year only"),
    "out_of_force": lambda: _("not in force in this year"),
    "before_force": lambda: _("not yet in force"),
    "judged_at_year_end": lambda: _("judged at the year’s end"),
    "measured_by_due": lambda: _("the shortfall is measured by what is due"),
    "no_previous_target": lambda: _("no target of the year before to start from"),
    "no_floor": lambda: _("only a stretch is set"),
}


def state_words(state: str) -> str:
    """A figure's state in words."""
    return _STATES[state][0]() if state in _STATES else state


def state_badge(state: str, title: str = "") -> Badge:
    """The badge of a figure's state."""
    if state not in _STATES:
        return Badge("quiet", state)
    words, kind, icon = _STATES[state]
    return Badge(kind, words(), icon, title, list(_STATES).index(state))


def no_growth_words(note: str) -> str:
    """Why a figure has no growth; nothing where it has one."""
    return _NO_GROWTH[note]() if note in _NO_GROWTH else note


def reason_words(reason: str) -> str:
    """Why a target has the status that it has, where the status alone does not say."""
    if reason in _TARGET_REASONS:
        return _TARGET_REASONS[reason]()
    return state_words(reason) if reason else ""


def season_words(basis: str, years: str) -> str:
    """By whose season a flow is due within the year: "this zone’s own average of 2021 to 2022"."""
    found = years.split()
    span = {"first": found[0], "last": found[-1]} if found else {}
    if basis == "own":
        return _("paced by this zone’s own average of %(first)s to %(last)s") % span
    if basis == "all_zones":
        return _("paced by all zones’ average of %(first)s to %(last)s") % span
    if basis == "province":
        return _("paced by the province’s average of %(first)s to %(last)s") % span
    return _("paced evenly, a quarter of the year at a time") if basis == "even" else ""


def basis_words(basis: str) -> str:
    """Whether a yearly target was set by staff or follows from the policy's path."""
    words = {"set": _("set for the year"), "derived": _("derived from the policy’s path")}
    return words.get(basis, "")


def vintage_words(vintage: str) -> str:
    """Which of the province's totals a share rests on."""
    words = {
        "first_published": _("as first published"),
        "revised": _("as revised"),
        "implied": _("implied"),
    }
    return words.get(vintage, vintage)


def places_gained_words(gained: int) -> str:
    """A movement in rank: "up 2", "down 1", "no change"."""
    if gained == 0:
        return _("no change")
    text = number(abs(gained))
    return (
        _("up %(places)s") % {"places": text}
        if gained > 0
        else (_("down %(places)s") % {"places": text})
    )


def trimmed(text: str) -> str:
    """A printed number without decimals that say nothing: "135,776.0000" as "135,776"."""
    return text.rstrip("0").rstrip(".") if "." in text else text
