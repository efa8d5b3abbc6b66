"""The cases that a page of another subject leads to: those that wait, a year's, a zone's."""

from django import template
from django.template import Context
from django.utils import timezone

from zones.access import person
from zones.models import Zone

from ..models import Assessment
from ..selectors.case_rows import case_name, case_rows, cases_open_to
from ..selectors.outdated import outdated_grounds

register = template.Library()
register.filter("case_name", case_name)
#: How many cases a notice names before it leads to the list.
MOST = 3


@register.inclusion_tag("assessments/case/waiting.html", takes_context=True)
def waiting_cases(context: Context) -> dict:
    """A notice of the cases whose step is the reader's; nothing where none is."""
    who = person(context["request"])
    if not (who.may_see_every_case or who.zone_id):
        return {"cases": []}
    found = cases_open_to(who).filter(ended_at=None)
    every = case_rows(found, who, timezone.localdate(), context.get("outdated"))
    rows = [row for row in every if row.is_mine]
    return {"cases": rows[:MOST], "further": len(rows) - len(rows[:MOST]), "count": len(rows)}


@register.inclusion_tag("assessments/case/of_year.html", takes_context=True)
def cases_of_year(context: Context, assessment: Assessment) -> dict:
    """How many cases a published year opened, and how many are open; nothing for a half-year."""
    if assessment.kind != "year" or assessment.published_at is None:
        return {"total": 0}
    found = cases_open_to(person(context["request"])).filter(year=assessment.year)
    ended = list(found.order_by().values_list("ended_at", flat=True))
    still = sum(one is None for one in ended)
    return {"total": len(ended), "open": still, "year": assessment.year}


@register.inclusion_tag("assessments/case/held_up.html", takes_context=True)
def exits_held_up(context: Context, assessment: Assessment) -> dict:
    """The exits that wait for a published year to be assessed again; nothing where none does."""
    who = person(context["request"])
    is_told = assessment.kind == "year" and assessment.state == Assessment.State.PUBLISHED
    if not (is_told and who.may_see_every_case):
        return {"cases": []}
    found = outdated_grounds(held_by__assessment=assessment)
    cases = cases_open_to(who).filter(grounds__in=found).distinct().order_by("zone__order", "pk")
    return {"cases": list(cases) if found else [], "year": assessment.year}


@register.inclusion_tag("assessments/case/of_zone.html", takes_context=True)
def cases_of_zone(context: Context, zone: Zone) -> dict:
    """The zone's cases that the reader may see, the latest year first."""
    who = person(context["request"])
    rows = case_rows(cases_open_to(who).filter(zone=zone), who, timezone.localdate())
    return {"cases": sorted(rows, key=lambda row: (-row.year, row.case.track, -row.case.number))}
