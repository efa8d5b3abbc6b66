"""How somebody is named to whom."""

from django.utils.translation import gettext as _

from .access import Person
from .display import DASH
from .roles import ROLES

#: The login of the account that is nobody's, and its name as it is logged.
COMMAND_LINE = "command-line"
COMMAND_LINE_LOGGED = "命令行导入"


def name_of(user) -> str:
    """A person's name; that nobody but the command line was it, in the page's language."""
    if user.username == COMMAND_LINE:
        return _("the command line")
    return user.get_full_name() or user.username


def logged_name(name: str) -> str:
    """A name as the log holds it, as it is printed; "—" for none."""
    return _("the command line") if name == COMMAND_LINE_LOGGED else name or DASH


def named_for(who: Person | None, user) -> str:
    """Somebody's name for those who run the collection, their role for everybody else.

    The role is read from groups that should be looked up beforehand.
    """
    if user is None:
        return DASH
    if who is not None and who.may_see_unpublished:
        return name_of(user)
    groups = {group.name for group in user.groups.all()}
    return " · ".join(str(ROLES[name]) for name in ROLES if name in groups) or DASH
