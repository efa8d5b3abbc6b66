"""Loads the province's own totals: year-to-date figures with vintage, confidence and source."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from zones.access import Person
from zones.services.audit import Change, audit_append

from ..cells import Cells
from ..models import Indicator, ProvinceFigure
from ..tables import Problem, read_table
from ..units import UnknownUnit, to_canonical
from .changes import province_change
from .reading import ProvinceEntry

COLUMNS = ("year_to_date", "metric", "value", "unit", "status", "confidence", "source")
#: "2022H1" is a spelling of the file's; the figures run from 1 January to that quarter's end.
SPANS = {"Q1": 1, "H1": 2, "Q1-Q3": 3, "": 4}
#: Stated growth stands in rows of its own, under the indicator's code with this before it.
STATED_GROWTH = "yoy_"
VINTAGES = {
    "as first published": ProvinceFigure.Vintage.FIRST,
    "revised": ProvinceFigure.Vintage.REVISED,
    "implied": ProvinceFigure.Vintage.IMPLIED,
}
STATED = "stated"

Span = tuple[str, int, int]  # indicator code, year, quarter


@dataclass(frozen=True)
class Total:
    """A year-to-date total in 万元 as a row of the file states it."""

    value: Decimal
    confidence: str
    source: str
    row: int


@dataclass
class ProvinceFile:
    """What a file of the province's totals holds, and its problems."""

    name: str
    figures: dict[tuple[Span, str], Total]
    growths: dict[Span, Decimal]
    problems: list[Problem]


def read_province(name: str, data: bytes) -> ProvinceFile:
    """The totals of a CSV file, with a problem for every row that cannot be taken."""
    table = read_table(name, data, COLUMNS)
    codes = list(Indicator.objects.values_list("code", flat=True))
    found = ProvinceFile(name, {}, {}, list(table.problems))
    for row in table:
        before = len(found.problems)
        cells = Cells(name, row, found.problems)
        year, quarter = _span(cells)
        metric = cells.choice("metric", [*codes, *(STATED_GROWTH + code for code in codes)])
        status = cells.choice("status", [*VINTAGES, STATED])
        value = cells.decimal("value")
        if len(found.problems) > before or value is None:
            continue
        if metric.startswith(STATED_GROWTH):
            found.growths[(metric.removeprefix(STATED_GROWTH), year, quarter)] = value
            continue
        try:
            value = to_canonical(value, cells.text("unit"), kind_of_unit="money", own_unit="万元")
        except UnknownUnit:
            cells.refuse("unit", "not_a_choice", value=row["unit"], choices=("亿元", "万元"))
            continue
        key = ((metric, year, quarter), VINTAGES.get(status, ""))
        if status == STATED:
            cells.refuse("status", "not_a_choice", value=status, choices=tuple(VINTAGES))
        elif key in found.figures:
            cells.refuse("status", "duplicate_row", first=found.figures[key].row)
        else:
            found.figures[key] = Total(
                value,
                cells.text("confidence", required=False),
                cells.text("source", required=False),
                row.number,
            )
    return found


def _span(cells: Cells) -> tuple[int, int]:
    text = cells.text("year_to_date")
    if len(text) < 4 or not text[:4].isdigit() or text[4:] not in SPANS:
        cells.refuse("year_to_date", "not_a_choice", value=text, choices=tuple(SPANS))
        return 0, 0
    return int(text[:4]), SPANS[text[4:]]


@transaction.atomic
def province_load(
    *, file: ProvinceFile, by: Person | None = None, at: datetime | None = None
) -> tuple[int, int]:
    """How many totals were new, and how many were there already; nothing held is overwritten."""
    indicators = {indicator.code: indicator for indicator in Indicator.objects.all()}
    held = set(
        ProvinceFigure.objects.values_list("indicator__code", "year", "quarter", "vintage", "value")
    )
    counts = ProvinceFigure.objects.values_list("indicator__code", "year", "quarter", "vintage")
    versions: dict[tuple[str, int, int, str], int] = {}
    for key in counts:
        versions[key] = versions.get(key, 0) + 1
    new = []
    for (span, vintage), row in file.figures.items():
        if (*span, vintage, row.value) in held:
            continue
        code, year, quarter = span
        is_first = vintage == ProvinceFigure.Vintage.FIRST
        new.append(
            ProvinceFigure(
                indicator=indicators[code],
                year=year,
                quarter=quarter,
                vintage=vintage,
                version=versions.get((*span, vintage), 0) + 1,
                value=row.value,
                stated_growth=file.growths.get(span) if is_first else None,
                confidence=row.confidence,
                source=row.source,
            )
        )
    ProvinceFigure.objects.bulk_create(new)
    audit_append(by=by, at=at, changes=[province_change(figure) for figure in new])
    return len(new), len(file.figures) - len(new)


def province_figures_add(entries: Sequence[ProvinceEntry], changes: list[Change]) -> Counter[str]:
    """How many of the province's totals were new, revised, and there already.

    The first one published for a span stays; a different one after it is a revision beside it.
    """
    counts: Counter[str] = Counter()
    for entry in entries:
        span = {
            "indicator": entry.indicator,
            "year": entry.quarter.year,
            "quarter": entry.quarter.quarter,
        }
        held = ProvinceFigure.objects.filter(**span).exclude(vintage=ProvinceFigure.Vintage.IMPLIED)
        if held.filter(value=entry.value).exists():
            counts["unchanged"] += 1
            continue
        has_first = held.filter(vintage=ProvinceFigure.Vintage.FIRST).exists()
        revisions = held.filter(vintage=ProvinceFigure.Vintage.REVISED).count()
        figure = ProvinceFigure.objects.create(
            **span,
            vintage=ProvinceFigure.Vintage.REVISED if has_first else ProvinceFigure.Vintage.FIRST,
            version=revisions + 1 if has_first else 1,
            value=entry.value,
            source=entry.place,
        )
        changes.append(province_change(figure))
        counts["revised" if has_first else "new"] += 1
    return counts
