"""Reads what a zone's quarter waits for, and from whom."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zones.access import REPORTERS
from zones.display import DASH
from zones.models import Zone

from ..lifecycle import PUBLISHED, RETURNED, SUBMITTED, VERIFIED, Terms
from ..models import Submission
from .reviewers import names_of


def reporters_of(zones: Iterable[Zone]) -> dict[int, list[User]]:
    """Who reports for each zone, by zone id; one query. Of a zone without one nothing is there."""
    found: dict[int, list[User]] = defaultdict(list)
    users = User.objects.filter(is_active=True, groups__name=REPORTERS, post__zone__in=list(zones))
    for user in users.select_related("post").order_by("pk"):
        found[user.post.zone_id].append(user)
    return dict(found)


def named(users: Iterable[User]) -> str:
    """Who reports for a zone: its reporters, or the department where the zone has none."""
    return names_of(users) or _("the commerce department")


def waits_for(
    stage: str,
    latest: Submission | None,
    terms: Terms,
    reporters: Iterable[User],
    missing: int = 0,
    not_by: str = "",
    back_from: str = "",
) -> str:
    """What has to come next for a zone's quarter, and from whom; "—" where nothing has to.

    What is handed in is not reviewed by ``not_by``; where nobody is left who could, ``back_from``
    may return it. ``missing`` figures are waited for also after the rest was verified.
    """
    if stage == "not_applicable":
        return DASH
    if stage == SUBMITTED:
        text = _("review by somebody else than %(who)s") % {"who": not_by}
        if not not_by:  # the command line is nobody
            text = _("review by the commerce department")
        if back_from:
            text = _("return by %(who)s, as nobody is left to verify") % {"who": back_from}
        further = {"text": text, "figures": missing_text(terms, reporters, missing)}
        return _("%(text)s; then %(figures)s") % further if missing else text
    if stage in (VERIFIED, PUBLISHED) and missing:
        return missing_text(terms, reporters, missing)
    if stage == PUBLISHED:
        return DASH
    if stage == VERIFIED:
        return _("publication of an assessment")
    if terms.is_locked:
        return _("reopening by the commerce department")
    who = {"who": named(reporters)}
    if stage == RETURNED:
        return _("correction by %(who)s") % who
    return _("hand-in by %(who)s") % who if latest else _("figures from %(who)s") % who


def missing_text(terms: Terms, reporters: Iterable[User], missing: int) -> str:
    """How many figures are waited for, and who hands them in later."""
    words = {"count": missing, "who": named(reporters)}
    if not terms.is_locked:
        told = ngettext("%(count)s figure from %(who)s", "%(count)s figures from %(who)s", missing)
        return told % words
    return (
        ngettext(
            "%(count)s figure, once the commerce department has reopened the quarter",
            "%(count)s figures, once the commerce department has reopened the quarter",
            missing,
        )
        % words
    )
