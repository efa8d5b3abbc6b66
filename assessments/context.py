"""What every page knows of the data it prints."""

from django.http import HttpRequest


def demonstration(request: HttpRequest) -> dict:
    """Whether the database holds demonstration figures."""
    return {"is_demonstration": getattr(request, "is_demonstration", False)}
