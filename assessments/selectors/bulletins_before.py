"""Reads what was revised since the last bulletin, and what became of ranks."""

from django.utils import timezone
from django.utils.translation import override

from zones.display import DASH, day

from ..models import Assessment
from ..papers.bulletin.facts import RevisionFacts
from ..papers.words import EN, ZH, Words
from ..wording import period_name
from .in_both import in_both
from .provenance import ONCE_PUBLISHED
from .revisions import RevisionRow, revisions


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
    pairs = zip(rows[ZH], rows[EN], strict=True)
    return in_both(lambda: period_name(last.span)), tuple(_row(*pair) for pair in pairs)


def _row(zh: RevisionRow, en: RevisionRow) -> RevisionFacts:
    return RevisionFacts(
        zone=Words(zh.zone, en.zone),
        quarter=zh.quarter,
        indicator=Words(zh.indicator, en.indicator),
        unit=Words(zh.unit, en.unit),
        before=Words(zh.old_text, en.old_text),
        after=Words(zh.new_text, en.new_text),
        reason=Words(zh.reason, en.reason),
        day=day(zh.at),
        effect=Words(_effects(zh, "；"), _effects(en, "; ")),
        before_value=zh.old,
        after_value=zh.new,
    )


def _effects(row: RevisionRow, between: str) -> str:
    return between.join(effect.text for effect in row.effects) or DASH
