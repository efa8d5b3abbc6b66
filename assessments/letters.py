"""The words of the mails that tell of prepared drafts, in the language that is active."""

from django.urls import reverse
from django.utils.translation import gettext as _

from zones.people import name_of

from .selectors.bulletins import paper_name
from .selectors.bulletins_due import DraftLetter, draft_address


def draft_subject(letter: DraftLetter) -> str:
    """The subject: which draft, or how many."""
    if len(letter.drafts) == 1:
        return _("A draft is prepared: %(name)s") % {"name": paper_name(letter.drafts[0].code)}
    return _("Drafts are prepared: %(count)s") % {"count": len(letter.drafts)}


def draft_body(letter: DraftLetter, site: str) -> str:
    """The text: what is prepared, what is left to do, and where."""
    site = site.rstrip("/")
    first = _("%(name)s, the following is prepared and waits to be worded and published:")
    parts = [first % {"name": name_of(letter.to)}]
    parts += [f"{paper_name(one.code)}\n  {site}{draft_address(one)}" for one in letter.drafts]
    parts.append(_("All bulletins: %(address)s") % {"address": site + reverse("bulletins")})
    parts.append(_("This mail was sent automatically; please do not reply to it."))
    return "\n\n".join(parts) + "\n"
