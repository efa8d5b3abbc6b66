"""The words of the right of reply that several pages print."""

from django.utils.translation import gettext as _

from .models import Assessment
from .replying import COMMAND_LINE
from .wording import period_name


def unheard_text(assessment: Assessment) -> str:
    """Why findings were published that no zone could reply to; empty where there were none."""
    reason = assessment.unheard_reason
    if not reason:
        return ""
    words = {
        "period": period_name(assessment.span),
        "version": assessment.version,
        "reason": _("none was recorded") if reason == COMMAND_LINE else reason.rstrip(" .。"),
    }
    if assessment.reply_until is None:
        return (
            _(
                "Version %(version)s of the assessment of %(period)s was published without a reply"
                " window; reason: %(reason)s."
            )
            % words
        )
    return (
        _(
            "Findings of the assessment of %(period)s, version %(version)s, that are new or changed"
            " since its reply window closed were published without asking their zones;"
            " reason: %(reason)s."
        )
        % words
    )
