"""What waits for a decision of the reader, for the overview."""

from django import template
from django.template import Context
from django.utils import timezone

from zones.access import person

from ..selectors.decisions import decisions_waiting

register = template.Library()
#: How many the overview tells before it leads to the page of all.
MOST = 3


@register.inclusion_tag("assessments/decisions/waiting.html", takes_context=True)
def waiting_decisions(context: Context) -> dict:
    """The most urgent decisions with their reasons; that there is none, to those who decide."""
    who = person(context["request"])
    if not who.may_see_every_case:
        return {"decides": False}
    every = decisions_waiting(who, timezone.localdate(), context.get("outdated"))
    own = [one for one in every if not one.is_to_know]
    return {
        "decides": True,
        "shown": own[:MOST],
        "count": len(own),
        "further": len(own) - len(own[:MOST]),
        "to_know": len(every) - len(own),
    }
