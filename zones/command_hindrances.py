"""What a command says where the database hinders it: a sentence, not how the program came there."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from .busy import Hindrance, hindrance

SAID: dict[Hindrance, Promise] = {
    Hindrance.AWAY: gettext_lazy(
        "The database does not answer: %(why)s. Start PostgreSQL, and check DATABASE_URL: user,"
        " password, host, name. “manage.py doctor” looks over the whole installation."
    ),
    Hindrance.BUSY: gettext_lazy(
        "Others kept the database busy for too long: %(why)s. Run the command again, at a quieter"
        " time if need be."
    ),
    Hindrance.FULL: gettext_lazy(
        "The database’s disk is full: %(why)s. Make room, then run the command again."
    ),
}


def hindrance_sentence(error: BaseException) -> str | None:
    """What hindered and what to do, in one line; nothing where it is a fault."""
    found = hindrance(error)
    if found is None:
        return None
    why = (str(error).strip().splitlines() or ["?"])[0].rstrip(".")
    return str(SAID[found]) % {"why": why}
