"""The words of the mails that tell of cases, in the language that is active."""

from django.urls import reverse
from django.utils.translation import gettext as _

from zones.people import name_of

from .selectors.case_notices import LATE, SOON, CaseLetter, CaseTold


def case_subject(letter: CaseLetter) -> str:
    """The subject: which case, or how many and how many of them are late."""
    if len(letter.told) == 1:
        (one,) = letter.told
        return _("%(case)s: %(state)s") % {"case": one.row.name, "state": one.row.state}
    late = sum(one.occasion == LATE for one in letter.told)
    words = {"count": len(letter.told), "late": late}
    if late:
        return _("Cases to be moved on: %(count)s, overdue: %(late)s") % words
    return _("Cases to be moved on: %(count)s") % words


def case_body(letter: CaseLetter, site: str) -> str:
    """The text: each case, whose step is due until when, and where it is taken."""
    site = site.rstrip("/")
    words = {"name": name_of(letter.to)}
    parts = [_("%(name)s, these cases wait for a step:") % words]
    parts += ["\n".join([*_about(one), f"  {site}{one.row.href}"]) for one in letter.told]
    parts.append(_("All cases: %(address)s") % {"address": site + reverse("cases")})
    parts.append(_("This mail was sent automatically; please do not reply to it."))
    return "\n\n".join(parts) + "\n"


def _about(one: CaseTold) -> list[str]:
    row = one.row
    words = {"who": row.waits_text, "day": row.due_text}
    if one.occasion == LATE:
        text = _("Waits for: %(who)s. It was due on %(day)s.") % words
    elif one.occasion == SOON or (row.due and not row.facts.is_handed_in):
        text = _("Waits for: %(who)s, until %(day)s.") % words
    else:
        text = _("Waits for: %(who)s.") % words
    named = {"case": row.name, "state": row.state}
    return [_("%(case)s: %(state)s") % named, f"  {text}"]
