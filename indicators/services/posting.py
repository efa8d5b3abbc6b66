"""Sends letters by mail, each once, whoever else sends at the same time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, NamedTuple, TypeVar

from django.conf import settings
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import translation
from django.utils.translation import gettext as _

from ..selectors.demonstration import is_demonstration

L = TypeVar("L")
#: After how long a letter that was begun and not finished counts as cut off.
CUT_OFF = timedelta(hours=1)


class Failed(NamedTuple, Generic[L]):
    """A letter that the mail server did not take, and what it said."""

    letter: L
    why: str


@dataclass(frozen=True)
class Posted(Generic[L]):
    """What was sent, and what the mail server refused, to be tried again next time.

    ``unreachable`` says why there was no connection to it, and nothing more was sent.
    """

    letters: tuple[L, ...]
    failed: tuple[Failed[L], ...]
    unreachable: str = ""


def letters_post(
    due: Iterable[L],
    *,
    begin: Callable[[L], L | None],
    compose: Callable[[L, BaseEmailBackend], mail.EmailMessage],
    undo: Callable[[L], None],
    finish: Callable[[L], None],
) -> Posted[L]:
    """What was sent of the letters that are due, and what was not.

    No transaction is open while a mail is on its way: a slow server holds up nobody else. ``begin``
    writes down what is to be sent, so that two who do this at once never send the same, and gives
    the letter with what is left of it, None for nothing; ``undo`` makes what failed due again.
    """
    sent: list[L] = []
    failed: list[Failed[L]] = []
    connection = mail.get_connection()
    try:
        for one in due:
            try:
                connection.open()
            except OSError as error:
                return Posted(tuple(sent), tuple(failed), str(error) or type(error).__name__)
            letter = begin(one)
            if letter is None:
                continue
            try:
                compose(letter, connection).send()
            except (OSError, ValueError) as error:  # SMTP's errors are OSErrors
                undo(letter)
                connection.close()  # whatever state the conversation was in
                failed.append(Failed(letter, str(error)))
            else:
                finish(letter)
                sent.append(letter)
    finally:
        connection.close()
    return Posted(tuple(sent), tuple(failed))


def message_to(
    person: User,
    language: str,
    write: Callable[[], tuple[str, str]],
    connection: BaseEmailBackend,
) -> mail.EmailMessage:
    """A mail to a person; ``write`` gives subject and body while their language is active.

    One on made-up figures says so: it leaves the site's banner behind.
    """
    with translation.override(language or settings.LANGUAGE_CODE):
        subject, body = write()
        if is_demonstration():
            subject = _("[Demonstration] %(subject)s") % {"subject": subject}
            body = _("Demonstration data: these figures are made up.") + f"\n\n{body}"
    return mail.EmailMessage(
        subject=subject,
        body=body,
        to=[person.email],
        connection=connection,
        headers={"Auto-Submitted": "auto-generated"},
    )
