"""The policy's own two goals on the demonstration's overview, by what its assessment froze."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

from fractions import Fraction

import pytest

from assessments.models import Assessment, Figure
from indicators.models import ProvinceFigure
from tests.demo_database import demonstration  # noqa: F401
from tests.reading import open_as, read, text  # noqa: F401
from tests.reading_assessments import leader, person  # noqa: F401

pytestmark = pytest.mark.usefixtures("demonstration", "db")


@pytest.fixture
def said(read, leader):
    """`said(period="2022")`: the checks that an overview prints."""

    def find(**query) -> list[str]:
        return [text(one) for one in read(leader, "/", **query).xpath("//p[@data-check]")]

    return find


def test_the_overview_of_the_last_year_names_the_policys_own_figures(said):
    (sentence,) = said()
    for figure in ("35%", "30.060", "73.959", "11.5%", "644.970", "13%", "83.846"):
        assert figure in sentence


@pytest.mark.parametrize("period", ["2022", "2023H1"])
def test_before_the_last_year_is_over_the_overview_says_nothing_of_it(period, said):
    assert said(period=period) == []


def test_a_total_revised_later_does_not_move_a_published_overview(said):
    before = said()
    ProvinceFigure.objects.filter(year=2023, quarter=4).update(value=70_000_000)
    assert said() == before


def test_the_total_is_the_one_that_the_assessment_froze():
    found = Figure.objects.get(
        assessment=Assessment.objects.get(period="2023", state="published"),
        zone=None,
        indicator__code="trade_total",
    )
    whole = Fraction(found.value) / Fraction(found.share) * 100 / 10_000
    assert round(float(whole), 2) == 6449.7
