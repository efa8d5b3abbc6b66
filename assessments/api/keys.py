"""The token of a request: who asks, whether the token is for that, and whether too often."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from zones.access import Person, address_of
from zones.models import ApiToken
from zones.rates import Rate, seconds_to_wait
from zones.services.tokens import TokenRejected, token_use

from .problems import Problem

READ, SUBMIT = "read", "submit"
#: Tokens that are none, from one address.
FAILURES = Rate("api-failures", 60)


class Token(HttpBearer):
    """`Authorization: Bearer zt_…`; `scopes` names what the token must be for, one of them."""

    def __init__(self, *scopes: str):
        super().__init__()
        self.scopes = scopes

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        """The token; from here on the request is its owner's. Raises Problem."""
        origin = address_of(request)
        try:
            found, who = token_use(secret=token.strip(), at=timezone.now(), origin=origin)
        except TokenRejected as rejected:
            _refuse_too_often(FAILURES, origin)
            raise Problem(401, "unauthenticated") from rejected
        _refuse_too_often(Rate("api", settings.API_PER_MINUTE), found.prefix)
        request.user, request._person = found.user, who  # type: ignore[attr-defined]
        if not set(self.scopes) & set(found.scopes):
            text = _("This token is not made for this; make one that may: %(scope)s.")
            raise Problem(403, "scope_missing", text % {"scope": self.scopes[0]})
        return found


def _refuse_too_often(rate: Rate, key: object) -> None:
    """Nothing; raises Problem with the seconds to wait."""
    if wait := seconds_to_wait(rate, key):
        raise Problem(429, "too_often", headers={"Retry-After": str(wait)})


def asking(request: HttpRequest) -> Person:
    """The person behind the token."""
    return request._person  # type: ignore[attr-defined]


reading = Token(READ)
submitting = Token(SUBMIT)
either = Token(READ, SUBMIT)
