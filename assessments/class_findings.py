"""The findings that rest on published classes: below the promised one, among the last."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from zones.display import DASH

from .models import Flag
from .wording import aimed, listed


def grade_missed(flag: Flag, details: Mapping) -> str:
    """The class with its place and list, and the class promised."""
    placing = details["placing"]
    words = {
        "year": details["year"],
        "grade": placing["grade"],
        "promised": aimed(details["target"], flag.target) if flag.target else DASH,
        "list": placing["list_name"],
        "size": placing["size"],
        "rank": placing["rank"],
    }
    if placing["rank"] is None:
        text = _(
            "%(year)s: class %(grade)s on the list “%(list)s” (%(size)s zones), class %(promised)s"
            " promised"
        )
    else:
        text = _(
            "%(year)s: class %(grade)s, place %(rank)s of %(size)s on the list “%(list)s”, class"
            " %(promised)s promised"
        )
    return text % words


def national_bottom(_flag: Flag, details: Mapping) -> str:
    """Every place that the finding rests on, with its list and the number of zones on it."""
    places = [
        _("%(year)s place %(rank)s of %(size)s (“%(list_name)s”)") % one for one in details["lists"]
    ]
    words = {"last": details["last"], "places": listed(places, most=len(places))}
    texts = {
        "national": lambda: _("Among the last %(last)s of the national list: %(places)s"),
        "regional": lambda: _("Among the last %(last)s of the regional list: %(places)s"),
    }
    both = lambda: _(  # noqa: E731
        "Among the last %(last)s of the national and of the regional list: %(places)s"
    )
    return texts.get(details.get("board", ""), both)() % words
