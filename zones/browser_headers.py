"""What a browser is told beside the content policy: what no page needs is off, nobody else reads.

Every answer says so, files, redirects and refusals too. That windows opened by other sites have
no hold of ours, Django says (`Cross-Origin-Opener-Policy`).
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

#: Devices and powers of a browser that no page of the site uses.
UNUSED = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid"),
    *("magnetometer", "microphone", "midi", "payment", "publickey-credentials-get"),
    *("screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
)
HEADERS = {
    "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED),
    # No page of another site shows our pictures, scripts or files as its own.
    "Cross-Origin-Resource-Policy": "same-origin",
}


class BrowserHeadersMiddleware:
    """Says on every answer what the browser may not do with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response
