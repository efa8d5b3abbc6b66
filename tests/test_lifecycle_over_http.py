"""Every person's every button, cell and file, from every state and under every date.

What is expected stands in `tests.life`. Whatever the way in, a person who may not, a state that
does not allow it, and a lock are met with an answer and no change.
"""

from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from indicators.models import Submission, Upload
from indicators.selectors.collection import token_of
from tests.collecting import PAGE, make_people, make_place, typed
from tests.factories import make_person, user_of
from tests.grid import edit, results, send, token
from tests.life import EVERYBODY, STATES, Stage, everything, leads_to

pytestmark = pytest.mark.django_db
HEADER = "zone,quarter,indicator,value,unit,basis,state,reason"
FILE = f"{HEADER}\nyichang,2022Q2,vehicles,9,辆,quarter,,\n"


@pytest.fixture
def stage():
    place = make_place()
    people = make_people(place) | {"nobody": make_person("nobody", None)}
    return Stage(place["yichang"], people, "yichang", timezone.now())


@dataclass
class Visitor:
    """Somebody at the zone's pages, with the figures before their eyes as they are stored now."""

    stage: Stage
    login: str

    def __post_init__(self):
        self.person = self.stage.people[self.login]
        self.client = Client()
        self.client.force_login(user_of(self.person))

    def press(self, button: str, **fields) -> int:
        """The status of the answer to a button of the zone's page."""
        latest = Submission.objects.order_by("-version").first()
        about = {"move": button, "seen": token_of(latest), "note": "重报"} | fields
        return self.client.post(PAGE, typed(**about)).status_code

    def type_a_cell(self, **more) -> int:
        """The status of the answer to a cell of the grid, 400 where the cell is not saved."""
        cell = edit("vehicles", 9, token=token("vehicles"))
        response = send(self.client, self.person, cell, **more)
        is_refused = response.status_code == 200 and results(response) != ["saved"]
        return 400 if is_refused else response.status_code

    def bring_a_file(self, move: str, **fields) -> int:
        """The status of the answer to a file that is confirmed, or of the step it ends at."""
        file = SimpleUploadedFile("q2.csv", FILE.encode(), content_type="text/csv")
        answer = self.client.post(f"{PAGE}upload", {"file": file})
        preview = answer.headers.get("Location", "")
        if "/uploads/" not in preview:
            return answer.status_code
        seen = self.client.get(preview).context["compared"].token
        data = {"move": move, "seen": seen, "is_incomplete_accepted": "on"} | fields
        return self.client.post(preview, data).status_code


#: Each way in: the moves that it makes one after the other, and how.
WAYS = {
    "save": (["enter"], lambda who: who.press("save")),
    "save with a reason": (["revise"], lambda who: who.press("save", revision_reason="核对")),
    "hand in": (["enter", "submit"], lambda who: who.press("submit")),
    "return": (["return"], lambda who: who.press("return")),
    "verify": (["verify"], lambda who: who.press("verify")),
    "cell": (["enter"], lambda who: who.type_a_cell()),
    "cell with a reason": (
        ["revise"],
        lambda who: who.type_a_cell(reasons={"yichang": "核对"}),
    ),
    "file": (["enter"], lambda who: who.bring_a_file("confirm")),
    "file handed in": (["enter", "submit"], lambda who: who.bring_a_file("hand_in")),
    "file with a reason": (
        ["revise"],
        lambda who: who.bring_a_file("confirm", revision_reason="核对"),
    ),
}

#: Where the reviewer of the stage has pressed "verify" already: it is said, and nothing changes.
VERIFIED = ("verified", "published", "superseded")


def ends_in(moves, state, dates, login, submitter) -> str | None:
    """The state after all the moves; None where one of them is refused."""
    # A superseded version has no page: what the zone's page shows is the one that is verified.
    found: str | None = "verified" if state == "superseded" else state
    for move in moves:
        found = found and leads_to(move, found, dates, login, submitter)
    return found


@pytest.mark.parametrize("dates", ["open", "locked", "reopened"])
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("way", WAYS)
def test_every_way_in_does_what_the_reference_has_and_nothing_else(way, state, dates, stage):
    stage.set(state, dates)
    moves, go = WAYS[way]
    before = everything()
    for login in sorted(EVERYBODY):
        expected = ends_in(moves, state, dates, login, stage.submitter)
        with transaction.atomic():
            status = go(Visitor(stage, login))
            if expected is None:
                assert everything() == before, login
                is_told_again = (way, login) == ("verify", "commerce2") and state in VERIFIED
                assert status == 302 if is_told_again else status in (200, 400, 403, 404), login
            else:
                assert (status in (200, 302), stage.latest()) == (True, expected), login
                assert everything() != before, login
            transaction.set_rollback(True)


def test_a_stranger_is_sent_to_the_login_by_every_way_in(stage):
    stage.set("submitted", "open")
    before = everything()
    visitor = Visitor(stage, "yichang")
    visitor.client.logout()
    for way, (_moves, go) in WAYS.items():
        assert go(visitor) == 302, way
        assert everything() == before, way
    assert not Upload.objects.exists()


def test_nobody_reviews_their_own_by_any_button(stage):
    stage.submitter = "commerce"
    stage.set("submitted", "open")
    before = everything()
    for button in ("return", "verify"):
        assert Visitor(stage, "commerce").press(button) == 200
        assert everything() == before
    assert Visitor(stage, "commerce2").press("verify") == 302
    assert stage.latest() == "verified"
