"""What parts of pages on an assessment rest on, and when they are not asked for."""

from django.http import HttpRequest

from zones.written import DRAFTS, TASKS, TOLD, TYPED

from ..models import Assessment

State = Assessment.State


def not_printed(assessment: Assessment | None) -> tuple[str, ...]:
    """The subjects of the log that a page on this assessment prints nothing of.

    What is published rests on the figures of its own moment (selectors.quarters.as_of); an open
    draft is shown beside the figures handed in by now.
    """
    if assessment is None or assessment.state in (State.PUBLISHED, State.SUPERSEDED):
        return (TYPED, DRAFTS, TASKS, TOLD)
    return (TASKS, TOLD)


def is_file_asked(request: HttpRequest) -> bool:
    """Whether the query string asks for a table as a file."""
    return any(name.endswith("export") for name in request.GET)
