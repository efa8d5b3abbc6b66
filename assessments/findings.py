"""The sentences of findings: how a target stands, and what a flag rests on.

Each finding exists as a fragment without full stop, to stand in a list or inside a sentence, and as
a whole sentence with its clause.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators.models import Target
from zones.display import DASH, label

from .class_findings import grade_missed, national_bottom
from .models import Flag, FlagRule, TargetResult
from .prospects import out_of_reach
from .rank_words import robustness_text
from .withdrawn import withdrawn_text
from .wording import aimed, behind_text, gap_text, listed, measured_name, period_name, quarter_name

_Status = TargetResult.Status


@dataclass(frozen=True)
class Standing:
    """The figures that a finding about a target states."""

    target: Target
    period: str
    status: str
    actual: float | None
    value: float | None
    due: float | None = None
    gap: float | None = None
    shortfall: float | None = None
    place: str = ""
    reason: str = ""
    is_for_all: bool = False
    is_on_path: bool = False


def target_sentence(result: TargetResult) -> str:
    """How a target stands: period, figure, yearly target and what is missing."""
    text = _("%(finding)s.") % {"finding": target_finding(result)}
    if result.is_implied:
        text += _(" The province's total is implied: a status, but no consequence.")
    return text


def target_finding(result: TargetResult) -> str:
    """The same as a fragment without full stop."""
    return _standing_text(
        Standing(
            target=result.target,
            period=period_name(result.assessment.span),
            status=result.status,
            actual=_plain(result.actual),
            value=_plain(result.value),
            due=_plain(result.due),
            gap=_plain(result.gap),
            shortfall=result.shortfall,
            place=label(result.city) if result.city else "",
            reason=result.reason,
            is_for_all=result.zone_id is None and result.city_id is None,
            is_on_path=result.is_on_path,
        )
    )


def flag_sentence(flag: Flag) -> str:
    """What a rule found about a zone, on which figures, and what follows under which measure."""
    finding = flag_finding(flag)
    if flag.state == Flag.State.WITHDRAWN:
        words = {"withdrawn": capfirst(withdrawn_text(flag)), "finding": finding}
        return _("%(withdrawn)s. %(finding)s.") % words
    words = {
        "finding": finding,
        "consequence": flag.get_consequence_display(),
        "number": flag.measure.number if flag.measure else DASH,
    }
    if flag.measure is None:
        return _("%(finding)s. What follows: %(consequence)s.") % words
    if flag.assessment.is_provisional:
        return (
            _("%(finding)s. Provisional; under measure %(number)s this leads to: %(consequence)s.")
            % words
        )
    return _("%(finding)s. Under measure %(number)s: %(consequence)s.") % words


def flag_finding(flag: Flag) -> str:
    """What a rule found and on which figures, without clause and consequence."""
    if flag.also is None:
        return FLAGS[flag.code](flag, flag.details)
    words = {"finding": flag_finding(flag.also), "rule": flag.also.get_code_display()}
    return _("%(finding)s (also “%(rule)s”: one thing, with one consequence)") % words


def _missed(flag: Flag, details: Mapping) -> str:
    assert flag.target is not None
    standing = Standing(
        target=flag.target,
        period=period_name(flag.assessment.span),
        status=details["status"],
        actual=details.get("actual"),
        value=details.get("target"),
        due=details.get("due"),
        gap=_gap(details),
        shortfall=details.get("shortfall"),
        place=label(flag.zone.city) if details.get("city") else "",
    )
    return _standing_text(standing)


def _gap(details: Mapping) -> float | None:
    """What is missing to the value that the finding names, which may be less than T."""
    actual, value = details.get("actual"), details.get("target")
    return None if actual is None or value is None else abs(value - actual)


def _projected_miss(flag: Flag, details: Mapping) -> str:
    target = flag.target
    assert target is not None
    assert target.indicator is not None  # only a flow is projected
    words = out_of_reach(details, target.indicator, target.direction) | {
        "period": period_name(flag.assessment.span),
        "name": _named(target, label(flag.zone.city) if details.get("city") else ""),
        "actual": aimed(details["actual"], target),
        "target": aimed(details["target"], target),
    }
    if target.direction == 1:
        text = _(
            "%(period)s: %(name)s %(actual)s, heading for %(projected)s in the year (%(season)s);"
            " even the upper edge, %(edge)s, misses the %(target)s of the year; %(needed)s"
        )
    else:
        text = _(
            "%(period)s: %(name)s %(actual)s, heading for %(projected)s in the year (%(season)s);"
            " even the lower edge, %(edge)s, misses the %(target)s of the year; %(needed)s"
        )
    return capfirst(text % words)


def _missed_years(flag: Flag, details: Mapping) -> str:
    words = {
        "years": details["years"],
        "first": details["first"],
        "last": details["first"] + details["years"] - 1,
        "finding": _missed(flag, details),
    }
    if details["years"] == 1:
        return _("Missed in one year, %(first)s; %(finding)s") % words
    return _("Missed %(years)s years running, %(first)s to %(last)s; %(finding)s") % words


def _rank_dropped(flag: Flag, details: Mapping) -> str:
    if details.get("board"):
        text = _(
            "%(year)s: down from place %(before)s to place %(rank)s among the %(count)s zones of"
            " its group ranked in both years (score %(score_before)s, now %(score)s)"
        )
    else:
        text = _(
            "%(year)s: down from place %(before)s to place %(rank)s among the %(count)s zones"
            " ranked in both years (score %(score_before)s, now %(score)s)"
        )
    return text % details + robustness_text(details.get("robustness"))


def _late(flag: Flag, details: Mapping) -> str:
    return listed([_late_report(report) for report in details["reports"]])


def _late_report(report: Mapping) -> str:
    words = {"quarter": quarter_name(report["quarter"]), "days": report["days"]}
    if report["is_missing"]:
        return _("Report for the %(quarter)s overdue") % words
    return (
        ngettext(
            "Report for the %(quarter)s %(days)s day late",
            "Report for the %(quarter)s %(days)s days late",
            report["days"],
        )
        % words
    )


FLAGS = {
    FlagRule.Code.ANNUAL_TARGET_MISSED: _missed,
    FlagRule.Code.MISSED_YEARS: _missed_years,
    FlagRule.Code.BEHIND_PACE: _missed,
    FlagRule.Code.PROJECTED_MISS: _projected_miss,
    FlagRule.Code.RANK_DROPPED: _rank_dropped,
    FlagRule.Code.LATE_REPORT: _late,
    FlagRule.Code.GRADE_MISSED: grade_missed,
    FlagRule.Code.NATIONAL_BOTTOM: national_bottom,
}


def _plain(value) -> float | None:
    return None if value is None else float(value)


def _standing_text(standing: Standing) -> str:
    target = standing.target
    words = {
        "period": standing.period,
        "name": _named(target, standing.place),
        "actual": aimed(standing.actual, target),
        "target": aimed(standing.value, target),
        "due": aimed(standing.due, target),
        "gap": gap_text(standing.actual, standing.value, target),
        "shortfall": behind_text(standing.actual, standing.due, target),
    }
    return capfirst(_sentence_of(standing)() % words)


def _named(target: Target, place: str) -> str:
    """What a target measures, in which city, and the measure that itself asks for it."""
    name = measured_name(target)
    if place:
        name = _("%(name)s in %(city)s") % {"name": name, "city": place}
    if _is_the_policys_own(target):
        name = _("%(name)s (measure %(number)s)") % {"name": name, "number": target.clause}
    return name


def _is_the_policys_own(target: Target) -> bool:
    """Whether a measure itself asks for the figure: not to be mistaken for a zone's set target."""
    is_for_all = target.scope == Target.Scope.PROVINCE
    return target.indicator is not None and not is_for_all and target.clause.isdigit()


def _sentence_of(standing: Standing):
    status = standing.status
    if status == _Status.NOT_ASSESSABLE:
        return NOT_ASSESSABLE.get(standing.reason, NOT_ASSESSABLE[""])
    if _is_class(standing) and status in (_Status.MET, _Status.MISSED):
        return SENTENCES["class_met" if status == _Status.MET else "class_missed"]
    if status == _Status.AWAITING and standing.actual is not None:
        return SENTENCES["class_waits"]
    if status == _Status.MISSED and not (standing.gap or 0) > 0:
        return SENTENCES["not_passed"]
    if status == _Status.MET:
        is_early = standing.due not in (None, standing.value)
        name = "path_reached" if standing.is_on_path else "met"
        return SENTENCES[f"{name}_early" if is_early else name]
    if status == _Status.NOT_REPORTED and standing.is_for_all:
        return SENTENCES["not_added_up"]
    if status == _Status.OFF_TRACK and standing.shortfall is None:
        return SENTENCES["off_track_by_due"]
    return SENTENCES[status]


def _is_class(standing: Standing) -> bool:
    """Whether a published class is judged: it has a name of its own and no distance to another."""
    return standing.target.measure_of == Target.MeasureOf.GRADE


SENTENCES = {
    "class_met": lambda: _(
        "%(period)s: published class %(actual)s, the promised class %(target)s reached (%(name)s)"
    ),
    "class_missed": lambda: _(
        "%(period)s: published class %(actual)s, the promised class %(target)s not reached"
        " (%(name)s)"
    ),
    _Status.MET: lambda: _("%(period)s: %(name)s %(actual)s, the yearly target of %(target)s met"),
    "met_early": lambda: _(
        "%(period)s: %(name)s %(actual)s, the year's target of %(target)s already met"
    ),
    "path_reached": lambda: _(
        "%(period)s: %(name)s %(actual)s, on the indicative path of %(target)s"
    ),
    "path_reached_early": lambda: _(
        "%(period)s: %(name)s %(actual)s, the indicative path’s %(target)s of the year already"
        " reached"
    ),
    _Status.MISSED: lambda: _(
        "%(period)s: %(name)s %(actual)s, the yearly target of %(target)s missed by %(gap)s"
    ),
    "not_passed": lambda: _(
        "%(period)s: %(name)s %(actual)s, the yearly target asks for more than %(target)s and is"
        " missed"
    ),
    _Status.BELOW_PATH: lambda: _(
        "%(period)s: %(name)s %(actual)s, below the indicative path of %(target)s by %(gap)s"
    ),
    _Status.ON_TRACK: lambda: _(
        "%(period)s: %(name)s %(actual)s, on track: %(due)s due by now, %(target)s in the year"
    ),
    _Status.BEHIND: lambda: _(
        "%(period)s: %(name)s %(actual)s, slightly behind the %(due)s due by now;"
        " %(target)s due in the year"
    ),
    _Status.OFF_TRACK: lambda: _(
        "%(period)s: %(name)s %(actual)s, behind the %(due)s due by now by %(shortfall)s;"
        " %(target)s due in the year"
    ),
    "off_track_by_due": lambda: _(
        "%(period)s: %(name)s %(actual)s, behind the %(due)s due by now; %(target)s due in the year"
    ),
    _Status.AWAITING: lambda: _(
        "%(name)s: the national evaluation for %(period)s is not entered yet"
    ),
    "class_waits": lambda: _("%(period)s: %(name)s %(actual)s, judged at the year's end"),
    _Status.NO_DATA: lambda: _("%(period)s: %(name)s without a figure; %(target)s due in the year"),
    _Status.LATE: lambda: _(
        "%(period)s: %(name)s not complete and past its due date; %(target)s due in the year"
    ),
    _Status.NOT_REPORTED: lambda: _(
        "%(period)s: %(name)s not reported, which counts as not met; %(target)s due in the year"
    ),
    "not_added_up": lambda: _(
        "%(period)s: %(name)s not added up, since a zone has not reported it, which counts as not"
        " met; %(target)s due in the year"
    ),
    _Status.NOT_APPLICABLE: lambda: _(
        "%(period)s: %(name)s does not apply, the zone was not operating"
    ),
    _Status.PROVINCE_NOT_PUBLISHED: lambda: _(
        "%(name)s: the province's total for %(period)s is not published"
    ),
}
NOT_ASSESSABLE = {
    "": lambda: _("%(period)s: %(name)s %(actual)s; there is no target to judge it by yet"),
    "base_missing": lambda: _(
        "%(period)s: %(name)s %(actual)s; without a base year there is no target until one is set"
    ),
    "no_path_before_last_year": lambda: _(
        "%(period)s: %(name)s %(actual)s; without a base year the level is judged in the last year"
    ),
    "last_year_only": lambda: _("%(name)s: judged in the last year only"),
}
