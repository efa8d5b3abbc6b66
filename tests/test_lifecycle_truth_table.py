"""Every person's every move, from every state and under every date, through the services.

What is expected stands in `tests.life`, apart from the table that is tested. The same through the
site's addresses: `test_lifecycle_over_http.py`.
"""

import itertools

import pytest
from django.db import transaction
from django.utils import timezone

from indicators.services.submissions import Refused
from tests.collecting import make_people, make_place
from tests.factories import make_person
from tests.life import DATES, EVERYBODY, MOVES, STATES, Stage, do, everything, leads_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    """The place with everybody in it; the reporter hands in unless a test says otherwise."""
    place = make_place()
    people = make_people(place) | {"nobody": make_person("nobody", None)}
    return Stage(place["yichang"], people, "yichang", timezone.now())


def attempt(stage, move, target, login) -> bool:
    """Whether the move was made; a refusal is told by the service."""
    try:
        do(stage, move, target, stage.people[login])
    except Refused:
        return False
    return True


@pytest.mark.parametrize(
    ("submitter", "typist"),
    [("yichang", "yichang"), ("commerce", "commerce"), ("yichang", "commerce")],
)
@pytest.mark.parametrize("dates", DATES)
@pytest.mark.parametrize("state", STATES)
def test_a_move_is_made_where_the_reference_has_it_and_refused_elsewhere(
    state, dates, submitter, typist, stage
):
    stage.submitter, stage.typist = submitter, typist
    target = stage.set(state, dates)
    before = everything()
    for move, login in itertools.product(MOVES, sorted(EVERYBODY)):
        expected = leads_to(move, state, dates, login, submitter, typist)
        with transaction.atomic():
            made = attempt(stage, move, target, login)
            what = f"{login} makes the move {move}"
            if expected is None:
                assert everything() == before, what
                # To publish where nothing is verified is no fault: nothing was to be published.
                assert not made or move == "publish", what
            else:
                assert (made, stage.latest()) == (True, expected), what
                assert everything() != before, what
            transaction.set_rollback(True)


def test_the_reference_itself_allows_each_move_to_somebody_and_refuses_it_to_somebody():
    """Else the test above would prove nothing."""
    for move in MOVES:
        found = {
            leads_to(move, state, dates, login, "commerce") is not None
            for state, dates, login in itertools.product(STATES, DATES, EVERYBODY)
        }
        assert found == {True, False}, move


def test_a_superseded_version_stays_as_it_was_whatever_is_done(stage):
    target = stage.set("superseded", "open")
    kept = (target.state, target.note, target.saved_at)
    for move, login in itertools.product(MOVES, sorted(EVERYBODY)):
        with transaction.atomic():
            attempt(stage, move, target, login)
            target.refresh_from_db()
            assert (target.state, target.note, target.saved_at) == kept, (move, login)
            transaction.set_rollback(True)
