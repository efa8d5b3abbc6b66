"""Reads one assessment in one version: its board, targets and flags, and where they come from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from indicators.models import Target
from indicators.selectors.class_rows import ClassRow, class_rows
from indicators.selectors.classes import classes_in_force
from zones.badges import Badge, Link
from zones.display import label, moment
from zones.models import Zone

from ..badges import assessment_badge, consequence_badge, flag_badge
from ..findings import flag_finding
from ..hearing_words import unheard_text
from ..models import Assessment, Flag, RankCertainty, SchemeNode, ZoneResult
from ..rank_words import board_sentence, drawn_text
from ..withdrawn import withdrawn_text
from ..wording import listed, period_name
from .assessment_board import BoardRow, Theme, board_rows, board_themes
from .assessment_targets import assessment_targets
from .assessment_told import Notice
from .assessment_versions import marks_of, name_of, scheme_link
from .exits import gone_text
from .flagged import CONSEQUENCES, flags_of
from .published import latest_published
from .reply_windows import is_cancelled, window_of
from .standings import certainty_of, zone_results

State = Assessment.State


@dataclass(frozen=True)
class FlagRow:
    """What a rule found, what follows, and the clause that asks for it."""

    flag: Flag
    query: str

    @property
    def order(self) -> tuple:
        flag = self.flag
        return (
            flag.state != Flag.State.RAISED,
            CONSEQUENCES.index(flag.consequence),
            flag.zone.order,
        )

    @property
    def is_withdrawn(self) -> bool:
        return self.flag.state == Flag.State.WITHDRAWN

    @property
    def zone(self) -> str:
        return label(self.flag.zone, "short")

    @property
    def zone_order(self) -> int:
        return self.flag.zone.order

    @property
    def zone_href(self) -> str:
        return f"{self.flag.zone.get_absolute_url()}{self.query}#flags"

    @cached_property
    def badge(self) -> Badge:
        return flag_badge(self.flag)

    @property
    def state(self) -> str:
        is_withdrawn = self.flag.state == Flag.State.WITHDRAWN
        return withdrawn_text(self.flag) if is_withdrawn else str(self.flag.get_state_display())

    @cached_property
    def finding(self) -> str:
        return _("%(finding)s.") % {"finding": flag_finding(self.flag)}

    @cached_property
    def consequence(self) -> Badge:
        return consequence_badge(self.flag.consequence)

    @property
    def clause(self) -> Link | None:
        measure = self.flag.measure
        if measure is None:
            return None
        text = _("Measure %(number)s") % {"number": measure.number}
        return Link(text, measure.get_absolute_url(), label(measure, "title"))


@dataclass(frozen=True)
class AssessmentPage:
    """All that an assessment's page prints but the cells of its tables."""

    assessment: Assessment
    period: str
    title: str
    state: Badge
    marks: tuple[Badge, ...]
    finding: str
    sure: str
    gone: tuple[Notice, ...]
    facts: tuple[tuple[str, str], ...]
    scheme: Link
    themes: tuple[Theme, ...]
    rows: tuple[BoardRow, ...]
    flags: tuple[FlagRow, ...]
    zones: dict[int, Zone]
    targets: dict[int, Target]
    query: str
    is_open: bool
    classes: tuple[ClassRow, ...]


def assessment_page(assessment: Assessment) -> AssessmentPage:
    """The page of an assessment, the same for everybody; queries do not grow with the zones."""
    query = "" if assessment == latest_published() else f"?period={assessment.period}"
    if query and assessment.state != State.PUBLISHED:
        query += f"&version={assessment.version}"
    results = zone_results(assessment)
    zones = {result.zone_id: result.zone for result in results}
    targets = assessment_targets(assessment)
    nodes = list(SchemeNode.objects.filter(scheme=assessment.scheme_id))
    certainty = certainty_of(assessment)
    flags = [FlagRow(flag, query) for flag in flags_of(assessment, zones, targets)]
    words = {"period": period_name(assessment.span), "version": assessment.version}
    return AssessmentPage(
        assessment=assessment,
        period=words["period"],
        title=_("Assessment of %(period)s") % words,
        state=assessment_badge(assessment.state),
        marks=marks_of(assessment),
        finding=_finding(results, flags),
        sure=board_sentence(
            results, certainty, {one.zone.code: one.zone for one in results if one.rank is not None}
        ),
        gone=tuple(_gone(flags)),
        facts=tuple(_facts(assessment, certainty if any(one.rank for one in results) else None)),
        scheme=scheme_link(assessment.scheme),
        themes=tuple(board_themes(assessment, nodes)),
        rows=tuple(board_rows(assessment, results, nodes, query, certainty)),
        flags=tuple(sorted(flags, key=lambda row: row.order)),
        zones=zones,
        targets=targets,
        query=query,
        is_open=assessment.state in Assessment.OPEN,
        classes=tuple(_classes(assessment)),
    )


def _classes(assessment: Assessment) -> Iterable[ClassRow]:
    """The classes of the year as they were known when the assessment was run."""
    if not assessment.span.is_year:
        return ()
    return class_rows(classes_in_force(assessment.run_at, [assessment.year]))


def _finding(results: Sequence[ZoneResult], flags: Sequence[FlagRow]) -> str:
    ranked = [result for result in results if result.rank is not None]
    running = [one for one in results if one.is_running]
    words = {
        "running": len(running),
        "ranked": len(ranked),
        "raised": sum(not flag.is_withdrawn for flag in flags),
        "withdrawn": sum(flag.is_withdrawn for flag in flags),
    }
    text = _("Zones in operation: %(running)s, ranked: %(ranked)s. Flags raised: %(raised)s.")
    if words["withdrawn"]:
        text = _(
            "Zones in operation: %(running)s, ranked: %(ranked)s. Flags raised: %(raised)s,"
            " withdrawn: %(withdrawn)s."
        )
    return text % words


def _gone(flags: Iterable[FlagRow]) -> Iterable[Notice]:
    """Of each zone that has left and of which something was found, that nothing more follows."""
    found = {row.flag.zone_id: row.flag.zone for row in flags if not row.is_withdrawn}
    for zone in found.values():
        if text := gone_text(zone):
            words = {"zone": label(zone), "told": text}
            link = Link(_("The zone’s page"), zone.get_absolute_url())
            yield Notice("info", _("%(zone)s: %(told)s") % words, link)


def _facts(assessment: Assessment, certainty: RankCertainty | None) -> Iterable[tuple[str, str]]:
    """Where the result comes from: its run, its publication, its scheme's settings."""
    yield _("Data as of"), moment(assessment.run_at)
    yield _("Run by"), name_of(assessment.run_by) or _("the command line")
    if assessment.published_at:
        who = name_of(assessment.published_by) or _("the command line")
        words = {"moment": moment(assessment.published_at), "who": who}
        yield _("Published"), _("%(moment)s by %(who)s") % words
    if unheard := unheard_text(assessment, is_cancelled=is_cancelled(window_of(assessment))):
        yield _("Right of reply"), unheard
    if assessment.superseded_at:
        yield _("Superseded"), moment(assessment.superseded_at)
    scheme = assessment.scheme
    ways = (scheme.get_normalisation_display(), scheme.get_aggregation_display())
    yield _("How it is scored"), " · ".join(map(str, ways))
    if certainty:
        yield _("How sure the ranks are"), drawn_text(certainty)
    if note := label(assessment, "note"):
        yield _("Note"), note


def waiting_for(assessment: Assessment) -> str:
    """Why an open assessment is still provisional; nothing where it is not. One query."""
    if not assessment.is_provisional:
        return ""
    if assessment.kind == "quarter":
        return _("The state of a quarter is always provisional; only half-years and years publish.")
    gaps = assessment.figures.filter(zone__isnull=False, state__in=["late", "not_due"])
    zones = {figure.zone_id: figure.zone for figure in gaps.select_related("zone")}
    if not zones:
        return _("Figures of this period are handed in but not verified yet.")
    names = [label(zone, "short") for zone in sorted(zones.values(), key=lambda zone: zone.order)]
    return _("Figures are still missing from: %(zones)s.") % {"zones": listed(names, 8)}
