"""A what-if asks as often, and answers as soon as a moving hand needs, at 200 zones as at 7."""

import statistics
import time

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from assessments import board, facts
from assessments.selectors import what_if_start
from tests.demo_database import demonstration  # noqa: F401
from tests.wide import widen_demonstration

pytestmark = [pytest.mark.usefixtures("demonstration"), pytest.mark.django_db]

FIGURE = {"zone1": "yichang", "indicator1": "trade_total", "amount1": "20"}
STEPS = [
    ("/what-if/2023/", {}),
    ("/what-if/2023/", {"w-trade": "10"} | FIGURE),
    ("/what-if/2023/result/", {"w-trade": "10", "moving": "1"}),
    ("/what-if/2023/result/", {"w-trade": "10"} | FIGURE),
    ("/what-if/2023Q3/result/", {"w-trade": "10"} | FIGURE),  # not assessed: nothing is stored
]
#: Seconds of the processor from the request to the answer: what others do on the machine at that
#: moment is not the page's. The browser has the rest of 0.3 s and 1 s.
LIMITS = {7: 0.25, 200: 0.9}


@pytest.fixture
def asked(client):
    client.force_login(User.objects.get(username="leader"))
    return client.get


def test_two_hundred_zones_cost_no_more_statements_than_seven(queries, asked, monkeypatch):
    counts = {}
    for count in (7, 200):
        with transaction.atomic():
            widen_demonstration(count)
            monkeypatch.setattr(what_if_start, "KEPT", what_if_start.Kept(8))
            for at, (path, query) in enumerate(STEPS):
                assert asked(path, query).status_code == 200  # the inputs are kept from here on
                with queries() as sent:
                    response = asked(path, query)
                assert response.status_code == 200
                counts.setdefault(at, []).append(len(sent))
            transaction.set_rollback(True)
    assert {STEPS[at]: few for at, few in counts.items() if len(set(few)) > 1} == {}
    assert max(map(max, counts.values())) <= 20


@pytest.mark.parametrize("count", LIMITS)
def test_the_first_step_after_opening_answers_in_time(asked, monkeypatch, count):
    widen_demonstration(count)
    for query in ({"w-trade": "9"}, {"w-trade": "9"} | FIGURE):
        took = []
        for _opening in range(2):
            monkeypatch.setattr(what_if_start, "KEPT", what_if_start.Kept(8))
            assert asked("/what-if/2023/").status_code == 200
            began = time.thread_time()
            answer = asked("/what-if/2023/result/", query | {"moving": "1"}).json()
            took.append(time.thread_time() - began)
            assert answer["result"].count("data-zone=") == count
        assert min(took) < LIMITS[count], (query, took)


def test_no_step_adds_up_figures_that_it_leaves_alone(asked, monkeypatch):
    """Last year's are added up when the page opens: what is supposed of this year leaves them."""
    added_up = []
    monkeypatch.setattr(what_if_start, "KEPT", what_if_start.Kept(8))
    assert asked("/what-if/2023/").status_code == 200

    def gather(told):
        added_up.append(str(told.period))
        return facts.gather(told)

    monkeypatch.setattr(board, "gather", gather)
    path = "/what-if/2023/result/"
    for query, expected in (({"w-trade": "9"}, []), ({"w-trade": "9"} | FIGURE, ["2023"])):
        added_up.clear()
        assert asked(path, query | {"moving": "1"}).status_code == 200
        assert added_up == expected


def test_no_step_chooses_the_provinces_totals_again(asked, monkeypatch):
    """No zone's figure moves them; the first step that supposes one looks for the base year's."""
    path, asks = "/what-if/2023/result/", {"moving": "1"} | FIGURE
    monkeypatch.setattr(what_if_start, "KEPT", what_if_start.Kept(8))
    assert asked(path, asks).status_code == 200
    monkeypatch.setattr(facts, "choose_vintage", lambda *_: pytest.fail("chosen again"))
    assert asked(path, asks | {"amount1": "30"}).status_code == 200


@pytest.mark.parametrize("count", LIMITS)
def test_a_step_answers_in_time(asked, count):
    widen_demonstration(count)
    path = "/what-if/2023/result/"
    for moved in ("w-trade", "amount1"):
        asked(path, {moved: "9", "moving": "1"} | ({} if moved == "w-trade" else FIGURE))
        took = []
        for value in range(10, 15):
            query = ({} if moved == "w-trade" else FIGURE) | {moved: str(value), "moving": "1"}
            began = time.thread_time()
            answer = asked(path, query).json()
            took.append(time.thread_time() - began)
            assert answer["result"].count("data-zone=") == count
        assert statistics.median(took) < LIMITS[count], (moved, took)
