"""What of the right of reply waits for the reader, for pages of other rooms."""

from django import template
from django.template import Context
from django.utils import timezone

from zones.access import person

from ..selectors.replies_waiting import WaitingReplies, replies_waiting

register = template.Library()


@register.inclusion_tag("assessments/replies/waiting.html", takes_context=True)
def waiting_replies(context: Context) -> dict[str, list[WaitingReplies]]:
    """Notices of what to reply to and to answer, until when; nothing for everybody else."""
    return {"replies": replies_waiting(person(context["request"]), timezone.now())}
