"""Reads the bulletins: every half-year with its versions, files and state, for a person."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from indicators.periods import Period, half_code, parse_half, parse_quarter
from zones.access import Person
from zones.badges import Badge
from zones.display import moment, number, page_language
from zones.people import named_for

from ..badges import assessment_badge, bulletin_badge
from ..models import Assessment, Bulletin, BulletinFile
from ..papers.printers import PRINTERS
from ..papers.words import LANGUAGE_NAMES, LANGUAGES
from ..wording import period_name
from .bulletin_notices import replaced_notice

#: What lists never load: whole papers and files.
HEAVY = ("computed", "snapshot")
OPEN_TO_ALL = (Bulletin.State.PUBLISHED, Bulletin.State.SUPERSEDED)


@dataclass(frozen=True)
class FileLink:
    """A file to take home, with its size and checksum."""

    suffix: str
    href: str
    size: str
    sha256: str


@dataclass(frozen=True)
class FileRow:
    """The files of a version in one language, named in that language."""

    language: str
    name: str
    files: tuple[FileLink, ...]


@dataclass(frozen=True)
class VersionRow:
    """A version of a bulletin: its state, who prepared and published it when, its files."""

    version: int
    name: str
    href: str
    state: Badge
    prepared: str
    published: str
    superseded: str
    put_away: str
    notice: str
    is_draft: bool
    sha256: str
    marks: tuple[str, ...]
    files: tuple[FileRow, ...]


@dataclass(frozen=True)
class BulletinRow:
    """A half-year or quarter with the versions of its paper, the latest first."""

    code: str
    name: str
    href: str
    assessment: Badge | None
    assessment_href: str
    versions: tuple[VersionRow, ...]
    may_prepare: bool
    what_next: str
    is_due: bool


def bulletins_open_to(who: Person) -> QuerySet[Bulletin]:
    """The bulletins that a person may see: drafts are for those who write them."""
    found = Bulletin.objects.select_related(
        "assessment", "prepared_by", "published_by", "put_away_by"
    )
    return found if who.may_publish else found.filter(state__in=OPEN_TO_ALL)


def bulletin_rows(who: Person, kind: str = Bulletin.Kind.BULLETIN) -> list[BulletinRow]:
    """Every half-year with a bulletin, and for staff those it can be prepared for; latest first."""
    versions = versions_by_code(bulletins_open_to(who).filter(kind=kind), who)
    assessments = _assessments(kind) if who.may_publish else {}
    codes = sorted({*versions, *assessments}, reverse=True)
    return [_row(code, versions.get(code, ()), assessments.get(code), who) for code in codes]


def versions_by_code(
    found: QuerySet[Bulletin], who: Person
) -> Mapping[str, tuple[VersionRow, ...]]:
    """Versions by code, the latest first, without their papers' text; five queries."""
    rows = list(
        found.defer(*HEAVY)
        .prefetch_related("prepared_by__groups", "published_by__groups", "put_away_by__groups")
        .order_by("code", "-version")
    )
    files: dict[int, list[BulletinFile]] = defaultdict(list)
    for file in BulletinFile.objects.filter(bulletin__in=rows).defer("content"):
        files[file.bulletin_id].append(file)
    drafts = {one.code: one.version for one in rows if one.is_draft}
    by_code: dict[str, list[VersionRow]] = defaultdict(list)
    for one in rows:
        row = version_row(one, files[one.pk], who, draft=drafts.get(one.code))
        by_code[one.code].append(row)
    return {code: tuple(versions) for code, versions in by_code.items()}


def _assessments(kind: str) -> dict[str, Assessment]:
    """The assessment that each period's paper would print now, by the paper's code; one query."""
    is_review = kind == Bulletin.Kind.REVIEW
    rows = Assessment.objects.exclude(state=Assessment.State.SUPERSEDED)
    rows = rows.filter(kind="quarter") if is_review else rows.exclude(kind="quarter")
    found: dict[str, Assessment] = {}
    for one in rows.order_by("version"):
        code = str(one.span) if is_review else half_code(one.span)
        if code not in found or found[code].state != Assessment.State.PUBLISHED:
            found[code] = one
    return found


def span_of(code: str) -> Period:
    """The period that a paper of this code prints; raises UnknownPeriod."""
    if "Q" in code:
        quarter = parse_quarter(code)
        return Period(quarter.year, quarter.quarter, "quarter")
    return parse_half(code)


def paper_name(code: str) -> str:
    """What a paper is called in the reader's language: its kind and its period."""
    words = {"period": period_name(span_of(code))}
    if "Q" in code:
        return _("Review sheet of %(period)s") % words
    return _("Bulletin of %(period)s") % words


def _row(
    code: str, versions: tuple[VersionRow, ...], assessment: Assessment | None, who: Person
) -> BulletinRow:
    return BulletinRow(
        code=code,
        name=capfirst(period_name(span_of(code))),
        href=reverse("bulletin", args=[code]),
        assessment=assessment_badge(assessment.state) if assessment else None,
        assessment_href=assessment.get_absolute_url() if assessment else "",
        versions=versions,
        may_prepare=who.may_publish and assessment is not None,
        what_next=_what_next(versions, assessment),
        is_due=not any(
            one.is_draft or (one.published and not one.superseded and not one.notice)
            for one in versions
        ),
    )


def _what_next(versions: tuple[VersionRow, ...], assessment: Assessment | None) -> str:
    """What staff would do next, in words; nothing where nothing is to be done."""
    if assessment is None:
        return ""
    if any(one.is_draft for one in versions):
        return _("A draft is waiting to be published.")
    if versions and all(one.put_away for one in versions):
        return _("The draft was put away; another can be prepared.")
    return "" if versions else _("Not prepared yet.")


def version_row(
    one: Bulletin, files: Iterable[BulletinFile], who: Person, *, draft: int | None = None
) -> VersionRow:
    """A version as lists and its own page print it."""
    address = reverse("bulletin", args=[one.code])
    return VersionRow(
        version=one.version,
        name=one.name,
        href=f"{address}?version={one.version}",
        state=bulletin_badge(one.state),
        prepared=_done(one.prepared_at, one.prepared_by, who),
        published=_done(one.published_at, one.published_by, who) if one.published_at else "",
        superseded=moment(one.superseded_at) if one.superseded_at else "",
        put_away=_done(one.put_away_at, one.put_away_by, who) if one.put_away_at else "",
        notice=replaced_notice(one, who, draft=draft),
        is_draft=one.is_draft,
        sha256=one.sha256,
        marks=(_("demonstration data"),) if one.is_demonstration else (),
        files=_draft_files(one) if one.is_draft else _files(one, list(files)),
    )


def _done(at: datetime, user, who: Person) -> str:
    """When something was done and, where somebody did it, by whom."""
    text = moment(at)
    return text if user is None else f"{text} · {named_for(who, user)}"


def _files(one: Bulletin, files: list[BulletinFile]) -> tuple[FileRow, ...]:
    """A version's files by language, the reader's own first."""
    own = page_language()
    order = sorted({file.language for file in files}, key=lambda code: (code != own, code))
    return tuple(
        FileRow(
            language,
            LANGUAGE_NAMES.get(language, language),
            tuple(_link(one, file, own) for file in files if file.language == language),
        )
        for language in order
    )


def _draft_files(one: Bulletin) -> tuple[FileRow, ...]:
    """The files of a draft, which are printed when they are asked for."""
    own = page_language()
    return tuple(
        FileRow(
            language,
            LANGUAGE_NAMES[language],
            tuple(
                _link(one, BulletinFile(language=language, suffix=suffix, size=0), own)
                for suffix in PRINTERS
            ),
        )
        for language in sorted(LANGUAGES, key=lambda code: (code != own, code))
    )


def _link(one: Bulletin, file: BulletinFile, own: str) -> FileLink:
    """A file's address: the plain one gives the version in force in the reader's language."""
    address = reverse("bulletin_file", args=[one.code, file.suffix])
    named = []
    if file.language != own:
        named.append(f"language={file.language}")
    if one.state != Bulletin.State.PUBLISHED:
        named.append(f"version={one.version}")
    query = "?" + "&".join(named) if named else ""
    return FileLink(
        file.suffix, address + query, size_text(file.size) if file.size else "", file.sha256
    )


def size_text(size: int) -> str:
    """A file's size: 48 KB, 1.2 MB."""
    if size < 1_000_000:
        return f"{number(max(size, 1000) / 1000)} KB"
    return f"{number(size / 1_000_000, 1)} MB"


def published_bulletin(code: str) -> Bulletin | None:
    """The bulletin of a half-year that stands; one query."""
    return Bulletin.objects.filter(code=code, state=Bulletin.State.PUBLISHED).first()


def codes_printable() -> list[str]:
    """The codes of the papers that can be printed: what is published, and what is assessed."""
    kinds = Bulletin.Kind.BULLETIN, Bulletin.Kind.REVIEW
    published = Bulletin.objects.filter(state=Bulletin.State.PUBLISHED)
    found = {code for kind in kinds for code in _assessments(kind)}
    return sorted(found.union(published.values_list("code", flat=True)))


@dataclass(frozen=True)
class Since:
    """A published bulletin, and the moment at which it took its figures."""

    half: str
    at: datetime


def since_bulletins() -> list[Since]:
    """The half-years judged and published, the one that took its figures last first; one query."""
    published = Assessment.objects.filter(
        state=Assessment.State.PUBLISHED, kind__in=["half", "year"]
    )
    found = [Since(half_code(one.span), one.run_at) for one in published]
    return sorted(found, key=lambda one: (one.at, one.half), reverse=True)
