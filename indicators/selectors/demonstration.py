"""Reads whether the data are a demonstration."""

from ..models import Submission


def is_demonstration() -> bool:
    """Whether figures of the site are made up; one query."""
    return Submission.objects.filter(is_demonstration=True).exists()
