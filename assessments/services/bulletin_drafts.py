"""Writes drafts of bulletins: prepared from an assessment, worded by staff, put away."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from indicators.periods import Period, half_code
from zones.access import Person
from zones.services.audit import Act, Change, audit_append

from ..models import Bulletin, BulletinCover
from ..papers.stored import digest
from ..selectors.bulletin_papers import computed, cover_of, printable_assessment, snapshot_of
from ..selectors.bulletin_words import COVER, words_of, words_standing
from .assessments import Refused

State = Bulletin.State


def code_of(period: Period) -> str:
    """The code of the paper that prints a period: 2022H1, 2022H2 for the year, 2022Q1."""
    return str(period) if period.kind == "quarter" else half_code(period)


@transaction.atomic
def bulletin_prepare(
    *,
    period: Period,
    at: datetime,
    by: Person | None = None,
    words: Mapping[str, object] | None = None,
    log: list[Act] | None = None,
) -> Bulletin:
    """The period's draft, computed anew from its published assessment, failing that the open one.

    What staff wrote on the draft stays; a new draft begins with ``words``, failing these with
    everything that stands on the version before, number and date too. Where the published version
    says all of that already no draft is made.
    """
    refuse_unless_staff(by)
    code = code_of(period)
    assessment = printable_assessment(period)
    if assessment is None:
        raise Refused("nothing_to_print", period=str(period))
    text = computed(assessment)
    draft = Bulletin.objects.select_for_update().filter(code=code, state=State.DRAFT).first()
    if draft and words is not None:
        raise Refused("prepared_meanwhile", half=code)
    if draft and (draft.computed, draft.assessment_id) == (text, assessment.pk):
        return draft
    before = {"computed": draft.computed_sha256} if draft else None
    fields = {
        "assessment": assessment,
        "assessed_version": assessment.version,
        "assessed_digest": assessment.digest,
        "is_demonstration": assessment.is_demonstration,
        "computed": text,
        "computed_sha256": digest(text),
        "prepared_by_id": by.user_id if by else None,
        "prepared_at": at,
    }
    changes = []
    if draft:
        for name, value in fields.items():
            setattr(draft, name, value)
        draft.save()
    else:
        begun = words_standing(code)
        _refuse_unless_new(code, fields, begun, words)
        draft = _new_draft(period, fields, begun if words is None else words, by=by, at=at)
        if words is not None:
            changes.append(_worded(draft, begun, words))
    told = {"computed": draft.computed_sha256}
    changes.insert(0, change_of("bulletin_prepared", draft, before, told))
    audit_append(by=by, at=at, changes=changes, log=log)
    return draft


def _refuse_unless_new(
    code: str,
    fields: Mapping[str, object],
    begun: Mapping[str, object],
    words: Mapping[str, object] | None,
) -> None:
    """Nothing; raises Refused where another version would say what the published one says."""
    standing = Bulletin.objects.filter(code=code, state=State.PUBLISHED).first()
    if standing is None or standing.assessment != fields["assessment"]:
        return
    if standing.computed == fields["computed"] and (words is None or plain(words) == plain(begun)):
        raise Refused("nothing_changed", half=code, version=standing.version)


def _new_draft(
    period: Period,
    fields: Mapping[str, object],
    words: Mapping[str, object],
    *,
    by: Person | None,
    at: datetime,
) -> Bulletin:
    """The draft with its words; versions are numbered on, also after one that was put away."""
    code = code_of(period)
    last = Bulletin.objects.filter(code=code).order_by("-version").first()
    kind = Bulletin.Kind.REVIEW if period.kind == "quarter" else Bulletin.Kind.BULLETIN
    try:
        with transaction.atomic():
            draft = Bulletin.objects.create(
                code=code, kind=kind, version=last.version + 1 if last else 1, **fields
            )
    except IntegrityError as error:  # somebody else prepared it in the same moment
        raise Refused("prepared_meanwhile", half=code) from error
    if any(plain(words).values()):
        _cover_create(draft, 1, words, by=by, at=at)
    return draft


@transaction.atomic
def bulletin_cover_write(
    *,
    bulletin: Bulletin,
    words: Mapping[str, object],
    seen: int,
    at: datetime,
    by: Person | None = None,
    log: list[Act] | None = None,
) -> BulletinCover | None:
    """What staff wrote as a new version; the one there is where nothing changed.

    ``seen`` is the version that the person edited, 0 for none: who edited an older one is refused.
    """
    refuse_unless_staff(by)
    held = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
    refuse_unless_draft(held)
    last = cover_of(held)
    if plain(words_of(last)) == plain(words):
        return last
    if seen != (last.version if last else 0):
        raise Refused("words_changed_meanwhile")
    try:
        with transaction.atomic():
            row = _cover_create(held, (last.version if last else 0) + 1, words, by=by, at=at)
    except IntegrityError as error:
        raise Refused("words_changed_meanwhile") from error
    audit_append(by=by, at=at, changes=[_worded(held, words_of(last), words)], log=log)
    return row


def _cover_create(
    bulletin: Bulletin,
    version: int,
    words: Mapping[str, object],
    *,
    by: Person | None,
    at: datetime,
) -> BulletinCover:
    return BulletinCover.objects.create(
        bulletin=bulletin,
        version=version,
        written_by_id=by.user_id if by else None,
        written_at=at,
        **plain(words) | {"dated": words.get("dated") or None},
    )


@transaction.atomic
def bulletin_put_away(
    *,
    bulletin: Bulletin,
    at: datetime,
    by: Person | None = None,
    seen: str = "",
    log: list[Act] | None = None,
) -> Bulletin:
    """The draft, put away: it stays readable with its words, and its version is used by no other.

    ``seen`` is the digest of the snapshot that the person looked at.
    """
    refuse_unless_staff(by)
    held = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
    refuse_unless_draft(held)
    if seen and seen != snapshot_of(held).sha256:
        raise Refused("words_changed_meanwhile")
    held.state, held.put_away_at = State.PUT_AWAY, at
    held.put_away_by_id = by.user_id if by else None
    held.save(update_fields=["state", "put_away_at", "put_away_by"])
    change = change_of("bulletin_put_away", held, {"state": State.DRAFT})
    audit_append(by=by, at=at, changes=[change], log=log)
    return held


def refuse_unless_staff(by: Person | None) -> None:
    """Nothing; raises Refused where the person prepares and publishes nothing."""
    if by is not None and not by.may_publish:
        raise Refused("bulletin_not_allowed")


def refuse_unless_draft(bulletin: Bulletin) -> None:
    """Nothing; raises Refused where it was published or put away."""
    if bulletin.state == State.PUT_AWAY:
        raise Refused("bulletin_is_put_away", half=bulletin.code, version=bulletin.version)
    if bulletin.state != State.DRAFT:
        raise Refused("bulletin_is_frozen", half=bulletin.code, version=bulletin.version)


def plain(words: Mapping[str, object]) -> dict[str, object]:
    """Words under their fields with nothing written the same way everywhere, to be compared."""
    return {name: words.get(name) or "" for name in COVER}


def _worded(bulletin: Bulletin, was: Mapping[str, object], now: Mapping[str, object]) -> Change:
    """What is told of new words: the fields that changed, before and after."""
    old, new = plain(was), plain(now)
    changed = sorted(name for name in COVER if old[name] != new[name])
    told = [{name: str(some[name]) for name in changed} for some in (old, new)]
    return change_of("bulletin_worded", bulletin, *told)


def change_of(
    action: str,
    bulletin: Bulletin,
    old: Mapping[str, object] | None = None,
    new: Mapping[str, object] | None = None,
) -> Change:
    """What became of a bulletin, as the audit log tells it."""
    told = {"state": str(bulletin.state), "assessment": bulletin.assessed_digest}
    if bulletin.sha256:
        told["sha256"] = bulletin.sha256
    return Change(
        action,
        "bulletin",
        code=bulletin.code,
        version=bulletin.version,
        old={name: str(value) if value is not None else None for name, value in old.items()}
        if old
        else None,
        new=told | dict(new or {}),
    )
