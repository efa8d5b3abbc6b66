"""Reads one bulletin as its page shows it, and what follows from publishing a draft."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from indicators.periods import Period, half_code
from zones.access import Person
from zones.badges import Link

from ..models import Assessment, Bulletin
from .assessment_versions import version_href
from .bulletin_notices import Notice, is_replaced, notices
from .bulletin_papers import cover_of
from .bulletin_words import WordsRow, carried_over, field_label, words_rows
from .bulletins import VersionRow, bulletins_open_to, paper_name, versions_by_code


@dataclass(frozen=True)
class BulletinPage:
    """A half-year's bulletin in one version beside the others; without one none is prepared."""

    code: str
    title: str
    bulletin: Bulletin | None
    version: VersionRow | None
    versions: tuple[VersionRow, ...]
    assessment: Link | None
    notices: tuple[Notice, ...]
    words: tuple[WordsRow, ...]
    #: The half-year's draft, whichever version the page shows.
    draft: int | None = None
    #: Whether preparing another version is what comes next.
    is_due: bool = False

    @property
    def is_draft(self) -> bool:
        return self.bulletin is not None and self.bulletin.is_draft

    @property
    def has_draft(self) -> bool:
        return self.draft is not None

    @property
    def may_word(self) -> bool:
        """Whether words for a new version can be written: there is a version, and no draft."""
        return self.bulletin is not None and self.draft is None


def bulletin_page(span: Period, who: Person, version: str = "") -> BulletinPage | None:
    """The version asked for, else the one in force, else the draft; None: nothing to be shown."""
    code = str(span) if span.kind == "quarter" else half_code(span)
    found = bulletins_open_to(who).filter(code=code)
    one = _wanted(list(found.order_by("-version")), version)
    if one is None and (version or not _may_prepare(span, who)):
        return None
    rows = versions_by_code(found, who).get(code, ())
    draft = next((row.version for row in rows if row.is_draft), None)
    return BulletinPage(
        code=code,
        title=paper_name(code),
        bulletin=one,
        version=next((row for row in rows if one and row.version == one.version), None),
        versions=rows,
        assessment=_assessment(one),
        notices=tuple(notices(one, who, draft=draft)) if one else (),
        words=words_rows(one, who) if one and who.may_publish else (),
        draft=draft,
        is_due=one is None or (draft is None and is_replaced(one)),
    )


def _wanted(found: list[Bulletin], version: str) -> Bulletin | None:
    if version:
        return next((one for one in found if str(one.version) == version), None)
    standing = [one for one in found if one.state == Bulletin.State.PUBLISHED]
    drafts = [one for one in found if one.is_draft]
    return next(iter([*standing, *drafts, *found]), None)


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
    if same := carried_over(draft):
        said.append(
            _("The same as on the version before: %(fields)s. Write others if it has its own.")
            % {"fields": _(", ").join(same)}
        )
    cover = cover_of(draft)
    empty = [
        field_label(name)
        for name in ("number", "office_zh", "dated", "copies_zh")
        if not (cover and getattr(cover, name))
    ]
    if empty:
        said.append(
            _("Left empty, and printed empty: %(fields)s.") % {"fields": _(", ").join(empty)}
        )
    return tuple(said)


def set_aside(draft: Bulletin) -> tuple[str, ...]:
    """What follows from putting the draft away, in sentences."""
    words = {"version": draft.version}
    said = [
        _("Nobody publishes it any more. It stays readable for the department with its words."),
        _("Number %(version)s is used by no other version.") % words,
    ]
    standing = Bulletin.objects.filter(code=draft.code, state=Bulletin.State.PUBLISHED).first()
    if standing is not None:
        said.append(
            _("Version %(version)s stays published as it is.") % {"version": standing.version}
        )
    said.append(_("Another draft can be prepared at any time; it begins without these words."))
    return tuple(said)
