"""How long somebody has to wait, in words."""

from math import ceil

from django.utils.translation import ngettext


def waiting_words(seconds: int) -> str:
    """How long that is: in seconds, or in minutes begun."""
    if seconds < 60:
        return ngettext("%(count)s second", "%(count)s seconds", seconds) % {"count": seconds}
    minutes = ceil(seconds / 60)
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
