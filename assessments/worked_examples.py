"""The worked examples of the method page: fixed figures through the functions that judge.

Pure. Nothing here is a formula of its own: a change of the arithmetic changes the page with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pandas as pd

from indicators.classes import Placing
from indicators.figures import Derived, growth, points_moved, share, two_year_average
from indicators.judgement import Judgement, judge
from indicators.pace import OWN, Season, due, seasons
from indicators.projection import Needed, Projection, is_out_of_reach, project, still_needed
from indicators.targets import Condition, Demand, completion, due_target, path, progress
from indicators.units import to_canonical
from indicators.vintages import FIRST_PUBLISHED, REVISED, PublishedTotal, choose_vintage

from .board import add_months, common_ranks, last_day
from .rules import running_years
from .scoring import Node, achieve, plant, print_score, rank_printed, score

#: The years of the examples; those that are printed are called the base year, year 1, year 2 …
BASE_YEAR, YEARS = 2020, (2021, 2022, 2023)


@dataclass(frozen=True)
class Units:
    """Amounts as entered and as stored, in 万元."""

    yi: Decimal
    dollars: Decimal


def units() -> Units:
    """157 亿元, and 1,000 万美元 at 7.1 元 a dollar."""

    def stored(value: int, unit: str) -> Decimal:
        rate = Decimal("7.1")
        given = Decimal(value)
        return to_canonical(given, unit, kind_of_unit="money", own_unit="亿元", rate=rate)

    return Units(yi=stored(157, "亿元"), dollars=stored(1000, "万美元"))


def grown() -> tuple[Derived, Derived]:
    """150 on 120 last year; 144 on 100 two years ago, a year on average."""
    return growth(150, 120), two_year_average(144, 100)


@dataclass(frozen=True)
class Shares:
    """A share of the province in two years, over the total in its best vintage, and its move."""

    whole_then: PublishedTotal
    then: float
    now: float
    points: float


def shares() -> Shares:
    """240 of 4,000 as first published (4,012.5 as revised); 520 of 6,500."""
    published = pd.DataFrame(
        [(BASE_YEAR, 4, REVISED, 4012.5), (BASE_YEAR, 4, FIRST_PUBLISHED, 4000.0)],
        columns=["year", "quarter", "vintage", "value"],
    )
    whole = choose_vintage(published, BASE_YEAR, 4)
    assert whole is not None
    then, now = share(240, whole.value).value, share(520, 6500).value
    moved = points_moved(now, then).value
    assert then is not None
    assert now is not None
    assert moved is not None
    return Shares(whole, then, now, moved)


@dataclass(frozen=True)
class Path:
    """A rule's yearly values from its base."""

    rule: str
    base: float | None
    values: tuple[float | None, ...]


def paths() -> tuple[Path, ...]:
    """One path a rule: 10 % a year, 400, twofold, +3 points, 4 each year."""
    examples = (
        (Condition("average_growth", 0.1, 2021, 2023, BASE_YEAR), 300.5),
        (Condition("level", 400, 2021, 2023, BASE_YEAR), 250),
        (Condition("multiple", 2, 2021, 2023, BASE_YEAR), 12.5),
        (Condition("point_gain", 3, 2021, 2023, BASE_YEAR), 7.0),
        (Condition("count_each_year", 4, 2021, 2023), None),
    )
    return tuple(
        Path(
            condition.rule,
            base,
            tuple(path(condition, base=base, year=year).value for year in YEARS),
        )
        for condition, base in examples
    )


@dataclass(frozen=True)
class Progress:
    """Progress towards targets above and below the base, and the completion rate."""

    ahead: float | None
    down: float | None
    behind_base: float | None
    completed: float | None


def progressed() -> Progress:
    """350 from 300 to 363; 85 from 100 down to 60; 30 from 40 to 100; 350 of 363."""
    return Progress(
        ahead=progress(350, 363, 300),
        down=progress(85, 60, 100),
        behind_base=progress(30, 100, 40),
        completed=completion(350, 363),
    )


def season() -> Season:
    """The season of two past years: 20, 24, 26, 30 and 18, 28, 24, 30."""
    rows = [
        ("z", year, quarter, value)
        for year, values in ((2021, (20, 24, 26, 30)), (2022, (18, 28, 24, 30)))
        for quarter, value in enumerate(values, start=1)
    ]
    history = pd.DataFrame(rows, columns=["zone", "year", "quarter", "value"])
    found = seasons(history, year=2023, zones=["z"], excluded_years=())["z"]
    assert found.basis == OWN
    return found


@dataclass(frozen=True)
class Pace:
    """What is due by mid-year, and how a flow and a stock stand."""

    season: Season
    flow: Judgement
    stock: Judgement
    count_due: float | None


def paced() -> Pace:
    """By mid-year 45 of 120 with 45 % due; 88 of 80 to 100; 3 events."""
    found = season()
    target = due_target([], base=None, year=2023, set_value=120)
    kept = due_target([], base=None, year=2023, set_value=100)
    return Pace(
        season=found,
        flow=judge(
            kind="flow",
            direction=1,
            quarter=2,
            actual=45,
            state="value",
            target=target,
            season=found,
        ),
        stock=judge(
            kind="stock",
            direction=1,
            quarter=2,
            actual=88,
            state="value",
            target=kept,
            base=60,
            previous=80,
        ),
        count_due=due("flow", 3, None, 2, found, is_count=True),
    )


@dataclass(frozen=True)
class Ahead:
    """Where a flow is heading by mid-year, what it still needs, and whether it is out of reach."""

    season: Season
    projection: Projection
    needed: Needed
    is_120_missed: bool
    is_101_missed: bool


def ahead() -> Ahead:
    """45 by mid-year, on the way to 120 and to 101; last year 100, of it 45 by mid-year."""
    found = season()
    projection = project(45, found, quarter=2)
    return Ahead(
        season=found,
        projection=projection,
        needed=still_needed(45, Demand(120), quarter=2, rest=Derived(100.0 - 45.0)),
        is_120_missed=is_out_of_reach(projection, Demand(120)),
        is_101_missed=is_out_of_reach(projection, Demand(101)),
    )


def achieved() -> dict[str, float]:
    """3 % on 0–5; −5 % on 0–70; 30 by mid-year on 0–100 a year; 40 on 0–100, lower is better."""
    tree = plant(
        [
            Node("total", None),
            Node("share", "total", 1, 1, 0, 5),
            Node("growth", "total", 1, 1, 0, 70),
            Node("level", "total", 1, 1, 0, 100),
            Node("lower", "total", 1, -1, 0, 100),
        ]
    )
    values = pd.DataFrame({"share": [3], "growth": [-5], "level": [30], "lower": [40]}, index=["z"])
    found = achieve(values, tree, span_share={"level": 0.5})
    return {code: float(found.at["z", code]) for code in tree.leaf_codes}


@dataclass(frozen=True)
class Scored:
    """A zone's score, its coverage and the points of its criteria."""

    score: Decimal
    coverage: float
    is_ranked: bool
    points: tuple[Decimal | None, ...]


def scored() -> dict[str, Scored]:
    """Themes A (60: a1, a2 half each) and B (40): complete, and a2 excused, late, not reported."""
    tree = plant(
        [
            Node("total", None),
            Node("A", "total", 60),
            Node("B", "total", 40),
            Node("a1", "A", 50, 1, 0, 100),
            Node("a2", "A", 50, 1, 0, 100),
            Node("b1", "B", 100, 1, 0, 100),
        ]
    )
    cases = ["complete", "excused", "late", "withheld"]
    a2 = [50.0, float("nan"), float("nan"), float("nan")]
    values = pd.DataFrame({"a1": 60.0, "a2": a2, "b1": 80.0}, index=cases)
    applies = pd.DataFrame({"a2": [case != "excused" for case in cases]}, index=cases)
    withheld = pd.DataFrame({"a2": [case == "withheld" for case in cases]}, index=cases)
    board = score(values, tree, applies, withheld=withheld)
    parts = board.contributions.groupby("unit", sort=False)["contribution"]
    return {
        case: Scored(
            score=board.scores.at[case, "score"],
            coverage=float(board.scores.at[case, "coverage"]),
            is_ranked=bool(board.scores.at[case, "is_ranked"]),
            points=tuple(parts.get_group(case)),
        )
        for case in cases
    }


def grace() -> tuple[date, date]:
    """Accepted on 20 December 2018; and in June 2019, the day unknown. Twelve months each."""
    return add_months(last_day("2018-12-20"), 12), add_months(last_day("2019-06"), 12)


def rounded() -> tuple[Decimal, tuple[int, ...]]:
    """61.295; and 70.10, 65.30, 65.30, 60.00."""
    printed = print_score(61.295)
    assert printed is not None
    listed = [Decimal("70.10"), Decimal("65.30"), Decimal("65.30"), Decimal("60.00")]
    return printed, tuple(int(rank) for rank in rank_printed(pd.Series(listed)))


@dataclass(frozen=True)
class Moved:
    """A zone's places over the zones ranked in both years, and as published."""

    before: int
    now: int
    count: int
    published_before: int
    count_before: int
    published_now: int
    count_now: int


def moved() -> Moved:
    """Last year a 70, b 65, c 60; this year a 60, b 66, c 61 and d 68 ranked for the first time."""
    before = {"a": Decimal(70), "b": Decimal(65), "c": Decimal(60)}
    now = {"a": Decimal(60), "b": Decimal(66), "c": Decimal(61), "d": Decimal(68)}
    common = common_ranks(now, before)
    places = [rank_printed(pd.Series(scores, dtype=object)) for scores in (before, now)]
    return Moved(
        before=int(common.at["a", "before"]),
        now=int(common.at["a", "rank"]),
        count=len(common),
        published_before=int(places[0]["a"]),
        count_before=len(before),
        published_now=int(places[1]["a"]),
        count_now=len(now),
    )


def contributed() -> tuple[Decimal | None, ...]:
    """The points of three criteria of equal weight that are all at 50: half of 100 in thirds."""
    tree = plant([Node("total", None), *(Node(c, "total", 1, 1, 0, 100) for c in "abc")])
    board = score(pd.DataFrame({code: [50.0] for code in "abc"}, index=["z"]), tree)
    return tuple(board.contributions["contribution"])


def missed_years() -> tuple[int, int]:
    """Years running up to the fifth: missed in the last three; and in the second, fourth, fifth."""
    return running_years(5, frozenset({3, 4, 5})), running_years(5, frozenset({2, 4, 5}))


def among_last(size: int = 150, last: int = 5) -> dict[str, int]:
    """The first place of a list that is among its last, with the list's size and that count."""
    first = next(
        place for place in range(1, size + 1) if Placing("D", "", size, place).is_among_last(last)
    )
    return {"size": size, "last": last, "first": first, "before": first - 1}
