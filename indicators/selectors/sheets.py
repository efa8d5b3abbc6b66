"""Reads what the page of a zone's quarter shows: its figures beside earlier ones, its versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from django.urls import reverse
from django.utils.translation import gettext as _

from zones.access import Person
from zones.badges import Badge
from zones.display import DASH, amount, day, label, measured, unit
from zones.models import Zone

from ..badges import gap_text, stage_badge, timing_beside_dates
from ..lifecycle import ENTER, REVISE, TRANSITIONS, Terms
from ..models import Indicator, Observation, Reopening, ReportingQuarter, Submission
from ..periods import Quarter
from ..units import stored_unit, units_of_entry
from ..wording import figure_text, unit_of_entry
from .boards import by_and_when, completeness, dates_text, zone_address
from .collection import State, handed_in, has_left, stage_of, start_of, state_of, token_of
from .findings import CheckLine
from .reopenings import ReopeningRow, reopening_rows
from .reviewers import Review, Theirs, review_of, to_take_over
from .terms import reopenings_of, terms_of


@dataclass(frozen=True)
class SheetLine:
    """One indicator of a zone's quarter: what is held, and what was reported before."""

    indicator: Indicator
    label: str
    definition: str
    source: str
    is_total: bool  # summed from its parts, never typed
    is_cumulative: bool  # may be entered as year to date
    units: tuple[tuple[str, str], ...]
    held: Observation | None
    suggested_unit: str
    suggested_state: str
    now: str
    detail: str  # as entered, and the reason
    last_quarter: str
    last_stored: str  # money once more in the unit it is stored in
    year_before: str
    year_stored: str
    history: str  # the address of everything written to it
    was: str = ""  # of an open revision: what it changes
    checks: tuple[CheckLine, ...] = ()  # what the rules find in it

    @property
    def said(self) -> str:
        """What the page that is only read says beside the figure."""
        was = _("before this revision: %(old)s") % {"old": self.was} if self.was else ""
        return " · ".join(filter(None, (self.detail, was)))

    @property
    def code(self) -> str:
        return self.indicator.code


@dataclass(frozen=True)
class Change:
    """One figure that a version changed."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Version:
    """One version of a zone's quarter: its stage, its people and times, and what it changed."""

    number: int
    badge: Badge
    opened: str
    submitted: str
    reviewed: str
    source: str
    reason: str
    note: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Sheet:
    """The page of a zone's quarter."""

    zone: Zone
    quarter: ReportingQuarter
    latest: Submission | None
    title: str
    quarter_code: str
    href: str
    badge: Badge
    timing: Badge | None
    terms: Terms
    token: str
    start: str  # the first quarter the zone reports, where this one lies before it
    left: str  # the day on which the zone left, where this quarter lies after it
    last_quarter: str
    year_before: str
    dates: str
    returned_note: str  # what the reviewer asks for, while it is to be corrected
    lines: tuple[SheetLine, ...]
    versions: tuple[Version, ...]
    reopenings: tuple[ReopeningRow, ...]
    checks: tuple[CheckLine, ...] = ()  # the gravest first; put in by `checked_sheet`

    @property
    def overridden(self) -> int:
        """How many severe findings were handed in with a reason."""
        return sum(one.is_severe and not one.is_blocking for one in self.checks)

    @property
    def revision(self) -> Version | None:
        """The version that revises another and is not verified yet."""
        is_open = self.latest is not None and self.latest.is_open
        return self.versions[0] if is_open and len(self.versions) > 1 else None

    @property
    def revised(self) -> int:
        """The number of the version that an open revision starts from."""
        return self.versions[1].number

    @property
    def missing(self) -> tuple[SheetLine, ...]:
        """The lines that have neither a value nor a state."""
        return tuple(one for one in self.lines if one.held is None and not one.is_total)

    def may_edit(self, person: Person, *, is_revising: bool) -> bool:
        """Whether the person may type here now; what is verified needs a revision."""
        move = REVISE if is_revising else ENTER
        is_lawful = (state_of(self.latest), move) in TRANSITIONS and not self.terms.is_locked
        return person.may_enter(self.zone) and not (self.start or self.left) and is_lawful

    def may_revise(self, person: Person) -> bool:
        """Whether the person may begin a revision of the verified figures."""
        return self.may_edit(person, is_revising=True)

    def waits_with_gaps(self, person: Person) -> bool:
        """Whether figures are missing of what waits for review and the person may enter them."""
        is_waiting = self.latest is not None and self.latest.state == State.SUBMITTED
        return is_waiting and bool(self.missing) and person.may_enter(self.zone)

    def review(self, person: Person) -> Review | None:
        """What a person of the department may do with what waits for review; else None."""
        if self.latest is None or self.latest.state != State.SUBMITTED or not person.is_commerce:
            return None
        self.latest.zone = self.zone
        return review_of(self.latest, person)

    def to_take_over(self, person: Person) -> tuple[Theirs, ...]:
        """Colleagues' figures that this person has to answer for before handing in."""
        if self.latest is None:
            return ()
        self.latest.zone = self.zone
        return to_take_over(self.latest, person)


def sheet_of(zone: Zone, quarter: ReportingQuarter, at: datetime) -> Sheet:
    """The page of a zone's quarter; the number of queries does not depend on what it holds."""
    code, start = quarter.code, start_of(zone)
    indicators = list(Indicator.objects.prefetch_related("sum_of"))
    versions = list(
        Submission.objects.filter(zone=zone, quarter=quarter)
        .select_related("quarter", "created_by", "submitted_by", "reviewed_by")
        .prefetch_related("observations")
        .order_by("-version")
    )
    earlier = handed_in(zone, (code.shift(-1), code.shift(-4)))
    latest = versions[0] if versions else None
    held = _by_indicator(latest) if latest else {}
    reopenings = reopenings_of([quarter], [zone]).get((quarter.pk, zone.pk), [])
    terms = terms_of(quarter, reopenings, at)
    stage = stage_of(latest, code, zone, terms)
    is_early, is_left = start is not None and code < start, has_left(zone, code)
    is_out = is_early or is_left
    asked = {one.pk for one in indicators if not one.sum_of.all()}
    for version in versions:
        version.present = len(asked.intersection(_by_indicator(version)))
    came = completeness(versions[::-1], len(asked))
    return Sheet(
        zone=zone,
        quarter=quarter,
        latest=latest,
        title=label(zone),
        quarter_code=str(code),
        href=zone_address(code, zone),
        badge=stage_badge(stage),
        timing=None if is_out else timing_beside_dates(terms, came.came_on, came.missing),
        terms=terms,
        token=token_of(latest),
        start=str(start) if is_early else "",
        left=day(zone.left_on) if is_left else "",
        last_quarter=str(code.shift(-1)),
        year_before=str(code.shift(-4)),
        dates=dates_text(quarter, terms),
        returned_note=latest.note if latest and latest.state == State.RETURNED else "",
        lines=_lines(
            indicators,
            held,
            earlier,
            (code, zone),
            has_rate=quarter.dollar_rate is not None,
            gap=gap_text(terms, is_asked=not is_out),
            revised=_by_indicator(versions[1]) if _revises(versions) else None,
        ),
        versions=_versions(versions, indicators),
        reopenings=reopening_rows(_of(zone, reopenings), at),
    )


def _of(zone: Zone, reopenings: Sequence[Reopening]) -> Sequence[Reopening]:
    """The zone's reopenings, which need not look it up again."""
    for one in reopenings:
        one.zone = zone
    return reopenings


def _lines(
    indicators: Sequence[Indicator],
    held: Mapping[int, Observation],
    earlier: Mapping[Quarter, Mapping[int, Observation]],
    place: tuple[Quarter, Zone],
    *,
    has_rate: bool,
    gap: str,
    revised: Mapping[int, Observation] | None,
) -> tuple[SheetLine, ...]:
    """Every indicator in order; what is not there says so, and what an open revision changes."""
    quarter, zone = place
    last, year_before = (earlier.get(quarter.shift(by), {}) for by in (-1, -4))
    return tuple(
        _line(
            one,
            held.get(one.pk),
            last.get(one.pk),
            year_before.get(one.pk),
            has_rate=has_rate,
            gap=gap,
            was="" if revised is None else _was(revised.get(one.pk), held.get(one.pk), one),
            history=reverse("cell_history", args=[str(quarter), zone.code, one.code]),
        )
        for one in indicators
    )


def _line(
    indicator: Indicator,
    held: Observation | None,
    last: Observation | None,
    year_before: Observation | None,
    *,
    has_rate: bool,
    gap: str,
    was: str,
    history: str,
) -> SheetLine:
    units = units_of_entry(indicator.unit_kind, indicator.unit_zh, has_rate=has_rate)
    is_absent = last is not None and last.state == Observation.State.NOT_APPLICABLE
    known_unit = next((found.unit for found in (held, last) if found and found.unit in units), "")
    return SheetLine(
        indicator=indicator,
        label=label(indicator),
        definition=label(indicator, "definition"),
        source=label(indicator, "source"),
        is_total=bool(indicator.sum_of.all()),
        is_cumulative=indicator.kind == Indicator.Kind.FLOW,
        units=tuple((code, unit_of_entry(code, indicator)) for code in units),
        held=held,
        suggested_unit=known_unit or stored_unit(indicator.unit_kind, indicator.unit_zh),
        suggested_state=Observation.State.NOT_APPLICABLE if is_absent and held is None else "",
        now=_shown(held, indicator) if held else gap,
        detail=_detail(held, indicator),
        last_quarter=_shown(last, indicator),
        last_stored=_stored(last, indicator),
        year_before=_shown(year_before, indicator),
        year_stored=_stored(year_before, indicator),
        history=history,
        was=was,
    )


def _revises(versions: Sequence[Submission]) -> bool:
    """Whether the latest version is a revision that is not verified yet."""
    return len(versions) > 1 and versions[0].is_open


def _was(old: Observation | None, new: Observation | None, indicator: Indicator) -> str:
    """The figure of the version before, where the latest one changes it."""
    was = figure_text(old, indicator)
    return "" if was == figure_text(new, indicator) else was


def _shown(found: Observation | None, indicator: Indicator) -> str:
    """A figure as every page shows it, with its unit, or its state."""
    if found is None:
        return DASH
    if found.value is None:
        return str(found.get_state_display())
    return measured(amount(found.value, indicator), unit(indicator, found.value))


def _stored(found: Observation | None, indicator: Indicator) -> str:
    """An amount of money in the unit that it is stored in, empty for anything else."""
    is_money = indicator.unit_kind == Indicator.UnitKind.MONEY
    has_value = found is not None and found.value is not None
    return figure_text(found, indicator) if is_money and has_value else ""


def _detail(found: Observation | None, indicator: Indicator) -> str:
    """What was entered, in its own unit and span, and the reason given."""
    if found is None:
        return ""
    parts = [found.reason]
    if found.entered and found.value is not None:
        basis = f"({found.get_basis_display()})" if found.basis == Indicator.Basis.YTD else ""
        named = unit_of_entry(found.unit, indicator, found.entered)
        parts.insert(0, f"{measured(found.entered, named)} {basis}".strip())
    return " · ".join(part for part in parts if part)


def _by_indicator(submission: Submission) -> dict[int, Observation]:
    return {found.indicator_id: found for found in submission.observations.all()}


def _versions(
    versions: Sequence[Submission], indicators: Sequence[Indicator]
) -> tuple[Version, ...]:
    """The versions, newest first, each with what it changed in the one before."""
    found = []
    for version, before in zip_longest(versions, versions[1:]):
        is_revision = version.version > 1 and version.state == State.DRAFT
        found.append(
            Version(
                number=version.version,
                badge=stage_badge("revision" if is_revision else state_of(version)),
                opened=by_and_when(version, "created_by", "created_at"),
                submitted=by_and_when(version, "submitted_by", "submitted_at"),
                reviewed=by_and_when(version, "reviewed_by", "verified_at"),
                source=version.file_name or str(version.get_source_display()),
                reason=label(version, "revision_reason"),
                note=version.note,
                changes=_changes(version, before, indicators) if before else (),
            )
        )
    return tuple(found)


def _changes(
    version: Submission, before: Submission, indicators: Sequence[Indicator]
) -> tuple[Change, ...]:
    """The figures in which two versions differ, old and new in the stored unit."""
    old, new = _by_indicator(before), _by_indicator(version)
    texts = [
        (figure_text(old.get(one.pk), one), figure_text(new.get(one.pk), one), one)
        for one in indicators
    ]
    return tuple(Change(label(one), was, now) for was, now, one in texts if was != now)
