"""Reads what a quarter states of the same quarter last year, where it is not what is stored.

Each such figure is a proposal to revise last year's quarter. Nothing of it is stored: it stands as
long as the two differ, until somebody opens the revision, or writes why the stored figure stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from zones.badges import Badge
from zones.display import day, label
from zones.models import Zone
from zones.people import name_of

from ..lifecycle import Terms
from ..models import Indicator, ReportingQuarter, Submission
from ..periods import Quarter
from ..wording import stored_amount
from .boards import zone_address
from .checks import Checked, Indicators, check_submission
from .collection import HANDED_IN, State, token_of
from .figures import KnownIndicator, indicators_by_code
from .terms import reopenings_of, terms_of

CODE = "last_year_differs"
PENDING, IN_REVISION, KEPT = "pending", "in_revision", "kept"


@dataclass(frozen=True)
class Proposal:
    """One figure of last year's quarter that another is stated for."""

    zone: Zone
    quarter: Quarter
    last: Quarter
    indicator: Indicator
    is_year_to_date: bool
    stated: Decimal
    stored: Decimal
    now: Decimal  # last year's single quarter as stored
    new: Decimal  # what it would be
    status: str
    reason: str  # for which the stored figure stays
    by: str
    is_total: bool

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def name(self) -> str:
        return label(self.indicator)

    @property
    def span(self) -> str:
        """What the two figures are of."""
        return _("year to date") if self.is_year_to_date else _("single quarter")

    @property
    def stated_text(self) -> str:
        return stored_amount(self.stated, self.indicator)

    @property
    def stored_text(self) -> str:
        return stored_amount(self.stored, self.indicator)

    @property
    def now_text(self) -> str:
        return stored_amount(self.now, self.indicator)

    @property
    def new_text(self) -> str:
        return stored_amount(self.new, self.indicator)

    @property
    def is_pending(self) -> bool:
        return self.status == PENDING

    @property
    def badge(self) -> Badge:
        looks = {
            PENDING: ("warn", "alert-triangle", _("proposed")),
            IN_REVISION: ("info", "edit", _("in revision")),
            KEPT: ("quiet", "minus", _("stored figure stays")),
        }
        kind, icon, text = looks[self.status]
        return Badge(kind, text, icon, order=list(looks).index(self.status))


@dataclass(frozen=True)
class LastYear:
    """A zone's proposals for last year's quarter, and what stands in their way."""

    zone: Zone
    row: ReportingQuarter  # last year's quarter
    latest: Submission  # its version on top
    terms: Terms
    proposals: tuple[Proposal, ...]
    token: str

    @property
    def pending(self) -> tuple[Proposal, ...]:
        return tuple(one for one in self.proposals if one.is_pending)

    @property
    def is_under_review(self) -> bool:
        """Whether last year's quarter waits for review, so that nobody can write to it."""
        return self.latest.state == State.SUBMITTED

    @property
    def href(self) -> str:
        return zone_address(self.row.code, self.zone)

    @property
    def locked_on(self) -> str:
        return day(self.row.locks_on)

    def reasons(self, quarter: Quarter) -> tuple[str, str]:
        """The reason of the revision as it is suggested, in Chinese and in English."""
        texts = []
        for language in ("zh-hans", "en"):
            with translation.override(language):
                texts.append(self._reason(quarter))
        return texts[0], texts[1]

    def _reason(self, quarter: Quarter) -> str:
        figures = _("; ").join(
            _("%(name)s %(stated)s (stored: %(stored)s, %(span)s)")
            % {
                "name": one.name,
                "stated": one.stated_text,
                "stored": one.stored_text,
                "span": one.span,
            }
            for one in self.pending
        )
        words = {"quarter": str(quarter), "figures": figures}
        return _("As stated for last year in the report of %(quarter)s: %(figures)s.") % words


def last_year_of(
    submission: Submission, at: datetime, indicators: Indicators | None = None
) -> LastYear | None:
    """The proposals that a zone's quarter makes; None where it makes none."""
    indicators = indicators or indicators_by_code()
    found = check_submission(submission, indicators)
    return last_years({submission.zone: (submission, found)}, indicators, at).get(
        submission.zone_id
    )


def statement_on(zone: Zone, quarter: Quarter, at: datetime) -> LastYear | None:
    """The proposals that the same quarter a year later makes for this one; None for none."""
    later = quarter.shift(4)
    submission = (
        Submission.objects.filter(
            zone=zone,
            quarter__year=later.year,
            quarter__quarter=later.quarter,
            observations__stated_last_year__isnull=False,
        )
        .exclude(state=State.SUPERSEDED)
        .select_related("zone", "quarter")
        .order_by("-version")
        .first()
    )
    return last_year_of(submission, at) if submission else None


def last_years(
    found: Mapping[Zone, tuple[Submission, Sequence[Checked]]],
    indicators: Indicators,
    at: datetime,
) -> dict[int, LastYear]:
    """The proposals of zones that report the same quarter, by zone id.

    The number of queries does not depend on how many zones there are; none where nothing differs.
    """
    asked = {
        zone: [one for one in checks if one.finding.code == CODE]
        for zone, (_submission, checks) in found.items()
    }
    zones = [zone for zone, checks in asked.items() if checks]
    if not zones:
        return {}
    last = next(iter(found.values()))[0].quarter.code.shift(-4)
    row = ReportingQuarter.objects.filter(year=last.year, quarter=last.quarter).first()
    if row is None:
        return {}
    reopened = reopenings_of([row], zones)
    years = {}
    for zone, versions in _versions(row, zones):
        submission = found[zone][0]
        held = _Held(row.code, versions)
        proposals = [
            _proposal(zone, submission, one, held, indicators[one.finding.indicator])
            for one in asked[zone]
            if held.has(indicators[one.finding.indicator].model)
        ]
        terms = terms_of(row, reopened.get((row.pk, zone.pk), ()), at)
        token = f"{token_of(submission)}|{token_of(versions[-1])}"
        years[zone.pk] = LastYear(zone, row, versions[-1], terms, tuple(proposals), token)
    return years


def _versions(row: ReportingQuarter, zones: Sequence[Zone]) -> list[tuple[Zone, list[Submission]]]:
    """The quarter's versions that are not superseded, first to last, of zones that have any.

    Two queries.
    """
    versions: dict[int, list[Submission]] = {}
    rows = Submission.objects.filter(quarter=row, zone__in=zones).exclude(state=State.SUPERSEDED)
    for one in rows.prefetch_related("observations").order_by("version"):
        versions.setdefault(one.zone_id, []).append(one)
    return [(zone, versions[zone.pk]) for zone in zones if zone.pk in versions]


class _Held:
    """Last year's figures as they count, and as an open version has them."""

    def __init__(self, quarter: Quarter, versions: Sequence[Submission]):
        handed = next((one for one in reversed(versions) if one.state in HANDED_IN), None)
        is_revising = versions[-1].is_open and versions[-1] is not handed
        self.quarter = quarter
        self.stored = _values(handed)
        self.draft = _values(versions[-1] if is_revising else None)

    def has(self, indicator: Indicator) -> bool:
        return indicator.pk in self.stored


def _values(submission: Submission | None) -> dict[int, Decimal]:
    rows = submission.observations.all() if submission else ()
    return {one.indicator_id: one.value for one in rows if one.value is not None}


def _proposal(
    zone: Zone, submission: Submission, one: Checked, held: _Held, known: KnownIndicator
) -> Proposal:
    """What a finding proposes; a difference of the year to date is put into its last quarter."""
    indicator, override = known.model, one.override
    stated, stored = one.finding.value or Decimal(0), one.finding.limit or Decimal(0)
    now = held.stored[indicator.pk]
    new = now + stated - stored
    status = KEPT if override else PENDING
    if held.draft.get(indicator.pk) == new:
        status = IN_REVISION
    return Proposal(
        zone=zone,
        quarter=submission.quarter.code,
        last=held.quarter,
        indicator=indicator,
        is_year_to_date=_is_year_to_date(submission, indicator),
        stated=stated,
        stored=stored,
        now=now,
        new=new,
        status=status,
        reason=override.reason if override else "",
        by=name_of(override.by) if override else "",
        is_total=bool(known.summands),
    )


def _is_year_to_date(submission: Submission, indicator: Indicator) -> bool:
    """Whether last year's figure was stated from 1 January, as this year's was."""
    own = (one for one in submission.observations.all() if one.indicator_id == indicator.pk)
    found = next(own, None)
    is_flow = indicator.kind == Indicator.Kind.FLOW
    return found is not None and is_flow and found.basis == Indicator.Basis.YTD
