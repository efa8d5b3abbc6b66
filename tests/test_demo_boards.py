"""The demonstration's boards under the default scheme, by the real engine, file to rank."""

import datetime as dt
import tomllib
from decimal import Decimal

import pandas as pd
import pytest

from assessments.scoring import achieve, plant, score, sibling_sums
from assessments.tree import Node
from indicators.figures import CANNOT_REPORT, compare, roll_up
from indicators.periods import parse_period
from tests.demo_files import CITIES, FIXTURES, figures, rows, starts

SCHEME = rows("schemes/province-2021.csv")
SETTINGS = tomllib.loads((FIXTURES / "schemes/province-2021.toml").read_text(encoding="utf-8"))
UNITS = {"亿元": 10_000}
KINDS = {row["code"]: row["kind"] for row in rows("policies/hubei-2021/indicators.csv")}
LEAVES = [row for row in SCHEME if row["indicator"]]

#: The first year in whose periods a zone is ranked: 12 months since its acceptance (or, where
#: that date is unknown, its first report) are complete on 1 January.
RANKED_FROM = {"yichang": 2022, "xiangyang": 2023, "qipanzhou": 2024}

BOARDS = {
    ("2021H1", False): {
        "donghu": ("69.38", 1),
        "jingkai": ("54.24", 2),
        "xingang-konggang": ("47.06", 3),
        "yichang": ("4.23", None),
    },
    ("2021", False): {
        "donghu": ("57.56", 1),
        "jingkai": ("54.94", 2),
        "xingang-konggang": ("40.11", 3),
        "yichang": ("7.68", None),
    },
    ("2022H1", False): {
        "jingkai": ("59.42", 1),
        "donghu": ("54.29", 2),
        "xingang-konggang": ("26.91", 3),
        "yichang": ("25.41", 4),
        "xiangyang": ("8.25", None),
    },
    ("2022", False): {
        "jingkai": ("57.19", 1),
        "donghu": ("56.92", 2),
        "yichang": ("30.15", 3),
        "xingang-konggang": ("28.10", 4),
        "xiangyang": ("9.91", None),
    },
    ("2022", True): {
        "donghu": ("56.92", 1),
        "jingkai": ("55.48", 2),
        "yichang": ("30.15", 3),
        "xingang-konggang": ("28.10", 4),
        "xiangyang": ("9.91", None),
    },
    ("2023H1", True): {
        "jingkai": ("72.62", 1),
        "yichang": ("64.46", 2),
        "xiangyang": ("64.46", 2),
        "donghu": ("39.24", 4),
        "xingang-konggang": ("28.27", 5),
    },
    ("2023", True): {
        "jingkai": ("73.87", 1),
        "yichang": ("63.79", 2),
        "xiangyang": ("60.44", 3),
        "donghu": ("43.48", 4),
        "xingang-konggang": ("32.56", 5),
        "qipanzhou": ("6.50", None),
    },
}


def tree():
    """The default scheme, goalposts in stored units."""
    nodes = []
    for row in SCHEME:
        factor = UNITS.get(row["unit"], 1)
        goalposts = (
            {"low": float(row["low"]) * factor, "high": float(row["high"]) * factor}
            if row["indicator"]
            else {}
        )
        nodes.append(Node(row["code"], row["parent"] or None, float(row["weight"]), **goalposts))
    return plant(nodes)


def province_total(period):
    """The province's trade of the span in 万元: as first published, else revised, else implied."""
    order = ["as first published", "revised", "implied"]
    found = {
        row["status"]: float(row["value"])
        for row in rows("province_totals.csv")
        if (row["year_to_date"], row["metric"]) == (str(period), "trade_total")
    }
    return next(found[status] for status in order if status in found) * 10_000


def rolled(frame, period):
    return roll_up(
        frame,
        year=period.year,
        quarter=period.quarter,
        kinds=KINDS,
        zones=CITIES,
        starts=starts(),
        calendar=pd.DataFrame(columns=["year", "quarter", "due_on", "locks_on"]),
        as_of=dt.date(2024, 3, 1),
    )


def measured(frame, period):
    """Values by zone and leaf, and which of them apply."""
    now, base = rolled(frame, period), rolled(frame, period.year_before())
    grown = compare(now, base)["growth"]
    values, applies = {}, {}
    for leaf in LEAVES:
        of_it = now.xs(leaf["indicator"], level="indicator")
        value = of_it["value"]
        if leaf["measure_of"] == "growth":
            value = grown.xs(leaf["indicator"], level="indicator")
        elif leaf["measure_of"] == "share_of_province":
            value = value / province_total(period) * 100
        elif leaf["indicator"] == "events":
            city = value.index.map(CITIES)
            value = value.groupby(city).transform("sum").where(value.notna())
        values[leaf["code"]] = value
        accepted = of_it["state"].isin([CANNOT_REPORT, "not_applicable"])
        applies[leaf["code"]] = ~accepted & (value.notna() | (leaf["measure_of"] != "growth"))
    return pd.DataFrame(values), pd.DataFrame(applies)


def board(code, *, revised):
    period = parse_period(code)
    planted = tree()
    values, applies = measured(figures(revised=revised), period)
    flows = [r for r in LEAVES if r["measure_of"] == "level" and KINDS[r["indicator"]] == "flow"]
    achieved = achieve(
        values,
        planted,
        cap=SETTINGS["cap"],
        span_share={leaf["code"]: period.quarter / 4 for leaf in flows},
    )
    return score(
        achieved,
        planted,
        applies,
        SETTINGS["aggregation"],
        SETTINGS["min_coverage"],
        SETTINGS["decimals"],
        eligible=pd.Series({zone: RANKED_FROM.get(zone, 0) <= period.year for zone in CITIES}),
    )


def ranks_in_common(first, second):
    """Both boards' ranks over the zones ranked in both."""
    common = [zone for zone in CITIES if first["rank"].notna()[zone] & second["rank"].notna()[zone]]
    return (
        pd.DataFrame({"first": first["score"], "second": second["score"]})
        .loc[common]
        .astype(float)
        .rank(ascending=False, method="min")
    )


@pytest.mark.parametrize(("code", "revised"), BOARDS)
def test_the_board_is_the_one_the_readme_of_the_demonstration_prints(code, revised):
    scores = board(code, revised=revised).scores
    shown = scores[scores["score"].notna()]
    found = {
        zone: (str(row["score"]), None if pd.isna(row["rank"]) else int(row["rank"]))
        for zone, row in shown.iterrows()
    }
    assert found == BOARDS[code, revised]


def test_two_zones_tie_in_the_first_half_of_2023():
    scores = board("2023H1", revised=True).scores
    tied = scores[scores["is_tied"]]
    assert set(tied.index) == {"yichang", "xiangyang"}
    assert set(tied["score"]) == {Decimal("64.46")}


def test_only_donghu_falls_in_the_annual_board_of_2023():
    ranks = ranks_in_common(board("2022", revised=True).scores, board("2023", revised=True).scores)
    assert len(ranks) == 4
    fallen = ranks[ranks["second"] > ranks["first"]]
    assert fallen.to_dict("index") == {"donghu": {"first": 1, "second": 3}}


def test_the_revision_withdraws_the_fall_found_for_2022():
    before = board("2021", revised=False).scores
    first = ranks_in_common(before, board("2022", revised=False).scores)
    second = ranks_in_common(before, board("2022", revised=True).scores)
    assert list(first[first["second"] > first["first"]].index) == ["donghu"]
    assert second[second["second"] > second["first"]].empty


def test_what_cannot_be_reported_leaves_the_weights_and_costs_no_coverage():
    found = board("2022", revised=True)
    repair = found.contributions.set_index(["unit", "code"]).loc[("donghu", "repair_level")]
    assert pd.isna(repair["weight"])
    assert found.scores.loc["donghu", "coverage"] == 1


def test_weights_add_up_to_100_among_siblings():
    assert set(sibling_sums(tree()).values()) == {100}


def test_trade_weighs_most_in_the_default_scheme():
    themes = {row["code"]: float(row["weight"]) for row in SCHEME if row["parent"] == "total"}
    assert max(themes, key=themes.get) == "trade"
    assert len(themes) == 5
    assert 10 <= len(LEAVES) <= 12


def test_every_node_of_the_default_scheme_gives_its_reason_in_both_languages():
    for row in SCHEME:
        assert row["reason_zh"], row["code"]
        assert row["reason_en"], row["code"]
        assert row["name_zh"], row["code"]
        assert row["name_en"], row["code"]


def test_the_default_scheme_says_that_the_policy_prints_no_weights():
    assert "政策没有印出权重" in SETTINGS["note_zh"]
    assert "prints no weights" in SETTINGS["note_en"]
