"""What commands for people share: help, and words for wrong arguments, in the site's language."""

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import (
    BaseCommand,
    CommandError,
    CommandParser,
    DjangoHelpFormatter,
)
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: What argparse says of wrong arguments, and the same as we say it.
SAID = (
    (
        r"the following arguments are required: (?P<names>.+)",
        gettext_lazy("These are missing: %(names)s."),
    ),
    (
        r"argument (?P<name>\S+): invalid choice: '(?P<value>.*)' \(choose from (?P<choices>.+)\)",
        gettext_lazy("%(name)s cannot be “%(value)s”; choose from %(choices)s."),
    ),
    (
        r"argument (?P<name>\S+): expected one argument",
        gettext_lazy("A value is missing after %(name)s."),
    ),
    (r"unrecognized arguments: (?P<names>.+)", gettext_lazy("Unknown: %(names)s.")),
)


class _Formatter(DjangoHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: Any = None) -> None:
        super().add_usage(usage, actions, groups, prefix or _("Usage: "))


class HouseCommand(BaseCommand):
    """A command that tells of itself, and of arguments that it cannot take, in our words."""

    #: What the command does; lazy, for the language is not known yet when this is read.
    about: Any = ""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        self.help = str(self.about)
        parser = super().create_parser(prog_name, subcommand, formatter_class=_Formatter, **kwargs)
        own = {action.dest for action in parser._actions} - BASE
        for action in parser._actions:
            if action.dest == "help":
                action.help = _("show this and do nothing")
            elif action.dest not in own:  # Django's own, told of by `manage.py help`
                action.help = argparse.SUPPRESS
        parser._positionals.title, parser._optionals.title = _("Arguments"), _("Options")
        parser.error = _refusing(parser)  # type: ignore[method-assign]
        return parser


#: What every command of Django takes.
BASE = {action.dest for action in BaseCommand().create_parser("", "")._actions}


def _refusing(parser: CommandParser) -> Callable[[str], NoReturn]:
    """Says what is wrong with the arguments and how the command is written."""

    def refuse(message: str) -> NoReturn:
        text = refusal(message)
        if not parser.called_from_command_line:
            raise CommandError(text)
        parser.exit(2, f"{text}\n{parser.format_usage()}")

    return refuse


def refusal(message: str) -> str:
    """What argparse says of wrong arguments in our words; as it is where we have none."""
    for pattern, words in SAID:
        if found := re.fullmatch(pattern, message):
            return str(words) % found.groupdict()
    return message


def bytes_of(file: Path) -> bytes:
    """What a file holds; the command ends with the reason where it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error
