"""A year judged a second time, from the reported figures, in plain Python with Fractions.

Nothing of the arithmetic of indicators or assessments is used: sums, growth, shares, scores, ranks
and targets are worked out here once more, the slow and obvious way. Trade is added up from imports
and exports.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from assessments.models import Scheme
from indicators.models import AnnualTarget, Observation, ProvinceFigure, ReportingStart, Submission
from zones.models import Zone, ZoneDate

MONEY = {"trade_total", "processing", "logistics", "ecommerce", "repair", "tax", "income", "fdi"}
STOCKS = {"enterprises", "employees"}
#: The policy's targets in words of this test: T of a year for all zones, from the base of 2020.
PROVINCE = {
    "trade-growth": lambda base, n: base * Fraction(135, 100) ** n,
    "enterprises-doubled": lambda base, n: (
        max(2 * base, Fraction(550))
        if n == 3
        else max(power(base, 2 * base, n), power(base, 550, n))
    ),
    "processing-growth": lambda base, n: base * Fraction(3, 2) ** n,
    "ecommerce-doubled": lambda base, n: power(base, 2 * base, n),
}


def power(base: Fraction, last: Fraction, n: int) -> Fraction:
    """The geometric path from the base to what is due in the third year."""
    if n == 3:
        return Fraction(last)
    return Fraction(float(base) * (float(last) / float(base)) ** (n / 3))


def printed(value: Fraction | None, decimals: int, *, signed: bool = False) -> str:
    """A number as the page prints it: half up, thousands grouped, a real minus sign."""
    if value is None:
        return "—"
    scaled = Decimal(value.numerator * 10**decimals) / Decimal(value.denominator)
    whole = scaled.quantize(Decimal(1), ROUND_HALF_UP).scaleb(-decimals)
    text = f"{abs(whole):,.{decimals}f}"
    return ("−" if whole < 0 else "+" if signed and whole > 0 else "") + text


@dataclass
class Reported:
    """Every figure in force, by (zone, indicator, year, quarter); absent where there is none."""

    values: dict[tuple[str, str, int, int], Fraction] = field(default_factory=dict)
    refused: set[tuple[str, str, int, int]] = field(default_factory=set)
    zones: list[str] = field(default_factory=list)
    city: dict[str, str] = field(default_factory=dict)
    start: dict[str, tuple[int, int]] = field(default_factory=dict)
    accepted: dict[str, str] = field(default_factory=dict)
    province: dict[tuple[int, int], tuple[Fraction, str]] = field(default_factory=dict)

    def runs(self, zone: str, year: int, quarter: int) -> bool:
        return self.start.get(zone, (0, 0)) <= (year, quarter)

    def to_date(self, zone: str, code: str, year: int, last: int) -> Fraction | None:
        """The figure from 1 January; None if it does not apply or cannot be reported."""
        quarters = [q for q in range(1, last + 1) if self.runs(zone, year, q)]
        if not quarters or any((zone, code, year, q) in self.refused for q in quarters):
            return None
        if code == "trade_total":
            parts = [
                self.to_date(zone, part, year, last) for part in ("trade_import", "trade_export")
            ]
            return None if None in parts else sum(parts)
        if code in STOCKS:
            return self.values[zone, code, year, last]
        return sum(self.values[zone, code, year, q] for q in quarters)

    def all_zones(self, code: str, year: int, last: int) -> Fraction:
        return sum(self.to_date(zone, code, year, last) or 0 for zone in self.zones)

    def growth(self, zone: str, code: str, year: int, last: int) -> Fraction | None:
        """Growth in %; None where the zone ran for fewer quarters a year before."""
        now, base = (self.to_date(zone, code, y, last) for y in (year, year - 1))
        counted = [last] if code in STOCKS else range(1, last + 1)
        ran, runs = (sum(self.runs(zone, y, q) for q in counted) for y in (year - 1, year))
        if now is None or not base or ran < runs:
            return None
        return (now - base) / base * 100

    def share(self, zone: str, year: int, last: int) -> Fraction:
        trade = self.to_date(zone, "trade_total", year, last)
        return None if trade is None else trade / self.province[year, last][0] * 100

    def events(self, zone: str, year: int, last: int) -> Fraction:
        """The matchmaking events of the zone's whole city."""
        found = (
            self.to_date(other, "events", year, last)
            for other in self.zones
            if self.city[other] == self.city[zone]
        )
        return sum(value for value in found if value is not None)


def reported() -> Reported:
    """The figures in force, read row by row."""
    found = Reported()
    for zone in Zone.objects.filter(is_judged=True).select_related("city"):
        found.zones.append(zone.code)
        found.city[zone.code] = zone.city.code
    for start in ReportingStart.objects.select_related("zone"):
        found.start[start.zone.code] = (start.year, start.quarter)
    for one in ZoneDate.objects.filter(event="accepted").select_related("zone").order_by("-date"):
        found.accepted[one.zone.code] = one.date
    rows = Observation.objects.filter(submission__state="verified").select_related(
        "submission__zone", "submission__quarter", "indicator"
    )
    for row in rows:
        quarter = row.submission.quarter
        key = (row.submission.zone.code, row.indicator.code, quarter.year, quarter.quarter)
        if row.value is not None:
            found.values[key] = Fraction(row.value)
        elif row.state == "cannot_report":
            found.refused.add(key)
    for vintage in ("implied", "revised", "first_published"):  # the best one comes last
        for row in ProvinceFigure.objects.filter(indicator__code="trade_total", vintage=vintage):
            found.province[row.year, row.quarter] = (Fraction(row.value), vintage)
    return found


def is_ranked(facts: Reported, zone: str, year: int) -> bool:
    """Whether twelve months since acceptance (or the first report) are over on 1 January."""
    if zone in facts.accepted:
        return facts.accepted[zone] <= f"{year - 1}-01-01"
    return facts.start[zone] <= (year - 1, 1)


@dataclass(frozen=True)
class Line:
    """A zone's line on the ranking."""

    score: Decimal | None
    coverage: Fraction | None
    rank: int | None
    is_tied: bool


def board(facts: Reported, year: int, last: int) -> dict[str, Line]:
    """Scores and ranks under the scheme, by zone."""
    scheme = Scheme.objects.get()
    nodes = list(scheme.nodes.select_related("indicator", "parent"))
    children = defaultdict(list)
    for node in nodes:
        children[node.parent.code if node.parent else None].append(node)
    lines, ranked = {}, {}
    for zone in facts.zones:
        if not facts.runs(zone, year, last):
            lines[zone] = Line(None, None, None, False)
            continue
        leaves = {
            node.code: achieved(facts, node, zone, year, last) for node in nodes if node.indicator
        }
        raw = mean(children, children[None][0], leaves)
        score = Decimal(printed(raw, 2))
        lines[zone] = Line(score, Fraction(1), None, False)
        if is_ranked(facts, zone, year):
            ranked[zone] = score
    for zone, score in ranked.items():
        rank = 1 + sum(other > score for other in ranked.values())
        tied = sum(other == score for other in ranked.values()) > 1
        lines[zone] = Line(score, lines[zone].coverage, rank, tied)
    return lines


def achieved(facts: Reported, node, zone: str, year: int, last: int) -> Fraction | None:
    """0 to 100 between the goalposts; None where the criterion does not apply."""
    value, part = measured(facts, node, zone, year, last)
    if value is None:
        return None
    low, high = Fraction(node.low) * part, Fraction(node.high) * part
    return min(max((value - low) / (high - low), Fraction(0)), Fraction(1)) * 100


def measured(facts: Reported, node, zone: str, year: int, last: int) -> tuple:
    """The value of a criterion, None where it does not apply, and the part of the year it is of."""
    code, part = node.indicator.code, Fraction(1)
    if node.measure_of == "growth":
        value = facts.growth(zone, code, year, last)
    elif node.measure_of == "share_of_province":
        value = facts.share(zone, year, last)
    else:
        value = facts.events(zone, year, last) if code == "events" else None
        value = value if code == "events" else facts.to_date(zone, code, year, last)
        if code not in STOCKS:
            part = Fraction(last, 4)
    return value, part


def mean(children, node, leaves: dict[str, Fraction | None]) -> Fraction | None:
    """The weighted mean of what applies, branch by branch."""
    if node.indicator:
        return leaves[node.code]
    parts = [
        (mean(children, child, leaves), Fraction(child.weight)) for child in children[node.code]
    ]
    held = [(value, weight) for value, weight in parts if value is not None]
    if not held:
        return None
    return sum(v * w for v, w in held) / sum(w for _, w in held)


def moved(now: dict[str, Line], before: dict[str, Line]) -> dict[str, tuple[int, int]]:
    """Places before and now among the zones ranked both times."""
    both = [z for z in now if now[z].rank is not None and before[z].rank is not None]

    def place(lines: dict[str, Line], zone: str) -> int:
        return 1 + sum(lines[other].score > lines[zone].score for other in both)

    return {zone: (place(before, zone), place(now, zone)) for zone in both}


def set_targets(year: int) -> dict[tuple[str, str], Fraction]:
    """The yearly targets that staff set, by (target, zone)."""
    rows = AnnualTarget.objects.filter(year=year).values_list("target__code", "zone__code", "value")
    return {(target, zone): Fraction(value) for target, zone, value in rows}


def late_reports(year: int) -> dict[str, list[tuple[int, int]]]:
    """The quarters handed in late, by zone: (quarter, days)."""
    late = defaultdict(list)
    for one in Submission.objects.filter(version=1, quarter__year=year).select_related(
        "zone", "quarter"
    ):
        days = (one.first_submitted_at.date() - one.quarter.due_on).days
        if days > 0:
            late[one.zone.code].append((one.quarter.quarter, days))
    return late
