"""Two people who run or publish the same assessment at once: one does it, the other is told."""

from datetime import timedelta

import pytest
from django.utils import translation

from assessments.models import Assessment
from indicators.models import Submission
from indicators.services.submissions import submission_verify
from tests.assessing import AFTER, World, make_world, publish, run
from tests.at_once import at_once, client_of, post
from tests.factories import make_submission
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db(transaction=True)
RUN, PUBLISH = "/assessments/run/", "/assessments/2022/publish/"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture(autouse=True)
def _language():
    with translation.override("en"):
        yield


def both(world, url: str, data: dict) -> list[tuple[int, str]]:
    """What two people of the department are told who send the same form at once."""
    clients = [client_of(person) for person in (world.staff, world.reviewer)]
    for client in clients:
        client.cookies["django_language"] = "en"
    told = at_once(*(post(client, url, data) for client in clients))
    assert [status for status, _said in told] == [302, 302]
    assert audit_verdict().is_intact
    return sorted(said for _status, said in told)


def logged(action: str) -> int:
    return AuditEntry.objects.filter(action=action).count()


def test_an_assessment_run_twice_is_one_draft(world):
    told = both(world, RUN, {"period": "2022"})
    assert any(
        said.startswith("2022 is assessed: version 1") or "version 1" in said for said in told
    )
    assert list(Assessment.objects.values_list("version", "state")) == [(1, "draft")]
    assert logged("assessment_run") == 1


def test_an_old_draft_that_two_people_replace_makes_way_for_one(world):
    run()
    world.revise(world.b, "2022Q4", 110, AFTER + timedelta(days=1))
    both(world, RUN, {"period": "2022"})
    assert Assessment.objects.filter(state="draft").count() == 1
    assert logged("assessment_run") == 2
    assert logged("assessment_discarded") == 1


def test_an_assessment_published_twice_is_published_once(world):
    run()
    told = both(world, PUBLISH, {"version": 1})
    assert told[0] == "This assessment is published already, or was replaced. Reload the page."
    assert "is published." in told[1]
    assert logged("assessment_published") == 1
    assert logged("published") == Submission.objects.filter(published_at__isnull=False).count() > 0


def test_two_periods_published_at_once_publish_each_version_once(world):
    year, half = run(), run("2022H1")
    acts = [lambda one=one: publish(one) for one in (year, half)]
    assert [found.state for found in at_once(*acts)] == ["published", "published"]
    assert logged("published") == Submission.objects.filter(published_at__isnull=False).count()


def test_what_is_verified_while_an_assessment_is_published_is_not_published_with_it(world):
    """Both look at what is stored; whichever is first, nothing is published that was not judged."""
    draft = run()
    held = Submission.objects.get(zone=world.b, quarter__year=2022, quarter__quarter=4)
    people = {"by": world.staff, "state": "submitted"}
    waiting = make_submission(world.b, "2022Q4", {"trade_total": 110}, **people)
    before = AFTER - timedelta(hours=1)  # the reviewer pressed the button before the draft was run
    at_once(
        lambda: publish(draft),
        lambda: submission_verify(submission=waiting, by=world.reviewer, at=before),
    )
    held.refresh_from_db()
    waiting.refresh_from_db()
    draft.refresh_from_db()
    assert (held.state, waiting.state) == ("superseded", "verified")
    assert waiting.published_at is None
    assert (held.published_at is not None) == (draft.state == "published")
