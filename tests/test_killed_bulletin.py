"""A bulletin is published whole or not at all: its server killed on the way, or two who press."""

import http.client
import threading

import pytest
from django.utils import timezone

from assessments.models import Bulletin, BulletinFile
from assessments.selectors.bulletin_papers import snapshot_of
from assessments.services.assessments import assessment_run
from assessments.services.bulletin_drafts import bulletin_prepare
from indicators.periods import parse_period
from tests.assessing import make_world
from tests.served import Moment
from tests.servers import Browser, serving
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db(transaction=True)
#: Three formats and the data, in two languages.
FILES = 8


@pytest.fixture
def world():
    return make_world()


def draft_of(code: str, world) -> tuple[str, dict[str, str]]:
    """The address that publishes a quarter's review sheet, and the form that does it."""
    period, at = parse_period(code), timezone.now()
    assessment_run(period=period, at=at)
    draft = bulletin_prepare(period=period, at=at, by=world.staff)
    form = {"version": str(draft.version), "seen": snapshot_of(draft).sha256}
    return f"/bulletins/{code}/publish/", form


def told(code: str) -> tuple[str, int, int]:
    """The bulletin's state, its files, and how often the log says that it was published."""
    assert audit_verdict().is_intact
    bulletin = Bulletin.objects.get(code=code)
    entries = AuditEntry.objects.filter(action="bulletin_published", code=bulletin.code)
    return bulletin.state, bulletin.files.count(), entries.count()


def test_a_server_killed_while_it_publishes_leaves_a_draft_or_a_bulletin_with_its_files(world):
    path, form = draft_of("2021Q1", world)
    with serving() as server:
        assert Browser(world.staff, server).post(path, form)[0] == 302
        writes = server.writes.value
    assert told("2021Q1") == ("published", FILES, 1)
    moments = [Moment("write", 1), Moment("write", writes), Moment("before commit")]
    for code, moment in zip(
        ("2021Q2", "2021Q3", "2022Q1", "2022Q2"), [*moments, Moment("after commit")], strict=True
    ):
        path, form = draft_of(code, world)
        with serving(death=moment) as server:
            with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
                Browser(world.staff, server).post(path, form)
            server.wait_until_killed()
        is_done = moment.what == "after commit"
        assert told(code) == (("published", FILES, 1) if is_done else ("draft", 0, 0)), moment
        # The site starts again: the same page, sent once more, does it, or says who did.
        with serving() as server:
            status, _page = Browser(world.staff, server).post(path, form)
        assert status == (409 if is_done else 302), moment
        assert told(code) == ("published", FILES, 1)


def test_of_two_who_publish_at_once_one_does_and_the_other_is_told(world):
    path, form = draft_of("2021Q1", world)
    start, answers = threading.Barrier(2), []

    with serving() as server:

        def press(person):
            browser = Browser(person, server)
            start.wait(10)
            answers.append(browser.post(path, form))

        people = (world.staff, world.reviewer)
        threads = [threading.Thread(target=press, args=(one,)) for one in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert sorted(status for status, _page in answers) == [302, 409]
    assert "第1版已由" in dict(answers)[409]
    assert told("2021Q1") == ("published", FILES, 1)
    assert BulletinFile.objects.count() == FILES
