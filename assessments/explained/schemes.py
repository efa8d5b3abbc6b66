"""The method in words: what a scheme may choose, and how its versions follow one another."""

from django.utils.translation import gettext as _

from zones.display import number

from .. import scheme_examples
from .parts import Example, Formula, Section, Text


def sections() -> list[Section]:
    """The normalisations and aggregations on offer, density, boards, and versions."""
    return [_baseline(), _deviations(), _places(), _aggregation(), _density(), _versions()]


def _baseline() -> Section:
    ahead, back, bare = (number(one, 1) for one in scheme_examples.from_baseline())
    words = {"ahead": ahead, "back": back, "bare": bare}
    return Section(
        "baseline",
        _("From the own base year to a target"),
        (
            Text(
                _(
                    "A scheme may score the way gone instead of the place reached: from the zone's"
                    " own value over the same span of the base year, B, to the criterion's good"
                    " goalpost, T. A zone that did not operate then starts from the poor goalpost;"
                    " one whose base was never reported earns nothing. Who was at the target in the"
                    " base year has all of it while there, and nothing below."
                )
            ),
            Formula(
                _("achieved = (x − B) ÷ (T − B) × 100, at least 0 and at most the scheme's cap")
            ),
            Example(
                (
                    _("Base 40, target 120, now 60: %(ahead)s; now 30: %(back)s.") % words,
                    _("Without a base, between 20 and 120, now 70: %(bare)s.") % words,
                )
            ),
        ),
    )


def _deviations() -> Section:
    above, below = (number(one, 1) for one in scheme_examples.in_deviations())
    june = number(scheme_examples.in_deviations_by_june(), 1)
    words = {"above": above, "below": below, "june": june}
    return Section(
        "deviations",
        _("In deviations from a fixed reference"),
        (
            Text(
                _(
                    "A scheme may score by the distance from a mean m in standard deviations s."
                    " Both are fixed in the scheme, with their reason, and are never those of the"
                    " zones present. At the mean a criterion earns 50, and 10 more or less for each"
                    " deviation. For a flow's level in a half-year both are halved."
                )
            ),
            Formula(_("achieved = 50 + 10 × (x − m) ÷ s, at least 0 and at most the scheme's cap")),
            Example(
                (
                    _("Mean 50, deviation 10: 65 earns %(above)s, 35 earns %(below)s.") % words,
                    _("30 by mid-year, so against 25 and 5: %(june)s.") % words,
                )
            ),
        ),
    )


def _places() -> Section:
    points = [number(one, 1) for one in scheme_examples.by_place()]
    return Section(
        "places",
        _("By place among the zones"),
        (
            Text(
                _(
                    "A scheme may score by place alone: 100 for the best, 0 for the last, equal"
                    " values alike. This is the only way in which one zone's figure moves another's"
                    " score; a zone in its first year is placed among the others and moves none of"
                    " them, and one without a figure is not counted."
                )
            ),
            Formula(_("achieved = 100 × (1 − number of better zones ÷ number of other zones)")),
            Example(
                (
                    _("Zones at 9, 7, 7, 3 and 1 earn %(points)s.")
                    % {"points": _(", ").join(points)},
                )
            ),
        ),
    )


def _aggregation() -> Section:
    arithmetic, geometric = (number(one, 2) for one in scheme_examples.aggregated())
    words = {"arithmetic": arithmetic, "geometric": geometric}
    return Section(
        "aggregation",
        _("Arithmetic and geometric mean"),
        (
            Text(
                _(
                    "Under the weighted arithmetic mean a strong criterion makes up for a weak one."
                    " Under the geometric mean it does so less the weaker the other is; each"
                    " component counts at least 1 there, because a single 0 would make the whole"
                    " score 0."
                )
            ),
            Formula(_("geometric score = Π achieved^{weight ÷ Σ weight}, theme by theme")),
            Example(
                (
                    _(
                        "Criteria at 20, 0 and 100 that weigh 50, 30 and 20: arithmetic"
                        " %(arithmetic)s, geometric %(geometric)s."
                    )
                    % words,
                )
            ),
        ),
    )


def _density() -> Section:
    return Section(
        "density",
        _("Per km², and boards of groups"),
        (
            Text(
                _(
                    "A criterion may be a level per km² of the zone. Where the area is not known it"
                    " is a gap and counts against coverage. Beside the board of all zones a scheme"
                    " may rank the zones of each city, or of each group that zones were put into,"
                    " among themselves: by the same printed scores, and over ranked zones only."
                )
            ),
        ),
    )


def _versions() -> Section:
    return Section(
        "versions",
        _("Versions of the scheme"),
        (
            Text(
                _(
                    "A year is judged by the version adopted for it or, failing that, for an"
                    " earlier year. An adopted version never changes, and what is published keeps"
                    " the version that it was judged by: judged again under it, the figures then in"
                    " force give the same digest. A new version is a draft first; the last assessed"
                    " years are previewed under it, and it is adopted with a reason. In its first"
                    " year a fall in rank leads to a flag only if it also holds with the year"
                    " before scored by the new version."
                )
            ),
        ),
    )
