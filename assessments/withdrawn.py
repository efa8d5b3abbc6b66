"""Says why a flag was withdrawn: which of figures, target, rule and scheme changed."""

from django.utils.translation import gettext as _

from .models import Flag
from .wording import listed

REASONS = {
    "figures": lambda: _("figures were revised"),
    "target": lambda: _("the target was changed"),
    "rule": lambda: _("the flag rule was changed"),
    "scheme": lambda: _("the scheme was changed"),
}


def withdrawn_text(flag: Flag) -> str:
    """That a flag is withdrawn, with what changed where that is known."""
    reasons = [REASONS[code]() for code in flag.details.get("withdrawn_for", ())]
    words = {"reason": listed(reasons) if reasons else _("no longer found")}
    return _("withdrawn: %(reason)s") % words
