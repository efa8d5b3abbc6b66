"""Reads the projects that a bulletin names: those of the highest tier that count in its span."""

from dataclasses import dataclass
from datetime import date

from indicators.counting import place_of_project
from indicators.models import CountingRule
from indicators.periods import Period
from indicators.selectors.project_rows import rules_in_order
from indicators.selectors.register import project_of, rule_of
from zones.models import Project
from zones.project_stages import SIGNED

from ..papers.bulletin.facts import ProjectFacts
from ..papers.words import Words
from .in_both import named


@dataclass(frozen=True)
class Introduced:
    """The tier, its indicator and its projects, as they stood at the end of the span."""

    tier: Words | None = None
    indicator: str = ""
    stage: str = SIGNED
    projects: tuple[ProjectFacts, ...] = ()
    day: date | None = None


def introduced_in(span: Period) -> Introduced:
    """What counts in the highest tier from 1 January to the span's end; two queries.

    What became of a project after that day is not told: the paper says how things stood then.
    """
    rules = rules_in_order()
    if not rules or rules[0].register != CountingRule.Register.PROJECTS:
        return Introduced()
    top, pure = rules[0], [rule_of(rule) for rule in rules]
    step = f"{top.stage}_on"
    rows = Project.objects.filter(
        **{f"{step}__range": (span.starts_on, span.ends_on)},
        expected_trade__gte=top.at_least,
        struck_at__isnull=True,
    ).select_related("zone")
    found = []
    for row in rows.order_by("zone__order", step, "pk"):
        place = place_of_project(project_of(row), pure)
        if place is not None and place[2] == top.indicator.code:
            found.append(_fact(row, getattr(row, step), span.ends_on))
    return Introduced(named(top, "tier"), top.indicator.code, top.stage, tuple(found), span.ends_on)


def _fact(row: Project, day: date, until: date) -> ProjectFacts:
    is_gone = row.withdrawn_on is not None and row.withdrawn_on <= until
    return ProjectFacts(
        zone=named(row.zone, "short"),
        zone_code=row.zone.code,
        name=named(row),
        expected_trade=row.expected_trade,
        day=day,
        withdrawn=row.withdrawn_on if is_gone else None,
    )
