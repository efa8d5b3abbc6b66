"""How somebody is named to whom."""

from .access import Person
from .context import ROLES
from .display import DASH


def named_for(who: Person | None, user) -> str:
    """Somebody's name for those who run the collection, their role for everybody else.

    The role is read from groups that should be looked up beforehand.
    """
    if user is None:
        return DASH
    if who is not None and who.may_see_unpublished:
        return user.get_full_name() or user.username
    groups = {group.name for group in user.groups.all()}
    return " · ".join(str(ROLES[name]) for name in ROLES if name in groups) or DASH
