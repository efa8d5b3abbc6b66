"""The method in words: yearly paths, what binds, progress, pace, projection and statuses."""

from django.utils.translation import gettext as _

from zones.display import DASH, number, percent

from .. import worked_examples
from ..badges import status_badge
from ..models import TargetResult
from ..wording import per_cent
from ..words import trimmed
from .parts import Example, Formula, Grid, Section, Text

Status = TargetResult.Status


def sections() -> list[Section]:
    """How a target is judged."""
    return [_paths(), _binding(), _progress(), _pace(), _projection(), _statuses()]


def _paths() -> Section:
    names = {
        "average_growth": (_("average growth: 10% a year"), _("T_{y} = B × (1 + g)^{y − base}")),
        "level": (_("level: 400 by the last year"), _("T_{y} = B × (L ÷ B)^{(y − base) ÷ n}")),
        "multiple": (_("multiple: twice the base"), _("as a level, with L = m × B")),
        "point_gain": (
            _("gain in percentage points: +3 by the last year"),
            _("T_{y} = B + p × (y − base) ÷ n"),
        ),
        "count_each_year": (_("count: 4 each year"), "T_{y} = n"),
    }
    rows = [
        (*names[one.rule], _short(one.base), *map(_short, one.values))
        for one in worked_examples.paths()
    ]
    rows.append((_("class on a list"), _("met in the last year, once its list is entered"), DASH))
    years = tuple(
        _("Year %(number)s") % {"number": number}
        for number, _year in enumerate(worked_examples.YEARS, start=1)
    )
    return Section(
        "paths",
        _("Yearly paths of the targets"),
        (
            Text(
                _(
                    "Every number of the policy is a target with a rule. T is what the rule asks"
                    " for in a year, B the figure of the base year, n the years between base and"
                    " last year. Several conditions must all hold: the most demanding counts."
                )
            ),
            Grid(
                (_("Rule"), _("Path"), _("Base year"), *years),
                tuple((*row, *[DASH] * (6 - len(row))) for row in rows),
                numeric=(2, 3, 4, 5),
            ),
            Text(
                _(
                    "A level runs in equal proportions where base and goal are above zero, else in"
                    " equal steps. A level beside a gain in points is asked for in the last year"
                    " only. Where a zone has no base year, growth, multiples and points are not"
                    " assessable until a yearly target is set; a level is judged in its last year."
                )
            ),
        ),
    )


def _short(value: float | None) -> str:
    return trimmed(number(value, 2))


def _binding() -> Section:
    return Section(
        "binding",
        _("Binding or indicative"),
        (
            Text(
                _(
                    "Consequences rest on binding targets only: a count for each year, a yearly"
                    " target set for the zone, and the last year of any rule. The path between is"
                    " indicative: it gives a status and reminders, nothing more."
                )
            ),
            Text(
                _(
                    "A goal for all zones together is not handed down to zones silently. A zone is"
                    " judged by it only in a year for which its own target is set, with a reason"
                    " and a day from which it is in force; earlier periods stay judged by the"
                    " target that was in force then."
                )
            ),
        ),
    )


def _progress() -> Section:
    found = worked_examples.progressed()
    words = {
        "ahead": percent(found.ahead),
        "down": percent(found.down),
        "behind": percent(found.behind_base),
        "completed": percent(found.completed),
    }
    return Section(
        "progress",
        _("Progress, gap and completion"),
        (
            Text(
                _(
                    "Progress says how much of the way from the base to the target is done; one"
                    " formula serves both directions. Below the base it is negative and shown so."
                    " Where the target equals the base there is no percentage. For a flow it is"
                    " computed at the year's end only."
                )
            ),
            Formula("p = (x − B) ÷ (T − B)"),
            Formula(_("gap = T − x;  completion = x ÷ T, where higher is better and T is above 0")),
            Example(
                (
                    _("350 on the way from 300 to 363: %(ahead)s done.") % words,
                    _("85 on the way from 100 down to 60: %(down)s done.") % words,
                    _("30 on the way from 40 up to 100: %(behind)s.") % words,
                    _("350 of 363 asked for: completion %(completed)s.") % words,
                )
            ),
        ),
    )


def _pace() -> Section:
    found = worked_examples.paced()
    words = {
        "first": percent(found.season.by_year[0][1], 0),
        "second": percent(found.season.by_year[1][1], 0),
        "share": percent(found.season.share(2), 0),
        "due": number(found.flow.due, 2),
        "shortfall": percent(found.flow.shortfall),
        "flow": status_badge(found.flow.status).text,
        "stock_due": number(found.stock.due, 2),
        "stock_shortfall": percent(found.stock.shortfall),
        "stock": status_badge(found.stock.status).text,
        "count": number(found.count_due),
    }
    return Section(
        "pace",
        _("Pace within the year"),
        (
            Text(
                _(
                    "A flow is due by its season: c is the mean share of the year that the zone had"
                    " reached by that quarter in its last full years, at most three and at least"
                    " two. With fewer years the season of all zones together counts, else that of"
                    " the province's trade, else a quarter of the year at a time; the page says"
                    " which. Years that the scheme excludes, with a reason, give no season. What is"
                    " due of a count is rounded down."
                )
            ),
            Formula(_("flow: due = c_{k} × T;  shortfall = (due − x) ÷ due")),
            Formula(
                _(
                    "stock: due = T_{y−1} + k ÷ 4 × (T_{y} − T_{y−1});"
                    "  shortfall = (due − x) ÷ |T_{y} − B|"
                )
            ),
            Formula(_("share: due = T_{y}")),
            Example(
                (
                    _("By June %(first)s and %(second)s of the two past years: c is %(share)s.")
                    % words,
                    _("Of 120 asked for, %(due)s are due; 45 are %(shortfall)s short: %(flow)s.")
                    % words,
                    _(
                        "A stock from 80 to 100, base 60: %(stock_due)s are due by June; 88 are"
                        " %(stock_shortfall)s short: %(stock)s."
                    )
                    % words,
                    _("Of 3 events in the year, %(count)s is due by June.") % words,
                )
            ),
        ),
    )


def _projection() -> Section:
    found = worked_examples.ahead()
    words = {
        "value": number(found.projection.value, 1),
        "low": number(found.projection.low, 1),
        "high": number(found.projection.high, 1),
        "slow": percent(max(row[1] for row in found.season.by_year), 0),
        "fast": percent(min(row[1] for row in found.season.by_year), 0),
        "needed": number(found.needed.per_quarter, 1),
        "growth": per_cent(found.needed.growth.value, signed=True),
    }
    verdict = (
        _("A year of 120 is out of reach: even the upper edge, %(high)s, misses it.")
        if found.is_120_missed
        else ""
    )
    within = "" if found.is_101_missed else _("A year of 101 is not: it lies within the band.")
    return Section(
        "projection",
        _("Projection, and what is still needed"),
        (
            Text(
                _(
                    "A flow is projected by its season, the same by which it is due, with a band"
                    " from the years of which the largest and the smallest part was done by this"
                    " quarter. Where no two past years give a season, the projection is linear and"
                    " has no band. What is still needed is stated a quarter, and as growth on the"
                    " same remaining quarters of last year; where these are missing, not complete,"
                    " or zero or below, no percentage is given."
                )
            ),
            Formula(_("projection = A_{k} ÷ c_{k};  needed = (T − A_{k}) ÷ (4 − k) a quarter")),
            Formula(_("band: A_{k} ÷ largest c_{k} to A_{k} ÷ smallest c_{k}")),
            Example(
                (
                    _("45 by June with c at 45%%: %(value)s in the year, %(low)s to %(high)s.")
                    % words,
                    _("The edges: 45 ÷ %(slow)s and 45 ÷ %(fast)s, the two past years.") % words,
                    _(
                        "For 120, %(needed)s a quarter are still needed, %(growth)s on the 55 of"
                        " last year's second half."
                    )
                    % words,
                    " ".join(filter(None, (verdict % words, within))),
                )
            ),
            Text(
                _(
                    "Not projected: a stock, which stands as last reported; a ratio and a share of"
                    " the province, which are judged as they stand; a flow with a quarter missing,"
                    " or of a zone that began within the span; a flow of which past years had"
                    " nothing by this quarter; and a year that is over, which is its own result."
                )
            ),
            Text(
                _(
                    "A reminder is raised where even the upper edge misses the yearly target (the"
                    " lower edge where lower is better) and the figure is behind its pace. It rests"
                    " on a band: a linear projection raises none. It never leads to a consequence."
                )
            ),
        ),
    )


def _statuses() -> Section:
    of_path = status_badge(Status.MET, is_binding=False)
    rows = (
        (Status.ON_TRACK, _("within the year: at least what is due")),
        (Status.BEHIND, _("within the year: short of what is due by no more than the tolerance")),
        (Status.OFF_TRACK, _("within the year: short by more than the tolerance, 5% by default")),
        (Status.MISSED, _("the year is over and a binding target is not met")),
        (Status.BELOW_PATH, _("the year is over and an indicative path is not met")),
        (Status.AWAITING, _("the national list of that year is not entered yet")),
        (Status.NO_DATA, _("not yet due, or it cannot be reported for an accepted reason")),
        (Status.LATE, _("the figure is past its due date")),
        (Status.NOT_REPORTED, _("the figure is past the lock: a binding target counts as not met")),
        (Status.NOT_APPLICABLE, _("the zone was not operating")),
        (Status.NOT_ASSESSABLE, _("there is nothing yet to judge it by, and the reason is given")),
        (Status.PROVINCE_NOT_PUBLISHED, _("the province's total is not published")),
    )
    return Section(
        "statuses",
        _("Statuses"),
        (
            Grid(
                (_("Status"), _("When")),
                (
                    (status_badge(Status.MET), _("the yearly target is reached")),
                    (of_path, _("an indicative path is reached, which is no target of that year")),
                    *((status_badge(status), text) for status, text in rows),
                ),
            ),
        ),
    )
