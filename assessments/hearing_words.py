"""The words of the right of reply that several pages print."""

from datetime import datetime

from django.utils.translation import gettext as _

from zones.display import day, moment

from .models import Assessment
from .replying import COMMAND_LINE
from .wording import period_name


def unheard_text(assessment: Assessment, *, is_cancelled: bool) -> str:
    """Why findings were published that no zone could reply to; empty where there were none."""
    reason = assessment.unheard_reason
    if not reason:
        return ""
    words = {
        "period": period_name(assessment.span),
        "version": assessment.version,
        "reason": _reason(reason),
    }
    if assessment.reply_until is None and is_cancelled:
        return (
            _(
                "Version %(version)s of the assessment of %(period)s was published after its reply"
                " window had been cancelled; reason: %(reason)s."
            )
            % words
        )
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


def cancelled_text(opened: datetime, until: datetime, at: datetime, reason: str) -> str:
    """That a window was opened and cancelled, when and why."""
    words = {
        "opened": day(opened),
        "until": moment(until),
        "day": day(at),
        "reason": reason.rstrip(" .。"),
    }
    return (
        _(
            "The reply window opened on %(opened)s, until %(until)s, was cancelled on %(day)s"
            " because: %(reason)s."
        )
        % words
    )


def unanswered_text(assessment: Assessment) -> str:
    """Why a dispute has no answer: its window was cancelled; and why it was published so."""
    if not assessment.unheard_reason:
        return _("Its window was cancelled before an answer was given.")
    text = _(
        "Its window was cancelled before an answer was given; published without one, reason:"
        " %(reason)s."
    )
    return text % {"reason": _reason(assessment.unheard_reason)}


def _reason(text: str) -> str:
    return _("none was recorded") if text == COMMAND_LINE else text.rstrip(" .。")
