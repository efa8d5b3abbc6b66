"""What a password has to be, beside what Django asks for."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: A sentence of one's own is better than a short word with a digit.
LONG = 16
KINDS: tuple[Callable[[str], bool], ...] = (
    str.islower,
    str.isupper,
    str.isdigit,
    lambda one: not one.isalnum(),
)
WANTED = 3


class EnoughKinds:
    """Refuses a short password of few kinds of characters."""

    def validate(self, password: str, user=None) -> None:
        """Nothing; raises ValidationError with what is missing."""
        kinds = sum(any(map(is_kind, password)) for is_kind in KINDS)
        if len(password) < LONG and kinds < WANTED:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        """What is asked for."""
        return _(
            "A password shorter than %(long)s characters needs three of these: small letters, "
            "capitals, digits, other characters."
        ) % {"long": LONG}


class NotTheSame:
    """Refuses the password that the account has already."""

    def validate(self, password: str, user=None) -> None:
        """Nothing; raises ValidationError where nothing would change."""
        if user is not None and user.pk and user.check_password(password):
            raise ValidationError(self.get_help_text(), code="password_unchanged")

    def get_help_text(self) -> str:
        """What is asked for."""
        return _("The new password differs from the one before.")
