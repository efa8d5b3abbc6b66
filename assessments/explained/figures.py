"""The method in words: units, spans, the states of a figure, growth and shares."""

from django.utils.translation import gettext as _

from zones.display import number

from .. import worked_examples
from ..wording import per_cent, points
from ..words import state_badge, vintage_words
from .parts import Example, Formula, Grid, Section, Text


def sections() -> list[Section]:
    """How figures are kept and compared."""
    return [_units(), _spans(), _growth(), _share()]


def _units() -> Section:
    found = worked_examples.units()
    words = {"yi": number(found.yi), "dollars": number(found.dollars)}
    return Section(
        "units",
        _("Units"),
        (
            Text(
                _(
                    "Money is entered in CNY 10,000, CNY 100 m, yuan or US dollars. It is kept as"
                    " entered and stored in CNY 10,000 with four decimals; pages show CNY 100 m"
                    " with two. Dollars are converted at the rate stated for the quarter."
                )
            ),
            Formula(
                _(
                    "1 × CNY 100 m = 10,000 × CNY 10,000;  "
                    "amount in CNY 10,000 = amount in 10,000 US dollars × rate of the quarter"
                )
            ),
            Example(
                (
                    _("157 × CNY 100 m is stored as %(yi)s × CNY 10,000.") % words,
                    _(
                        "1,000 × 10,000 US dollars at 7.1 yuan a dollar are stored as"
                        " %(dollars)s × CNY 10,000."
                    )
                    % words,
                )
            ),
        ),
    )


def _spans() -> Section:
    return Section(
        "spans",
        _("Spans and the states of a figure"),
        (
            Text(
                _(
                    "Figures are kept for single quarters and judged from 1 January: a half-year to"
                    " 30 June, a year to 31 December. The state of a quarter is provisional only."
                )
            ),
            Text(
                _(
                    "A flow (trade, projects) is the sum of its quarters, a stock (enterprises) its"
                    " last value, a ratio the ratio of the sums and never a mean of ratios."
                    " Matchmaking events are counted once a city and shown on each of its zones."
                )
            ),
            Text(_("A figure is in one of these states, and none of them turns into another:")),
            Grid((_("State"), _("Means"), _("In the judgement")), tuple(_states())),
        ),
    )


def _states():
    yield state_badge("value"), _("a number was reported"), _("judged")
    yield state_badge("zero"), _("nothing happened, and that was reported"), _("judged as 0")
    yield (
        state_badge("not_applicable"),
        _("the zone was not operating"),
        _("leaves the weights, no status"),
    )
    yield (
        state_badge("cannot_report"),
        _("a reason was given, and accepted at review"),
        _("leaves the weights, no status"),
    )
    yield (
        state_badge("not_due"),
        _("the due date has not passed"),
        _("a gap; the assessment stays provisional"),
    )
    yield (
        state_badge("late"),
        _("past the due date, before the lock"),
        _("a gap; the assessment stays provisional"),
    )
    yield (
        state_badge("not_reported"),
        _("past the lock, or the reason was refused"),
        _("earns nothing and is no coverage; a binding target counts as not met"),
    )


def _growth() -> Section:
    grown, two_years = worked_examples.grown()
    words = {
        "growth": per_cent(grown.value, signed=True),
        "two_years": per_cent(two_years.value, signed=True),
    }
    return Section(
        "growth",
        _("Growth"),
        (
            Text(
                _(
                    "Growth compares with the same span last year. Where last year's figure is"
                    " missing, zero or below, or the zone operated for fewer quarters, there is no"
                    " percentage, and the page says why. After an unusual year the two-year average"
                    " stands beside it."
                )
            ),
            Formula(_("growth = (x − b) ÷ b × 100%")),
            Formula(_("two-year average = ((x ÷ b_{two years ago})^{1/2} − 1) × 100%")),
            Example(
                (
                    _("150 after 120 last year: %(growth)s.") % words,
                    _("144 after 100 two years ago: %(two_years)s a year on average.") % words,
                )
            ),
        ),
    )


def _share() -> Section:
    found = worked_examples.shares()
    words = {
        "whole": number(found.whole_then.value, 1),
        "vintage": vintage_words(found.whole_then.vintage),
        "then": per_cent(found.then, 2),
        "now": per_cent(found.now, 2),
        "points": points(found.points, signed=True),
    }
    return Section(
        "share",
        _("Share of the province"),
        (
            Text(
                _(
                    "A share is taken from 1 January over from 1 January, and moves in percentage"
                    " points, never in per cent. The province's total counts as first published,"
                    " else as revised, else as implied, and the word stands beside it: totals of"
                    " different vintages are never mixed. Over an implied total there is a status"
                    " but no consequence; while no total is published there is no status."
                )
            ),
            Formula(_("share = trade of the zones ÷ trade of the province × 100%")),
            Example(
                (
                    _("240.00 of %(whole)s (CNY 100 m, %(vintage)s) is %(then)s.") % words,
                    _("520.00 of 6,500.00 (CNY 100 m) later on is %(now)s, %(points)s on before.")
                    % words,
                )
            ),
        ),
    )
