"""Reads what became of a bulletin's version that is no draft any more, in sentences."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from zones.access import Person
from zones.badges import Link
from zones.display import moment
from zones.people import named_for

from ..models import Bulletin
from ..wording import sentences
from .bulletin_notices import version_after
from .bulletins import HEAVY

State = Bulletin.State


@dataclass(frozen=True)
class Gone:
    """What became of the version that a page was opened on, and where to go now."""

    sentences: tuple[str, ...]
    links: tuple[Link, ...]


def gone(code: str, version: str, who: Person) -> Gone:
    """What became of a version, and what stands beside it; the latest where none is named.

    A version that there never was is told of as none: only what stands is named.
    """
    rows = Bulletin.objects.filter(code=code).defer(*HEAVY)
    found = list(rows.select_related("published_by", "put_away_by").order_by("-version"))
    meant = [one for one in found if str(one.version) == version] if version else found
    meant = [one for one in meant if not one.is_draft][:1]
    drafts = [one for one in found if one.is_draft]
    standing = [one for one in found if one.state == State.PUBLISHED]
    said = [became(one, who) for one in meant]
    for one in drafts:
        said.append(_("The draft now is version %(version)s.") % {"version": one.version})
    named = {one.version: one for one in [*meant, *drafts, *standing]}
    return Gone(tuple(said), tuple(map(_link, named.values())))


def became(one: Bulletin, who: Person) -> str:
    """What became of a version: by whom and when it was published or put away."""
    if one.state == State.PUT_AWAY:
        return _act(
            _("Version %(version)s was put away on %(at)s by %(who)s; nobody publishes it."),
            _("Version %(version)s was put away on %(at)s; nobody publishes it."),
            (one, one.put_away_at, one.put_away_by, who),
        )
    text = _act(
        _("Version %(version)s was published on %(at)s by %(who)s and never changes."),
        _("Version %(version)s was published on %(at)s and never changes."),
        (one, one.published_at, one.published_by, who),
    )
    if one.state != State.SUPERSEDED:
        return text
    later, at = version_after(one), moment(one.superseded_at)
    if later is None:
        return sentences((text, _("Another version superseded it on %(at)s.") % {"at": at}))
    words = {"version": later.version, "at": at}
    return sentences((text, _("Version %(version)s superseded it on %(at)s.") % words))


def _act(by_somebody: str, by_nobody: str, act: tuple[Bulletin, datetime | None, object, Person]):
    one, at, user, who = act
    words = {"version": one.version, "at": moment(at)}
    if user is None:
        return by_nobody % words
    return by_somebody % (words | {"who": named_for(who, user)})


def _link(one: Bulletin) -> Link:
    words = {"version": one.version, "state": one.get_state_display()}
    text = _("Version %(version)s (%(state)s)") % words
    return Link(text, f"{one.get_absolute_url()}?version={one.version}")
