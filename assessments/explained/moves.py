"""The method in words: why a zone moved, what it would take, as at a date, provisional boards."""

from django.utils.translation import gettext as _

from zones.display import number

from .. import worked_moves
from ..models import MovePart
from .parts import Example, Formula, Grid, Section, Text

POINTS, PLACES = 2, 2


def sections() -> list[Section]:
    """How a movement is explained, and how a board stands on a date or before it is complete."""
    return [_why(), _takes(), _as_at(), _provisional()]


def _why() -> Section:
    fallen, revised = worked_moves.fallen(), worked_moves.revised()
    rows = tuple(
        (
            str(MovePart.Cause(part.cause).label),
            number(part.points, POINTS, signed=True),
            number(part.places, PLACES, signed=True),
        )
        for part in fallen.parts
    )
    revision = next(part for part in revised.parts if part.cause == MovePart.Cause.REVISIONS)
    own = next(part for part in revised.parts if part.cause == MovePart.Cause.OWN)
    words = {
        "points": number(revision.points, POINTS, signed=True),
        "own": number(own.points, POINTS, signed=True),
    }
    return Section(
        "why-moved",
        _("Why a zone moved"),
        (
            Text(
                _(
                    "The change of a score and a place against the same span a year earlier, or"
                    " against the version in force before, is split over its causes. First last"
                    " year's figures are brought up to date: what was revised since they were"
                    " published. From there each cause has the mean of what it adds over all orders"
                    " in which the causes can come about, so that no order has to be defended. A"
                    " cause that changes nothing has a part of 0: where only another zone's figures"
                    " changed, the own part is 0."
                )
            ),
            Formula(
                _("part of a cause = Σ over all orders (board with it − board without it) ÷ n")
            ),
            Text(
                _(
                    "Parts are counted in hundredths and rounded by largest remainder: they add up"
                    " to both printed changes exactly. Half a place is what two causes have of one"
                    " place that neither alone would have brought. Goalposts are declared, so other"
                    " zones' figures move a place and not a score, unless the scheme gives points"
                    " by place. What a city counts together is added up anew for each zone: a"
                    " neighbour's report is the neighbour's."
                )
            ),
            Example(
                (
                    _(
                        "Last year a had 70 and b 65; this year a has 60, b 66 and d 68, ranked for"
                        " the first time. a falls from place 1 to place 3:"
                    ),
                )
            ),
            Grid((_("Cause"), _("Points"), _("Places")), rows, numeric=(1, 2)),
            Example(
                (
                    _(
                        "Published with 50, revised to 60, and 60 this year: revisions %(points)s,"
                        " own figures %(own)s."
                    )
                    % words,
                )
            ),
        ),
    )


def _takes() -> Section:
    found = worked_moves.lifted()
    trade, firms = found["trade"], found["firms"]
    words = {
        "change": number(trade.change, 4, signed=True),
        "score": number(trade.score, POINTS),
        "best": number(firms.best, POINTS),
    }
    return Section(
        "what-it-takes",
        _("What it would take"),
        (
            Text(
                _(
                    "For each indicator the smallest change is searched for that lifts a zone by a"
                    " place, by scoring again with everything that the indicator counts in: trade"
                    " moves the share and the growth alike. The change shown does it, and 99.9% of"
                    " it does not; what is counted changes by whole numbers. Where even the upper"
                    " goalpost is not enough, the score that it gives is shown. Targets not reached"
                    " are listed with what is missing. The cheapest come first, as a share of the"
                    " zone's own figure."
                )
            ),
            Example(
                (
                    _(
                        "a has 100 between 0 and 200 at weight 80, and 20 between 0 and 40 at"
                        " weight 20: 50.00. b has 150 and 30: %(score)s."
                    )
                    % words,
                    _(
                        "The first alone: %(change)s, for 74.995 is printed as 75.00. The second"
                        " alone: not enough, at most %(best)s."
                    )
                    % words,
                )
            ),
        ),
    )


def _as_at() -> Section:
    return Section(
        "as-at",
        _("As at a date"),
        (
            Text(
                _(
                    "Any board can be shown as it stood on a date: the version that was published"
                    " and in force when that day ended, as it was published. What is revised later"
                    " does not move it. Where none was in force, those who see unpublished results"
                    " are shown the board that the figures verified, the targets set, the scheme"
                    " adopted and the province's totals published by then give. It is marked as"
                    " never published, and nothing follows from it."
                )
            ),
        ),
    )


def _provisional() -> Section:
    return Section(
        "provisional",
        _("Provisional boards"),
        (
            Text(
                _(
                    "While figures of a period are still to come or not verified, and for every"
                    " single quarter, a board is provisional. It is marked on every page that"
                    " prints it, with its coverage; it is never published, and its flags are a"
                    " preview from which nothing follows."
                )
            ),
        ),
    )
