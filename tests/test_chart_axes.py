"""How an axis of quarters names them: each, or where they are many the first of a year."""

import pytest

from assessments.charts.overview import quarter_axis
from indicators.periods import Quarter


@pytest.mark.parametrize(
    ("count", "named"),
    [
        (3, ["Q4<br>2022", "Q1<br>2023", "Q2"]),
        (10, ["Q1<br>2023", "Q1<br>2024", "Q1<br>2025"]),
    ],
)
def test_names_never_stand_closer_than_they_are_wide(count, named):
    quarters = [Quarter(2022, 4).shift(one) for one in range(count)]
    axis = quarter_axis(quarters)
    assert axis["ticktext"] == named
    assert len(axis["tickvals"]) == len(named)
