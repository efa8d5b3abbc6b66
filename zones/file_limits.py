"""How many files a person sends and takes in a minute: more wait, and are told how long.

The count is shared by every process and host. It costs a write, which both cost anyway: what is
sent is kept, what is taken is logged. A limit of 0 counts nothing.
"""

from collections.abc import Callable, Mapping
from math import ceil

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .asked import is_read_only
from .services.attempts import use_count
from .waiting_words import waiting_words

View = Callable[..., HttpResponse]
SALT = "zones.file_limits"
TAKEN, SENT = "taken", "sent"


def gives_file(view: View) -> View:
    """The view, known to answer with a file whatever the query says."""
    view.gives_file = True
    return view


def asks_for_file(view: View, query: Mapping[str, str]) -> bool:
    """Whether the answer will be a file, told before it is made."""
    is_export = any(name == "book" or name.endswith("export") for name in query)
    return is_export or getattr(view, "gives_file", False)


class FileLimitsMiddleware:
    """Answers 429 before a file is made or looked into, where the person had enough of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """The page that says how long to wait, else nothing."""
        if not request.user.is_authenticated:
            return None
        what, most = _limited(request, view)
        if not most:
            return None
        key = salted_hmac(SALT, f"{what}\n{request.user.pk}", algorithm="sha256").hexdigest()
        wait = use_count(key=key, most=most, at=timezone.now())
        if not wait:
            return None
        seconds = ceil(wait.total_seconds())
        context = {"is_sent": what == SENT, "most": most, "wait": waiting_words(seconds)}
        response = render(request, "429.html", context, status=429)
        response["Retry-After"] = str(seconds)
        return response


def _limited(request: HttpRequest, view: View) -> tuple[str, int]:
    """What the request is counted as, and how many of that a minute are free; 0 for no limit."""
    if is_read_only(request) and asks_for_file(view, request.GET):
        return TAKEN, settings.FILES_PER_MINUTE
    is_form = request.content_type == "multipart/form-data"
    if request.method == "POST" and is_form and request.FILES:
        return SENT, settings.UPLOADS_PER_MINUTE
    return "", 0
