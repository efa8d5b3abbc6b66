"""Reads where a zone stands: its rank, its score, its movement, or why it is not ranked."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from indicators.models import ReportingStart
from indicators.periods import Period
from zones.badges import Badge
from zones.display import DASH, amount, label, number, percent, unit
from zones.models import ZoneDate

from ..board import BY_SCHEME
from ..models import Assessment, Figure, TargetResult, ZoneResult
from ..rank_words import interval_text, is_taken_back, standing_text
from ..wording import listed, per_cent, result_name, sentences
from ..words import places_gained_words, vintage_words
from .headlines import GOOD, SILENT
from .published import headline_indicator

Standing = ZoneResult.Standing


@dataclass(frozen=True)
class Stat:
    """A headline figure as components/stat.html prints it."""

    title: str
    value: str
    unit: str = ""
    note: str = ""
    badge: Badge | None = None
    href: str = ""


def standing_stats(found: ZoneResult | None, assessment: Assessment) -> tuple[Stat, ...]:
    """The rank with its interval, the score, and where both come from."""
    if found is None:
        return (Stat(_("Rank"), DASH), Stat(_("Score"), DASH))
    decimals = assessment.scheme.decimals
    ranked = assessment.results.filter(rank__isnull=False).count()
    is_ranked = found.rank is not None
    before = assessment.span.year_before()
    previous = (
        _("%(score)s in %(period)s")
        % {"score": number(found.previous_score, decimals), "period": before}
        if found.previous_score is not None
        else ""
    )
    coverage = _("coverage %(coverage)s") % {"coverage": percent(found.coverage)}
    return (
        Stat(
            _("Rank"),
            (f"{found.rank}=" if found.is_tied else str(found.rank)) if is_ranked else DASH,
            " ".join(filter(None, (_bracketed(found), _of(ranked)))) if is_ranked else "",
            _movement(found, before, ranked) if is_ranked else standing_text(found),
            href="#score" if found.movement is None else "#moved",
        ),
        Stat(
            _("Score"),
            number(found.score, decimals),
            _("of 100"),
            " · ".join(filter(None, (coverage, previous))),
            href="#score",
        ),
    )


def _bracketed(found: ZoneResult) -> str:
    """Where the rank lies in 90 % of the variants: "(2–3)"."""
    interval = interval_text(found)
    return f"({interval})" if interval else ""


def _of(ranked: int) -> str:
    return _("of %(count)s ranked") % {"count": ranked}


def _movement(found: ZoneResult, before: Period, ranked: int) -> str:
    """The movement over the zones ranked in both periods, and as published, each with its n."""
    if found.movement is None:
        return _("not ranked in %(period)s") % {"period": before}
    common = _("%(movement)s over the %(count)s zones ranked in both periods") % {
        "movement": places_gained_words(found.movement),
        "count": found.common_count,
    }
    published = _("as published %(before)s of %(before_count)s, now %(rank)s of %(count)s") % {
        "before": found.previous_rank,
        "before_count": found.previous_count,
        "rank": found.rank,
        "count": ranked,
    }
    return f"{common} · {published}"


def why_not_ranked(found: ZoneResult | None, assessment: Assessment) -> str:
    """Why a zone has no rank, with the figures that decide; nothing where it has one."""
    if found is None:
        return _("This zone was not part of the assessment.")
    if found.standing == Standing.FIRST_YEAR:
        return _first_year(found, assessment)
    if found.standing == Standing.LOW_COVERAGE:
        return _("Not ranked: coverage is %(coverage)s, the minimum is %(minimum)s.") % {
            "coverage": percent(found.coverage),
            "minimum": percent(assessment.scheme.min_coverage),
        }
    if found.standing == Standing.NOT_OPERATING:
        return _("Not ranked: the zone was not operating in this period.")
    if found.standing == Standing.LEFT:
        text = _(
            "Neither scored nor ranked: the zone left by the end of this period. Its figures are"
            " those of the quarters that it reported; its yearly targets do not apply any more."
        )
        if not is_taken_back(found):
            return text
        since = _("It was taken back since: assessed again, the period would judge it.")
        return sentences((text, since))
    return ""


def _first_year(found: ZoneResult, assessment: Assessment) -> str:
    words = {
        "months": assessment.scheme.grace_months,
        "day": assessment.span.starts_on.isoformat(),
    }
    if found.standing_basis == "accepted":
        dates = ZoneDate.objects.filter(zone=found.zone, event=ZoneDate.Event.ACCEPTED)
        words["since"] = min(dates.values_list("date", flat=True), default=DASH)
        return (
            _(
                "Shown, not ranked: on %(day)s the %(months)s months since its acceptance"
                " (%(since)s) were not complete."
            )
            % words
        )
    start = ReportingStart.objects.filter(zone=found.zone).first()
    words["since"] = str(start.code) if start else DASH
    if found.standing_basis == BY_SCHEME:
        return (
            _(
                "Shown, not ranked: on %(day)s the %(months)s months since its first reported"
                " quarter (%(since)s) were not complete, from which the scheme counts."
            )
            % words
        )
    return (
        _(
            "Shown, not ranked: on %(day)s the %(months)s months since its first reported quarter"
            " (%(since)s) were not complete. The date of its acceptance is not known."
        )
        % words
    )


def target_stat(results: Iterable[TargetResult]) -> Stat:
    judged = [one for one in results if one.status not in SILENT]
    good = [one for one in judged if one.status in GOOD]
    rest = [result_name(one) for one in judged if one.status not in GOOD]
    return Stat(
        _("Targets met or on track"),
        str(len(good)) if judged else DASH,
        _("of %(count)s judged") % {"count": len(judged)},
        _("Not: %(targets)s") % {"targets": listed(rest, 2)} if rest else "",
        href="#targets",
    )


def headline_stats(figures: Iterable[Figure]) -> tuple[Stat, ...]:
    """The figure whose share of the province the policy measures."""
    indicator = headline_indicator()
    head = next((one for one in figures if one.indicator == indicator), None)
    if head is None:
        return ()
    notes = []
    if head.growth is not None:
        growth = per_cent(head.growth, signed=True)
        notes.append(_("%(growth)s on the same span last year") % {"growth": growth})
    if head.share is not None:
        notes.append(
            _("%(share)s of the province’s, %(vintage)s")
            % {
                "share": per_cent(head.share, 2),
                "vintage": vintage_words(head.share_vintage),
            }
        )
    return (
        Stat(
            label(head.indicator),
            amount(head.value, head.indicator),
            unit(head.indicator),
            " · ".join(notes),
            href="#indicators",
        ),
    )
