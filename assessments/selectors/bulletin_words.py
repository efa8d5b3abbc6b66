"""Reads what staff write on bulletins: what stands, every version, two people's side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zones.access import Person
from zones.display import day, moment
from zones.people import named_for

from ..models import Bulletin, BulletinCover

#: What staff write, in the order of the form.
COVER = (
    *("number", "dated", "addressees_zh", "addressees_en", "opening_zh", "opening_en"),
    *("closing_zh", "closing_en", "office_zh", "office_en", "copies_zh", "copies_en"),
)
State = Bulletin.State
Written = Mapping[str, object]


@dataclass(frozen=True)
class FieldRow:
    """A field of what staff wrote: its label, its text, and the text's language."""

    label: str
    text: str
    language: str


@dataclass(frozen=True)
class WordsRow:
    """A version of what staff wrote, who wrote it when, and every field that is not empty."""

    version: int
    written: str
    fields: tuple[FieldRow, ...]


@dataclass(frozen=True)
class WordsDesk:
    """What a person words now: the half-year's draft, or the version that a new draft begins from.

    ``seen`` names the words that stand, as "version of the bulletin.version of the words".
    """

    code: str
    draft: Bulletin | None
    base: Bulletin
    cover: BulletinCover | None
    next_version: int

    @property
    def seen(self) -> str:
        return f"{self.base.version}.{self.cover.version if self.cover else 0}"

    @property
    def into(self) -> str:
        return "draft" if self.draft else "new"

    @property
    def version(self) -> int:
        """The version that the words are of, or will be."""
        return self.draft.version if self.draft else self.next_version


@dataclass(frozen=True)
class Beside:
    """A colleague's text beside the person's own, where the two differ.

    ``is_taken``: the person had left the field alone, so the colleague's text stands in it now and
    ``text`` is what stood there before.
    """

    text: str
    is_taken: bool


def words_desk(code: str) -> WordsDesk | None:
    """Where the words of a half-year are edited; None where no version of it is there."""
    found = list(Bulletin.objects.filter(code=code).defer("snapshot").order_by("-version"))
    if not found:
        return None
    draft = next((one for one in found if one.is_draft), None)
    base = draft or _begun_from(found)
    return WordsDesk(code, draft, base, _last(base), found[0].version + 1)


def _begun_from(found: list[Bulletin]) -> Bulletin:
    """The version whose words a new draft takes over: the published one, else the latest."""
    return next((one for one in found if one.state == State.PUBLISHED), found[0])


def _last(bulletin: Bulletin) -> BulletinCover | None:
    return BulletinCover.objects.filter(bulletin=bulletin).order_by("-version").first()


def words_standing(code: str) -> Written:
    """What a new draft of the half-year begins with: everything on the version before it."""
    desk = words_desk(code)
    return words_of(desk.cover if desk else None)


def words_of(cover: BulletinCover | None) -> Written:
    """What staff wrote, by field; nothing where nobody wrote anything."""
    return {name: getattr(cover, name) if cover else None for name in COVER}


def words_seen(code: str, seen: str) -> Written | None:
    """The words that a form was opened on; None where it names none."""
    version, _dot, cover = seen.partition(".")
    # isascii: other scripts' digits are decimal too, and name no version of ours
    if not (seen.isascii() and version.isdecimal() and cover.isdecimal()):
        return None
    if max(len(version), len(cover)) > 5:
        return None
    rows = BulletinCover.objects.filter(bulletin__code=code, bulletin__version=int(version))
    found = rows.filter(version=int(cover)).first()
    return words_of(found) if found or int(cover) == 0 else None


def said(value: object) -> str:
    """A field's content as text that can be compared and typed: days as 2024-03-01."""
    text = value.isoformat() if isinstance(value, date) else str(value or "")
    return text.replace("\r\n", "\n").strip()


def beside(
    typed: Written, opened: Written | None, seen: Written | None, now: Written
) -> dict[str, Beside]:
    """What a colleague wrote beside what is typed, by field; only where it is to be looked at.

    ``opened`` is what the form was first opened on, ``seen`` what the person was last shown, None
    where that is not known. A field that the person left as it was shown takes what stands now;
    one that a colleague left alone differs because the person changed it, and needs no look.
    """
    found: dict[str, Beside] = {}
    for name in COVER:
        own, stands = said(typed.get(name)), said(now[name])
        if own == stands:
            continue
        if seen is not None and own == said(seen[name]):
            found[name] = Beside(own, is_taken=True)
        elif opened is None or stands != said(opened[name]):
            found[name] = Beside(stands, is_taken=False)
    return found


def words_beside(desk: WordsDesk, typed: Written, *, opened: str, seen: str) -> dict[str, Beside]:
    """What is to be looked at beside what is typed, on a form opened on words named ``opened``.

    Words of another version of the bulletin take nothing over by themselves: a later version is
    shown as it stands, and one before a draft that was put away is not what the form began from.
    """
    version, _dot, _cover = opened.partition(".")
    now = words_of(desk.cover)
    if version == str(desk.base.version):
        shown_last = words_seen(desk.code, seen) if seen != desk.seen else None
        return beside(typed, words_seen(desk.code, opened), shown_last, now)
    later = version.isdecimal() and len(version) < 6 and int(version) > desk.base.version
    if desk.draft is None and later:
        return {}
    return beside(typed, None, None, now)


def words_rows(one: Bulletin, who: Person) -> tuple[WordsRow, ...]:
    """Every version of what staff wrote, the latest first; two queries."""
    rows = BulletinCover.objects.filter(bulletin=one).select_related("written_by")
    return tuple(
        WordsRow(row.version, written_words(row, who), _fields(row))
        for row in rows.order_by("-version")
    )


def written_words(row: BulletinCover, who: Person) -> str:
    """When and by whom words were written."""
    return f"{moment(row.written_at)} · {named_for(who, row.written_by)}"


def _fields(row: BulletinCover) -> tuple[FieldRow, ...]:
    return tuple(
        FieldRow(field_label(name), shown(row, name), "en" if name.endswith("_en") else "zh")
        for name in COVER
        if getattr(row, name)
    )


def shown(row: BulletinCover | None, name: str) -> str:
    """A field's text as it is read: a day in the reader's words."""
    value = getattr(row, name, None)
    return day(value) if isinstance(value, date) else str(value or "")


def field_label(name: str) -> str:
    """What a field of the words is called."""
    return str(BulletinCover._meta.get_field(name).verbose_name)


def words_dropped(draft: Bulletin) -> tuple[str, ...]:
    """The fields that the published version has and the draft, which takes its place, lacks."""
    standing = Bulletin.objects.filter(code=draft.code, state=State.PUBLISHED).first()
    if standing is None:
        return ()
    before, now = words_of(_last(standing)), words_of(_last(draft))
    return tuple(name for name in COVER if before[name] and not now[name])


def one_sided(draft: Bulletin) -> tuple[str, ...]:
    """Which words are written in one language only, and what the other language's files print."""
    now = words_of(_last(draft))
    pairs = [name.removesuffix("_zh") for name in COVER if name.endswith("_zh")]
    only = {
        own: [field_label(f"{name}_{own}") for name in pairs if _is_only(now, name, own)]
        for own in ("zh", "en")
    }
    said = []
    if only["zh"]:
        text = _(
            "Written in Chinese only, and printed in Chinese in the English files: %(fields)s."
            " Write them in English too, or publish them so."
        )
        said.append(text % {"fields": _(", ").join(only["zh"])})
    if only["en"]:
        text = _("Written in English only, and missing from the Chinese files: %(fields)s.")
        said.append(text % {"fields": _(", ").join(only["en"])})
    return tuple(said)


def _is_only(words: Written, name: str, own: str) -> bool:
    other = "en" if own == "zh" else "zh"
    return bool(words[f"{name}_{own}"]) and not words[f"{name}_{other}"]


def dropped_sentences(draft: Bulletin) -> tuple[tuple[str, str], ...]:
    """The same fields, each with what the published version says there."""
    standing = Bulletin.objects.filter(code=draft.code, state=State.PUBLISHED).first()
    cover = _last(standing) if standing else None
    return tuple(
        (
            name,
            _("%(field)s: “%(text)s”") % {"field": field_label(name), "text": shown(cover, name)},
        )
        for name in words_dropped(draft)
    )


def carried_over(draft: Bulletin) -> tuple[str, ...]:
    """Number and date that the draft shares with the published version, by their labels."""
    standing = Bulletin.objects.filter(code=draft.code, state=State.PUBLISHED).first()
    if standing is None:
        return ()
    before, now = words_of(_last(standing)), words_of(_last(draft))
    return tuple(
        field_label(name) for name in ("number", "dated") if now[name] and now[name] == before[name]
    )
