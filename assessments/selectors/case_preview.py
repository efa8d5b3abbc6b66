"""Reads what the years so far would have flagged and opened under rules not adopted yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from indicators.models import ReportingQuarter
from indicators.periods import Period
from zones.display import label
from zones.models import Zone

from ..case_life import EXIT
from ..case_openings import Ground, Opening, openings
from ..effects import effect_of
from ..models import Case
from ..outcome import Outcome
from ..wording import listed
from .effects import Changed, PeriodEffect, outcomes, published_versions
from .question import question, scheme_in_force


@dataclass(frozen=True)
class YearOfCases:
    """The cases that a year would open as the rules are, and as they would be; and its flags."""

    found: PeriodEffect
    before: tuple[Opening, ...]
    after: tuple[Opening, ...]

    @property
    def year(self) -> int:
        return self.found.period.year


def case_preview(change: Changed, at: datetime) -> list[YearOfCases]:
    """Every year that is over and complete, judged by its figures as they are now, under both."""
    found = []
    published = published_versions()
    years = ReportingQuarter.objects.filter(quarter=4).values_list("year", flat=True)
    for year in sorted(years):
        scheme = scheme_in_force(year)
        if scheme is None:
            continue
        period = Period(year, 4, "year")
        asked = question(period, scheme, at=at, as_at=None)
        both = outcomes(asked, change(asked))
        if both is not None and not both[0].is_provisional:
            effect = PeriodEffect(period, effect_of(*both), published.get(str(period)))
            found.append(YearOfCases(effect, *map(_opened, both)))
    return found


def _opened(outcome: Outcome) -> tuple[Opening, ...]:
    grounds = (
        Ground(one.zone, one.code, one.consequence, one.target or None) for one in outcome.flags
    )
    return tuple(openings(grounds))


def case_sentences(years: Iterable[YearOfCases]) -> list[str]:
    """How many cases the years would have opened, and in which years which come or go."""
    found = list(years)
    if not found:
        return []
    names = {zone.code: label(zone, "short") for zone in Zone.objects.all()}
    after = [one for year in found for one in year.after]
    words = {
        "after": len(after),
        "exit": sum(one.has_exit for one in after),
        "warned": sum(one.track == EXIT and not one.has_exit for one in after),
        "before": sum(len(year.before) for year in found),
    }
    text = _(
        "Cases that these years would have opened: %(after)s, of them for an exit: %(exit)s, as a"
        " warning of exit: %(warned)s; under the rules that they are judged by: %(before)s."
    )
    if not (after or words["before"]):
        return [_("Cases that these years would have opened: none, under both.")]
    return [text % words, *(line for year in found for line in _of_year(year, names))]


def _of_year(year: YearOfCases, names: dict[str, str]) -> Iterable[str]:
    before, after = ({_key(one): one for one in side} for side in (year.before, year.after))
    come, gone = (
        [_named(key, names) for key in side if key not in other]
        for side, other in ((after, before), (before, after))
    )
    words = {"year": year.year, "come": listed(come), "gone": listed(gone)}
    if come and gone:
        yield _("%(year)s: opened as well %(come)s; not opened %(gone)s.") % words
    elif come:
        yield _("%(year)s: opened as well %(come)s.") % words
    elif gone:
        yield _("%(year)s: not opened %(gone)s.") % words


def _key(one: Opening) -> tuple[str, str, bool]:
    """A case is another one where it asks for the exit itself and not for the warning."""
    return one.zone, one.track, one.has_exit


def _named(key: tuple[str, str, bool], names: dict[str, str]) -> str:
    zone, track, has_exit = key
    what = str(Case.Track(track).label)
    if track == EXIT and not has_exit:
        what = str(Case.State.WARNED.label)
    return _("%(zone)s (%(what)s)") % {"zone": names[zone], "what": what}
