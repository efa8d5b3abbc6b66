"""What wrong passwords are counted by, so that a stranger is slowed down and nobody is locked out.

A browser in which somebody has signed in before carries a signed cookie that says so. Its failures
are counted by themselves: whatever a stranger does elsewhere, it is let in. From any other browser
three counts hold: of this name from this address, of the address, and of the name from everywhere.
"""

from datetime import timedelta
from typing import NamedTuple

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

from .access import address_of
from .waiting import Limit

COOKIE = "zonetrack_browser"
SALT = "zones.sign_in"
DAYS_KNOWN = 180
#: Offices share their PCs: so many marks are kept in one browser, two for who shows codes too.
MOST_MARKS = 20

#: What a browser is known for.
SIGNED_IN, SHOWED_CODE = "name in a browser", "code in a browser"

_SECONDS = timedelta(seconds=30)
OF_A_NAME_FROM_ONE_PLACE = Limit(5, _SECONDS, timedelta(hours=1), timedelta(days=1))
#: An office, or everybody behind a proxy, may share one address.
OF_AN_ADDRESS = Limit(100, _SECONDS, timedelta(minutes=15), timedelta(hours=1))
#: Short, because it also holds up the person themselves at a browser that is new.
OF_A_NAME = Limit(50, _SECONDS, timedelta(minutes=1), timedelta(days=1))
#: Long, for whoever types wrong codes knows the password already.
OF_CODES = Limit(5, _SECONDS, timedelta(hours=1), timedelta(days=1))


class Counted(NamedTuple):
    """A count by its key, which tells nothing of the person, and its limit."""

    key: str
    limit: Limit
    ends_with_success: bool


def counted_for(request: HttpRequest, login: str) -> list[Counted]:
    """What a wrong password for this name is counted by."""
    browser, people = _browser(request)
    name, address = login.strip().casefold(), address_of(request)
    if _mark(name) in people:
        return [Counted(_key("browser", browser, name), OF_A_NAME_FROM_ONE_PLACE, True)]
    return [
        Counted(_key("pair", name, address), OF_A_NAME_FROM_ONE_PLACE, True),
        Counted(_key("address", address), OF_AN_ADDRESS, False),
        Counted(_key("name", name), OF_A_NAME, False),
    ]


def codes_counted_for(request: HttpRequest, login: str) -> list[Counted]:
    """What a wrong code of this person is counted by.

    The person's own browser, where a code was right before, is counted by itself. All others are
    one count: who has the password alone gets no more tries by another browser or address.
    """
    browser, people = _browser(request)
    name = login.strip().casefold()
    if _mark(name, SHOWED_CODE) in people:
        return [Counted(_key("codes in a browser", browser, name), OF_CODES, True)]
    return [Counted(_key("codes", name), OF_CODES, True)]


def remember(
    request: HttpRequest, response: HttpResponse, login: str, kind: str = SIGNED_IN
) -> None:
    """Nothing; the browser is known as one in which this person has signed in, or shown a code."""
    browser, people = _browser(request)
    mark = _mark(login.strip().casefold(), kind)
    people = [mark, *(one for one in people if one != mark)][:MOST_MARKS]
    response.set_cookie(
        COOKIE,
        signing.dumps([browser, *people], salt=SALT),
        max_age=timedelta(days=DAYS_KNOWN),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _browser(request: HttpRequest) -> tuple[str, list[str]]:
    """The browser's name and who has signed in there; a new name and nobody where it is unknown."""
    try:
        browser, *people = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=timedelta(days=DAYS_KNOWN)
        )
    except (signing.BadSignature, ValueError, TypeError):
        return get_random_string(16), []
    return browser, people


def _mark(name: str, kind: str = SIGNED_IN) -> str:
    return _key(kind, name)[:16]


def _key(*parts: str) -> str:
    return salted_hmac(SALT, "\n".join(parts), algorithm="sha256").hexdigest()
