"""What a request asks for, as far as its method and its headers say."""

from django.http import HttpRequest


def is_read_only(request: HttpRequest) -> bool:
    """Whether it asks for something and sends nothing; HEAD is answered as GET would be."""
    return request.method in ("GET", "HEAD")


def is_of_a_browser(request: HttpRequest) -> bool:
    """Whether a page is wanted that somebody sees, and not what a program of a page asks for."""
    return "text/html" in request.headers.get("Accept", "")
