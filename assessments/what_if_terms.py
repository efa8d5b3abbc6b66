"""What a what-if's address says: weights by node, and up to eight figures; what cannot be is told.

    w-<node>=45                                     the weight of a theme or criterion
    zone1, indicator1, how1, amount1                a figure: how is "percent" or "value"

An amount of money is in 亿元. Whatever is left out stays as it is.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from indicators.cells import parse_number
from indicators.models import Indicator
from indicators.units import MONEY_FACTORS, SHOWN_MONEY
from zones.display import half_up, label
from zones.models import Zone

from .facts import Facts, Figures
from .models import SchemeNode
from .tree import Tree
from .what_if import Supposed, can_suppose

WEIGHT = "w-"
PERCENT, VALUE = "percent", "value"
#: So many figures at once, weights up to so much, growth and amounts between these.
MOST_FIGURES = 8
MOST_WEIGHT = Decimal(100)
LEAST_PERCENT, MOST_PERCENT = Decimal(-100), Decimal(1000)
MOST_AMOUNT = Decimal(10) ** 7


@dataclass(frozen=True)
class Known:
    """What a period's address can name, by code, and what the figures are."""

    zones: Mapping[str, Zone]
    indicators: Mapping[str, Indicator]
    nodes: Mapping[str, SchemeNode]
    tree: Tree
    facts: Facts
    figures: Figures


@dataclass(frozen=True)
class FigureTerm:
    """A figure as typed, with the value that it comes to; None while it comes to nothing."""

    place: int
    zone: str = ""
    indicator: str = ""
    how: str = PERCENT
    amount: str = ""
    value: float | None = None

    @property
    def pairs(self) -> dict[str, str]:
        names = ("zone", "indicator", "how", "amount")
        return {f"{name}{self.place}": getattr(self, name) for name in names}


@dataclass(frozen=True)
class Terms:
    """What is supposed, as typed and as it counts; and what was not understood, in sentences."""

    weights: Mapping[str, str] = field(default_factory=dict)
    figures: tuple[FigureTerm, ...] = ()
    problems: tuple[str, ...] = ()
    supposed: Supposed = field(default_factory=Supposed)

    @property
    def query(self) -> str:
        """The address that says the same: only what counts, in one order."""
        pairs = {f"{WEIGHT}{code}": plain(value) for code, value in self.supposed.weights.items()}
        for place, term in enumerate([one for one in self.figures if one.value is not None], 1):
            pairs |= FigureTerm(place, term.zone, term.indicator, term.how, term.amount).pairs
        return urlencode(pairs)


class _Wrong(Exception):
    """Raised for what an address cannot say; carries the sentence."""


def read_terms(data: Mapping[str, str], known: Known) -> Terms:
    """The terms that an address states; what is wrong in it is left out and told."""
    problems: list[str] = []
    typed, weights = _weights(data, known, problems)
    figures, values = [], {}
    for term in _typed_figures(data):
        try:
            value = _value(term, known, values)
        except _Wrong as wrong:
            problems.append(str(wrong))
            figures.append(term)
            continue
        if value is not None:
            values[term.zone, term.indicator] = value
        figures.append(FigureTerm(**{**vars(term), "value": value}))
    return Terms(typed, tuple(figures), tuple(problems), Supposed(weights, values))


def _weights(
    data: Mapping[str, str], known: Known, problems: list[str]
) -> tuple[dict[str, str], dict[str, float]]:
    """The weights as typed, and those that count and are other than the scheme's."""
    own = {node.code: node.weight for node in known.tree.nodes if node.parent is not None}
    typed = {
        name.removeprefix(WEIGHT): text.strip()
        for name, text in data.items()
        if name.startswith(WEIGHT) and text.strip()
    }
    weights: dict[str, float] = {}
    for code, text in typed.items():
        try:
            value = _weight(code, text, own, known)
        except _Wrong as wrong:
            problems.append(str(wrong))
            continue
        if value != own[code]:
            weights[code] = value
    for parent in known.tree.bottom_up:
        family = known.tree.children[parent]
        if not any(weights.get(code, own[code]) for code in family):
            words = {"name": label(known.nodes[parent])}
            text = _("All weights under “%(name)s” are 0: nothing would count; they stay.")
            problems.append(text % words)
            weights = {code: one for code, one in weights.items() if code not in family}
    order = {node.code: at for at, node in enumerate(known.tree.nodes)}
    return typed, dict(sorted(weights.items(), key=lambda pair: order[pair[0]]))


def _weight(code: str, text: str, own: Mapping[str, float], known: Known) -> float:
    if code not in own:
        words = {"code": code}
        raise _Wrong(_("The scheme has no theme or criterion “%(code)s”; left out.") % words)
    value = parse_number(text)
    if value is None or not 0 <= value <= MOST_WEIGHT or _decimals(value) > 3:
        words = {"name": label(known.nodes[code]), "text": text}
        raise _Wrong(
            _(
                "The weight of “%(name)s” is a number from 0 to 100 with up to 3 decimals, not"
                " “%(text)s”; it stays as it is."
            )
            % words
        )
    return float(value)


def _typed_figures(data: Mapping[str, str]) -> Iterator[FigureTerm]:
    """The figures that something is typed for, each with its place."""
    for place in range(1, MOST_FIGURES + 1):
        typed = {
            name: data.get(f"{name}{place}", "").strip()
            for name in ("zone", "indicator", "how", "amount")
        }
        if typed["zone"] or typed["indicator"] or typed["amount"]:
            yield FigureTerm(place, **(typed | {"how": typed["how"] or PERCENT}))


def _value(term: FigureTerm, known: Known, others: Mapping[tuple[str, str], float]) -> float | None:
    """What a figure would be, in the stored unit; None while its amount is not typed."""
    words = {"place": term.place, "text": term.amount, "zone": term.zone}
    zone, indicator = known.zones.get(term.zone), known.indicators.get(term.indicator)
    if zone is None or indicator is None:
        if not term.amount and (zone or not term.zone) and (indicator or not term.indicator):
            return None  # still being chosen
        raise _Wrong(_("Figure %(place)s: choose a zone and an indicator; left out.") % words)
    words |= {"zone": label(zone, "short"), "indicator": label(indicator)}
    if not term.amount:
        return None
    if (zone.code, indicator.code) in others:
        text = _("Figure %(place)s: %(zone)s, %(indicator)s is set above already; left out.")
        raise _Wrong(text % words)
    if not can_suppose(known.facts, known.figures, zone.code, indicator.code):
        text = _(
            "Figure %(place)s: %(indicator)s does not apply to %(zone)s in this period; left out."
        )
        raise _Wrong(text % words)
    amount = parse_number(term.amount.removesuffix("%").removesuffix("％"))
    if term.how == PERCENT:
        base = known.figures.zones.loc[(zone.code, indicator.code), "value"]
        return _grown(base, amount, indicator, words)
    is_fit = amount is not None and 0 <= amount <= MOST_AMOUNT and _decimals(amount) <= 4
    if term.how != VALUE or amount is None or not is_fit:
        text = _(
            "Figure %(place)s: the amount is a number from 0 to 10,000,000 with up to 4 decimals,"
            " not “%(text)s”; left out."
        )
        raise _Wrong(text % words)
    is_money = indicator.unit_kind == Indicator.UnitKind.MONEY
    return float(amount * MONEY_FACTORS[SHOWN_MONEY] if is_money else amount)


def _grown(
    base: float, percent: Decimal | None, indicator: Indicator, words: Mapping[str, object]
) -> float:
    """A figure so many percent higher, as exact as the indicator is kept."""
    if percent is None or not LEAST_PERCENT <= percent <= MOST_PERCENT or _decimals(percent) > 4:
        text = _(
            "Figure %(place)s: the change is a number from −100 to 1000 percent, not “%(text)s”;"
            " left out."
        )
        raise _Wrong(text % words)
    if math.isnan(base):
        text = _(
            "Figure %(place)s: %(zone)s has no figure of %(indicator)s to change by percent;"
            " enter a value instead."
        )
        raise _Wrong(text % words)
    is_money = indicator.unit_kind == Indicator.UnitKind.MONEY
    exact = Decimal(repr(float(base))) * (100 + percent) / 100
    return float(half_up(exact, 4 if is_money else indicator.decimals))


def _decimals(value: Decimal) -> int:
    return max(0, -int(value.normalize().as_tuple().exponent))


def plain(value: float) -> str:
    """A number as an address and a number field write it: 45, 12.5."""
    return f"{value:.4f}".rstrip("0").rstrip(".")
