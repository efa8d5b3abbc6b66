"""Tells zones of their reply windows by mail, of each thing once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from indicators.services.posting import CUT_OFF, Posted, letters_post, message_to
from zones.services.audit import Change, audit_append

from ..models import ReplyNotice, ReplyWindow
from ..reply_letters import reply_body, reply_subject
from ..selectors.reply_notices import ReplyLetter, reply_letters_due, told_of


def replies_tell(*, at: datetime, site: str) -> Posted[ReplyLetter]:
    """What was sent of the letters that are due, and what was not."""
    return letters_post(
        reply_letters_due(at).letters,
        begin=lambda letter: _begin(letter, at),
        compose=lambda letter, connection: message_to(
            letter.to,
            letter.language,
            lambda: (reply_subject(letter), reply_body(letter, site)),
            connection,
        ),
        undo=_undo,
        finish=_finish,
    )


def reply_notices_cut_off(at: datetime) -> int:
    """How many notices were begun and never finished: whether they arrived is not known."""
    return ReplyNotice.objects.filter(sent_at__isnull=True, begun_at__lt=at - CUT_OFF).count()


@transaction.atomic
def _begin(letter: ReplyLetter, at: datetime) -> ReplyLetter | None:
    """The letter with what nobody else is sending, now written down; None where nothing is."""
    windows = {one.window.pk for one in letter.notices}
    list(ReplyWindow.objects.select_for_update().filter(pk__in=windows).order_by("pk"))
    told = told_of(windows)
    notices = tuple(one for one in letter.notices if one.key(letter.to) not in told)
    ReplyNotice.objects.bulk_create(
        ReplyNotice(
            window=one.window,
            zone=one.zone,
            recipient=letter.to,
            address=letter.to.email,
            about=one.about,
            begun_at=at,
        )
        for one in notices
    )
    return replace(letter, notices=notices) if notices else None


def _undo(letter: ReplyLetter) -> None:
    """Nothing; the letter was not sent, and is due again."""
    _rows(letter).delete()


@transaction.atomic
def _finish(letter: ReplyLetter) -> None:
    """Nothing; the letter is written down as sent, now, and stands in the log."""
    now = timezone.now()
    _rows(letter).update(sent_at=now)
    new = {"to": letter.to.username, "address": letter.to.email}
    changes = [
        Change(
            "reply_told",
            "reply_window",
            code=one.window.period,
            zone=one.zone.code,
            version=one.window.number,
            new=new | {"kind": one.kind},
        )
        for one in letter.notices
    ]
    audit_append(by=None, at=now, changes=changes)


def _rows(letter: ReplyLetter) -> QuerySet[ReplyNotice]:
    """The rows of a letter that is being sent."""
    rows = ReplyNotice.objects.filter(recipient=letter.to, sent_at__isnull=True)
    keys = {one.key(letter.to) for one in letter.notices}
    return rows.filter(
        pk__in=[
            one.pk
            for one in rows
            if (one.window_id, one.zone_id, one.recipient_id, one.about) in keys
        ]
    )
