"""Plays the demonstration's cases: each step as people take it, on the day that the file names."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from zones.access import Person
from zones.files.examined import examine
from zones.services.audit import Act

from .. import case_life as life
from ..models import Case
from .cases import Told, case_move

TODAY = "today"
#: What stands in the files that zones hand in; it says of itself that it is made up.
#: What a notice and an interview are told with; nothing official is made up without saying so.
NUMBER = "（演示）〔{year}〕{case}号"
PRESENT = "（演示）商务厅有关负责人、管委会负责人，商务厅会议室"
PAPER = "演示材料，内容虚构，不代表任何真实情况。\n{note}\n"


def day_of(text: str, today: date) -> date:
    """The day that the file names: 2022-02-07, or so many days from the day of loading."""
    if text.startswith(TODAY):
        return today + timedelta(days=int(text.removeprefix(TODAY) or 0))
    return date.fromisoformat(text)


def case_act_play(
    row: Mapping[str, str], *, people: Mapping[str, Person], today: date, log: list[Act]
) -> None:
    """Nothing; the step is taken on the zone's latest case of the year and track."""
    day = day_of(row["day"], today)
    found = Case.objects.filter(zone__code=row["zone"], year=row["year"], track=row["track"])
    case = found.latest("number")
    is_assigned = row["move"] == life.ASSIGN
    told = Told(
        note="" if is_assigned else row["note"],
        due_on=day_of(row["due_on"], today) if row["due_on"] else None,
        held_on=day if row["move"] in (life.ISSUE, life.INTERVIEW) else None,
        number=NUMBER.format(year=day.year, case=case.pk) if row["move"] == life.ISSUE else "",
        present=PRESENT if row["move"] == life.INTERVIEW else "",
        head=row["note"] if is_assigned else "",
        handler_id=people["commerce"].user_id if is_assigned else None,
    )
    paper = PAPER.format(note=row["note"]).encode()
    files = [examine("演示整改材料.txt", paper)] if row["move"] == life.HAND_IN else []
    case_move(
        case=case,
        move=row["move"],
        told=told,
        files=files,
        seen=case.moves.count(),
        by=people[row["login"]],
        at=_at(day),
        log=log,
    )


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(15)))
