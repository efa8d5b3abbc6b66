"""The sentences in which a published class is refused, each with the way out."""

from django.utils.translation import gettext as _

CLASS_REFUSALS = {
    "not_a_class_keeper": lambda: _("Only the commerce department enters published classes."),
    "class_changed_meanwhile": lambda: _(
        "The class of %(zone)s for %(year)s on this list is entered already, or was changed since"
        " you opened the page. Open it in the table and correct it there."
    ),
    "unknown_class": lambda: _("Choose a list, and a class from A to D."),
    "class_without_source": lambda: _(
        "Name the list as printed and the source in which it is published."
    ),
    "rank_beyond_list": lambda: _(
        "The list has %(size)s zones; the rank lies between 1 and %(size)s."
    ),
    "list_size_differs": lambda: _(
        "The entry of %(zone)s says that the list “%(list)s” of %(year)s has %(held)s zones, not"
        " %(size)s. Look up which is right: enter %(held)s here, or correct the size in that entry"
        " first, which corrects it for every zone on the list."
    ),
    "list_too_small": lambda: _(
        "%(zone)s is entered at place %(rank)s, so the list has more than %(size)s zones: correct"
        " that entry first."
    ),
    "published_at_another_time": lambda: _(
        "A list for %(year)s is published in that year or later, and not after today; correct the"
        " day or the year."
    ),
    "no_class_to_withdraw": lambda: _("There is no entry to withdraw."),
    "class_unchanged": lambda: _("Nothing was changed: this is what is entered already."),
    "class_needs_reason": lambda: _("Write in Chinese why the entry is corrected."),
}
