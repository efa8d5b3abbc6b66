"""The method in words: the national evaluation, which is published and not ours."""

from django.utils.translation import gettext as _

from .. import worked_examples
from .parts import Example, Section, Text


def section() -> Section:
    """What published classes decide, and that they are never part of a score."""
    words = worked_examples.among_last()
    return Section(
        "classes",
        _("The national evaluation"),
        (
            Text(
                _(
                    "Customs publishes a class from A to D, and a rank where it does, on a national"
                    " list and on one of the region. Staff enter them with the list's name as"
                    " printed, the number of zones on it, the source and the day. They stand apart"
                    " from the provincial score and never enter it."
                )
            ),
            Text(
                _(
                    "A promised class is judged at the end of its last year: met where the class"
                    " published for that year on the promised list is at least the promised one,"
                    " awaiting publication until it is entered. The lists were split anew over the"
                    " years, so each entry keeps its list's name. Classes are in order but have no"
                    " distances: no rate of completion is computed."
                )
            ),
            Text(
                _(
                    "A zone is among the last n of a list of N zones where its published rank is"
                    " above N − n. The exit procedure asks for that on both lists, year after year."
                )
            ),
            Example(
                (
                    _(
                        "%(size)s zones: place %(first)s is the first of the last %(last)s, place"
                        " %(before)s is not among them."
                    )
                    % words,
                )
            ),
        ),
    )
