"""After an act the page leads on to what comes next for whoever acted."""

import pytest
from django.utils import translation

from indicators.models import Submission
from indicators.selectors.next_steps import after_entering, after_reviewing
from tests.collecting import AT, LATER, PAGE, entry, hand_in, open_quarter, seen, verified
from tests.reading import parsed

pytestmark = pytest.mark.django_db
FIGURES = [entry("trade_import", 5), entry("trade_export", 7)]


@pytest.fixture(autouse=True)
def _language():
    with translation.override("en"):
        yield


def next_link(client, move: str) -> tuple[str, str]:
    """The words and the address of where the page leads on to after a move."""
    data = {"move": move, "seen": seen(client), "note": "查"}
    (link,) = parsed(client.post(PAGE, data, follow=True)).xpath("//a[@class='zt-next']")
    return link.text, link.get("href")


def test_after_verifying_comes_the_next_zone_that_waits(place, people, sign_in):
    hand_in(place["yichang"], FIGURES, people["yichang"])
    hand_in(place["donghu"], FIGURES, people["commerce2"])
    words, href = next_link(sign_in("commerce"), "verify")
    assert (words, href) == (
        "Next for you: Donghu Comprehensive Bonded Zone, 2022Q2 (Review)",
        "/collect/2022Q2/donghu/",
    )


def test_while_somebody_lacks_the_quarters_board_says_who(place, people, sign_in):
    hand_in(place["yichang"], FIGURES, people["yichang"])
    for move in ("return", "verify"):
        Submission.objects.update(state="submitted")
        assert next_link(sign_in("commerce"), move)[1] == "/collect/2022Q2/"


@pytest.mark.parametrize(
    ("quarter", "period", "words"),
    [
        ("2022Q1", "2022Q1", "Next: assess 2022Q1, provisionally"),
        ("2022Q2", "2022H1", "Next: assess the first half of 2022"),
        ("2022Q4", "2022", "Next: assess the year 2022"),
    ],
)
def test_once_every_zone_is_verified_the_period_is_assessed(quarter, period, words, place, people):
    both = {"submitter": people["yichang"], "reviewer": people["commerce"]}
    for zone in ("yichang", "donghu"):
        verified(place[zone], FIGURES, both | {"submitter": people["commerce2"]}, quarter)
    (link,) = after_reviewing(people["commerce"], open_quarter(quarter), LATER)
    assert (link.text, link.href) == (words, f"/assessments/?period={period}#run")


def test_a_reporter_who_handed_in_is_led_to_what_else_is_theirs_and_to_nothing_else(place, people):
    hand_in(place["yichang"], FIGURES, people["yichang"])
    quarter = open_quarter("2022Q2")
    assert [one.href for one in after_entering(people["yichang"], quarter, AT)] == []
    open_quarter("2022Q3")
    assert [one.href for one in after_entering(people["yichang"], quarter, AT)] == [
        "/collect/2022Q3/yichang/"
    ]
