"""Two people at once in the right of reply: one does it, the other is told, nothing is lost."""

from datetime import timedelta
from functools import partial

import pytest

from assessments.models import Assessment, Reply, ReplyAnswer, ReplyWindow
from assessments.services.refused import Refused
from tests.assessing import publish
from tests.at_once import at_once
from tests.factories import make_person
from tests.hearing import CLOSES, JUST_BEFORE, answered, extended, make_hearing, opened, replied
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hearing():
    world, people, draft = make_hearing()
    people["colleague"] = make_person("reporter-a2", zone=world.a)
    return draft, people


def codes(results) -> list[str]:
    """The codes of those who were refused; any other exception is a fault."""
    assert audit_verdict().is_intact
    return [one.code for one in results if isinstance(one, Refused)]


def test_two_reporters_of_a_zone_do_not_overwrite_each_other(hearing):
    draft, people = hearing
    opened(draft, people["commerce"])
    results = at_once(
        partial(replied, people["own zone"], reason="甲"),
        partial(replied, people["colleague"], reason="乙"),
    )
    assert codes(results) == ["replied_meanwhile"]
    assert Reply.objects.count() == 1


def test_two_who_open_a_window_open_one(hearing):
    draft, people = hearing
    results = at_once(
        partial(opened, draft, people["commerce"]), partial(opened, draft, people["commerce2"])
    )
    assert codes(results) == ["window_stands"]
    assert ReplyWindow.objects.count() == 1


def test_two_reviewers_do_not_overwrite_each_others_answer(hearing):
    draft, people = hearing
    opened(draft, people["commerce"])
    reply = replied(people["own zone"])
    results = at_once(
        partial(answered, reply, people["commerce"], "upheld"),
        partial(answered, reply, people["commerce2"], "stands"),
    )
    assert codes(results) == ["answered_meanwhile"]
    assert ReplyAnswer.objects.count() == 1


def test_a_window_extended_while_it_is_published_is_one_or_the_other(hearing):
    draft, people = hearing
    opened(draft, people["commerce"])
    replied(people["own zone"], "agree", "", at=JUST_BEFORE)
    results = at_once(
        partial(extended, draft, people["commerce"], CLOSES + timedelta(days=9), CLOSES),
        partial(publish, draft, CLOSES),
    )
    assert codes(results) in (["under_reply"], ["not_open"])
    states = Assessment.objects.get().state, ReplyWindow.objects.get().state
    assert states in (("under_reply", "standing"), ("published", "published"))
