"""Reads an assessment's flags, and what follows from them under which clause."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from indicators.models import Measure, Target
from indicators.selectors.phrases import Phrase, Reader, phrase_reader
from indicators.selectors.policy import current_policy
from zones.badges import Badge, Link
from zones.display import label
from zones.models import Zone

from ..badges import consequence_badge, flag_badge
from ..findings import flag_finding
from ..models import Assessment, Flag, FlagRule
from ..withdrawn import withdrawn_text
from .exits import gone_text
from .flag_rules import rules_of_assessment

Code = FlagRule.Code
#: How many zones a group names before it refers to the assessment's own page.
MOST_ZONES = 8
CONSEQUENCES = [
    FlagRule.Consequence.EXIT,
    FlagRule.Consequence.EXIT_WARNING,
    FlagRule.Consequence.NOTICE,
    FlagRule.Consequence.NOTICE_ONLY,
    FlagRule.Consequence.REMINDER,
    FlagRule.Consequence.NAMED,
]


@dataclass(frozen=True)
class Finding:
    """What one flag states."""

    badge: Badge
    text: str
    is_withdrawn: bool
    withdrawn: str


@dataclass(frozen=True)
class ZoneFindings:
    """A zone with its findings that lead to the same."""

    name: str
    short: str
    href: str
    findings: tuple[Finding, ...]
    gone: str = ""  # that the zone has left, and nothing follows any more


@dataclass(frozen=True)
class Clause:
    """The measure that asks for a consequence, with its phrases as printed and as adopted."""

    link: Link
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True)
class Consequence:
    """What follows for which zones, and the clauses that ask for it.

    ``count`` is of how many it is asked; of those that left, and of those whose every finding was
    withdrawn, nothing is: they are named after the others, and counted apart.
    """

    badge: Badge
    count: int
    gone: int
    withdrawn: int
    clauses: tuple[Clause, ...]
    zones: tuple[ZoneFindings, ...]
    further: int

    @property
    def counted(self) -> str:
        """How many zones it names, of which it is asked or why it is not."""
        parts = [_("Zones: %(count)s") % {"count": self.count}]
        if self.gone:
            parts.append(_("left: %(count)s") % {"count": self.gone})
        if self.withdrawn:
            parts.append(_("withdrawn: %(count)s") % {"count": self.withdrawn})
        return _("; ").join(parts)


def flags_of(
    assessment: Assessment, zones: Mapping[int, Zone], targets: Mapping[int, Target]
) -> list[Flag]:
    """The assessment's flags with their zone and target at hand, each thing once; one query."""
    flags = list(assessment.flags.select_related("measure"))
    for flag in flags:
        flag.zone = zones[flag.zone_id]
        if flag.target_id:
            flag.target = targets[flag.target_id]
    return as_one(flags)


def as_one(flags: Iterable[Flag]) -> list[Flag]:
    """The flags; a missed class that two rules found is one of them, with the further consequence.

    It is a binding yearly target missed and a class below the promised one: one thing. The rows are
    for reading, and must not be saved.
    """
    flags = list(flags)
    classes = {_thing(flag): flag for flag in flags if flag.code == Code.GRADE_MISSED}
    doubled = {_thing(flag) for flag in flags if flag.code == Code.ANNUAL_TARGET_MISSED}
    kept = []
    for flag in flags:
        if flag.code == Code.GRADE_MISSED and _thing(flag) in doubled:
            continue
        if flag.code == Code.ANNUAL_TARGET_MISSED and _thing(flag) in classes:
            flag.also = classes[_thing(flag)]
            further = min(flag, flag.also, key=lambda one: CONSEQUENCES.index(one.consequence))
            flag.consequence = further.consequence
        kept.append(flag)
    return kept


def _thing(flag: Flag) -> tuple[int, int | None, str]:
    """What a flag is about: which zone and target, and whether it stands."""
    return flag.zone_id, flag.target_id, flag.state


def counted(flags: QuerySet[Flag]) -> QuerySet[Flag]:
    """The flags to count: without that of a missed class that stands twice, see ``as_one``."""
    same = {name: OuterRef(name) for name in ("assessment", "zone", "target", "state")}
    missed = Flag.objects.filter(code=Code.ANNUAL_TARGET_MISSED, **same)
    return flags.exclude(Q(code=Code.GRADE_MISSED) & Exists(missed))


def consequences(flags: Iterable[Flag], query: str, assessment: Assessment) -> list[Consequence]:
    """What follows, the furthest first, each with its zones; queries for the rules and readings.

    Rules and phrases are those that the assessment was judged and read by.
    """
    by_consequence: dict[str, dict[int, list[Flag]]] = defaultdict(lambda: defaultdict(list))
    for flag in flags:
        by_consequence[flag.consequence][flag.zone_id].append(flag)
    if not by_consequence:
        return []
    rules = rules_of_assessment(assessment)
    reader = phrase_reader(current_policy(), *assessment.read_at)
    return [
        _consequence(code, by_consequence[code], rules, reader, query)
        for code in CONSEQUENCES
        if code in by_consequence
    ]


def _consequence(
    code: str,
    by_zone: Mapping[int, list[Flag]],
    rules: list[FlagRule],
    reader: Reader,
    query: str,
) -> Consequence:
    found = {flag.code for flags in by_zone.values() for flag in flags}
    withdrawn = [flags for flags in by_zone.values() if not any(map(_is_raised, flags))]
    raised = [flags for flags in by_zone.values() if any(map(_is_raised, flags))]
    gone = [flags for flags in raised if flags[0].zone.left_on is not None]
    asked = [flags for flags in raised if flags[0].zone.left_on is None]
    shown = [*asked, *gone, *withdrawn][:MOST_ZONES]
    return Consequence(
        badge=consequence_badge(code),
        count=len(asked),
        gone=len(gone),
        withdrawn=len(withdrawn),
        clauses=tuple(_clauses((rule for rule in rules if rule.code in found), reader)),
        zones=tuple(_zone_findings(flags, query) for flags in shown),
        further=len(by_zone) - len(shown),
    )


def _is_raised(flag: Flag) -> bool:
    return flag.state == Flag.State.RAISED


def _clauses(rules: Iterable[FlagRule], reader: Reader) -> Iterable[Clause]:
    by_measure: dict[Measure, list[str]] = defaultdict(list)
    for rule in rules:
        if rule.measure is not None:
            by_measure[rule.measure].append(rule.phrase)
    for measure, phrases in by_measure.items():
        text = _("Measure %(number)s") % {"number": measure.number}
        read = tuple(reader(str(measure.number), phrase) for phrase in _longest(phrases))
        yield Clause(Link(text, measure.get_absolute_url()), read)


def _longest(phrases: Iterable[str]) -> list[str]:
    """The phrases without those that another one holds."""
    each = list(dict.fromkeys(filter(None, phrases)))
    return [one for one in each if not any(one != other and one in other for other in each)]


def _zone_findings(flags: list[Flag], query: str) -> ZoneFindings:
    zone = flags[0].zone
    return ZoneFindings(
        name=label(zone),
        short=label(zone, "short"),
        href=zone.get_absolute_url() + query,
        gone=gone_text(zone),
        findings=tuple(
            Finding(
                badge=flag_badge(flag),
                text=_("%(finding)s.") % {"finding": flag_finding(flag)},
                is_withdrawn=flag.state == Flag.State.WITHDRAWN,
                withdrawn=capfirst(withdrawn_text(flag)),
            )
            for flag in flags
        ),
    )
