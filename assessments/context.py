"""What every page knows of the data it prints."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from indicators.models import Submission


def demonstration(request: HttpRequest) -> dict:
    """Whether the database holds demonstration figures; asked only where a page prints it."""
    figures = Submission.objects.filter(is_demonstration=True)
    return {"is_demonstration": SimpleLazyObject(figures.exists)}
