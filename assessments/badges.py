"""The badges of targets, assessments and flags: one look for a state wherever it is printed."""

from django.utils.translation import gettext as _

from zones.badges import Badge
from zones.models import Zone

from .models import Assessment, Bulletin, Flag, FlagRule, TargetResult
from .rank_words import is_flag_robust
from .wording import status_text

_STATUS = TargetResult.Status
#: Kind and icon of each status, the most urgent first.
_STATUSES = {
    _STATUS.MISSED: ("bad", "circle-x"),
    _STATUS.NOT_REPORTED: ("bad", "circle-x"),
    _STATUS.OFF_TRACK: ("bad", "alert-triangle"),
    _STATUS.LATE: ("warn", "clock"),
    _STATUS.BELOW_PATH: ("warn", "arrow-down"),
    _STATUS.BEHIND: ("warn", "clock"),
    _STATUS.ON_TRACK: ("info", "chart-line"),
    _STATUS.MET: ("good", "circle-check"),
    _STATUS.AWAITING: ("quiet", "clock"),
    _STATUS.PROVINCE_NOT_PUBLISHED: ("quiet", "help-circle"),
    _STATUS.NOT_ASSESSABLE: ("quiet", "help-circle"),
    _STATUS.NO_DATA: ("quiet", "minus"),
    _STATUS.NOT_APPLICABLE: ("quiet", "minus"),
}
_ASSESSMENTS = {
    Assessment.State.DRAFT: ("warn", "edit"),
    Assessment.State.UNDER_REPLY: ("warn", "clock"),
    Assessment.State.PUBLISHED: ("good", "circle-check"),
    Assessment.State.SUPERSEDED: ("quiet", "history"),
}
_BULLETINS = {
    Bulletin.State.DRAFT: ("warn", "edit"),
    Bulletin.State.PUBLISHED: ("good", "circle-check"),
    Bulletin.State.SUPERSEDED: ("quiet", "history"),
    Bulletin.State.PUT_AWAY: ("quiet", "circle-x"),
}
_STAGES = {
    Zone.Stage.OPERATING: ("good", "circle-check"),
    Zone.Stage.ACCEPTED: ("info", "circle-check"),
    Zone.Stage.APPROVED: ("info", "clock"),
    Zone.Stage.APPLYING: ("quiet", "edit"),
    Zone.Stage.TO_BE_UPGRADED: ("quiet", "arrow-up"),
}
_CONSEQUENCES = {
    FlagRule.Consequence.EXIT: "bad",
    FlagRule.Consequence.EXIT_WARNING: "bad",
    FlagRule.Consequence.NOTICE: "bad",
    FlagRule.Consequence.NOTICE_ONLY: "bad",
    FlagRule.Consequence.REMINDER: "warn",
    FlagRule.Consequence.NAMED: "warn",
}


def status_badge(status: str, title: str = "", *, is_binding: bool = True) -> Badge:
    """The badge of a target's status; of an indicative path none says that it is met."""
    kind, icon = _STATUSES[_STATUS(status)]
    order = list(_STATUSES).index(_STATUS(status))
    return Badge(kind, status_text(status, is_binding=is_binding), icon, title, order)


def result_badge(result: TargetResult, title: str = "") -> Badge:
    """The badge of how a target stands."""
    return status_badge(result.status, title, is_binding=result.is_binding)


def bulletin_badge(state: str) -> Badge:
    """The badge of a bulletin's state."""
    kind, icon = _BULLETINS[Bulletin.State(state)]
    return Badge(kind, str(Bulletin.State(state).label), icon)


def assessment_badge(state: str) -> Badge:
    """The badge of an assessment's state."""
    kind, icon = _ASSESSMENTS[Assessment.State(state)]
    return Badge(kind, str(Assessment.State(state).label), icon)


def flag_badge(flag: Flag, title: str = "") -> Badge:
    """The badge of a flag; a withdrawn one loses its colour, one on an unsure rank says so."""
    text = str(flag.get_code_display())
    if not is_flag_robust(flag):
        text = _("%(flag)s, not robust") % {"flag": text}
    return Badge(flag_kind(flag), text, "flag", title)


def flag_kind(flag: Flag) -> str:
    """The kind of a flag's badge."""
    is_withdrawn = flag.state == Flag.State.WITHDRAWN
    return "quiet" if is_withdrawn else _CONSEQUENCES[FlagRule.Consequence(flag.consequence)]


def fired_badge(code: str, consequence: str) -> Badge:
    """The badge of a flag that is not stored: what it is, and in its title what follows."""
    kind = _CONSEQUENCES[FlagRule.Consequence(consequence)]
    title = str(FlagRule.Consequence(consequence).label)
    return Badge(kind, str(FlagRule.Code(code).label), "flag", title)


def consequence_badge(code: str, title: str = "") -> Badge:
    """The badge of what follows from flags."""
    consequence = FlagRule.Consequence(code)
    return Badge(_CONSEQUENCES[consequence], str(consequence.label), "gavel", title)


def stage_badge(stage: str) -> Badge:
    """The badge of the stage that a zone, or a place on the way to one, has reached."""
    kind, icon = _STAGES[Zone.Stage(stage)]
    order = list(_STAGES).index(Zone.Stage(stage))
    return Badge(kind, str(Zone.Stage(stage).label), icon, "", order)
