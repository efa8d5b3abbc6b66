"""The method in words: the rules of flags, publication, and what the policy leaves open."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from indicators.selectors.phrases import Reader
from zones.display import DASH, label, number

from .. import worked_examples
from ..badges import consequence_badge
from ..models import FlagRule
from ..wording import listed
from ..words import trimmed
from .parts import Cell, Example, Grid, Leading, Quoted, Section, Text

Code = FlagRule.Code


#: How the usual board of a rule is called.
USUAL_BOARDS = {
    Code.RANK_DROPPED: gettext_lazy("all zones ranked in both years"),
    Code.NATIONAL_BOTTOM: gettext_lazy("the national and the regional list, both"),
}


def board_name(code: str, board: str) -> str:
    """The name of a board that a rule looks at; nothing for a rule that looks at none."""
    if board:
        return str(FlagRule.Board(board).label)
    return str(USUAL_BOARDS.get(Code(code), ""))


def fires(code: str, words: Mapping, board: str = "", consequence: str = "") -> str:
    """When a rule of the kind fires, in words, by its threshold, window, board and consequence."""
    is_once = words["window"] == 1
    if code == Code.MISSED_YEARS and consequence == FlagRule.Consequence.EXIT_WARNING:
        return warns_only(is_once=is_once) % words
    if code == Code.MISSED_YEARS and _exits_at_once(words):
        return exits_at_once(is_once=is_once) % words
    if board in ON_BOARD:
        return ON_BOARD[board](is_once) % words
    once = ONCE.get(Code(code)) if is_once else None
    return (once or FIRES[Code(code)])() % words


def warns_only(*, is_once: bool) -> str:
    """When the rule on running years fires where it leads to the warning and no further."""
    if is_once:
        return _("a binding target on the list was missed in one year: a warning, and no procedure")
    return _(
        "a binding target on the list was missed %(window)s years running: a warning, and no"
        " procedure"
    )


def exits_at_once(*, is_once: bool) -> str:
    """When the rule on running years fires where the exit asks for no more years than a warning."""
    if is_once:
        return _("a binding target on the list was missed in one year: the exit procedure")
    return _("a binding target on the list was missed %(window)s years running: the exit procedure")


def _exits_at_once(words: Mapping) -> bool:
    years = [str(words[name]) for name in ("threshold", "window")]
    return all(map(str.isdecimal, years)) and int(years[0]) <= int(years[1])


def _of_national_list(is_once: bool) -> str:
    if is_once:
        return _(
            "by its published rank the zone is among the last %(threshold)s of the national list,"
            " in one year"
        )
    return _(
        "by its published rank the zone is among the last %(threshold)s of the national list,"
        " %(window)s years running"
    )


def _of_regional_list(is_once: bool) -> str:
    if is_once:
        return _(
            "by its published rank the zone is among the last %(threshold)s of its regional list,"
            " in one year"
        )
    return _(
        "by its published rank the zone is among the last %(threshold)s of its regional list,"
        " %(window)s years running"
    )


#: Said otherwise where the board is not the rule's usual one.
ON_BOARD = {
    FlagRule.Board.GROUP: lambda _is_once: _(
        "the rank among the zones of its group in the annual board fell by %(threshold)s or more,"
        " over the zones ranked in both years; if the scheme changed, also with last year scored"
        " anew; a scheme without groups raises no such flag"
    ),
    FlagRule.Board.NATIONAL: _of_national_list,
    FlagRule.Board.REGIONAL: _of_regional_list,
}


#: Said otherwise where the window is a single year.
ONCE = {
    Code.MISSED_YEARS: lambda: _(
        "a binding target on the list was missed in one year: a warning; years running to the exit"
        " procedure: %(threshold)s"
    ),
    Code.NATIONAL_BOTTOM: lambda: _(
        "by its published rank the zone is among the last %(threshold)s of the national list and of"
        " its regional list, in one year"
    ),
}
FIRES = {
    Code.ANNUAL_TARGET_MISSED: lambda: _(
        "the year is over and a binding yearly target is not met, or not reported"
    ),
    Code.RANK_DROPPED: lambda: _(
        "the rank in the annual board fell by %(threshold)s or more, over the zones ranked in both"
        " years; if the scheme changed, also with last year scored anew"
    ),
    Code.MISSED_YEARS: lambda: _(
        "a binding target on the list was missed %(window)s years running: a warning;"
        " %(threshold)s years running: the exit procedure"
    ),
    Code.BEHIND_PACE: lambda: _("a target is off track within the year"),
    Code.PROJECTED_MISS: lambda: _(
        "a target is behind within the year, and even the better edge of its projection misses it"
    ),
    Code.GRADE_MISSED: lambda: _(
        "the class that the national evaluation publishes for the promise's last year is below the"
        " promised one; where that is a binding yearly target missed as well, both are shown as one"
        " thing, with the further consequence"
    ),
    Code.NATIONAL_BOTTOM: lambda: _(
        "by its published rank the zone is among the last %(threshold)s of the national list and of"
        " its regional list, %(window)s years running"
    ),
    Code.LATE_REPORT: lambda: _("a report came, or is still missing, past its due date"),
}


def sections(rules: Iterable[FlagRule], reader: Reader) -> list[Section]:
    """What follows from a judgement, and what the policy leaves to this system."""
    return [_flags(rules, reader), _publication(), _open()]


def _flags(rules: Iterable[FlagRule], reader: Reader) -> Section:
    straight, broken = worked_examples.missed_years()
    words = {"straight": straight, "broken": broken}
    header = (_("Flag"), _("Fires when"), _("Targets"), _("Leads to"), _("Asked for by"), _("On"))
    return Section(
        "flags",
        _("Flags"),
        (
            Text(
                _(
                    "Each rule is data: threshold, window, board, targets, consequence and whether"
                    " it is on. A flag of a draft is a preview; nothing follows before publication."
                    " A flag that revised figures no longer support stays visible as withdrawn. The"
                    " first assessed year shows no fall in rank. An adopted rule acts on what is"
                    " first published after it."
                )
            ),
            Grid(header, tuple(_rule(rule, reader) for rule in rules)),
            Example(
                (
                    _(
                        "Missed in years 3, 4 and 5: %(straight)s years running; in years 2, 4"
                        " and 5: %(broken)s."
                    )
                    % words,
                )
            ),
        ),
    )


def _rule(rule: FlagRule, reader: Reader) -> tuple[Cell, ...]:
    words = {
        "threshold": trimmed(number(rule.threshold, 3)) if rule.threshold is not None else DASH,
        "window": rule.window if rule.window is not None else DASH,
    }
    targets = [label(target) for target in rule.targets.all()]
    return (
        Leading(str(rule.get_code_display()), reverse("flag_rule", args=[rule.code])),
        fires(rule.code, words, rule.board, rule.consequence),
        listed(targets) if targets else _("all"),
        consequence_badge(rule.consequence),
        _clause(rule, reader),
        _("yes") if rule.is_on else _("no"),
    )


def _clause(rule: FlagRule, reader: Reader) -> Quoted:
    if rule.measure is None:
        return Quoted(rule.phrase, "", "")
    words = {"number": rule.measure.number, "phrase": rule.phrase}
    read = reader(str(rule.measure.number), rule.phrase)
    text = _("Measure %(number)s: “%(phrase)s”") % words
    return Quoted(text, read.adopted, read.href)


def _publication() -> Section:
    return Section(
        "publication",
        _("Drafts, publication, versions"),
        (
            Text(
                _(
                    "An assessment is run on the figures in force and stays a draft until the"
                    " department publishes it. It is provisional, and not to be published, while a"
                    " figure is late, not yet due or not verified. What is published never changes:"
                    " when figures are revised, a new version supersedes it, and the old one stays"
                    " readable with its scheme, its time and its input digest. The same inputs give"
                    " the same digest, and no new version."
                )
            ),
        ),
    )


def _open() -> Section:
    return Section(
        "open",
        _("What the policy does not say"),
        (
            Text(
                _(
                    "Where the policy prints no weights, no goalposts and no formula for a score,"
                    " they are this system's own, chosen from what the policy stresses; each gives"
                    " its reason, and another scheme may change them."
                )
            ),
            Text(
                _(
                    "Where it sets no path between the years, no tolerance, no season and no first"
                    " year without a rank, these are conventions of this system."
                )
            ),
            Text(
                _(
                    "A fall in rank is a fall on this system's own board, which is never mixed with"
                    " the national class by Customs, entered as published. Where the policy's words"
                    " may mean either, the reading adopted says so."
                )
            ),
            Text(
                _(
                    "Where it names no lead among the agencies of a measure, the first named leads,"
                    " by convention. Where its print cannot be meant, the reading adopted stands on"
                    " the page of readings with its reason."
                )
            ),
        ),
    )
