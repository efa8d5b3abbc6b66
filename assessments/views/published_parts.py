"""What parts of pages on an assessment rest on, and when they are not asked for."""

from django.http import HttpRequest

from zones.written import (
    CLASSES,
    DRAFTS,
    REOPENINGS,
    STEPS,
    TARGETS,
    TOLD,
    TYPED,
    VERIFIED,
)

from ..models import Assessment

State = Assessment.State
#: What a case's steps wait for: whether the year that an exit rests on must be assessed again.
CASES = (VERIFIED, STEPS, TARGETS, CLASSES, REOPENINGS, TOLD)


def tells_of_today(assessment: Assessment | None) -> bool:
    """Whether a page on this assessment may print anything else tomorrow with nothing written.

    What is published was judged at its own moment, and is shown as of it.
    """
    return assessment is None or assessment.state not in (State.PUBLISHED, State.SUPERSEDED)


def beside_results(assessment: Assessment | None) -> tuple[str, ...]:
    """The subjects of the log by which what stands beside this assessment's results changes.

    What is published rests on the figures of its own moment (selectors.quarters.as_of); an open
    draft is shown beside the figures handed in by now, and who may still hand in.
    """
    if assessment is not None and tells_of_today(assessment):
        return (TYPED, DRAFTS, VERIFIED, REOPENINGS, STEPS)
    return ()


def is_file_asked(request: HttpRequest) -> bool:
    """Whether the query string asks for a table as a file."""
    return any(name.endswith("export") for name in request.GET)
