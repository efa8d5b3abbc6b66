"""The way to the extract for leadership appraisal, for pages of other rooms."""

from django import template
from django.template import Context

from zones.access import person

from ..selectors.appraisal import appraisal_clause

register = template.Library()


@register.inclusion_tag("assessments/appraisal/way.html", takes_context=True)
def way_to_appraisal(context: Context, number: int) -> dict[str, bool]:
    """A link to the extract on the measure that asks for it, for those who may read it."""
    if not person(context["request"]).may_read_appraisal:
        return {"is_here": False}
    clause = appraisal_clause()
    return {"is_here": clause is not None and clause.number == number}
