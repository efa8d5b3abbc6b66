"""What the server's log tells of a request, without people's data and secrets."""

import json
import logging
import re
from datetime import UTC, datetime

FORBIDDEN, HINDERED = 403, 503
#: What stands in for something that a log must not hold.
HIDDEN = "[hidden]"
_HIDDEN_PARTS = (
    (re.compile(r"(?m)^\s*DETAIL:.*$"), f"DETAIL: {HIDDEN}"),  # PostgreSQL quotes the row there
    (re.compile(r"(\w://[^\s:/@]*):[^\s/@]+@"), rf"\1:{HIDDEN}@"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), HIDDEN),
    (
        re.compile(
            r"(?i)\b(\w*(?:password|passwd|secret|token|key|sessionid|authorization))"
            r"(['\"]?\s*[:=]\s*['\"]?)(?:(?:bearer|basic)\s+)?\S+"
        ),
        rf"\1\2{HIDDEN}",
    ),
    (re.compile(r"\bzt_\w+"), HIDDEN),
)


def without_secrets(text: str) -> str:
    """The text without addresses of mail, passwords, tokens and the rows that a database quotes."""
    for part, instead in _HIDDEN_PARTS:
        text = part.sub(instead, text)
    return text


class Brief(logging.Filter):
    """Keeps to a line what is no fault of the site: who may not, and what hinders it for a while.

    While the database is away every request fails alike: hundreds of tracebacks a minute would fill
    what room a disk has left.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", None)
        if status == HINDERED and record.exc_info:
            record.msg, record.args = "%s: %s", (record.getMessage(), _reason(record.exc_info[1]))
        if status in (FORBIDDEN, HINDERED):
            record.exc_info = None
        return True


def _reason(error: BaseException | None) -> str:
    """The first line of what an error says; the others say where, to whoever may not know."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _told(record: logging.LogRecord) -> dict[str, object]:
    """What is known of the request behind a record: the incident's number, method and status."""
    request = getattr(record, "request", None)
    told = {
        "incident": getattr(request, "incident", None),
        "method": getattr(request, "method", None),
        "status": getattr(record, "status_code", None),
    }
    return {name: value for name, value in told.items() if value is not None}


class Line(logging.Formatter):
    """A line for people; what came from outside cannot begin another one."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        incident = _told(record).get("incident")
        line = super().formatMessage(record).replace("\r", "\\r").replace("\n", "\\n")
        return f"{line} incident={incident}" if incident else line

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


class Json(logging.Formatter):
    """An object a line, for programs that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
            **_told(record),
        }
        if record.exc_info:
            told["traceback"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False)
