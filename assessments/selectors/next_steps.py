"""Reads what comes next for staff who published an assessment or a bulletin."""

from django.urls import reverse
from django.utils.translation import gettext as _

from indicators.periods import Period, half_code
from zones.access import Person
from zones.badges import Link

from ..models import Assessment, Bulletin, Case
from .bulletins_due import draft_address


def after_publishing(found: Assessment, who: Person) -> list[Link]:
    """The period's bulletin, and of a year the cases that its flags opened."""
    return [_bulletin(found.span), *_cases(found.span, who)]


def after_bulletin(one: Bulletin, who: Person) -> list[Link]:
    """What follows from what the bulletin prints; of a review sheet or a half-year, collecting."""
    cases = _cases(one.assessment.span, who) if one.assessment else []
    return cases or [Link(_("Next: the figures still to be collected"), reverse("collect"))]


def _bulletin(span: Period) -> Link:
    """Where the draft is prepared, or worded if there is one."""
    code = half_code(span)
    draft = Bulletin.objects.filter(code=code, state=Bulletin.State.DRAFT).first()
    if draft:
        return Link(_("Next: word and publish the bulletin’s draft"), draft_address(draft))
    return Link(_("Next: prepare the bulletin"), reverse("bulletin", args=[code]))


def _cases(span: Period, who: Person) -> list[Link]:
    """The year's cases that are open, where there are any."""
    if not (span.is_year and who.may_see_every_case):
        return []
    count = Case.objects.filter(year=span.year, ended_at=None).count()
    text = _("Next: open cases of %(year)s (%(count)s)") % {"year": span.year, "count": count}
    return [Link(text, f"{reverse('cases')}?year={span.year}")] if count else []
