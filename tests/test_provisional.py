"""A board before its figures are complete: marked wherever it is printed, without consequence."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

import pytest
from django.utils import timezone

from assessments.models import Assessment
from assessments.services.assessments import Refused, assessment_publish, assessment_run
from indicators.periods import parse_period
from tests.demo_database import demonstration  # noqa: F401
from tests.reading import open_as, read, text  # noqa: F401
from tests.reading_assessments import person  # noqa: F401

pytestmark = pytest.mark.usefixtures("demonstration", "db")
#: Who may see what is not published, and so its provisional boards.
INSIDERS = ("leader", "commerce", "commerce2")


@pytest.fixture
def board(person):
    """The board of 2024Q1, of which one zone of six has handed in."""
    return assessment_run(period=parse_period("2024Q1"), at=timezone.now(), by=person("commerce"))


def addresses(board):
    version = f"version={board.version}"
    return (
        f"/?period=2024Q1v{board.version}",
        f"/assessments/2024Q1/?{version}",
        f"/zones/donghu/?period=2024Q1&{version}",
        f"/zones/donghu/figures/trade_total/?period=2024Q1&{version}",
    )


@pytest.mark.parametrize("login", INSIDERS)
def test_every_page_that_prints_it_says_that_it_is_provisional(board, read, person, login):
    for address in addresses(board):
        page = read(person(login), address)
        badges = [text(one) for one in page.xpath("//header//*[contains(@class, 'zt-badge')]")]
        assert "provisional" in badges, address


def test_the_board_says_how_much_of_it_is_there(board, read, person):
    leader = person("leader")
    lowest = min(one.coverage for one in board.results.exclude(coverage=None))
    assert lowest == 0
    overview, assessment, zone, _figure = addresses(board)
    assert "Coverage 0.0% to" in text(read(leader, overview))
    assert "0.0%" in text(read(leader, assessment).xpath("//table")[0])
    assert "coverage " in text(read(leader, zone))


def test_its_flags_are_a_preview_and_lead_to_nothing(board, read, person):
    overview, assessment, zone, _figure = addresses(board)
    leader = person("leader")
    preview = "A preview: nothing follows from a flag before the assessment is published."
    assert "A preview: only a published assessment leads to anything." in text(
        read(leader, overview)
    )
    assert preview in text(read(leader, assessment))
    assert preview in text(read(leader, zone))
    assert preview not in text(read(leader, "/zones/donghu/?period=2023"))


def test_it_cannot_be_published(board, person):
    with pytest.raises(Refused) as refused:
        assessment_publish(assessment=board, at=timezone.now(), by=person("commerce"))
    assert refused.value.code == "quarters_stay_provisional"
    board.refresh_from_db()
    assert board.state == Assessment.State.DRAFT


@pytest.mark.parametrize("login", ["customs", "yichang", "fgw"])
def test_others_never_see_it(board, open_as, person, login):
    for address in addresses(board):
        assert open_as(person(login), address).status_code == 404


def test_the_overview_and_the_zones_show_what_is_published_all_the_same(board, read, person):
    leader = person("leader")
    assert "2023" in text(read(leader, "/").xpath("//h1")[0])
    assert "2024" not in text(read(leader, "/zones/").xpath("//table")[0])
