"""Facts for tests of the arithmetic, without the database: a few zones, a few indicators."""

import datetime as dt

import pandas as pd
from hypothesis import settings

from assessments.board import Criterion, Rules
from assessments.facts import Facts
from assessments.scoring import Node, plant
from indicators.periods import Quarter, parse_period

KINDS = {"trade": "flow", "firms": "stock", "events": "flow"}
DUE, LOCK = dt.timedelta(days=15), dt.timedelta(days=45)
#: For properties of whole boards: a board takes some ten milliseconds.
few = settings(max_examples=settings.default.max_examples // 4)
#: Past every lock date of the years used here.
LATER = dt.date(2025, 1, 1)


def observed(figures):
    """Observations out of {(zone, indicator): {year: [first quarter, …]}}.

    A quarter is a number, a state's name, or None where nothing was reported.
    """
    rows = []
    for (zone, indicator), years in figures.items():
        for year, quarters in years.items():
            for quarter, told in enumerate(quarters, start=1):
                if told is None:
                    continue
                is_state = isinstance(told, str)
                value = float("nan") if is_state else float(told)
                state = told if is_state else "value" if told else "zero"
                rows.append((zone, indicator, year, quarter, value, state, True))
    columns = ["zone", "indicator", "year", "quarter", "value", "state", "is_verified"]
    return pd.DataFrame(rows, columns=columns)


def calendar(*years):
    """Every quarter of the years, due 15 and locked 45 days after its end."""
    quarters = [Quarter(year, quarter) for year in years for quarter in range(1, 5)]
    rows = [(*quarter, quarter.ends_on + DUE, quarter.ends_on + LOCK) for quarter in quarters]
    return pd.DataFrame(rows, columns=["year", "quarter", "due_on", "locks_on"])


def published(totals, vintage="first_published", indicator="trade"):
    """The province's totals out of {(year, quarter): value from 1 January}."""
    rows = [(indicator, year, quarter, vintage, value) for (year, quarter), value in totals.items()]
    return pd.DataFrame(rows, columns=["indicator", "year", "quarter", "vintage", "value"])


def make_facts(period, figures, *, cities=None, starts=None, province=None, **fields):
    """Facts of a period: each zone a city of its own, unless told otherwise, and past its locks."""
    zones = dict.fromkeys(zone for zone, _ in figures)
    span = parse_period(period)
    kinds = fields.pop("kinds", KINDS)
    return Facts(
        period=span,
        observations=observed(figures),
        province=published({}) if province is None else province,
        kinds=kinds,
        cities=cities or {zone: f"city of {zone}" for zone in zones},
        starts=starts or {},
        **{
            "as_of": LATER,
            "calendar": calendar(*range(span.year - 4, span.year + 1)),
            "of_cities": frozenset({"events"}) & set(kinds),
        }
        | fields,
    )


def make_rules(criteria, **fields):
    """A scheme of one level out of {code: (indicator, measure, weight, low, high)}."""
    nodes = [Node("total", None)]
    nodes += [
        Node(code, "total", weight, 1, low, high)
        for code, (_, _, weight, low, high) in criteria.items()
    ]
    leaves = {code: Criterion(what, how) for code, (what, how, *_) in criteria.items()}
    return Rules(plant(nodes), leaves, **fields)
