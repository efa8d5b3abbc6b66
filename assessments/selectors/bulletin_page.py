"""Reads one bulletin as its page shows it, and what follows from publishing a draft."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from indicators.periods import Period, half_code
from zones.access import Person
from zones.badges import Link
from zones.display import moment
from zones.people import named_for

from ..models import Assessment, Bulletin, BulletinCover
from ..papers.printers.glyphs import undrawable
from ..wording import period_name
from .assessment_versions import version_href
from .bulletin_papers import computed, snapshot_of
from .bulletins import VersionRow, bulletins_open_to, versions_by_code

OPEN = (Assessment.State.DRAFT, Assessment.State.UNDER_REPLY)


@dataclass(frozen=True)
class WordsRow:
    """A version of what staff wrote, and who wrote it when."""

    version: int
    written: str
    text: str


@dataclass(frozen=True)
class BulletinPage:
    """A half-year's bulletin in one version beside the others; without one none is prepared."""

    code: str
    title: str
    bulletin: Bulletin | None
    version: VersionRow | None
    versions: tuple[VersionRow, ...]
    assessment: Link | None
    notices: tuple[str, ...]
    words: tuple[WordsRow, ...]

    @property
    def is_draft(self) -> bool:
        return self.bulletin is not None and self.bulletin.is_draft

    @property
    def has_draft(self) -> bool:
        return any(one.is_draft for one in self.versions)


def bulletin_page(span: Period, who: Person, version: str = "") -> BulletinPage | None:
    """The version asked for, else the one in force, else the draft; None: nothing to be shown."""
    code = str(span) if span.kind == "quarter" else half_code(span)
    found = bulletins_open_to(who).filter(code=code)
    one = _wanted(list(found.order_by("-version")), version)
    if one is None and (version or not _may_prepare(span, who)):
        return None
    rows = versions_by_code(found, who).get(code, ())
    return BulletinPage(
        code=code,
        title=capfirst(period_name(span)),
        bulletin=one,
        version=next((row for row in rows if one and row.version == one.version), None),
        versions=rows,
        assessment=_assessment(one),
        notices=tuple(_notices(one, rows)) if one else (),
        words=_words(one, who) if one and who.may_publish else (),
    )


def _wanted(found: list[Bulletin], version: str) -> Bulletin | None:
    if version:
        return next((one for one in found if str(one.version) == version), None)
    standing = [one for one in found if one.state == Bulletin.State.PUBLISHED]
    return next(iter([*standing, *found]), None)


def _may_prepare(span: Period, who: Person) -> bool:
    """Whether there is an assessment that staff can prepare a paper from."""
    if not who.may_publish:
        return False
    found = Assessment.objects.filter(period=str(span))
    return found.exclude(state=Assessment.State.SUPERSEDED).exists()


def _assessment(one: Bulletin | None) -> Link | None:
    if one is None or one.assessment is None:
        return None
    words = {"period": one.assessment.period, "version": one.assessed_version}
    return Link(_("%(period)s, version %(version)s") % words, version_href(one.assessment))


def _notices(one: Bulletin, rows: tuple[VersionRow, ...]):
    if one.state == Bulletin.State.SUPERSEDED:
        yield _("Another version has taken the place of this one; it stays as it was published.")
    if one.is_draft:
        yield _("A draft: nobody but the commerce department sees it.")
        is_bulletin = one.kind == Bulletin.Kind.BULLETIN
        if is_bulletin and one.assessment is not None and one.assessment.state in OPEN:
            yield _("The assessment that it prints is not published; publish that first.")
        elif is_out_of_date(one):
            yield _("The figures or rules that it prints have changed; prepare it again.")
        yield from _undrawn(one)


def _undrawn(draft: Bulletin) -> list[str]:
    """The characters that the pdf could not show, named; nothing where its fonts have them all."""
    papers = snapshot_of(draft).papers.values()
    marks = sorted({mark for paper in papers for mark in undrawable(paper)})
    if not marks:
        return []
    named = _(", ").join(f"{mark} (U+{ord(mark):04X})" for mark in marks)
    return [
        _("The pdf prints 〓 for these characters, which its fonts lack: %(characters)s.")
        % {"characters": named}
    ]


def is_out_of_date(one: Bulletin) -> bool:
    """Whether a draft says what its assessment and the policy no longer say."""
    if one.assessment is None or one.assessment.state == Assessment.State.SUPERSEDED:
        return True
    return computed(one.assessment) != one.computed


def _words(one: Bulletin, who: Person) -> tuple[WordsRow, ...]:
    """Every version of what staff wrote, the latest first; two queries."""
    rows = BulletinCover.objects.filter(bulletin=one).select_related("written_by")
    return tuple(
        WordsRow(
            row.version,
            f"{moment(row.written_at)} · {named_for(who, row.written_by)}",
            " · ".join(filter(None, (row.number, row.office_zh, row.opening_zh, row.closing_zh))),
        )
        for row in rows.order_by("-version")
    )


def confirmation(draft: Bulletin) -> tuple[str, ...]:
    """What follows from publishing the draft, in sentences."""
    standing = Bulletin.objects.filter(code=draft.code, state=Bulletin.State.PUBLISHED).first()
    said = [
        _(
            "Everybody who signs in can read it and take its files home: docx, pdf, xlsx and csv,"
            " in Chinese and in English. They are printed once and never change."
        )
    ]
    if standing is not None:
        said.append(
            _("Version %(version)s is superseded; it stays readable with its files.")
            % {"version": standing.version}
        )
    said += _undrawn(draft)
    cover = BulletinCover.objects.filter(bulletin=draft).order_by("-version").first()
    empty = [
        str(BulletinCover._meta.get_field(name).verbose_name)
        for name in ("number", "office_zh", "dated", "copies_zh")
        if not (cover and getattr(cover, name))
    ]
    if empty:
        said.append(
            _("Left empty, and printed empty: %(fields)s.") % {"fields": _(", ").join(empty)}
        )
    return tuple(said)
