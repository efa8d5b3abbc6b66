"""The sentences in which an entry of the register of innovations is refused."""

from django.utils.translation import gettext as _

INNOVATION_REFUSALS = {
    "not_your_innovation": lambda: _(
        "Only the commerce department and the zone of origin keep this entry."
    ),
    "innovation_entered_already": lambda: _(
        "%(zone)s already has an innovation “%(title)s”; change that entry, or give this one"
        " another title."
    ),
    "innovation_changed_meanwhile": lambda: _(
        "Somebody has changed this entry since you opened the page: nothing was saved. What you"
        " typed is still here; look at the entry as it is now, and save again to replace it."
    ),
    "innovation_unchanged": lambda: _("Nothing was changed: this is what is entered already."),
    "innovation_without_words": lambda: _("Write a title and a description in Chinese."),
    "innovation_without_source": lambda: _("Name the source: a document number or an address."),
    "no_such_innovation_state": lambda: _("Choose one of the states."),
    "innovation_too_long": lambda: _(
        "A description has %(most)s characters at most, this one %(found)s; shorten it."
    ),
    "day_has_not_come": lambda: _("This day has not come yet; correct it."),
    "copied_before_begun": lambda: _(
        "It cannot have been copied before it was begun; correct one of the two days."
    ),
    "copied_to_one_place": lambda: _("Choose a zone, or name another place: one of the two."),
    "copied_to_itself": lambda: _("The zone of origin does not copy its own innovation."),
    "copied_there_already": lambda: _("This place is entered already; one entry is enough."),
    "struck_already": lambda: _("This entry is struck out already; reload the page."),
    "striking_needs_reason": lambda: _("Write why the entry is struck out."),
}
