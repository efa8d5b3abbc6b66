"""Reads the rows of an assessment as a bulletin's facts, each in both languages."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from django.db.models import Q

from indicators.models import Indicator, Submission, Target
from zones.display import unit

from ..findings import flag_finding, target_sentence
from ..models import Assessment, Figure, Flag, FlagRule, TargetResult, ZoneResult
from ..papers.bulletin.facts import FigureFacts, FlagFacts, IndicatorFacts, TargetFacts, ZoneFacts
from ..papers.sentences.amounts import Measured
from ..papers.words import NONE, Words
from ..wording import CLASS_OF_NUMBER, completed, result_name, status_text
from ..words import no_growth_words, reason_words, state_words, vintage_words
from .in_both import in_both, named

PERCENT = Words("%", "%")
#: What a paper says where the site shows a zone's name on its overview.
NAMED = Words("点名提醒", "reminded by name")
#: What a paper counts apart from targets that are met.
ON_PATH = "on_path"
ALL_ZONES = Words("全部综合保税区合计", "all zones together")


def zone_facts(result: ZoneResult, left: Mapping[str, date] = MappingProxyType({})) -> ZoneFacts:
    """A zone's place in the ranking, or why it has none; ``left`` are the days of exits."""
    zone = result.zone
    is_ranked = result.rank is not None
    return ZoneFacts(
        code=zone.code,
        name=named(zone),
        short=named(zone, "short"),
        city=named(zone.city),
        rank=result.rank,
        is_tied=result.is_tied,
        low=result.rank_low,
        high=result.rank_high,
        median=result.rank_median,
        score=result.score,
        coverage=result.coverage,
        moved=result.movement if is_ranked else None,
        is_operating=result.standing != ZoneResult.Standing.NOT_OPERATING,
        left_on=left.get(zone.code) if result.standing == ZoneResult.Standing.LEFT else None,
        reason=NONE if is_ranked else in_both(result.get_standing_display),
    )


def indicator_facts(
    assessment: Assessment, headline: Indicator | None
) -> tuple[IndicatorFacts, ...]:
    """The indicators that the assessment holds figures of, in their order; two queries."""
    ids = assessment.figures.order_by().values("indicator")
    summed = set(headline.sum_of.values_list("pk", flat=True)) if headline else set()
    return tuple(
        IndicatorFacts(
            code=one.code,
            measured=measured(one),
            definition=named(one, "definition"),
            source=named(one, "source"),
            is_headline=headline is not None and one.pk == headline.pk,
            is_part=one.pk in summed or (headline is not None and one.part_of_id == headline.pk),
            is_investment=one.told_in == Indicator.ToldIn.INVESTMENT,
            is_of_city=one.scope == Indicator.Scope.CITY,
        )
        for one in Indicator.objects.filter(pk__in=ids).order_by("order", "id")
    )


def measured(one: Indicator) -> Measured:
    """How an indicator is named and shown."""
    is_money = one.unit_kind == Indicator.UnitKind.MONEY
    decimals = 2 if is_money else one.decimals
    return Measured(named(one), in_both(lambda: unit(one)), decimals, is_money)


def figure_facts(assessment: Assessment) -> tuple[FigureFacts, ...]:
    """Every figure of the assessment; two queries. Words are made once for each code."""
    rows = assessment.figures.select_related("zone", "indicator").order_by()
    states: dict[str, Words] = {}
    notes: dict[str, Words] = {"": NONE}
    vintages: dict[str, Words] = {"": NONE}
    unverified = _unverified(assessment)
    for row in rows:
        if row.state not in states:
            states[row.state] = in_both(lambda: state_words(row.state))  # noqa: B023
        if row.growth_note not in notes:
            notes[row.growth_note] = in_both(lambda: no_growth_words(row.growth_note))  # noqa: B023
        if row.share_vintage not in vintages:
            vintages[row.share_vintage] = in_both(lambda: vintage_words(row.share_vintage))  # noqa: B023
    return tuple(
        _figure(row, states, notes, vintages, is_provisional=_rests_on(unverified, row))
        for row in rows
    )


def _unverified(assessment: Assessment) -> set[int]:
    """The zones with a report of the span that nobody had verified when it was run; one query."""
    found = Submission.objects.filter(
        quarter__year=assessment.year, quarter__quarter__lte=assessment.quarter, version=1
    ).filter(submitted_at__lte=assessment.run_at)
    waited = found.filter(Q(verified_at__isnull=True) | Q(verified_at__gt=assessment.run_at))
    return set(waited.order_by().values_list("zone", flat=True))


def _rests_on(unverified: set[int], row: Figure) -> bool:
    """Whether a figure rests on such a report: a zone's on its own, a total on every zone's."""
    return row.zone_id in unverified if row.zone_id else bool(unverified)


def _figure(
    row: Figure,
    states: dict[str, Words],
    notes: dict[str, Words],
    vintages: dict[str, Words],
    *,
    is_provisional: bool,
) -> FigureFacts:
    return FigureFacts(
        indicator=row.indicator.code,
        zone=row.zone.code if row.zone else "",
        state=row.state,
        state_words=states[row.state],
        value=row.value,
        known=row.known,
        base=row.base,
        growth=row.growth,
        growth_note=row.growth_note,
        growth_words=notes[row.growth_note],
        two_years=row.two_year_average,
        share=row.share,
        share_base=row.share_base,
        vintage=row.share_vintage,
        vintage_words=vintages[row.share_vintage],
        is_provisional=is_provisional,
    )


def target_facts(results: Iterable[TargetResult]) -> tuple[TargetFacts, ...]:
    """How each target stands. What a zone is set stands apart from what all zones are."""
    return tuple(map(_target, results))


def _target(one: TargetResult) -> TargetFacts:
    target = one.target
    is_for_all = one.zone_id is None and one.city_id is None
    is_own = one.zone_id is not None and target.scope == Target.Scope.PROVINCE
    is_class = target.indicator is None
    return TargetFacts(
        target=f"{target.code}-zones" if is_own else target.code,
        title=in_both(lambda: result_name(one)),
        whose=named(one.zone) if one.zone else named(one.city) if one.city else ALL_ZONES,
        zone=one.zone.code if one.zone else "",
        is_for_all=is_for_all,
        status=ON_PATH if one.is_on_path else one.status,
        status_words=in_both(lambda: status_text(one.status, is_binding=one.is_binding)),
        finding=in_both(lambda: target_sentence(one)),
        is_binding=one.is_binding,
        measured=_aimed(target),
        actual=one.actual,
        due=one.due,
        value=one.value,
        completion=None if one.completion is None else completed(one.actual, one.value, target),
        reason=in_both(lambda: reason_words(one.reason)) if one.reason else NONE,
        is_class=is_class,
        actual_class=_class(one.actual) if is_class else "",
        value_class=_class(one.value) if is_class else "",
    )


def _aimed(target: Target) -> Measured:
    if target.indicator is None:
        return Measured(named(target), NONE, 0)
    if target.measure_of == Target.MeasureOf.SHARE:
        return Measured(named(target.indicator), PERCENT, 2)
    return measured(target.indicator)


def _class(value) -> str:
    return "" if value is None else CLASS_OF_NUMBER.get(float(value), "")


def flag_facts(assessment: Assessment, left: Mapping[str, date]) -> tuple[FlagFacts, ...]:
    """The assessment's flags with what each rests on; one query.

    ``left`` are the days on which zones left: nothing follows for those any more.
    """
    rows = assessment.flags.select_related("zone__city", "target__indicator", "measure")
    found = list(rows.order_by("zone__order", "zone_id", "id"))
    for one in found:
        one.assessment = assessment
    return tuple(_flag(one, left.get(one.zone.code)) for one in found)


def _flag(one: Flag, left_on: date | None) -> FlagFacts:
    return FlagFacts(
        zone=one.zone.code,
        rule=in_both(one.get_code_display),
        finding=in_both(lambda: flag_finding(one)),
        consequence=one.consequence,
        consequence_words=NAMED
        if one.consequence == FlagRule.Consequence.NAMED
        else in_both(one.get_consequence_display),
        measure=one.measure.number if one.measure else None,
        is_withdrawn=one.state == Flag.State.WITHDRAWN,
        left_on=left_on,
    )
