"""The forms by which a project is changed: those offered now, and the one that was sent."""

from django.http import QueryDict

from zones.access import Person
from zones.models import Project
from zones.project_stages import STAGES

from .register_forms import Dressed, ProjectForm, StepForm, TradeForm, stage_choices
from .selectors.project_rows import next_stages


def forms_of(held: Project, who: Person) -> dict[str, Dressed]:
    """The forms by which the project may be changed now; none for readers and what is struck."""
    if held.is_struck or not who.may_enter(held.zone):
        return {}
    moves = ("change", "correct", "trade", *(["advance"] if next_stages(held) else []))
    return {move: _form(held, who, move, None, _stages(held, move)) for move in moves}


def _form(held: Project, who: Person, move: str, posted: QueryDict | None, stages) -> Dressed:
    """The form of a move, as it stands on the page or with what was sent."""
    if move == "change":
        return ProjectForm(posted, who=who, held=held)
    if move == "trade":
        return TradeForm(posted)
    if move == "correct":
        return StepForm(posted, stages=stages, prefix_of_ids="correct", is_reasoned=True)
    return StepForm(posted, stages=stages, prefix_of_ids="step")


def _stages(held: Project, move: str) -> list[tuple[str, str]]:
    """The stages that can be chosen now: those that may follow, or those that are reached."""
    if move == "advance":
        return next_stages(held)
    return stage_choices([one for one, day in held.days.items() if day])


def sent_form(held: Project, who: Person, move: str, posted: QueryDict) -> Dressed | None:
    """The form with what was sent, whether the page still offers it or not; None for striking.

    Of the next stage it takes every stage: what was sent twice, or too late, the service tells.
    """
    if move == "strike":
        return None
    stages = stage_choices(STAGES) if move == "advance" else _stages(held, move)
    return _form(held, who, move, posted, stages)


def offered(held: Project, move: str, form: Dressed | None) -> dict[str, Dressed]:
    """The form with what was typed, to stand on the page with the stages that are left."""
    if form is None:
        return {}
    if isinstance(form, StepForm):
        form.offer(_stages(held, move))
    return {move: form}
