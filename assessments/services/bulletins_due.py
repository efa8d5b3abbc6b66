"""Prepares the drafts that are due and tells the department of them, of each once."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from indicators.periods import Period
from indicators.services.posting import CUT_OFF, Posted, letters_post, message_to
from zones.services.audit import Change, audit_append

from ..letters import draft_body, draft_subject
from ..models import Bulletin, BulletinNotice
from ..selectors.bulletin_papers import printable_assessment
from ..selectors.bulletins_due import (
    DraftLetter,
    draft_letters_due,
    halves_due,
    key_of,
    sheet_due,
    told_of,
)
from .assessments import Refused, assessment_run
from .bulletin_drafts import bulletin_prepare


@dataclass(frozen=True)
class PreparedDrafts:
    """What was prepared now, and what could not be, with the reason."""

    drafts: tuple[Bulletin, ...]
    refused: tuple[tuple[Period, Refused], ...]


def bulletins_prepare_due(*, at: datetime) -> PreparedDrafts:
    """Every draft that was due, each prepared in a transaction of its own.

    Somebody who prepares the same in the same moment wins, and nothing is prepared twice.
    """
    drafts, refused = [], []
    for period in _due():
        try:
            draft = _prepared(period, at)
        except Refused as error:
            if error.code not in ("prepared_meanwhile", "run_meanwhile"):
                refused.append((period, error))
        else:
            if draft.prepared_at == at:
                drafts.append(draft)
    return PreparedDrafts(tuple(drafts), tuple(refused))


def _due() -> list[Period]:
    sheet = sheet_due()
    return [*halves_due(), *([sheet] if sheet else [])]


@transaction.atomic
def _prepared(period: Period, at: datetime) -> Bulletin:
    """The period's draft; a quarter that has no board yet is assessed first."""
    if period.kind == "quarter" and printable_assessment(period) is None:
        assessment_run(period=period, at=at)
    return bulletin_prepare(period=period, at=at)


def drafts_tell(*, at: datetime, site: str) -> Posted[DraftLetter]:
    """What was sent of the letters that are due, and what was not."""
    return letters_post(
        draft_letters_due().letters,
        begin=lambda letter: _begin(letter, at),
        compose=lambda letter, connection: message_to(
            letter.to,
            letter.language,
            lambda: (draft_subject(letter), draft_body(letter, site)),
            connection,
        ),
        undo=_undo,
        finish=_finish,
    )


def notices_cut_off(at: datetime) -> int:
    """How many notices were begun and never finished: whether they arrived is not known."""
    rows = BulletinNotice.objects.filter(sent_at__isnull=True)
    return rows.filter(begun_at__lt=at - CUT_OFF).count()


@transaction.atomic
def _begin(letter: DraftLetter, at: datetime) -> DraftLetter | None:
    """The letter with what nobody else is sending, now written down; None where nothing is."""
    wanted = [one.pk for one in letter.drafts]
    rows = Bulletin.objects.select_for_update().filter(pk__in=wanted, state=Bulletin.State.DRAFT)
    standing = {one.pk: one.assessed_version for one in rows.order_by("pk")}
    told = told_of(letter.drafts)
    drafts = tuple(
        one
        for one in letter.drafts
        if standing.get(one.pk) == one.assessed_version and key_of(one, letter.to) not in told
    )
    BulletinNotice.objects.bulk_create(
        BulletinNotice(
            bulletin=one,
            assessed_version=one.assessed_version,
            recipient=letter.to,
            address=letter.to.email,
            begun_at=at,
        )
        for one in drafts
    )
    return replace(letter, drafts=drafts) if drafts else None


def _undo(letter: DraftLetter) -> None:
    """Nothing; the letter was not sent, and is due again."""
    _rows(letter).delete()


@transaction.atomic
def _finish(letter: DraftLetter) -> None:
    """Nothing; the letter is written down as sent, now, and stands in the log."""
    now = timezone.now()
    _rows(letter).update(sent_at=now)
    new = {"to": letter.to.username, "address": letter.to.email}
    changes = [
        Change("bulletin_told", "bulletin", code=one.code, version=one.version, new=new)
        for one in letter.drafts
    ]
    audit_append(by=None, at=now, changes=changes)


def _rows(letter: DraftLetter) -> QuerySet[BulletinNotice]:
    """The rows of a letter that is being sent."""
    rows = BulletinNotice.objects.filter(recipient=letter.to, sent_at__isnull=True)
    keys = {key_of(one, letter.to) for one in letter.drafts}
    held = rows.filter(bulletin__in=[one.pk for one in letter.drafts])
    return held.filter(
        pk__in=[
            one.pk
            for one in held
            if (one.bulletin_id, one.assessed_version, one.recipient_id) in keys
        ]
    )
