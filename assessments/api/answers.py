"""What an address answers: one thing or a page of many, as JSON or CSV, with its tag.

Every answer says whether its data are made up. Amounts are text with all their digits; what the
scoring computed in binary is a number. A page is bounded, and its order never changes.
"""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal, Protocol

from django.contrib.admin.models import LogEntry
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import BaseModel, ConfigDict, Field

from zones.display import page_language
from zones.exports import safe_text

#: Rows a page: as many as asked for, to a bound that keeps every answer small.
USUAL_ROWS, MOST_ROWS = 100, 500
MOST_PAGES = 1_000_000
DEMONSTRATION = "X-Demonstration-Data"

Row = Mapping[str, Any]


class Strict(Schema):
    """A shape that takes nothing it does not name."""

    model_config = ConfigDict(extra="forbid")


class Paging(Schema):
    """Which part of the rows, and as what."""

    page: Annotated[int, Field(ge=1, le=MOST_PAGES)] = 1
    size: Annotated[int, Field(ge=1, le=MOST_ROWS)] = USUAL_ROWS
    format: Literal["json", "csv"] | None = None


class Rows(Protocol):
    """Rows in an order that never changes, counted without reading them all."""

    def count(self) -> int: ...

    def part(self, start: int, stop: int) -> Sequence[Row]: ...


class Listed:
    """Few rows, all read at once."""

    def __init__(self, rows: Iterable[Row]):
        self._rows = list(rows)

    def count(self) -> int:
        return len(self._rows)

    def part(self, start: int, stop: int) -> Sequence[Row]:
        return self._rows[start:stop]


class Queried:
    """The rows of a query, of which only the page asked for is read."""

    def __init__(self, found, row: Callable[[Any], Row]):
        self._found, self._row = found, row

    def count(self) -> int:
        return self._found.count()

    def part(self, start: int, stop: int) -> Sequence[Row]:
        return [self._row(one) for one in self._found[start:stop]]


def listed(
    request: HttpRequest,
    asked: Paging,
    rows: Rows | Callable[[], Rows],
    columns: type[BaseModel],
    *,
    frozen: str = "",
) -> HttpResponse:
    """A page of rows. ``frozen`` names a snapshot: who has its page already costs no reading."""
    wanted = format_of(request, asked.format)
    key = _key(request, frozen, wanted) if frozen else ""
    if key and (unchanged := get_conditional_response(request, etag=key)) is not None:
        return _marked(request, unchanged, key)
    found = rows() if callable(rows) else rows
    count = found.count()
    start = (asked.page - 1) * asked.size
    part = found.part(start, start + asked.size) if start < count else ()
    pages = max(1, -(-count // asked.size))
    page = {"number": asked.page, "size": asked.size, "count": count, "pages": pages}
    page |= {"next": asked.page + 1 if asked.page < pages else None}
    if wanted == "csv":
        body = as_csv(part, list(columns.model_fields), is_made_up=_is_made_up(request))
        response = HttpResponse(body, content_type="text/csv; charset=utf-8")
        # A file to keep: the log tells of it as of every file that a page sends.
        name = request.resolver_match.view_name.removeprefix("api_")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    else:
        response = _json(request, {"data": part, "page": page})
    for name, value in page.items():
        response[f"X-Page-{name.title()}"] = "" if value is None else str(value)
    return tagged(request, response, key)


def one(request: HttpRequest, data: Row, *, status: int = 200, tag: str = "") -> HttpResponse:
    """One thing."""
    return tagged(request, _json(request, {"data": data}, status), tag)


def tagged(request: HttpRequest, response: HttpResponse, tag: str = "") -> HttpResponse:
    """The response with its tag; 304 for who has it already."""
    tag = tag or f'"{hashlib.sha256(response.content).hexdigest()}"'
    response = _marked(request, response, tag)
    if request.method in ("GET", "HEAD") and response.status_code == 200:
        unchanged = get_conditional_response(request, etag=tag, response=response)
        if unchanged is not response and unchanged is not None:
            return _marked(request, unchanged, tag)
    return response


def format_of(request: HttpRequest, asked: str | None) -> str:
    """The format asked for, by the address or else by the header."""
    return asked or ("csv" if request.get_preferred_type(JSON_OR_CSV) == "text/csv" else "json")


JSON_OR_CSV = ["application/json", "text/csv"]


def as_csv(rows: Iterable[Row], columns: Sequence[str], *, is_made_up: bool) -> bytes:
    """UTF-8 with a byte-order mark; every row says in its last column whether it is made up."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*columns, "is_demonstration"])
    for row in rows:
        writer.writerow([*(_cell(row.get(name)) for name in columns), _cell(is_made_up)])
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float() | Decimal():
            return value
        case str():
            return value if _is_amount(value) else safe_text(value)
        case list() | tuple() | dict():
            return safe_text(json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False))
    return safe_text(value.isoformat() if hasattr(value, "isoformat") else str(value))


def _is_amount(text: str) -> bool:
    """Whether a text is a number with its sign, and so no formula."""
    return text.lstrip("-").replace(".", "", 1).isdecimal() and text.isascii()


def _json(request: HttpRequest, body: dict[str, Any], status: int = 200) -> HttpResponse:
    made_up = _is_made_up(request)
    about = {"is_demonstration": made_up, "language": page_language()}
    about["notice"] = _("Demonstration data: these figures are made up.") if made_up else ""
    text = json.dumps(body | {"about": about}, cls=DjangoJSONEncoder, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type="application/json")


def _is_made_up(request: HttpRequest) -> bool:
    return bool(getattr(request, "is_demonstration", False))


def _key(request: HttpRequest, frozen: str, wanted: str) -> str:
    """The tag of a snapshot's page: it changes with what is asked, and with names kept by staff."""
    kept = LogEntry.objects.order_by("-pk").values_list("pk", flat=True).first()
    parts = (frozen, request.get_full_path(), wanted, page_language(), kept, _is_made_up(request))
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()}"'


def _marked(request: HttpRequest, response: HttpResponse, tag: str) -> HttpResponse:
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    response[DEMONSTRATION] = "true" if _is_made_up(request) else "false"
    patch_vary_headers(response, ("Authorization", "Accept", "Accept-Language"))
    return response
