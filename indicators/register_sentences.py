"""The sentences in which an entry of the register is refused, each with the way out."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from zones.display import day, label
from zones.models import Zone
from zones.models.investment import ProjectStageName

REGISTER_REFUSALS = {
    "zone_without_register": lambda: _(
        "This place does not report; projects and events are entered for zones that do."
    ),
    "project_without_name": lambda: _("Write the project’s Chinese name."),
    "project_named_alike": lambda: _(
        "A project of this name, “%(name)s”, signed on %(day)s, is in the register of the zone"
        " already. Open that one; or say below that this is another project."
    ),
    "event_named_alike": lambda: _(
        "An event of this name, “%(name)s”, on the same day in the same city was entered by"
        " %(by_zone)s already; an event counts once for its city. Say below that this is another"
        " event if it is one."
    ),
    "text_too_long": lambda: _(
        "A text has %(found)s characters, its place takes %(most)s: shorten it."
    ),
    "amount_out_of_range": lambda: _(
        "An amount is above zero and below 100,000 × CNY 100 m; check number and unit."
    ),
    "amount_needs_reason": lambda: _(
        "The tier rests on the expected yearly trade: write why it changes."
    ),
    "withdrawal_needs_reason": lambda: _("Write why the project is withdrawn."),
    "correction_needs_reason": lambda: _("Write why the day is corrected."),
    "striking_needs_reason": lambda: _("Write why the entry is struck out."),
    "day_needs_reason": lambda: _("The quarter rests on the day: write why it changes."),
    "no_such_step": lambda: _(
        "A project that is %(was)s cannot become %(stage)s; choose one of the stages offered."
    ),
    "stage_not_reached": lambda: _(
        "The project has not reached the stage “%(stage)s”, so there is no day to correct."
    ),
    "stage_skipped": lambda: _(
        "The day of the stage “%(stage)s” is missing; enter it before what comes after it."
    ),
    "days_out_of_order": lambda: _(
        "The day of “%(following)s” lies before the day of “%(stage)s”; correct one of the two."
    ),
    "day_not_come": lambda: _(
        "The day of “%(stage)s” has not come yet; enter the stage once it is reached."
    ),
    "day_after_exit": lambda: _(
        "The zone left on %(day)s. What came after that counts for no zone: the day of “%(stage)s”"
        " is no later one. A project can still be withdrawn."
    ),
    "day_too_early": lambda: _("The day of “%(stage)s” lies before 2000; correct it."),
    "trade_of_another_time": lambda: _(
        "Trade is entered for the years from %(first)s, when the project was signed, to %(last)s."
    ),
    "project_is_struck": lambda: _(
        "The project is struck out; enter it anew if it was struck out by mistake."
    ),
    "project_is_withdrawn": lambda: _(
        "The project is withdrawn, and no stage follows. If it comes back, enter it as a new"
        " project; a wrong day is corrected on this page."
    ),
    "event_is_struck": lambda: _(
        "The event is struck out; enter it anew if it was struck out by mistake."
    ),
    "entry_changed_meanwhile": lambda: _(
        "Somebody changed this entry since you opened the page. It is shown as it is now; make"
        " your change again if it is still needed."
    ),
    "entry_changed_yourself": lambda: _(
        "You have changed this entry yourself since this page was loaded, in another window"
        " perhaps. It is shown as it is now; make your change again if it is still needed."
    ),
    "event_incomplete": lambda: _("Write title, place and organiser of the event."),
    "event_not_held": lambda: _("An event is entered once it was held; this day has not come."),
    "event_after_exit": lambda: _(
        "The zone left on %(day)s; an event that was held later is not entered for it."
    ),
    "event_too_early": lambda: _("The day of the event lies before 2000; correct it."),
    "participants_out_of_range": lambda: _("Participants are from 0 to %(most)s."),
    "not_your_file": lambda: _("Only whoever uploaded the file confirms it."),
    "row_has_problems": lambda: _("Something in the row cannot be read; correct it."),
    "upload_confirmed": lambda: _("This file is confirmed already; nothing was saved twice."),
    "upload_has_problems": lambda: _(
        "Some rows are refused; nothing was saved. Correct them in the file and upload it again."
    ),
    "upload_shown_otherwise": lambda: _(
        "The register was changed since this preview was shown, so the file would do something else"
        " than you saw; nothing was saved. Below is what it would do now: look at it, then save."
    ),
    "upload_is_nothing": lambda: _("Everything in the file is in the register already."),
    "no_counts_to_take": lambda: _(
        "The zone keeps no register yet, so there is no count to take over."
    ),
}


def register_words(params: Mapping[str, object]) -> dict[str, object]:
    """The parameters of a refusal as they are printed: stages by name, days, zones."""
    stages = dict(ProjectStageName.choices)
    told: dict[str, object] = {}
    for name, value in params.items():
        if isinstance(value, Zone):
            value = label(value, "short")
        elif name in ("stage", "following", "was"):
            value = stages.get(str(value), value)
        elif name == "day":
            value = day(value)  # type: ignore[arg-type]
        told[name] = value
    return told
