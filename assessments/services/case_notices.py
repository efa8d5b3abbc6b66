"""Tells people by mail which case waits for them, of each occasion once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from indicators.services.posting import CUT_OFF, Posted, letters_post, message_to
from zones.services.audit import Change, audit_append

from ..case_letters import case_body, case_subject
from ..models import Case, CaseNotice
from ..selectors.case_notices import CaseLetter, case_letters_due, told_of


def cases_tell(*, at: datetime, site: str) -> Posted[CaseLetter]:
    """What was sent of the letters that are due, and what was not."""
    return letters_post(
        case_letters_due(at).letters,
        begin=lambda letter: _begin(letter, at),
        compose=lambda letter, connection: message_to(
            letter.to,
            letter.language,
            lambda: (case_subject(letter), case_body(letter, site)),
            connection,
        ),
        undo=_undo,
        finish=_finish,
    )


def case_notices_cut_off(at: datetime) -> int:
    """How many notices were begun and never finished: whether they arrived is not known."""
    return CaseNotice.objects.filter(sent_at__isnull=True, begun_at__lt=at - CUT_OFF).count()


@transaction.atomic
def _begin(letter: CaseLetter, at: datetime) -> CaseLetter | None:
    """The letter with what nobody else is sending, now written down; None where nothing is."""
    cases = {one.row.case.pk for one in letter.told}
    list(Case.objects.select_for_update().filter(pk__in=cases).order_by("pk"))
    known = told_of(cases)
    told = tuple(one for one in letter.told if one.key(letter.to) not in known)
    CaseNotice.objects.bulk_create(
        CaseNotice(
            case=one.row.case,
            person=letter.to,
            seq=one.seq,
            occasion=one.occasion,
            begun_at=at,
        )
        for one in told
    )
    return replace(letter, told=told) if told else None


def _undo(letter: CaseLetter) -> None:
    """Nothing; the letter was not sent, and is due again."""
    _rows(letter).delete()


@transaction.atomic
def _finish(letter: CaseLetter) -> None:
    """Nothing; the letter is written down as sent, now, and stands in the log."""
    now = timezone.now()
    _rows(letter).update(sent_at=now)
    new = {"to": letter.to.username, "address": letter.to.email}
    changes = [
        Change(
            "case_told",
            "case",
            code=one.row.case.code,
            zone=one.row.case.zone.code,
            new=new | {"seq": one.seq, "occasion": one.occasion},
        )
        for one in letter.told
    ]
    audit_append(by=None, at=now, changes=changes)


def _rows(letter: CaseLetter) -> QuerySet[CaseNotice]:
    wanted = Q(pk__in=[])
    for one in letter.told:
        wanted |= Q(case=one.row.case.pk, seq=one.seq, occasion=one.occasion)
    return CaseNotice.objects.filter(wanted, person=letter.to, sent_at=None)
