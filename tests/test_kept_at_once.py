"""Two people keep the same target, reading or class at once, or one clicks twice: done once."""

import pytest
from django.utils import translation

from indicators.models import Adoption, AnnualTarget, PublishedClass, Reading
from tests.assessing import make_world
from tests.at_once import at_once, browser_of, post
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db(transaction=True)
TARGET = "/targets/growth/?try=1&zone=a&year=2022&value=620&unit=万元&since=2022-07-01"


@pytest.fixture
def world():
    return make_world()


@pytest.fixture(autouse=True)
def _language():
    with translation.override("en"):
        yield
        assert audit_verdict().is_intact


CLASS = {"zone": "a", "year": "2022", "scope": "national", "list_name": "全国", "rank": "40"}
CLASS |= {"list_size": "150", "grade": "B", "source": "公告", "published_on": "2023-10-08"}


def test_a_double_click_enters_a_class_once(world):
    acts = [post(browser_of(world.staff), "/classes/", CLASS) for _twice in range(2)]
    assert [status for status, _said in at_once(*acts)] == [302, 302]
    assert PublishedClass.objects.count() == 1


def test_two_who_enter_a_class_at_once_are_told_of_each_other(world):
    other = CLASS | {"rank": "41"}
    first = post(browser_of(world.staff), "/classes/", CLASS)
    answers = at_once(first, post(browser_of(world.reviewer), "/classes/", other))
    assert sorted(status for status, _said in answers) == [200, 302]
    (said,) = [said for status, said in answers if status == 200]
    assert "is entered already" in said
    assert PublishedClass.objects.count() == 1


@pytest.fixture
def phrase(world):
    return Reading.objects.create(
        policy=world.policy, order=1, clause="1", printed="下降", adopted="增长", kind="direction"
    )


READING = "/readings/1/?try=1&adopted=上升&kind=wording&confidence=&since=2022-07-01"


def test_a_double_click_adopts_a_reading_once(world, phrase):
    typed = {"reason_zh": "核对原件", "seen": "0"}
    acts = [post(browser_of(world.staff), READING, typed) for _twice in range(2)]
    assert [status for status, _said in at_once(*acts)] == [302, 302]
    assert Adoption.objects.get().reading == phrase


def test_two_who_adopt_a_reading_at_once_are_told_of_each_other(world, phrase):
    first = post(browser_of(world.staff), READING, {"reason_zh": "甲", "seen": "0"})
    answers = at_once(
        first, post(browser_of(world.reviewer), READING, {"reason_zh": "乙", "seen": "0"})
    )
    assert sorted(status for status, _said in answers) == [200, 302]
    (said,) = [said for status, said in answers if status == 200]
    assert "Somebody else has adopted a reading" in said
    assert Adoption.objects.get().reading == phrase


def test_a_double_click_sets_a_target_once(world):
    typed = {"reason_zh": "经协商", "seen": "0"}
    client, again = browser_of(world.staff), browser_of(world.staff)
    answers = at_once(post(client, TARGET, typed), post(again, TARGET, typed))
    assert [status for status, _said in answers] == [302, 302]
    assert AnnualTarget.objects.count() == 1
    assert AuditEntry.objects.filter(action="target_set").count() == 1


def test_two_who_set_a_target_at_once_are_told_of_each_other(world):
    first = post(browser_of(world.staff), TARGET, {"reason_zh": "甲", "seen": "0"})
    second = post(browser_of(world.reviewer), TARGET, {"reason_zh": "乙", "seen": "0"})
    answers = at_once(first, second)
    assert sorted(status for status, _said in answers) == [200, 302]
    (said,) = [said for status, said in answers if status == 200]
    assert "Somebody else has set this zone's target" in said
    assert AnnualTarget.objects.count() == 1
