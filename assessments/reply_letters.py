"""The words of the mails about reply windows, in the language that is active."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from zones.display import label, moment
from zones.people import name_of

from .selectors.reply_notices import Notice, ReplyLetter
from .wording import period_name


def reply_subject(letter: ReplyLetter) -> str:
    """The subject: what is to be replied to, or how many things there are to know."""
    if len(letter.notices) == 1:
        return _told(letter.notices[0])
    period = period_name(letter.notices[0].window.assessment.span)
    return _("Findings of %(period)s: notices of the reply window") % {"period": period}


def reply_body(letter: ReplyLetter, site: str) -> str:
    """The text: what is new, until when, how many findings have no reply, and where."""
    site = site.rstrip("/")
    parts = [_("%(name)s, about the findings on your zone:") % {"name": name_of(letter.to)}]
    parts += ["\n".join(_about(one, site)) for one in letter.notices]
    parts.append(_("This mail was sent automatically; please do not reply to it."))
    return "\n\n".join(parts) + "\n"


def _about(notice: Notice, site: str) -> Iterator[str]:
    yield f"{label(notice.zone)}{_(': ')}{_told(notice)}"
    if notice.reason:
        yield "  " + _("Reason: %(reason)s") % {"reason": notice.reason}
    if notice.kind != "cancelled":
        words = {"left": notice.left, "all": notice.findings}
        yield "  " + _("Findings: %(all)s, without a reply: %(left)s.") % words
        yield "  " + site + reverse("reply", args=[notice.window.period])


def _told(notice: Notice) -> str:
    words = {
        "period": period_name(notice.window.assessment.span),
        "until": moment(notice.window.closes_at),
    }
    return TOLD[notice.kind]() % words


TOLD = {
    "opened": lambda: _("Findings of %(period)s: reply until %(until)s"),
    "extended": lambda: _("Findings of %(period)s: the reply window is extended until %(until)s"),
    "changed": lambda: _("Findings of %(period)s have changed or are new: reply until %(until)s"),
    "closing": lambda: _("Findings of %(period)s: the reply window closes at %(until)s"),
    "closed": lambda: _("Findings of %(period)s: the reply window closed at %(until)s"),
    "cancelled": lambda: _("Findings of %(period)s: the reply window was cancelled"),
}
