"""The interface as a whole: its addresses, its document, and a page that shows it."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from ..papers.printers import PRINTERS
from . import assessed, bulletins, figures, policy, submissions
from .answers import tagged
from .keys import either
from .problems import CONTENT_TYPE, Problem, answered

ROOT = "/api/v1/"
TITLE = "zonetrack"
VERSION = "1"

# Its own pages of documentation load scripts from elsewhere: ours is a plain one.
api = NinjaAPI(
    title=TITLE, version=VERSION, docs_url=None, openapi_url=None, urls_namespace="api_v1"
)
for part in (policy, figures, assessed, bulletins, submissions):
    api.add_router("", part.router)
for kind in (Problem, AuthenticationError, ValidationError, HttpError, RequestDataTooBig):
    api.add_exception_handler(kind, answered)


def document() -> dict[str, Any]:
    """The OpenAPI document, in the language of the request."""
    found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="api/v1/"))
    found["info"] |= {
        "title": _("zonetrack: interface for programs"),
        "description": _(
            "What is published can be read, and a zone’s figures handed in, with a token made at"
            " /account/tokens/. docs/api.md explains how every score is recomputed."
        ),
    }
    found["servers"] = [{"url": "/"}]
    for methods in found["paths"].values():
        for operation in methods.values():
            _describe(operation)
    return found


def _describe(operation: dict[str, Any]) -> None:
    """Nothing; answers are described by the types in which they are sent."""
    operation["summary"] = str(operation["summary"])
    names = {one["name"] for one in operation["parameters"]}
    for status, answer in operation["responses"].items():
        content = answer.get("content")
        if content is None:
            continue
        told = content.pop("application/json")
        if int(status) >= 400:
            content[CONTENT_TYPE] = told
        elif told["schema"].get("format") == "binary":
            content |= dict.fromkeys(FILES, told)
        else:
            content["application/json"] = told
            if "format" in names:
                content["text/csv"] = {"schema": {"type": "string"}}


FILES = tuple(kind for _printer, kind in PRINTERS.values())


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The document, for who is signed in or has a token."""
    if not request.user.is_authenticated:
        try:
            is_known = either(request)
        except Problem as problem:
            return answered(request, problem)
        if not is_known:
            return answered(request, Problem(401, "unauthenticated"))
    return tagged(request, JsonResponse(document(), json_dumps_params={"ensure_ascii": False}))


@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """The document as a page: every address, what it takes and what it answers."""
    operations = [
        {
            "method": method.upper(),
            "path": address,
            "summary": one["summary"],
            "parameters": [its["name"] for its in one.get("parameters", ())],
            "body": "requestBody" in one,
        }
        for address, methods in document()["paths"].items()
        for method, one in methods.items()
    ]
    return render(request, "assessments/api.html", {"operations": operations})


@login_not_required
def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """What every other address below this one answers."""
    return answered(request, Problem(404, "not_found"))


# A token opens an operation, not a session: the operations see to that themselves.
urlpatterns = [
    path("", shown, name="api"),
    path("openapi.json", openapi, name="api_document"),
    *(
        path(str(one.pattern), login_not_required(one.callback), name=one.name)
        for one in api.urls[0]
        if one.name != "api-root"
    ),
    path("<path:rest>", nothing_here, name="api_nothing"),
]
