"""The drafts that wait for the reader, for pages of other rooms."""

from django import template
from django.template import Context

from zones.access import person

from ..selectors.bulletins_due import WaitingDraft, waiting_for

register = template.Library()


@register.inclusion_tag("assessments/bulletins/waiting.html", takes_context=True)
def waiting_drafts(context: Context) -> dict[str, list[WaitingDraft]]:
    """A notice naming the drafts to be worded and published; nothing for everybody else."""
    return {"drafts": waiting_for(person(context["request"]))}
