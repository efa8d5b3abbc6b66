"""The method in words: goalposts, weights, gaps, the first year, rounding, movement, points."""

from django.utils.translation import gettext as _

from zones.display import day, number, percent

from .. import worked_examples
from .parts import Example, Formula, Grid, Section, Text


def sections() -> list[Section]:
    """How a score and a rank are made."""
    return [_score(), _coverage(), _first_year(), _rounding(), _movement(), _contributions()]


def _score() -> Section:
    found = worked_examples.achieved()
    words = {code: number(value, 1) for code, value in found.items()}
    complete = worked_examples.scored()["complete"]
    words |= {"total": number(complete.score, 2)}
    return Section(
        "score",
        _("The score"),
        (
            Text(
                _(
                    "A criterion is an indicator's level, its growth or its share of the province."
                    " Between two goalposts L and U, declared beforehand for a whole year, it earns"
                    " 0 to 100. Goalposts never come from the zones present: one zone more or less"
                    " leaves every other score alone. For a flow's level in a half-year both"
                    " goalposts are halved."
                )
            ),
            Formula(
                _("achieved = (x − L) ÷ (U − L) × 100, at least 0 and at most the scheme's cap")
            ),
            Example(
                (
                    _("A share of 3%% between 0 and 5%%: %(share)s.") % words,
                    _("A growth of −5%% between 0 and 70%%: %(growth)s.") % words,
                    _("30 by mid-year between 0 and 100 a year, so 0 and 50: %(level)s.") % words,
                    _("40 between 0 and 100 where lower is better: %(lower)s.") % words,
                )
            ),
            Text(
                _(
                    "Criteria are averaged by weight inside their theme, and themes into the score."
                    " Weights add up to 100 among siblings."
                )
            ),
            Formula(_("score = Σ weight × achieved ÷ Σ weight, theme by theme")),
            Example(
                (
                    _(
                        "Theme A weighs 60 with two equal criteria at 60 and 50, theme B weighs 40"
                        " at 80: (60 × 55 + 40 × 80) ÷ 100 = %(total)s."
                    )
                    % words,
                )
            ),
        ),
    )


def _coverage() -> Section:
    titles = {
        "complete": _("50 is reported"),
        "excused": _("not applicable, or an accepted reason"),
        "late": _("late"),
        "withheld": _("not reported"),
    }
    rows = tuple(
        (
            titles[case],
            number(one.score, 2),
            percent(one.coverage, 0),
            _("ranked") if one.is_ranked else _("not ranked"),
        )
        for case, one in worked_examples.scored().items()
    )
    return Section(
        "coverage",
        _("Gaps and coverage"),
        (
            Text(
                _(
                    "A score is made of what is present: a branch without figures drops out, and"
                    " its siblings share its weight. A missing figure is never taken as zero. What"
                    " does not apply, and what cannot be reported for an accepted reason, leaves"
                    " the weights. What was not reported after the lock stays in the weights and"
                    " earns nothing, so that leaving out a bad figure never pays."
                )
            ),
            Formula(_("coverage = weight of the criteria present ÷ weight of those that apply")),
            Text(
                _(
                    "A zone is ranked at or above the scheme's minimum coverage, 80% by default."
                    " The example above, with the second criterion of theme A in four states:"
                )
            ),
            Grid(
                (_("Second criterion"), _("Score"), _("Coverage"), _("Standing")),
                rows,
                numeric=(1, 2),
            ),
        ),
    )


def _first_year() -> Section:
    known, by_month = worked_examples.grace()
    words = {"known": day(known), "by_month": day(by_month)}
    return Section(
        "first-year",
        _("The first year"),
        (
            Text(
                _(
                    "A zone is ranked in a period if the months of the scheme, twelve by default,"
                    " are complete since its acceptance on the period's first day. Before that it"
                    " is shown with its score and not ranked. Where the acceptance date is not"
                    " known, the months count from the first reported quarter, and the page says"
                    " so. A date known to the month or year counts from its last day."
                )
            ),
            Text(
                _(
                    "A zone that left by the end of a period is shown with the figures of the"
                    " quarters that it reported, and neither scored nor ranked. The quarters after"
                    " that of its exit do not apply, nor do the targets of the year; no growth is"
                    " stated of it, and nothing follows but that a quarter it owed came late."
                )
            ),
            Example(
                (
                    _("Accepted on 2018-12-20: complete on %(known)s, ranked from 2020.") % words,
                    _("Accepted in 2019-06: complete on %(by_month)s, ranked from 2021.") % words,
                )
            ),
        ),
    )


def _rounding() -> Section:
    score, places = worked_examples.rounded()
    ranks = [f"{one}=" if places.count(one) > 1 else str(one) for one in places]
    words = {"printed": number(score, 2), "ranks": _(", ").join(ranks)}
    return Section(
        "rounding",
        _("Rounding and ties"),
        (
            Text(
                _(
                    "A score is rounded once, half up, to the decimals that are printed, and ranks"
                    " are taken from what is printed. Equal scores share a rank, and the next one"
                    " is left out."
                )
            ),
            Example(
                (
                    _("61.295 is printed as %(printed)s.") % words,
                    _("70.10, 65.30, 65.30 and 60.00 rank %(ranks)s.") % words,
                )
            ),
        ),
    )


def _movement() -> Section:
    found = worked_examples.moved()
    words = {
        "before": found.before,
        "now": found.now,
        "count": found.count,
        "published_before": found.published_before,
        "count_before": found.count_before,
        "published_now": found.published_now,
        "count_now": found.count_now,
    }
    return Section(
        "movement",
        _("Movement"),
        (
            Text(
                _(
                    "A movement in rank compares with the same span a year earlier, over the zones"
                    " ranked in both periods; the places as published stand beside it, each with"
                    " its number of zones."
                )
            ),
            Example(
                (
                    _(
                        "Last year a 70, b 65, c 60; this year a 60, b 66, c 61, and d 68 for the"
                        " first time."
                    ),
                    _(
                        "a moves from place %(before)s to %(now)s of %(count)s; as published from"
                        " %(published_before)s of %(count_before)s to %(published_now)s of"
                        " %(count_now)s."
                    )
                    % words,
                )
            ),
        ),
    )


def _contributions() -> Section:
    parts = [number(part, 2) for part in worked_examples.contributed()]
    return Section(
        "contributions",
        _("Contributions"),
        (
            Text(
                _(
                    "What each criterion adds to a score is rounded so that the parts add up to the"
                    " printed score exactly: the hundredths left over go to the largest remainders."
                    " Under the geometric mean parts do not add up, and the components' own scores"
                    " are shown instead."
                )
            ),
            Example(
                (
                    _("Three equal criteria at 50: %(parts)s = 50.00.")
                    % {"parts": " + ".join(parts)},
                )
            ),
        ),
    )
