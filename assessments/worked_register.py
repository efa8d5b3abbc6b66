"""The worked example of the register: fixed projects through the function that counts. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.counting import PROJECTS, CountedProject, CountingRule, counted
from indicators.periods import Quarter


@dataclass(frozen=True)
class CountedOnce:
    """How many of the example's projects count in the second quarter, in the third, and gone."""

    first: int
    later: int
    gone: int


def counted_once() -> CountedOnce:
    """Three of a tier signed in a second quarter; one is withdrawn in June, one in August."""
    rule = CountingRule("key", PROJECTS, Decimal(10_000), "signed")
    withdrawn = (None, date(2022, 6, 20), date(2022, 8, 9))
    projects = [
        CountedProject(place, "zone", Decimal(15_000), {"signed": date(2022, 4, 7)}, gone)
        for place, gone in enumerate(withdrawn)
    ]
    found = counted([rule], projects, [])
    second, third = (found.get(("zone", Quarter(2022, q), "key"), []) for q in (2, 3))
    return CountedOnce(len(second), len(third), second.count(1))
