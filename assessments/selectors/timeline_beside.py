"""The events of a zone's timeline beside its assessments, each for those who see its page."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from indicators.selectors.classes import classes_in_force
from indicators.selectors.innovations import innovations_in_force
from zones.access import Person
from zones.display import DASH, label
from zones.models import Project, Zone, ZoneDate
from zones.models.investment import ProjectStageName

from .. import case_life as life
from ..models import CaseMove, Reply, ReplyAnswer, ReplyWindow
from ..wording import quarter_name
from .case_rows import case_name, cases_open_to
from .revisions import RevisionRow, revisions
from .timeline_events import Event, as_day, on_day

#: The steps of a case that those read of who see nothing of its record.
TOLD_TO_ALL = (life.ISSUE, life.CLOSE)
#: Steps that are no news.
QUIET = (life.ASSIGN,)
#: Steps that tell of trouble.
BAD = (life.OPEN, life.ISSUE, life.LAPSE, life.INITIATE, life.EXPEL, life.GIVE_UP)


def life_events(zone: Zone) -> Iterable[Event]:
    """The zone's approval, acceptance and start, as far as their dates are known; one query."""
    for one in ZoneDate.objects.filter(zone=zone):
        text = capfirst(str(one.get_event_display()))
        if one.phase:
            text = _("%(event)s (%(phase)s)") % {"event": text, "phase": one.phase}
        known = one.date if len(one.date) < 10 else ""
        yield Event(as_day(one.date), "life", text, zone.get_absolute_url(), known)


def case_events(zone: Zone, who: Person) -> Iterable[Event]:
    """The steps of the zone's cases that the reader may see; two queries.

    Each on the day on which it was taken, where that was told; else when it was written down.
    """
    cases = {one.pk: one for one in cases_open_to(who).filter(zone=zone)}
    sees = who.may_see_record_of(zone.pk)
    for move in CaseMove.objects.filter(case__in=cases).order_by("case", "seq"):
        if move.move in QUIET or not (sees or move.move in TOLD_TO_ALL):
            continue
        case = cases[move.case_id]
        words = {"case": case_name(case), "step": move.get_move_display()}
        text = _("%(case)s: %(step)s") % words
        is_bad = move.move in BAD
        href = case.get_absolute_url()
        on = move.held_on or on_day(move.at)
        yield Event(on, "case", text, href, is_warning=is_bad, seq=move.seq)


def reply_events(zone: Zone, who: Person) -> Iterable[Event]:
    """What the zone replied to findings and was answered; to others once published; two queries.

    What was said in a window that was cancelled is said all the same.
    """
    shown: dict[str, object] = {"finding__zone": zone}
    if not who.may_read_findings_of(zone):
        shown["finding__window__assessment__published_at__isnull"] = False
    beside = ("finding__window__assessment", "finding__target")
    for reply in Reply.objects.filter(**shown).select_related(*beside).order_by("at", "pk"):
        words = _about(reply) | {"stance": reply.get_stance_display(), "reason": reply.reason}
        text = _("%(period)s, %(finding)s: %(stance)s") % words
        if reply.reason:
            text = _("%(period)s, %(finding)s: %(stance)s. %(reason)s") % words
        if reply.finding.window.state == ReplyWindow.State.CANCELLED:
            text = _("%(text)s (the window was cancelled later)") % {"text": text}
        yield Event(on_day(reply.at), "reply", text, _hearing(zone, reply))
    through = {f"reply__{name}": value for name, value in shown.items()}
    along = [f"reply__{name}" for name in beside]
    for answer in ReplyAnswer.objects.filter(**through).select_related(*along).order_by("at"):
        words = _about(answer.reply) | {"answer": answer.get_outcome_display()}
        words["text"] = answer.text
        text = _("%(period)s, %(finding)s, answered: %(answer)s. %(text)s") % words
        yield Event(on_day(answer.at), "reply", text, _hearing(zone, answer.reply), seq=1)


def _about(reply: Reply) -> dict[str, str]:
    """The period and the finding that a reply speaks of."""
    finding = str(reply.finding.get_code_display())
    if reply.finding.target is not None:
        finding = f"{finding} ({label(reply.finding.target)})"
    return {"period": reply.finding.window.period, "finding": finding}


def _hearing(zone: Zone, reply: Reply) -> str:
    """Where the reply is read: on the zone's page of the period once that is published."""
    window = reply.finding.window
    if window.assessment.published_at is not None:
        return f"{zone.get_absolute_url()}?period={window.period}"
    return reverse("reply_answer", args=[window.period, reply.pk])


def class_events(zone: Zone, at: datetime) -> Iterable[Event]:
    """The classes that Customs published of the zone; one query."""
    for one in classes_in_force(at):
        if one.zone_id != zone.pk:
            continue
        words = {
            "year": one.year,
            "list": one.get_scope_display(),
            "grade": one.grade,
            "rank": one.rank,
            "size": one.list_size,
        }
        text = _("%(list)s of %(year)s: class %(grade)s") % words
        if one.rank is not None:
            text = _("%(list)s of %(year)s: class %(grade)s, place %(rank)s of %(size)s") % words
        href = reverse("class", args=[zone.code, one.year, one.scope])
        yield Event(one.published_on, "class", text, href)


def revision_events(zone: Zone, who: Person) -> Iterable[Event]:
    """The versions that revised verified figures, each once with what it changed."""
    grouped: dict[tuple[str, int], list[RevisionRow]] = {}
    for row in revisions(who, zone=zone):
        grouped.setdefault((row.quarter, row.version), []).append(row)
    for (quarter, version), rows in grouped.items():
        words = {
            "quarter": quarter_name(quarter),
            "count": len(rows),
            "first": _("%(name)s %(old)s → %(new)s")
            % {"name": rows[0].indicator, "old": rows[0].old_text, "new": rows[0].new_text},
            "reason": rows[0].reason,
        }
        text = _("%(quarter)s revised, figures: %(count)s (%(first)s)") % words
        if words["reason"] and words["reason"] != DASH:
            text = _("%(quarter)s revised, figures: %(count)s (%(first)s): %(reason)s") % words
        yield Event(on_day(rows[0].at), "revision", text, rows[0].zone_href, seq=version)


def project_events(zone: Zone, who: Person) -> Iterable[Event]:
    """The stages that the zone's projects reached, for those who see the register; one query."""
    if not (who.may_see_investment and who.may_see_collection_of(zone)):
        return
    for one in Project.objects.filter(zone=zone, struck_at__isnull=True):
        for seq, (stage, on) in enumerate(one.days.items()):
            if on is not None:
                words = {"project": label(one), "stage": ProjectStageName(stage).label}
                text = _("%(project)s: %(stage)s") % words
                is_bad = stage == ProjectStageName.WITHDRAWN
                href = one.get_absolute_url()
                yield Event(on, "project", text, href, is_warning=is_bad, seq=seq)


def innovation_events(zone: Zone) -> Iterable[Event]:
    """The innovations that the zone began, that others copied, and that it copied."""
    for one in innovations_in_force(zone):
        words = {"title": label(one, "title")}
        text = _("“%(title)s” begun") % words
        yield _innovated(one.begun_on, text, one.get_absolute_url())
        for copy in one.copies_in_force:  # type: ignore[attr-defined]
            place = label(copy.zone, "short") if copy.zone else label(copy, "place")
            text = _("“%(title)s” copied by %(place)s") % (words | {"place": place})
            yield _innovated(copy.copied_on, text, one.get_absolute_url())
    taken_over = Exists(zone.copied.filter(innovation=OuterRef("pk"), struck_at__isnull=True))
    for one in innovations_in_force().filter(taken_over):
        words = {"title": label(one, "title"), "zone": label(one.origin, "short")}
        for copy in one.copies_in_force:  # type: ignore[attr-defined]
            if copy.zone_id == zone.pk:
                text = _("“%(title)s” of %(zone)s taken over") % words
                yield _innovated(copy.copied_on, text, one.get_absolute_url())


def _innovated(known: str, text: str, href: str) -> Event:
    return Event(as_day(known), "innovation", text, href, known if len(known) < 10 else "")
