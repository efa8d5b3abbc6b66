"""The method in words: how sure a rank is, which cannot be told apart, a fall that holds."""

from django.utils.translation import gettext as _

from zones.display import number, percent

from .. import worked_certainty
from ..rank_words import METHODS
from .parts import Example, Formula, Grid, Section, Text


def sections() -> list[Section]:
    """How sure a rank is."""
    return [_certainty()]


def _certainty() -> Section:
    return Section(
        "certainty",
        _("How sure a rank is"),
        (
            Text(
                _(
                    "A rank rests on choices that could have been made otherwise. The same zones"
                    " are therefore ranked again under a few thousand variants of the scheme, drawn"
                    " from a seed that is stored with the result: the same seed gives the same"
                    " numbers. In each variant every weight is moved by up to a quarter and the"
                    " weights are brought back to 100; one of the methods is taken, each with equal"
                    " odds; and every second time one criterion is left out. Gaps, figures that"
                    " were not reported, coverage and who is ranked are as on the board itself."
                )
            ),
            Formula(_("w′_{i} = w_{i} · (1 + u_{i}) ÷ Σ w_{j} · (1 + u_{j}),  −0.25 ≤ u ≤ 0.25")),
            Text(
                _(
                    "The methods are the weighted arithmetic mean between the goalposts; the"
                    " weighted geometric mean, where each part counts at least 1; and the"
                    " arithmetic mean against a reference: 50 points at a mean, 10 for each"
                    " deviation, both fixed in the scheme and never taken from the zones present."
                    " Where a scheme fixes no reference for one of its criteria, the third method"
                    " is not drawn, and the assessment says so."
                )
            ),
            Text(
                _(
                    "The interval runs from the 5th to the 95th percentile of a zone's ranks (type"
                    " 7), its ends rounded outward to whole ranks: 2 (2–3) is second on the board"
                    " and between second and third in 90% of the variants. The median and the"
                    " chances of being last and among the last (a third of the list, at most five)"
                    " stand beside it. Two zones cannot be told apart where the chance of either to"
                    " be ahead lies between 5% and 95%; a tie counts as a half. Above 200 zones"
                    " only neighbours in rank are compared."
                )
            ),
            Text(
                _(
                    "A flag for a fall in rank says in which share of the variants the fall"
                    " remains, the same draw ranking both years; below 90% it is marked as not"
                    " robust."
                )
            ),
            *_example(),
        ),
    )


def _example() -> tuple[Text, Grid, Example]:
    found = worked_certainty.sure()
    spread, zones = found.certainty.spread, worked_certainty.SURE_ZONES
    words = {
        f"{zone}_{name}": int(spread.at[zone, name]) for zone in zones for name in ("q05", "q95")
    }
    words |= {f"{zone}_last": percent(spread.at[zone, "p_last"], 0) for zone in zones}
    words |= {
        f"{pair.above}{pair.below}": percent(pair.chance, 0) for pair in found.certainty.pairs
    }
    rows = tuple(
        (
            str(place),
            METHODS[method](),
            what(),
            *(str(rank) for rank in ranks),
        )
        for place, (method, what, ranks) in enumerate(
            zip(found.methods, _DRAWN, found.ranks, strict=True), start=1
        )
    )
    header = (_("Variant"), _("Method"), _("Weights"), "a", "b", "c")
    return (
        Text(
            _(
                "Two criteria weigh 60 and 40. a achieves 80 and 20, b 50 and 60, c 20 and 90: on"
                " the board %(a)s, %(b)s and %(c)s points. Five variants, and the ranks in each:"
            )
            % {zone: number(score, 2) for zone, score in zip("abc", found.scores, strict=True)}
        ),
        Grid(header, rows, numeric=(3, 4, 5)),
        Example(
            (
                _(
                    "a: 1 (%(a_q05)s–%(a_q95)s), last in %(a_last)s; b: 2 (%(b_q05)s–%(b_q95)s),"
                    " last in %(b_last)s; c: 3 (%(c_q05)s–%(c_q95)s), last in %(c_last)s."
                )
                % words,
                _("a is ahead of b in %(ab)s, of c in %(ac)s: none of them can be told apart.")
                % words,
            )
        ),
    )


#: What the five variants of the example change, in their order.
_DRAWN = (
    lambda: _("60 and 40"),
    lambda: _("45 and 50, brought to 47.37 and 52.63"),
    lambda: _("60 and 40"),
    lambda: _("60 and 40; means 50 and 40, deviations 25 and 10"),
    lambda: _("60 alone: the second criterion is left out"),
)
