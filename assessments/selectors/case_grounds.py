"""Reads what a case rests on: findings with figure, rule, clause and the zone’s reply."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from indicators.selectors.phrases import Phrase, Reader, phrase_reader
from indicators.selectors.policy import current_policy
from zones.access import Person
from zones.badges import Badge, Link
from zones.display import label
from zones.evidence import EvidenceRow

from ..badges import consequence_badge, flag_badge
from ..findings import flag_finding
from ..models import Assessment, Case, CaseGround, Flag, ReplyWindow
from ..withdrawn import withdrawn_text
from ..wording import period_name
from .assessment_versions import version_href
from .hearings import digest_of
from .replies_found import key_of, replies_of_grounds, version_replied_to
from .reply_rows import ReplyRow, files_of

BESIDE = "held_by__assessment", "held_by__zone__city", "held_by__target__indicator", "measure"
OPENED = "flag__assessment", "flag__zone__city", "flag__target__indicator"


@dataclass(frozen=True)
class GroundReply:
    """What the zone replied to the finding before it was published, and was answered."""

    row: ReplyRow
    version: str  # which version it speaks of, where that is another one than the ground's
    change: str  # that the ground says something else since, or that the window was cancelled
    files: tuple[EvidenceRow, ...]


@dataclass(frozen=True)
class GroundRow:
    """What a case rests on: the finding with its figure, the rule, the clause, if it stands."""

    badge: Badge
    leads_to: Badge
    finding: str
    figure: Link
    rule: Link
    version: Link
    clause: Link | None
    phrase: Phrase | None
    is_withdrawn: bool
    withdrawn: str
    at_opening: str
    said: GroundReply | None
    #: Where its year is assessed again, as what it rests on has changed since.
    again: Link | None = None


def grounds_of(case: Case) -> list[CaseGround]:
    """The case's grounds with all that their rows print."""
    return list(case.grounds.select_related("target", "rule", *BESIDE, *OPENED))


def ground_rows(
    case: Case, grounds: Sequence[CaseGround], outdated: Mapping[int, int], who: Person
) -> Iterable[GroundRow]:
    """The grounds as rows; ``outdated`` are the years of grounds, see ``outdated_grounds``."""
    reader = phrase_reader(current_policy(), *case.assessment.read_at)
    replies = replies_of_grounds(grounds, case.zone, who)
    for one in grounds:
        said = _said(replies.get(key_of(one, case.zone_id)), one, who)
        yield _ground(one, reader, said, outdated)


def _ground(
    ground: CaseGround, reader: Reader, said: GroundReply | None, outdated: Mapping[int, int]
) -> GroundRow:
    flag = ground.held_by
    is_withdrawn = ground.state == CaseGround.State.WITHDRAWN
    finding, opened = flag_finding(flag), flag_finding(ground.flag)
    clause = phrase = None
    if ground.measure:
        words = {"number": ground.measure.number}
        clause = Link(_("Measure %(number)s") % words, ground.measure.get_absolute_url())
        phrase = reader(str(ground.measure.number), ground.phrase) if ground.phrase else None
    rule = str(ground.get_code_display())
    return GroundRow(
        badge=flag_badge(flag),
        leads_to=consequence_badge(ground.consequence),
        finding=_("%(finding)s.") % {"finding": finding},
        figure=_figure(flag),
        rule=Link(
            _("%(rule)s, version %(version)s") % {"rule": rule, "version": ground.rule.version},
            reverse("flag_rule", args=[ground.code]),
        ),
        version=version_link(flag.assessment),
        clause=clause,
        phrase=phrase,
        is_withdrawn=is_withdrawn,
        withdrawn=capfirst(withdrawn_text(flag)) if is_withdrawn else "",
        at_opening=_("%(finding)s.") % {"finding": opened} if opened != finding else "",
        said=said,
        again=year_again(outdated[ground.pk]) if ground.pk in outdated else None,
    )


def _said(row: ReplyRow | None, ground: CaseGround, who: Person) -> GroundReply | None:
    """What is printed of the reply; files as links for those inside."""
    if row is None:
        return None
    files = ()
    if row.reply is not None:
        files = files_of(row.reply, row.assessment.period, who if row.is_named else None)
    held, opened = ground.held_by, ground.flag
    if row.reply is None or row.window is None or row.assessment.pk == held.assessment_id:
        is_told = not version_replied_to(row) or row.is_carried
        return GroundReply(row, "" if is_told else _said_of(row.window, held), row.change, files)
    # The zone was asked of the version that holds the ground, too, and said nothing of it then.
    is_other = digest_of(opened) != digest_of(held)
    change = _("The finding has changed since the reply.") if is_other else row.aside
    return GroundReply(row, _said_of(row.window, held), change, files)


def _said_of(window: ReplyWindow, held: Flag) -> str:
    """Of which version of which year something was said."""
    said_of = window.assessment
    words = {"version": said_of.version, "period": period_name(said_of.span)}
    if said_of.period == held.assessment.period:
        return _("said of version %(version)s") % words
    return _("said of %(period)s, version %(version)s") % words


def _figure(flag: Flag) -> Link:
    """Where the figures of a finding come from: the figure's page, or the zone's score."""
    query = f"?period={flag.assessment.period}"
    if flag.assessment.state != Assessment.State.PUBLISHED:
        query += f"&version={flag.assessment.version}"
    indicator = flag.target.indicator if flag.target else None
    if indicator is None:
        return Link(_("The zone’s score"), f"{flag.zone.get_absolute_url()}{query}#score")
    address = reverse("figure", args=[flag.zone.code, indicator.code])
    return Link(label(indicator), address + query)


def year_again(year: int) -> Link:
    """Where a year is assessed again."""
    words = {"year": year}
    return Link(_("To the assessment of %(year)s") % words, reverse("assessment", args=[str(year)]))


def version_link(assessment: Assessment) -> Link:
    words = {"period": period_name(assessment.span), "version": assessment.version}
    text = _("%(period)s, version %(version)s") % words
    return Link(text, version_href(assessment))
