"""The demonstration's files as rows and frames, read without the database."""

import csv
from pathlib import Path

import pandas as pd

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
DEMO = FIXTURES / "demo"

#: The city of each zone: matchmaking events are counted by city.
CITIES = {
    "donghu": "wuhan",
    "xingang-konggang": "wuhan",
    "jingkai": "wuhan",
    "yichang": "yichang",
    "xiangyang": "xiangyang",
    "qipanzhou": "huangshi",
}


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one file under fixtures/, as text."""
    with (FIXTURES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def starts() -> dict[str, tuple[int, int]]:
    """The first quarter each zone reports."""
    return {row["zone"]: quarter(row["quarter"]) for row in rows("demo/reporting_starts.csv")}


def quarter(code: str) -> tuple[int, int]:
    """Year and quarter of ``2022Q3``."""
    year, number = code.split("Q")
    return int(year), int(number)


def figures(*, revised: bool) -> pd.DataFrame:
    """The figures as first reported or as revised: zone, year, quarter, indicator, value, state.

    The total of trade is added, as the system does.
    """
    new = {
        (row["zone"], row["quarter"], row["indicator"]): row["new"]
        for row in rows("demo/revisions.csv")
        if revised
    }
    listed = []
    for row in rows("demo/figures.csv"):
        value = new.get((row["zone"], row["quarter"], row["indicator"]), row["value"])
        year, number = quarter(row["quarter"])
        listed.append(
            {
                "zone": row["zone"],
                "year": year,
                "quarter": number,
                "indicator": row["indicator"],
                "value": float(value) if value else float("nan"),
                "state": row["state"],
            }
        )
    frame = pd.DataFrame(listed)
    traded = frame[frame["indicator"].isin(["trade_import", "trade_export"])]
    total = traded.groupby(["zone", "year", "quarter"], as_index=False)["value"].sum()
    return pd.concat([frame, total.assign(indicator="trade_total", state="value")])


def yearly(frame: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """A flow's yearly sums: one row a zone, one column a year."""
    of_it = frame[frame["indicator"] == indicator]
    return of_it.pivot_table("value", "zone", "year", aggfunc="sum")
