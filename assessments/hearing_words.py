"""The words of the right of reply that several pages print."""

from django.utils.translation import gettext as _

from .models import Assessment
from .replying import COMMAND_LINE


def unheard_text(assessment: Assessment) -> str:
    """Why findings were published that no zone could reply to; empty where there were none."""
    reason = assessment.unheard_reason
    if not reason:
        return ""
    if reason == COMMAND_LINE:
        return _("Published from the command line; no reply window was open on its findings.")
    return _("Published without a reply window open on its findings: %(reason)s") % {
        "reason": reason
    }
