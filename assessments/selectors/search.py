"""Reads what answers a search: pages, zones, figures, measures, targets, cases and papers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from indicators.models import Indicator, Measure, Policy, Reading, Target, Task
from indicators.selectors.policy import current_policy
from indicators.selectors.readings import clause_title
from zones.access import Person
from zones.context import entries
from zones.display import label
from zones.models import Agency, Zone
from zones.searching import Marked, closeness, marked, words_of

from ..models import Bulletin
from ..wording import period_name
from .bulletins import OPEN_TO_ALL, paper_name
from .case_rows import case_name, cases_open_to
from .published import assessments_open_to

#: Answers of one kind that are printed; the list while somebody types shows fewer.
MOST, MOST_WHILE_TYPING = 30, 4
#: Zones and indicators that are tried together for a figure.
MOST_TRIED = 20


@dataclass(frozen=True)
class Hit:
    """A page that answers, with what it is beside its name, and why it answers: what of its name
    does, or another name."""

    text: str
    href: str
    note: str = ""
    name: Marked | None = None
    other: Marked | None = None

    @property
    def sounds(self) -> str:
        return " ".join(one.sounds for one in (self.name, self.other) if one and one.sounds)


@dataclass(frozen=True)
class HitGroup:
    """The best answers of one kind, and how many more there are."""

    title: str
    hits: tuple[Hit, ...]
    more: int
    closest: int


@dataclass(frozen=True)
class _Candidate:
    """A page with every name it is known by."""

    hit: Hit
    names: tuple[str, ...]


def search(asked: str, who: Person, most: int = MOST) -> list[HitGroup]:
    """What answers each word asked for and is open to the person; nothing for no word.

    A dozen queries, whatever is asked. The kind with the best answer comes first.
    """
    words = words_of(asked)
    if not words:
        return []
    policy = current_policy()
    zones = list(Zone.objects.select_related("city").prefetch_related("aliases"))
    indicators = list(Indicator.objects.all())
    groups: Iterable[tuple[str, Iterable[_Candidate]]] = (
        (_("Pages"), _pages(who)),
        (_("Bonded zones"), map(_zone, zones)),
        (_("Figures of a zone"), _figures(words, zones, indicators)),
        (_("Indicators"), (_indicator(one, zones, who) for one in indicators)),
        (_("Side by side"), map(_compared, indicators)),
        (_("Measures"), _measures(policy)),
        (_("Targets"), _targets()),
        (_("Tasks"), _tasks(policy) if who.may_follow_tasks else ()),
        (_("Agencies"), _agencies()),
        (_("Readings"), _readings(policy)),
        (_("Cases"), _cases(who)),
        (_("Assessments"), _assessments(who)),
        (_("Bulletins"), _papers()),
    )
    found = (_group(title, candidates, words, most) for title, candidates in groups)
    return sorted((group for group in found if group), key=lambda group: group.closest)


def _group(
    title: str, candidates: Iterable[_Candidate], words: Sequence[str], most: int
) -> HitGroup | None:
    """Those that answer, the closest first and else in their own order."""
    judged = ((closeness(words, one.names), one) for one in candidates)
    found = [(close, one) for close, one in judged if close is not None]
    if not found:
        return None
    found.sort(key=lambda pair: pair[0])
    hits = tuple(_with_reason(one, words) for _close, one in found[:most])
    return HitGroup(title, hits, len(found) - len(hits), closest=found[0][0])


def _with_reason(candidate: _Candidate, words: Sequence[str]) -> Hit:
    """The answer, marked where its name answers, else beside the closest of its other names."""
    hit = candidate.hit
    rest = [word for word in words if closeness([word], [hit.text]) is None]
    closest = min(candidate.names, key=lambda name: _distance(rest, name)) if rest else None
    return replace(
        hit, name=marked(words, hit.text), other=marked(rest, closest) if closest else None
    )


def _distance(words: Sequence[str], name: str) -> tuple[int, int]:
    """How many of the words a name does not answer, and how far it is from the others."""
    found = [closeness([word], [name]) for word in words]
    return found.count(None), sum(one for one in found if one is not None)


def _names(thing, *fields: str) -> tuple[str, ...]:
    """What a thing is called in both languages: people search in either."""
    return tuple(
        getattr(thing, f"{field}_{language}") for field in fields for language in ("zh", "en")
    )


def _pages(who: Person) -> Iterable[_Candidate]:
    for _title, links in entries(who, ""):
        for link in links:
            yield _Candidate(Hit(str(link.text), link.href), _in_every_language(link.text))


def _in_every_language(text: object) -> tuple[str, ...]:
    found = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            found.append(str(text))
    return tuple(found)


def _zone_names(zone: Zone) -> tuple[str, ...]:
    printed = tuple(one.printed for one in zone.aliases.all())
    return (*_names(zone, "name", "short"), zone.code, *_names(zone.city, "name"), *printed)


def _zone(zone: Zone) -> _Candidate:
    return _Candidate(
        Hit(label(zone), zone.get_absolute_url(), label(zone.city)), _zone_names(zone)
    )


def _figures(
    words: Sequence[str], zones: Sequence[Zone], indicators: Sequence[Indicator]
) -> Iterable[_Candidate]:
    """Where some of the words name a zone and the others an indicator: its course there."""
    if len(words) < 2:
        return
    wanted = [(one, names) for one in indicators if _any(words, names := _indicator_names(one))]
    places = [(one, names) for one in zones if _any(words, names := _zone_names(one))]
    for zone, of_zone in places[:MOST_TRIED]:
        for indicator, of_indicator in wanted[:MOST_TRIED]:
            if _all(words, of_zone) or _all(words, of_indicator):
                continue
            href = reverse("figure", args=[zone.code, indicator.code])
            text = f"{label(zone, 'short')} · {label(indicator)}"
            yield _Candidate(Hit(text, href), (*of_zone, *of_indicator))


def _any(words: Sequence[str], names: Sequence[str]) -> bool:
    return any(closeness([word], names) is not None for word in words)


def _all(words: Sequence[str], names: Sequence[str]) -> bool:
    return closeness(words, names) is not None


def _indicator_names(indicator: Indicator) -> tuple[str, ...]:
    return (*_names(indicator, "name"), indicator.code)


def _indicator(indicator: Indicator, zones: Sequence[Zone], who: Person) -> _Candidate:
    """Its course in the reader's own zone, else in the first: each leads on to the others."""
    own = next((zone for zone in zones if zone.pk == who.zone_id), None)
    judged = next((zone for zone in zones if zone.is_judged), None)
    zone = own or judged
    href = reverse("figure", args=[zone.code, indicator.code]) if zone else reverse("method")
    hit = Hit(label(indicator), href, label(indicator, "definition"))
    return _Candidate(hit, _indicator_names(indicator))


def _compared(indicator: Indicator) -> _Candidate:
    """Its chart where zones are compared, the reader's own among them."""
    href = f"{reverse('compare')}#compared-{indicator.code}-shown"
    text = _("%(indicator)s · Compare") % {"indicator": label(indicator)}
    return _Candidate(Hit(text, href), _indicator_names(indicator))


def _measures(policy: Policy | None) -> Iterable[_Candidate]:
    for one in Measure.objects.filter(policy=policy):
        text = _("%(number)s. %(title)s") % {"number": one.number, "title": label(one, "title")}
        yield _Candidate(
            Hit(text, one.get_absolute_url()), (*_names(one, "title"), str(one.number))
        )


def _targets() -> Iterable[_Candidate]:
    for one in Target.objects.all():
        printed = _("as printed: %(phrase)s") % {"phrase": one.phrase} if one.phrase else ""
        hit = Hit(label(one), one.get_absolute_url(), printed)
        yield _Candidate(hit, (*_names(one, "name"), one.phrase))


def _tasks(policy: Policy | None) -> Iterable[_Candidate]:
    for one in Task.objects.filter(measure__policy=policy).select_related("measure", "agency"):
        hit = Hit(label(one, "title"), one.get_absolute_url(), label(one.agency, "short"))
        yield _Candidate(hit, (*_names(one, "title"), one.phrase))


def _agencies() -> Iterable[_Candidate]:
    for one in Agency.objects.all():
        yield _Candidate(Hit(label(one), one.get_absolute_url()), _names(one, "name", "short"))


def _readings(policy: Policy | None) -> Iterable[_Candidate]:
    for one in Reading.objects.filter(policy=policy):
        text = f"{one.printed} → {one.adopted}"
        hit = Hit(text, one.get_absolute_url(), clause_title(one.clause))
        yield _Candidate(hit, (one.printed, one.adopted))


def _cases(who: Person) -> Iterable[_Candidate]:
    for one in cases_open_to(who).order_by("-year", "zone__order", "-number"):
        name = case_name(one)
        yield _Candidate(
            Hit(name, one.get_absolute_url()), (name, *_names(one.zone, "name", "short"))
        )


def _assessments(who: Person) -> Iterable[_Candidate]:
    """Each period once, whatever versions it has."""
    periods = {one.period: one for one in assessments_open_to(who).order_by("-year", "-quarter")}
    for one in periods.values():
        name = period_name(one.span)
        text = _("Assessment of %(period)s") % {"period": name}
        yield _Candidate(Hit(text, one.get_absolute_url()), (text, one.period))


def _papers() -> Iterable[_Candidate]:
    codes = Bulletin.objects.filter(state__in=OPEN_TO_ALL).values_list("code", flat=True)
    for code in sorted(set(codes), reverse=True):
        text = paper_name(code)
        yield _Candidate(Hit(text, reverse("bulletin", args=[code])), (text, code))
