"""Reads the history of an entry of the register: steps, yearly trade, and what the log holds."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zones.display import day, moment, number, yi
from zones.models import AuditEntry, Project, ProjectStage
from zones.models.investment import ProjectStageName
from zones.people import logged_name, name_of

from ..wording import UNITS


@dataclass(frozen=True)
class Step:
    """A step of a project's history, or a corrected day."""

    text: str
    day: str
    was: str
    reason: str
    by: str
    at: str


@dataclass(frozen=True)
class Change:
    """Something else that was written of a project or an event."""

    what: str
    old: str
    new: str
    reason: str
    by: str
    at: str


def steps_of(project: Project) -> list[Step]:
    """The project's history, the first step first; one query."""
    rows = ProjectStage.objects.filter(project=project).select_related("by").order_by("number")
    return [
        Step(
            text=str(ProjectStageName(row.stage).label),
            day=day(row.on),
            was=day(row.was) if row.was else "",
            reason=row.reason,
            by=name_of(row.by),
            at=moment(row.at),
        )
        for row in rows
    ]


def changes_of(kind: str, pk: int) -> list[Change]:
    """What the log holds of an entry of the register, the latest first; one query."""
    rows = AuditEntry.objects.filter(kind=kind, code=str(pk)).order_by("-seq")
    actions = dict(AuditEntry.Action.choices)
    return [
        Change(
            what=str(actions.get(row.action, row.action)),
            old=_differing(row.old, row.new),
            new=_differing(row.new, row.old),
            reason=str((row.new or {}).get("reason") or ""),
            by=logged_name(row.person_name),
            at=moment(row.at),
        )
        for row in rows
    ]


def _differing(told: Mapping | None, other: Mapping | None) -> str:
    """What one side of an entry says that the other does not, in the log's own words."""
    names = {
        "name": _("name"),
        "name_en": _("English name"),
        "title": _("title"),
        "title_en": _("title in English"),
        "investor": _("investor"),
        "expected_trade": _("expected yearly trade (× CNY 10,000)"),
        "note": _("note"),
        "signed_on": _("signed on"),
        "construction_on": _("under construction since"),
        "operating_on": _("operating since"),
        "withdrawn_on": _("withdrawn on"),
        "stage": _("stage"),
        "on": _("day"),
        "year": _("year"),
        "value": _("trade (× CNY 10,000)"),
        "held_on": _("day of the event"),
        "place": _("place"),
        "organiser": _("organiser"),
        "participants": _("participants"),
        "results": _("results"),
    }
    stages = dict(ProjectStageName.choices)
    said = [
        f"{names[name]}{_(': ')}{stages.get(value, value)}"
        for name, value in (told or {}).items()
        if name in names and value not in (None, "") and (other or {}).get(name) != value
    ]
    return _("; ").join(said)


@dataclass(frozen=True)
class TradeLine:
    """What a project traded in a year, beside what was expected of it."""

    year: int
    value: str
    entered: str
    share: str
    by: str
    at: str


def trade_lines(project: Project) -> list[TradeLine]:
    """The project's yearly trade, the latest year first; one query."""
    rows = project.trade.select_related("by").order_by("-year")
    return [
        TradeLine(
            year=row.year,
            value=yi(row.value),
            entered=f"{row.entered} {UNITS.get(row.unit, row.unit)}",
            share=number(row.value / project.expected_trade * 100, 1) + "%",
            by=name_of(row.by),
            at=moment(row.at),
        )
        for row in rows
    ]
