"""What a value is held against, in words: goalposts, own base year, reference, place."""

from decimal import Decimal

from django.utils.translation import gettext as _

from indicators.models import Indicator
from zones.display import DASH, amount, number, unit

from ..models import Scheme, SchemeNode
from ..words import trimmed

MeasureOf = SchemeNode.MeasureOf
Normalisation = Scheme.Normalisation
#: Measures in the indicator's own unit; the others are in percent.
IN_UNITS = (MeasureOf.LEVEL, MeasureOf.PER_KM2)


def yardstick(node: SchemeNode, scheme: Scheme, quarter: int = 4) -> str:
    """What a criterion is held against; over a span under a year a flow's is shortened."""
    if node.indicator is None or node.low is None or node.high is None:
        return DASH
    is_flow = node.measure_of in IN_UNITS and node.indicator.kind == Indicator.Kind.FLOW
    part = Decimal(quarter) / 4 if is_flow else Decimal(1)
    ends = [node.low * part, node.high * part]
    if (node.direction or 1) < 0:
        ends = ends[::-1]
    if scheme.normalisation == Normalisation.RANK_POINTS:
        return _("place among the zones")
    if scheme.normalisation == Normalisation.BASELINE:
        words = {"year": scheme.base_year, "target": measured(ends[1], node, part)}
        return _("own %(year)s → %(target)s") % words
    if scheme.normalisation == Normalisation.Z:
        return reference_words(node, part) or DASH
    if node.measure_of not in IN_UNITS:
        return " – ".join(trimmed(number(end, 2)) for end in ends) + "%"
    return " – ".join(measured(end, node, part) for end in ends)


def reference_words(node: SchemeNode, part: Decimal = Decimal(1)) -> str:
    """The fixed mean and deviation of a criterion; empty where it has none."""
    if node.reference_mean is None or node.reference_deviation is None:
        return ""
    mean, deviation = node.reference_mean * part, node.reference_deviation * part
    words = {"mean": measured(mean, node, part), "deviation": measured(deviation, node, part)}
    return _("mean %(mean)s, deviation %(deviation)s") % words


def measured(value: Decimal, node: SchemeNode, part: Decimal = Decimal(1)) -> str:
    """A value of a criterion's measure without needless decimals; a share or growth with its %."""
    if node.indicator is None or node.measure_of not in IN_UNITS:
        return trimmed(number(value, 2)) + "%"
    # Half of an odd goalpost of a count is no whole number: 2.5 key projects by mid-year.
    is_count = node.indicator.unit_kind == Indicator.UnitKind.COUNT
    if is_count and (part != 1 or node.measure_of == MeasureOf.PER_KM2 or value % 1):
        return trimmed(number(value, 2))
    return trimmed(amount(value, node.indicator))


def unit_of(node: SchemeNode) -> str:
    """The unit of a criterion's measure; empty where its figures carry their own %."""
    if node.indicator is None or node.measure_of not in IN_UNITS:
        return ""
    if node.measure_of == MeasureOf.PER_KM2:
        return _("%(unit)s per km²") % {"unit": unit(node.indicator)}
    return unit(node.indicator)
