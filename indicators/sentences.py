"""The sentences in which refusals reach people: what, where, and the way out."""

from collections.abc import Iterable, Sequence
from functools import reduce

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from zones.display import label, moment
from zones.models import Zone

from .class_sentences import CLASS_REFUSALS
from .findings import finding_sentence
from .innovation_sentences import INNOVATION_REFUSALS
from .models import Indicator, Submission
from .policy_sentences import POLICY_PROBLEMS
from .register_sentences import REGISTER_REFUSALS, register_words
from .services.submissions import Refused
from .tables import Problem
from .task_sentences import TASK_REFUSALS, refused_text
from .validation import Finding
from .workbook_sentences import file_problem_sentence

#: How many zones a sentence names before it counts the rest.
ZONES_NAMED = 8
#: What a value is looked up in, as a sentence calls it.
LOOKED_UP_IN = {
    "agencies": gettext_lazy("agencies"),
    "cities": gettext_lazy("cities"),
    "events": gettext_lazy("events"),
    "indicators": gettext_lazy("indicators"),
    "measures": gettext_lazy("measures"),
    "projects": gettext_lazy("projects"),
    "readings": gettext_lazy("readings"),
    "targets": gettext_lazy("targets"),
    "zones": gettext_lazy("zones"),
}


def problem_sentence(problem: Problem) -> str:
    """What is wrong with a file, and how to mend it, with file, row and column."""
    return _("%(place)s: %(text)s") % {"place": place(problem), "text": problem_text(problem)}


def problem_text(problem: Problem) -> str:
    """What is wrong and how to mend it, without the place: for a message beside the field."""
    params = dict(problem.params)
    if "choices" in params:
        params["choices"] = _(", ").join(str(choice) for choice in params["choices"])
    if "table" in params:
        params["table"] = LOOKED_UP_IN.get(params["table"], params["table"])
    if "problem" in params:
        params["problem"] = file_problem_sentence(params["problem"])
    if "finding" in params:
        params["finding"] = finding_sentence(params["finding"])
    if "refused" in params:
        params["refused"] = refusal_sentence(params["refused"])
    return PROBLEMS[problem.code]() % params


def place(problem: Problem) -> str:
    """Where a problem is: the file, the row and the column, as far as there are any."""
    where = {"file": problem.file, "row": problem.row, "column": problem.column}
    if problem.row is None and problem.column is None:
        return problem.file
    if problem.row is None:
        return _("%(file)s, “%(column)s”") % where
    if problem.column is None:
        return _("%(file)s, row %(row)s") % where
    return _("%(file)s, row %(row)s, column “%(column)s”") % where


PROBLEMS = {
    **POLICY_PROBLEMS,
    "empty_file": lambda: _("the file is empty; choose the file that holds the table."),
    "not_text": lambda: _(
        "this is not a CSV table but a file of another kind (%(kind)s) under this name;"
        " save the table as “CSV UTF-8” and choose that file."
    ),
    "not_utf8": lambda: _(
        "the text is not UTF-8, it was probably saved as GBK;"
        " save it in Excel as “CSV UTF-8 (comma delimited)”."
    ),
    "broken_quotes": lambda: _("a quotation mark is opened and not closed; close or remove it."),
    "wrong_delimiter": lambda: _(
        "the columns are separated by a %(delimiter)s; separate them by commas."
    ),
    "missing_column": lambda: _("this column is missing; add it to the header."),
    "unknown_column": lambda: _("there is no such column; correct its name or remove it."),
    "duplicate_column": lambda: _("this column stands twice in the header; remove one."),
    "unnamed_column": lambda: _("column %(position)s has no name; name it or remove it."),
    "ragged_row": lambda: _(
        "the row has %(found)s cells, the header %(expected)s;"
        " put a text with a comma between quotation marks."
    ),
    "empty_cell": lambda: _("this cell must not be empty; fill it in."),
    "not_a_value": lambda: _(
        "“%(value)s” is a formula or an error, not a value; write the value itself."
    ),
    "not_a_number": lambda: _("“%(value)s” is not a number; write digits only."),
    "no_number_nor_state": lambda: _(
        "“%(value)s” is not a number; write digits only, or leave it empty and give a state."
    ),
    "bad_grouping": lambda: _(
        "the commas in “%(value)s” do not stand between thousands; write the number without commas."
    ),
    "not_whole": lambda: _("“%(value)s” is not a whole number; write a whole number."),
    "too_many_places": lambda: _(
        "“%(value)s” has too many decimals; %(places)s at most, so round it or use another unit."
    ),
    "too_large": lambda: _(
        "“%(value)s” has more than %(digits)s digits before the point; check number and unit."
    ),
    "too_small": lambda: _("“%(value)s” is less than %(low)s; correct it."),
    "out_of_range": lambda: _("“%(value)s” does not lie between %(low)s and %(high)s; correct it."),
    "not_a_date": lambda: _("“%(value)s” is not a date; write it as 2021-10-21."),
    "not_a_choice": lambda: _("“%(value)s” is not possible here; choose one of: %(choices)s."),
    "unknown_reference": lambda: _(
        "“%(value)s” is not known (looked up in: %(table)s); correct it or add it there first."
    ),
    "duplicate_row": lambda: _("this repeats row %(first)s; keep one of the two."),
    "phrase_not_printed": lambda: _(
        "“%(value)s” is not printed in clause %(clause)s; quote the text exactly."
    ),
    "not_a_workbook": lambda: _(
        "this is not an xlsx workbook; save it in Excel as “Excel workbook (.xlsx)”."
    ),
    "reason_too_long": lambda: _(
        "a reason has %(most)s characters at most, this one %(found)s; shorten it."
    ),
    "not_a_quarter": lambda: _(
        "“%(value)s” is not a quarter; write the year, Q and 1 to 4, as in 2022Q2."
    ),
    "quarter_not_begun": lambda: _("%(value)s has not begun yet; correct the quarter."),
    "value_or_state": lambda: _(
        "there is no value; write a number (0 for a real zero), or give the state"
        " not_applicable, or cannot_report with a reason."
    ),
    "state_with_value": lambda: _(
        "the state says that there is no value, but the row has “%(value)s”; remove one of them."
    ),
    "zero_disagrees": lambda: _(
        "“%(value)s” does not fit: the state “zero” goes with the value 0,"
        " “value” with any other number."
    ),
    "province_is_ytd": lambda: _(
        "the province's totals run from 1 January; write “ytd” as the basis."
    ),
    "ambiguous_place": lambda: _(
        "“%(value)s” is printed for more than one place; write the zone's code instead."
    ),
    "place_not_judged": lambda: _("“%(value)s” does not report yet; remove the row."),
    "finding": lambda: "%(finding)s",
    "file_problem": lambda: "%(problem)s",
    "refused": lambda: "%(refused)s",
}


def refusal_sentence(refused: Refused, findings: Iterable[Finding] | None = None) -> str:
    """Why a write was not done, and what to do instead; what is missing besides is said last.

    ``findings`` are those that are told with it, all of them unless the page shows some elsewhere.
    """
    params = dict(refused.params)
    if "until" in params:
        params["until"] = moment(params["until"])
    if "zone" in params:
        params["zone"] = label(params["zone"])
    if "refused" in params:
        params["refused"] = refusal_sentence(params["refused"])
    if "zones" in params:
        params["zones"] = _(", ").join(map(label, params["zones"]))
    if "state" in params:
        params["state"] = Submission.State(params["state"]).label
    if refused.code == "tasks_refused":
        params["tasks"] = refused_text(params["count"])
    if refused.missing:
        params |= _missing_words(refused.missing)
    if refused.code in REGISTER_REFUSALS:
        params = register_words(refused.params)
    texts = [REFUSALS[refused.code]() % params]
    texts += map(finding_sentence, refused.findings if findings is None else findings)
    if refused.missing and refused.code != "incomplete":
        texts.append(REFUSALS["incomplete"]() % params)
    return " ".join(texts)


def _missing_words(missing: Sequence[tuple[Zone, Sequence[Indicator]]]) -> dict[str, object]:
    """How many figures are missing and which, zone by zone where there are several."""
    names = [(label(zone), _(", ").join(map(label, its))) for zone, its in missing[:ZONES_NAMED]]
    told = [_("%(place)s: %(text)s") % {"place": zone, "text": its} for zone, its in names]
    if len(missing) == 1:
        told = [names[0][1]]
    if further := len(missing) - len(names):
        told.append(_("Further zones: %(count)s") % {"count": further})
    both = _("%(text)s; %(figures)s")
    listed = reduce(lambda text, more: both % {"text": text, "figures": more}, told)
    return {"count": sum(len(its) for _zone, its in missing), "missing": listed}


REFUSALS = {
    **CLASS_REFUSALS,
    **INNOVATION_REFUSALS,
    **REGISTER_REFUSALS,
    **TASK_REFUSALS,
    "not_your_zone": lambda: _("You may enter figures of your own zone only."),
    "already_submitted": lambda: _(
        "These figures are handed in and wait for review; to change them, have them returned first."
    ),
    "no_such_move": lambda: _(
        "This is not possible any more: the submission is %(state)s. Reload the page."
    ),
    "figures_disagree": lambda: _(
        "The checks have severe findings: correct the figures, or give a reason for each that is"
        " right all the same."
    ),
    "nothing_reported": lambda: _("There is no figure yet; enter at least one."),
    "incomplete": lambda: ngettext_lazy(
        "%(count)s figure is missing: %(missing)s. Enter it, or confirm that the rest is handed in"
        " without it.",
        "%(count)s figures are missing: %(missing)s. Enter them, or confirm that the rest is handed"
        " in without them.",
        "count",
    ),
    "own_submission": lambda: _(
        "Nobody reviews their own submission; a second person of the department does."
    ),
    "own_figures": lambda: _(
        "Nobody verifies figures that they entered themselves; a colleague of the department does"
        " who entered none of these and did not hand them in."
    ),
    "not_a_reviewer": lambda: _("Only the commerce department reviews submissions."),
    "quarter_not_open": lambda: _(
        "%(quarter)s is not open yet; the commerce department opens it, with its dates."
    ),
    "not_a_publisher": lambda: _("Only the commerce department publishes."),
    "note_missing": lambda: _("Write a note that says what has to be corrected."),
    "revision_needs_reason": lambda: _(
        "These figures are verified; a change to them is a revision and needs a reason."
    ),
    "changed_meanwhile": lambda: _(
        "Somebody has changed this quarter since you opened the page: nothing was saved. What you"
        " typed is still here, and beside it what is stored now; save again to replace it."
    ),
    "changed_before_review": lambda: _(
        "These figures have changed since you opened the page; look at them as they are now."
    ),
    "file_put_away": lambda: _(
        "%(file)s was put away, or another file took its place; upload it again."
    ),
    "busy": lambda: _(
        "Others are saving just now, and it took too long: nothing was saved. Try again in a"
        " moment."
    ),
    "quarter_is_open": lambda: _(
        "%(quarter)s has just been opened by somebody else, with other dates or another rate:"
        " due on %(due_on)s, locked after %(locks_on)s."
    ),
    "quarter_gone": lambda: _(
        "%(quarter)s has been cancelled by the commerce department: nothing was saved."
    ),
    "not_a_quarter_keeper": lambda: _("Only the commerce department changes a quarter’s terms."),
    "quarter_changed_meanwhile": lambda: _(
        "Somebody has changed the terms of %(quarter)s since you opened the page: nothing was"
        " saved. Above they stand as they are now, below as you typed them; save again to replace"
        " them."
    ),
    "quarter_unchanged": lambda: _("These are the terms already; nothing was changed."),
    "quarter_needs_reason": lambda: _("Write why the quarter’s dates or rate are changed."),
    "quarter_has_figures": lambda: _(
        "Something was entered in %(quarter)s, so it cannot be cancelled."
    ),
    "cancelling_needs_reason": lambda: _("Write why the quarter is cancelled."),
    "lock_is_over": lambda: _("This day is over: the quarter would be locked at once."),
    "due_before_end": lambda: _("Figures are due after the quarter is over."),
    "due_after_lock": lambda: _("A quarter is due before it locks."),
    "due_is_over": lambda: _(
        "The due date cannot be moved forward to a day that is over: whoever was in time would be"
        " late."
    ),
    "rate_source_missing": lambda: _("Name where the rate was published."),
    "rate_in_use": lambda: _(
        "The rate stays, because figures of %(zones)s were entered in dollars at it: have them"
        " entered in yuan first."
    ),
    "locked": lambda: _(
        "%(quarter)s is locked since the end of %(day)s; the commerce department can reopen it for"
        " one zone, for a stated reason."
    ),
    "not_a_reopener": lambda: _("Only the commerce department gives a zone more time."),
    "reason_code_missing": lambda: _("Choose what kind of reason it is."),
    "reopening_needs_reason": lambda: _("Write why the zone is given more time."),
    "until_is_over": lambda: _("This moment is over; choose a later one."),
    "until_is_too_far": lambda: _("More time is given for %(days)s days at most."),
    "more_time_already": lambda: _("The zone has more time already, until %(until)s."),
    "reopened_already": lambda: _("The zone is reopened already, until %(until)s."),
    "gives_no_time": lambda: _("The zone has time until the end of %(day)s; choose a later day."),
    "reopening_is_over": lambda: _("This reopening is over already."),
    "before_start": lambda: _(
        "The zone reports from %(start)s on; before that its figures are not applicable."
    ),
    "zone_has_left": lambda: _(
        "The zone left on %(day)s: it reports the quarter of that day, and none after it."
    ),
    "figures_unusable": lambda: _("Some figures cannot be taken; nothing was saved."),
    "not_your_province": lambda: _("Only the commerce department enters the province's totals."),
    "proposals_changed": lambda: _(
        "Figures have changed since you opened the page: nothing was saved. Look at what is"
        " proposed now."
    ),
    "nothing_proposed": lambda: _("Choose at least one figure that is proposed."),
    "keeping_needs_reason": lambda: _("Write why the stored figure stays."),
    "not_a_rule_keeper": lambda: _("Only the commerce department changes the rules."),
    "rule_needs_reason": lambda: _("Write why the rule is changed."),
    "unknown_rule": lambda: _("There is no such check or severity; reload the page."),
    "rule_takes_no_threshold": lambda: _("This check takes no threshold; leave it empty."),
    "rule_threshold": lambda: _("The threshold of this check is %(least)s or more; correct it."),
    "rule_takes_no_quarters": lambda: _("This check looks at no earlier quarters; leave it empty."),
    "rule_quarters": lambda: _("This check looks at %(least)s to %(most)s earlier quarters."),
    "core_rule_stays": lambda: _(
        "What this check finds cannot be true: it stays severe and in force. One indicator can be"
        " exempt; add a rule for it."
    ),
    "general_rule_stays": lambda: _("A rule for every indicator is switched off, not removed."),
    "rule_exists": lambda: _(
        "There is a rule of this check, indicator and severity already; change that one."
    ),
    "rule_unchanged": lambda: _("The rule says this already; nothing was changed."),
    "rule_changed_meanwhile": lambda: _(
        "Somebody has changed this rule since you opened the page: nothing was saved. It is shown"
        " as it is now, and your terms beside it; save again to replace it."
    ),
    "rule_is_gone": lambda: _("This rule has been removed meanwhile; look at the list of rules."),
    "reason_too_long": lambda: _(
        "A reason has %(most)s characters at most, this one %(found)s; shorten it."
    ),
    "remark_too_long": lambda: _(
        "A remark has %(most)s characters at most, this one %(found)s; shorten it."
    ),
    "note_too_long": lambda: _(
        "A note has %(most)s characters at most, this one %(found)s; shorten it."
    ),
    "follow_up_or_done": lambda: _("Is it to be followed up, or has it been? Choose one."),
    "nothing_to_follow_up": lambda: _(
        "This figure has no mark that could be done; choose the one that is to be followed up."
    ),
    "unknown_cell": lambda: _("There is no such figure to enter here; reload the page."),
    "unknown_indicator": lambda: _("There is no indicator “%(indicator)s”; correct its code."),
    "figure_twice": lambda: _("“%(indicator)s” was sent twice; send each figure once."),
    "total_not_typed": lambda: _("This is the sum of its parts; enter those."),
    "remark_without_words": lambda: _("Write what you want to remark."),
    "preview_changed": lambda: _(
        "What is stored has changed since you looked at this preview: nothing was saved. Look at it"
        " as it is now, and confirm again."
    ),
    "file_to_be_corrected": lambda: _(
        "Nothing of %(file)s was saved: correct what is refused, and upload the file again."
    ),
    "zone_not_handed_in": lambda: _(
        "Nothing was saved, because %(zone)s cannot be handed in: %(refused)s Save the figures as a"
        " draft, and hand them in on the zone’s page."
    ),
    "read_only": lambda: _("You may read these figures, not enter them."),
    "file_has_problems": lambda: _("The file %(file)s has problems; nothing was saved."),
}
