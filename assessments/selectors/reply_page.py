"""Reads a zone's page of its right of reply: each finding with all that is needed to judge it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from indicators.models import Submission
from indicators.selectors.boards import zone_address
from indicators.selectors.phrases import Phrase, Reader, phrase_reader
from indicators.selectors.policy import current_policy
from zones.access import Person
from zones.badges import Badge, Link
from zones.display import day, label, moment, number, percent
from zones.models import Zone

from ..badges import consequence_badge
from ..models import Assessment, FlagRule, ReplyWindow, ZoneResult
from ..replying import OPEN
from ..wording import period_name
from .flag_rules import rules_of_assessment
from .hearings import Heard
from .reply_record import Record, record_of
from .reply_rows import ReplyRow
from .reply_versions import Said, versions_of
from .zone_score import CriterionRow, criterion_rows

State = Assessment.State


@dataclass(frozen=True)
class KeptFile:
    """A file of the last version that the next one can rest on too."""

    pk: int
    name: str
    is_kept: bool


@dataclass(frozen=True)
class Typed:
    """What stands in the form of a finding: what was saved last, or what was refused."""

    stance: str = ""
    reason: str = ""
    refusal: str = ""
    kept: frozenset[int] | None = None  # of the earlier files those that were ticked


@dataclass(frozen=True)
class FindingCard:
    """A finding with rule, figures, clause, sources, and what was said of it."""

    row: ReplyRow
    pk: int | None  # of what the zone was shown; None where it cannot reply to it
    key: str
    consequence: Badge
    clause: Link | None
    phrase: Phrase | None
    sources: tuple[Link, ...]
    versions: tuple[Said, ...]  # the latest first
    seen: int
    saved: Typed
    typed: Typed
    kept: tuple[KeptFile, ...]

    @property
    def is_open(self) -> bool:
        """Whether the zone can reply to it now."""
        is_asked = self.pk is not None and self.row.heard.flag is not None
        return is_asked and self.row.state == OPEN and not self.row.is_aside


@dataclass(frozen=True)
class ReplyPage:
    """All that a zone's page of replies prints."""

    assessment: Assessment
    zone: Zone
    zone_name: str
    period: str
    record: Record
    cards: tuple[FindingCard, ...]
    standing: tuple[tuple[str, str], ...]  # the zone's own rank, score and coverage
    criteria: tuple[CriterionRow, ...]
    sentence: str
    is_open: bool
    until: str


def assessment_heard(
    period: str, who: Person, version: int | None = None, *, is_public: bool = False
) -> Assessment | None:
    """The assessment whose right of reply a person may read; None where there is none for them.

    That version, else the one under reply, else the published one. A zone's reporter reads a draft
    only while a window of it is or was there; what they see of it is their own zone's. Where
    everybody's replies are read, those outside read what is published (``is_public``).
    """
    rows = Assessment.objects.filter(period=period, kind="year").select_related("scheme")
    if version is not None:
        rows = rows.filter(version=version)
    order = {State.UNDER_REPLY: 0, State.PUBLISHED: 1, State.DRAFT: 2, State.SUPERSEDED: 3}
    if is_public and not who.may_see_unpublished:
        rows = rows.filter(published_at__isnull=False)
    open_to = [one for one in rows if _is_open_to(one, who)]
    return min(open_to, key=lambda one: (order[one.state], -one.version), default=None)


def _is_open_to(one: Assessment, who: Person) -> bool:
    is_published = one.state in (State.PUBLISHED, State.SUPERSEDED)
    if is_published or who.may_see_unpublished:
        return True
    return one.state == State.UNDER_REPLY and who.zone_id is not None and who.may_collect


def reply_page(
    assessment: Assessment, zone: Zone, who: Person, at: datetime, typed: dict[int, Typed]
) -> ReplyPage:
    """The page of one zone; the number of queries does not depend on zones or findings."""
    record = record_of(assessment, who, at, zone)
    result = _result(assessment, zone)
    rules = {rule.code: rule for rule in rules_of_assessment(assessment)}
    reader = phrase_reader(current_policy(), *assessment.read_at)
    sources = tuple(_sources(assessment, zone, who))
    cards = tuple(_card(row, rules, reader, sources, typed, who) for row in _once(record.rows))
    return ReplyPage(
        assessment=assessment,
        zone=zone,
        zone_name=label(zone),
        period=period_name(assessment.span),
        record=record,
        cards=cards,
        standing=tuple(_standing(result)) if result else (),
        criteria=tuple(_criteria(result, assessment)) if result else (),
        sentence=_sentence(record, cards),
        is_open=record.state == OPEN,
        until=moment(record.hearing.window.closes_at) if record.hearing.window else "",
    )


def _once(rows: Sequence[ReplyRow]) -> Iterator[ReplyRow]:
    """The rows without what a finding's own card tells as said before."""
    told = {row.heard.older.shown for row in rows if row.heard.older}
    yield from (row for row in rows if not (row.is_aside and row.heard.shown in told))


def _result(assessment: Assessment, zone: Zone) -> ZoneResult | None:
    return assessment.results.filter(zone=zone).select_related("zone").first()


def _standing(result: ZoneResult):
    """The zone's own place in the draft; of the others nothing but how many are ranked."""
    yield _("Rank"), number(result.rank)
    yield _("Score"), number(result.score, 2)
    yield _("Coverage"), percent(None if result.coverage is None else float(result.coverage))


def _criteria(result: ZoneResult, assessment: Assessment) -> list[CriterionRow]:
    """How the zone's own score comes about; links to figure pages are left out of a draft."""
    rows = criterion_rows(result, assessment.span, assessment.scheme.decimals)
    if assessment.state in (State.PUBLISHED, State.SUPERSEDED):
        return rows
    return [replace(row, href="") for row in rows]


def _sources(assessment: Assessment, zone: Zone, who: Person):
    """The zone's reports of the year as they counted when the draft was made; one query."""
    if not who.may_see_collection_of(zone):
        return
    counted = Submission.objects.filter(
        zone=zone, quarter__year=assessment.year, verified_at__lte=assessment.run_at
    )
    latest: dict[object, Submission] = {}
    for one in counted.select_related("quarter").order_by("version"):
        latest[one.quarter.code] = one
    for code in sorted(latest):
        one = latest[code]
        words = {"quarter": code, "version": one.version, "day": day(one.verified_at)}
        text = _("%(quarter)s, version %(version)s, verified %(day)s") % words
        yield Link(text, zone_address(code, zone))


def _card(
    row: ReplyRow,
    rules: dict[str, FlagRule],
    reader: Reader,
    sources: Sequence[Link],
    typed: dict[int, Typed],
    who: Person,
) -> FindingCard:
    flag, heard = row.flag, row.heard
    rule, measure = rules.get(flag.code), flag.measure
    clause = phrase = None
    if measure is not None:
        text = _("Measure %(number)s") % {"number": measure.number}
        clause = Link(text, measure.get_absolute_url(), label(measure, "title"))
        if rule is not None and rule.phrase:
            phrase = reader(str(measure.number), rule.phrase)
    about = (
        [Link(label(flag.target), reverse("target", args=[flag.target.code]))]
        if flag.target
        else []
    )
    about.append(Link(_("the rule"), reverse("flag_rule", args=[flag.code])))
    pk = heard.shown.pk if heard.shown else None
    saved = Typed(heard.reply.stance, heard.reply.reason) if heard.reply else Typed()
    now = typed.get(pk or 0) or _form(heard, saved)
    return FindingCard(
        row=row,
        pk=pk,
        key=f"{row.assessment.period}-{heard.shown.digest[:16]}" if heard.shown else "",
        consequence=consequence_badge(flag.consequence),
        clause=clause,
        phrase=phrase,
        sources=(*about, *sources),
        versions=tuple(versions_of(row, heard, who if row.is_named else None)),
        seen=heard.reply.version if heard.reply else 0,
        saved=saved,
        typed=now,
        kept=_kept(heard, now),
    )


def _form(heard: Heard, saved: Typed) -> Typed:
    """What a form begins with: the last reply, failing that one from before."""
    before = heard.before or heard.carried
    older = before.reply if before else heard.unsettled
    if heard.reply is None and older is not None:
        return Typed(older.stance, older.reason)
    return saved


def _kept(heard: Heard, typed: Typed) -> tuple[KeptFile, ...]:
    last = heard.reply or heard.unsettled
    papers = last.papers.all() if last else ()
    return tuple(
        KeptFile(
            one.evidence_id,
            one.evidence.name,
            typed.kept is None or one.evidence_id in typed.kept,
        )
        for one in papers
    )


def _sentence(record: Record, cards: Sequence[FindingCard]) -> str:
    """What is still to be done, until when, or that nothing is."""
    window: ReplyWindow | None = record.hearing.window
    if window is None:
        if not cards:
            return _("The assessment has no finding on this zone.")
        return record.sentence
    words = {
        "until": moment(window.closes_at),
        "left": sum(card.is_open and card.row.heard.is_silent for card in cards),
        "all": sum(card.row.heard.flag is not None and not card.row.is_aside for card in cards),
    }
    if not words["all"]:
        return _("The assessment has no finding on this zone; there is nothing to reply to.")
    if record.hearing.is_cancelled:
        return record.sentence
    if record.state != OPEN:
        return _("The window closed at %(until)s; what was said by then stands.") % words
    if words["left"]:
        return (
            _(
                "Reply until %(until)s. Without a reply so far: %(left)s of %(all)s. Each is saved"
                " by itself, and can be changed until then."
            )
            % words
        )
    return _("Every finding has its reply; each can be changed until %(until)s.") % words
