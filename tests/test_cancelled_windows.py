"""A reply window that was cancelled: what was said in it stays wherever the year is told."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

from datetime import timedelta

import lxml.html
import pytest
from django.test import Client

from assessments.models import Reply
from assessments.selectors.appraisal_rows import found_facts
from assessments.selectors.bulletin_replies import hearing_facts
from assessments.selectors.reply_windows import window_before, window_of
from tests.assessing import publish, run
from tests.factories import user_of
from tests.hearing import (  # noqa: F401
    CLOSES,
    OPENED,
    WITHIN,
    answered,
    cancelled,
    draft,
    finding,
    hearing,
    hearing_made,
    opened,
    people,
    replied,
    world,
)
from tests.reading import text

pytestmark = pytest.mark.django_db
LATER = CLOSES + timedelta(days=1)
PAGES = ("/assessments/2022/replies/", "/assessments/2022/", "/zones/a/")


@pytest.fixture
def cut_short(draft, people):
    """The draft whose window was cancelled right after a zone had disputed its finding."""
    opened(draft, people["commerce"])
    replied(people["own zone"])
    cancelled(draft, people["commerce"])
    return draft


@pytest.fixture
def clock(monkeypatch):
    def stand_at(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    stand_at(LATER)
    return stand_at


def read(people, login, address):
    """What a person reads at an address, in English."""
    client = Client()
    client.force_login(user_of(people[login]))
    client.cookies["django_language"] = "en"
    response = client.get(address)
    assert response.status_code == 200, address
    return text(lxml.html.fromstring(response.content.decode()))


def publish_with_reason(draft, people, at=LATER):
    return publish(draft, at, by=people["commerce"], unheard_reason="年内须发布。")


@pytest.mark.parametrize("login", ["own zone", "customs"])
def test_no_page_hides_or_contradicts_what_was_said_before(cut_short, people, clock, login):
    publish_with_reason(cut_short, people)
    for address in PAGES:
        words = read(people, login, address)
        assert "was cancelled on 2023-03-04 because: 数据有误." in words, address
        assert "基数口径不一致" in words, address
        assert "not answered" in words, address
        assert "published without one, reason: 年内须发布." in words, address
        assert "disputed: 1, without a reply" in words, address
        assert "No reply window" not in words, address
        assert "no reply window" not in words, address
    assert "基数口径不一致 (the window was cancelled later)" in read(
        people, login, "/zones/a/timeline/"
    )


def test_the_zone_reads_its_own_dispute_with_what_became_of_it(cut_short, people, clock):
    publish_with_reason(cut_short, people)
    words = read(people, "own zone", "/assessments/2022/reply/")
    assert "was cancelled on 2023-03-04 because: 数据有误." in words
    assert "not answered" in words
    assert "Save the reply" not in words
    answer = read(people, "own zone", f"/assessments/2022/replies/{Reply.objects.get().pk}/")
    assert "was cancelled on 2023-03-04 because: 数据有误." in answer
    assert "published without one, reason: 年内须发布." in answer


def test_the_draft_asks_why_it_is_published_though_a_dispute_has_no_answer(
    cut_short, people, clock
):
    words = read(people, "commerce", "/assessments/2022/?version=1")
    assert "left 1 dispute without an answer: say why it is published all the same" in words
    assert "Open the reply window" in words, "another window may follow"
    record = read(people, "commerce", "/assessments/2022/replies/?version=1")
    assert "Disputed and not answered: 1." in record
    waiting = read(people, "commerce", "/assessments/2022/replies/?version=1&show=waiting")
    assert "There is no finding here." in waiting, "nothing can be answered any more"


def test_bulletin_and_extract_tell_the_dispute_and_why_it_was_published(cut_short, people):
    year = publish_with_reason(cut_short, people)
    told = hearing_facts(year)
    assert (told.opened, told.closes, told.version) == ("", "", 0)
    assert [one.zh for one in told.cancelled] == [
        "2023-03-02开启、原定至2023-03-12 08:00的征求意见期，于2023-03-04取消，原因：数据有误。"
    ]
    assert told.unheard.zh == "2022年考核第1版在征求意见期取消后即予发布，原因：年内须发布。"
    said, silent = told.replies
    assert (said.stance, said.reason) == ("dispute", "基数口径不一致")
    assert said.outcome_words.zh == (
        "未答复（征求意见期取消前未作答复，考核未经答复即予发布，原因：年内须发布）"
    )
    assert silent.stance_words.zh == "征求意见期取消前未提出意见"
    (found, other), asked = found_facts(year)
    assert (found.is_disputed, found.reason) == (True, "基数口径不一致")
    assert found.outcome == said.outcome_words
    assert (other.stance.zh, other.silence.zh) == ("", "征求意见期取消前未提出意见")
    assert asked.zh == told.cancelled[0].zh + told.unheard.zh


def test_what_was_said_in_a_cancelled_window_stands_beside_the_one_that_followed(
    cut_short, people, clock
):
    clock(WITHIN)
    opened(cut_short, people["commerce"])
    words = read(people, "own zone", "/assessments/2022/reply/")
    assert "Without a reply so far: 1 of 1." in words
    assert words.count("Save the reply") == 1, "what was said before is no form any more"
    answered(replied(people["own zone"], reason="另有依据"), people["commerce"])
    clock(LATER)
    year = publish_with_reason(cut_short, people)
    assert year.unheard_reason == ""
    told = hearing_facts(year)
    assert told.opened == "2023-03-02"
    assert len(told.cancelled) == 1
    assert [(one.reason, one.is_aside) for one in told.replies if one.stance] == [
        ("另有依据", False),
        ("基数口径不一致", True),
    ]
    words = read(people, "customs", PAGES[0])
    assert "agreed: 0, disputed: 1, without a reply: 1." in words, "the window that counts"
    assert "Said in the window opened on 2023-03-02, which was cancelled." in words
    assert "另有依据" in words
    (found, _), asked = found_facts(year)
    assert found.reason == "另有依据"
    assert "取消" in asked.zh
    assert "期限至2023-03-12" in asked.zh


# A version that replaces a published one


def test_a_replacing_version_tells_of_a_cancelled_window_before_it(world, cut_short, people, clock):
    first = publish_with_reason(cut_short, people)
    world.revise(world.b, "2022Q4", 60, LATER)
    again = publish(run(at=LATER + timedelta(days=1)), LATER + timedelta(days=2))
    assert window_before(again) == window_of(first)
    told = hearing_facts(again)
    assert (told.version, told.closes, told.cancelled) == (1, "", ())
    assert "数据有误" in told.before.zh
    assert "基数口径不一致" in [one.reason for one in told.replies]
    found, asked = found_facts(again)
    (said,) = [one for one in found if one.reason]
    assert said.stance.zh == "有异议（对第1版考核所提）"
    assert "第1版考核：2023-03-02开启" in asked.zh
    clock(LATER + timedelta(days=3))
    words = read(people, "customs", PAGES[0])
    assert "Replies and answers of version 1 (its window was cancelled on 2023-03-04)" in words


def test_the_extract_of_a_replacing_version_keeps_the_replies_of_the_window_before(
    world, draft, people
):
    opened(draft, people["commerce"])
    answered(replied(people["own zone"]), people["commerce"])
    answered(replied(people["other zone"], zone="b"), people["commerce"])
    publish(draft, CLOSES)
    world.revise(world.b, "2022Q4", 60, CLOSES)
    again = publish(run(at=LATER), LATER)
    found, asked = found_facts(again)
    same, changed = found
    assert (same.stance.zh, same.is_disputed) == ("有异议（对第1版考核所提）", True)
    assert same.answer == "口径以通知为准"
    assert (changed.reason, changed.is_disputed) == ("基数口径不一致", False)
    assert "变" in changed.stance.zh
    assert "第1版考核发布前已就其认定事项征求意见，期限至2023-03-12。" in asked.zh


def test_a_window_in_which_nobody_said_anything_is_no_window_before(world, draft, people):
    opened(draft, people["commerce"])
    assert finding().shown_at == OPENED
    cancelled(draft, people["commerce"])
    publish_with_reason(draft, people)
    world.revise(world.b, "2022Q4", 60, LATER)
    again = publish(run(at=LATER + timedelta(days=1)), LATER + timedelta(days=2))
    assert window_before(again) is None
