"""What the server's log tells of a request, and what would only fill it."""

import logging

FORBIDDEN = 403


class Brief(logging.Filter):
    """Keeps a refusal to a line: who may not is no fault of the site and needs no traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", None) == FORBIDDEN:
            record.exc_info = None
        return True
