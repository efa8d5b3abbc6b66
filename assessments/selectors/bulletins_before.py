"""Reads what was revised since the last bulletin, and what became of ranks."""

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import override

from indicators.models import Indicator
from zones.display import WAN_PER_YI, day, half_up

from ..models import Assessment, Bulletin
from ..papers.bulletin.facts import RevisionFacts
from ..papers.sentences.amounts import Measured
from ..papers.words import EN, ZH, Words
from ..wording import period_name
from .bulletin_rows import measured
from .in_both import in_both
from .provenance import ONCE_PUBLISHED
from .revisions import RevisionRow, revisions

#: What is said of a revision that came before anything was judged with the figure.
NO_EFFECT = Words("尚无据此考核的名次", "no rank rested on it")


def revisions_since(assessment: Assessment) -> tuple[Words | None, tuple[RevisionFacts, ...]]:
    """The last bulletin's period (None: there is none), and the figures revised since it.

    A bulletin follows each published half-year and year, so the last one is that of the assessment
    published before. What everybody is told of is told: published versions alone.
    """
    until = assessment.published_at or timezone.now()
    last = (
        Assessment.objects.filter(
            state__in=ONCE_PUBLISHED, kind__in=["half", "year"], published_at__lt=until
        )
        .exclude(pk=assessment.pk)
        .order_by("-published_at")
        .first()
    )
    if last is None:
        return None, ()
    rows = {}
    for language in (ZH, EN):
        with override(language):
            rows[language] = revisions(None, since=last.published_at, until=until)
    scales = {one.code: measured(one) for one in Indicator.objects.all()} if rows[ZH] else {}
    pairs = zip(rows[ZH], rows[EN], strict=True)
    return _named(last, assessment), tuple(
        _row(zh, en, scales[zh.indicator_code]) for zh, en in pairs
    )


def _named(last: Assessment, assessment: Assessment) -> Words:
    """The last bulletin's period; where it told of the same one, the version that is replaced."""
    name = in_both(lambda: period_name(last.span))
    if last.period != assessment.period:
        return name
    printed = Bulletin.objects.filter(assessment=last).exclude(state=Bulletin.State.DRAFT)
    version = printed.order_by("-version").values_list("version", flat=True).first()
    if version is None:
        return Words(f"{name.zh}，由本版取代", f"{name.en}, which this one replaces")
    return Words(
        f"{name.zh}第{version}版，由本版取代",
        f"{name.en}, version {version}, which this one replaces",
    )


def _row(zh: RevisionRow, en: RevisionRow, what: Measured) -> RevisionFacts:
    before, after, decimals = _on_scale(zh.old, zh.new, what)
    return RevisionFacts(
        zone=Words(zh.zone, en.zone),
        quarter=zh.quarter,
        indicator=Words(zh.indicator, en.indicator),
        unit=what.unit,
        before=Words(zh.old_text, en.old_text),
        after=Words(zh.new_text, en.new_text),
        reason=Words(zh.reason, en.reason),
        day=day(zh.at),
        effect=Words(_effects(zh, "；"), _effects(en, "; ")) if zh.effects else NO_EFFECT,
        before_value=before,
        after_value=after,
        decimals=decimals,
        zone_code=zh.zone_code,
    )


def _on_scale(
    old: Decimal | None, new: Decimal | None, what: Measured
) -> tuple[Decimal | None, Decimal | None, int]:
    """Both values on the scale that a paper prints, at as many decimals as tell them apart."""
    unit = WAN_PER_YI if what.is_money else 1
    before, after = (None if one is None else one / unit for one in (old, new))
    decimals = what.decimals
    if before is not None and after is not None and before != after:
        while half_up(before, decimals) == half_up(after, decimals):
            decimals += 1
    return before, after, decimals


def _effects(row: RevisionRow, between: str) -> str:
    return between.join(effect.text for effect in row.effects)
