"""The half-year's bulletin as one structure: built once, printed as docx and xlsx.

Cells hold the printed text and, where it is a number, that number: the printers compute nothing.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from indicators.models import Policy
from indicators.periods import Period
from zones.display import DASH, amount, half_up, label, moment, number, percent, unit, yi

from .models import Assessment, TargetResult, ZoneResult
from .rank_words import board_sentence, drawn_text, interval_text, standing_text
from .selectors.denominators import denominators, secondary_mark
from .selectors.flagged import as_one
from .selectors.published import headline_indicator
from .selectors.standings import certainty_of, zone_results
from .sentences import flag_sentence
from .wording import result_name, scheme_name
from .words import state_words


@dataclass(frozen=True)
class Cell:
    """A cell as printed; ``value`` is the same as a number where it is one."""

    text: str
    value: Decimal | None = None
    decimals: int = 0

    @property
    def is_number(self) -> bool:
        return self.value is not None


@dataclass(frozen=True)
class Sheet:
    """A table of the bulletin with its title, header and the notes below it."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()

    def widths(self, widest: int = 60) -> tuple[int, ...]:
        """How many Latin letters wide each column's longest text is, a Chinese one counting two."""
        columns = zip(self.header, *[[cell.text for cell in row] for row in self.rows], strict=True)
        return tuple(min(max(map(letters, column)) + 2, widest) for column in columns)


@dataclass(frozen=True)
class Bulletin:
    """A half-year's bulletin: its title, the marks every page carries, facts and tables."""

    title: str
    marks: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    sheets: tuple[Sheet, ...]
    language: str


def letters(printed: str) -> int:
    """How many Latin letters wide a text is; a Chinese character is two."""
    return sum(2 if ord(mark) > 0x2E7F else 1 for mark in printed)


def text(value: object) -> Cell:
    """A cell of text; "—" for none."""
    return Cell(str(value) if value not in (None, "") else DASH)


def figure(value: object, printed: str, decimals: int, scale: Decimal = Decimal(1)) -> Cell:
    """A cell of a number, rounded as it is printed."""
    if value is None or printed == DASH:
        return Cell(DASH)
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))  # type: ignore[arg-type]
    return Cell(printed, half_up(exact * scale, decimals), decimals)


def money(value: Decimal | None) -> Cell:
    """An amount stored in 万元, printed in 亿元 with 2 decimals."""
    return figure(value, yi(value), 2, Decimal("0.0001"))


def measured(value: Decimal | None, indicator) -> Cell:
    """An indicator's value in the unit it is shown in."""
    if indicator.unit_kind == "money":
        return money(value)
    return figure(value, amount(value, indicator), indicator.decimals)


def plain(value: float | Decimal | None, decimals: int) -> Cell:
    """A number with so many decimals."""
    return figure(value, number(value, decimals), decimals)


def build(assessment: Assessment, language: str) -> Bulletin:
    """The bulletin of an assessment, in the active language."""
    policy = Policy.objects.first()
    return Bulletin(
        title=_title(assessment.span, label(policy, "province") if policy else ""),
        marks=_marks(assessment),
        facts=(
            (_("Period"), _span_text(assessment.span)),
            (_("State"), str(assessment.get_state_display())),
            (_("Version"), str(assessment.version)),
            (_("Published"), moment(assessment.published_at)),
            (_("Assessed on figures as of"), moment(assessment.run_at)),
            (_("Scheme"), scheme_name(assessment.scheme)),
            (_("Normalisation"), str(assessment.scheme.get_normalisation_display())),
            (_("Input digest (SHA-256)"), assessment.digest),
        ),
        sheets=(
            _ranking(assessment),
            _figures(assessment),
            _targets(assessment),
            _flags(assessment),
            _province(assessment),
            _definitions(assessment),
        ),
        language=language,
    )


def _title(span: Period, province: str) -> str:
    names = {"province": province, "year": span.year}
    if span.is_year:
        return _("%(province)s: how its bonded zones ran in %(year)s") % names
    return _("%(province)s: how its bonded zones ran in the first half of %(year)s") % names


def _span_text(span: Period) -> str:
    return _("1 January to %(day)s") % {"day": span.ends_on.isoformat()}


def _marks(assessment: Assessment) -> tuple[str, ...]:
    marks = []
    if assessment.is_demonstration:
        marks.append(_("Demonstration data: these figures are made up."))
    if assessment.state != Assessment.State.PUBLISHED:
        marks.append(_("Not in force: %(state)s.") % {"state": assessment.get_state_display()})
    return tuple(marks)


def _ranking(assessment: Assessment) -> Sheet:
    rows = []
    headline = assessment.figures.filter(indicator=headline_indicator(), zone__isnull=False)
    trades = {found.zone_id: found for found in headline}
    for result in zone_results(assessment):
        found = trades.get(result.zone_id)
        rows.append(
            (
                _rank_cell(result),
                text(interval_text(result)),
                text(label(result.zone)),
                _movement(result),
                plain(result.score, 2),
                figure(result.coverage, percent(result.coverage), 1, Decimal(100)),
                money(found.value if found else None),
                plain(found.growth if found else None, 1),
                plain(found.share if found else None, 2),
            )
        )
    header = (
        _("Rank"),
        _("Rank in 90% of the variants"),
        _("Zone"),
        _("Places gained"),
        _("Score"),
        _("Coverage, %"),
        _("Trade, CNY 100 m"),
        _("Growth, %"),
        _("Share of the province, %"),
    )
    note = _("Movement is counted over the zones ranked in both years; the same span a year ago.")
    return Sheet(_("Ranking"), header, tuple(rows), (note, *_sure(assessment)))


def _sure(assessment: Assessment) -> tuple[str, ...]:
    """How sure the ranks are, and how that was found; nothing where it was not asked."""
    certainty = certainty_of(assessment)
    if certainty is None:
        return ()
    results = [one for one in zone_results(assessment) if one.rank is not None]
    if not results:
        return ()
    zones = {one.zone.code: one.zone for one in results}
    return board_sentence(results, certainty, zones), drawn_text(certainty)


def _rank_cell(result: ZoneResult) -> Cell:
    if result.rank is None:
        return text(standing_text(result))
    printed = f"{result.rank}=" if result.is_tied else str(result.rank)
    return Cell(printed) if result.is_tied else Cell(printed, Decimal(result.rank))


def _movement(result: ZoneResult) -> Cell:
    moved = result.movement
    return Cell(DASH) if moved is None else Cell(number(moved, signed=True), Decimal(moved))


def _figures(assessment: Assessment) -> Sheet:
    rows = []
    found = assessment.figures.select_related("zone", "indicator").order_by(
        "indicator__order", "zone__order"
    )
    for row in sorted(found, key=lambda one: (one.indicator.order, one.zone is None)):
        rows.append(
            (
                text(label(row.indicator)),
                text(label(row.zone) if row.zone else _("all zones together")),
                text(unit(row.indicator)),
                measured(row.value, row.indicator),
                text("" if row.value is not None else state_words(row.state)),
                measured(row.base, row.indicator),
                plain(row.growth, 1),
            )
        )
    header = (
        _("Indicator"),
        _("Zone"),
        _("Unit"),
        _("This year to date"),
        _("Why there is no figure"),
        _("Same span last year"),
        _("Growth, %"),
    )
    return Sheet(_("Figures"), header, tuple(rows))


def _targets(assessment: Assessment) -> Sheet:
    rows = []
    found = assessment.target_results.select_related("target", "target__indicator", "zone", "city")
    for row in found:
        rows.append(
            (
                text(result_name(row)),
                text(_whose(row)),
                text(_target_unit(row)),
                _aimed(row, row.actual),
                _aimed(row, row.due),
                _aimed(row, row.value),
                text(row.get_status_display()),
                text(_("binding") if row.is_binding else _("indicative")),
            )
        )
    header = (
        _("Target"),
        _("For"),
        _("Unit"),
        _("Actual"),
        _("Due by now"),
        _("Yearly target"),
        _("Status"),
        _("Binding or indicative"),
    )
    return Sheet(_("Targets"), header, tuple(rows))


def _whose(row: TargetResult) -> str:
    if row.zone:
        return label(row.zone)
    return label(row.city) if row.city else _("all zones together")


def _target_unit(row: TargetResult) -> str:
    if row.target.measure_of == "share_of_province":
        return "%"
    return unit(row.target.indicator) if row.target.indicator else _("class")


def _aimed(row: TargetResult, value: Decimal | None) -> Cell:
    if row.target.measure_of == "share_of_province":
        return plain(value, 2)
    if row.target.indicator is None:
        return Cell(DASH)
    return measured(value, row.target.indicator)


def _flags(assessment: Assessment) -> Sheet:
    found = assessment.flags.select_related("zone", "target", "target__indicator", "measure")
    rows = tuple(
        (
            text(label(flag.zone)),
            text(flag.get_code_display()),
            text(flag_sentence(flag)),
            text(flag.get_consequence_display()),
            text(flag.get_state_display()),
        )
        for flag in as_one(found)
    )
    header = (_("Zone"), _("Flag"), _("Finding"), _("What follows"), _("State"))
    return Sheet(_("Findings"), header, rows)


def _province(assessment: Assessment) -> Sheet:
    rows = tuple(
        (
            text(label(found.indicator)),
            text(found.span),
            money(found.value),
            text(found.vintage),
            text(found.source),
        )
        for found in denominators(assessment.span)
    )
    header = (
        _("Indicator"),
        _("From 1 January"),
        _("The province's total, CNY 100 m"),
        _("Vintage"),
        _("Source"),
    )
    return Sheet(_("Totals of the province"), header, rows, (secondary_mark(),))


def _definitions(assessment: Assessment) -> Sheet:
    seen = {
        row.indicator_id: row.indicator for row in assessment.figures.select_related("indicator")
    }
    rows = tuple(
        (
            text(label(indicator)),
            text(unit(indicator)),
            text(label(indicator, "definition")),
            text(label(indicator, "source")),
        )
        for indicator in sorted(seen.values(), key=lambda one: one.order)
    )
    header = (_("Indicator"), _("Unit"), _("Definition"), _("Source"))
    return Sheet(_("Definitions and sources"), header, rows)
