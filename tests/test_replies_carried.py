"""A year published again after another reply window: what was said of the same finding stands."""

from datetime import timedelta

import lxml.html
import pytest
from django.contrib.auth.models import User
from django.test import Client

from assessments.models import Case
from assessments.selectors.appraisal_rows import found_facts
from assessments.selectors.bulletin_replies import hearing_facts
from assessments.selectors.hearings import hearing_of
from assessments.selectors.replies_waiting import replies_waiting
from assessments.selectors.reply_notices import reply_letters_due
from assessments.selectors.reply_windows import window_of
from assessments.services.assessments import Refused
from assessments.services.reply_windows import reply_window_open
from tests.assessing import publish, run
from tests.evidence_files import examined
from tests.factories import user_of
from tests.hearing import CLOSES, WITHIN, answered, cancelled, make_hearing, opened, replied
from tests.reading import text

pytestmark = pytest.mark.django_db
#: The second window: it opens two days after the first version was published.
AGAIN = CLOSES + timedelta(days=2)
AGAIN_CLOSES = AGAIN + timedelta(days=10)
BETWEEN = AGAIN + timedelta(days=1)
CARRIED = "Said of version 1; the finding has not changed."


@pytest.fixture
def heard(db):
    """Zone a disputed the first version, and is asked again as a figure of zone b is revised."""
    world, people, draft = make_hearing()
    opened(draft, people["commerce"])
    answered(replied(people["own zone"]), people["commerce"])
    return world, people, draft


def asked_again(world, people, value=60, days=0):
    """The next version of the year, with a window of its own."""
    later = timedelta(days=days)
    world.revise(world.b, "2022Q4", value, CLOSES + later)
    draft = run(at=CLOSES + timedelta(days=1) + later)
    reply_window_open(
        assessment=draft, until=AGAIN_CLOSES + later, at=AGAIN + later, by=people["commerce"]
    )
    draft.refresh_from_db()
    return draft


def asked_again_after_a_cut(world, people, draft):
    """The next version with a window of its own, after one published with its window cancelled."""
    cancelled(draft, people["commerce"])
    publish(draft, CLOSES, by=people["commerce"], unheard_reason="年内须发布。")
    world.revise(world.a, "2022Q4", 160, CLOSES)
    again = run(at=CLOSES + timedelta(days=1))
    reply_window_open(assessment=again, until=AGAIN_CLOSES, at=AGAIN, by=people["commerce"])
    again.refresh_from_db()
    return again


@pytest.fixture
def second(heard):
    world, people, draft = heard
    publish(draft, CLOSES)
    return asked_again(world, people)


@pytest.fixture
def read(heard, monkeypatch):
    """What a person reads at an address and a moment, in English."""

    def look(login, address, at):
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)
        client = Client()
        client.force_login(user_of(heard[1][login]))
        client.cookies["django_language"] = "en"
        response = client.get(address)
        assert response.status_code == 200, address
        return lxml.html.fromstring(response.content.decode())

    return look


def of(draft, zone):
    found = hearing_of(draft, window_of(draft)).findings
    return next(one for one in found if one.zone == zone)


def test_the_form_shows_what_the_zone_said_and_asks_for_nothing_it_has_said(heard, second, read):
    people = heard[1]
    page = read("own zone", "/assessments/2022/reply/", BETWEEN)
    words = text(page)
    for part in (CARRIED, "基数口径不一致", "口径以通知为准", "It stands for this version too"):
        assert part in words, part
    assert page.xpath("//form[@data-keep]//input[@name='stance'][@checked]/@value") == ["dispute"]
    assert page.xpath("//form[@data-keep]//textarea[@name='reason']")[0].text.strip() == (
        "基数口径不一致"
    )
    assert "Every finding has its reply" in words
    (waiting,) = replies_waiting(people["own zone"], BETWEEN)
    assert waiting.kind == "info"
    (asked,) = replies_waiting(people["other zone"], BETWEEN)
    assert asked.kind == "warning", "of the other zone's finding nothing was said yet"
    User.objects.filter(pk=people["own zone"].user_id).update(email="a@zone.example")
    User.objects.filter(pk=people["other zone"].user_id).update(email="b@zone.example")
    letters = reply_letters_due(BETWEEN).letters
    left = {one.zone.code: one.left for letter in letters for one in letter.notices}
    assert left == {"a": 0, "b": 1}


def test_pages_and_papers_of_the_second_version_tell_what_was_said_of_the_first(
    heard, second, read
):
    year, later = publish(second, AGAIN_CLOSES), AGAIN_CLOSES + timedelta(days=1)
    case = Case.objects.get(zone__code="a", track="notice").get_absolute_url()
    for address in ("/assessments/2022/replies/", "/assessments/2022/", "/zones/a/", case):
        words = text(read("leader", address, later))
        for part in (CARRIED, "基数口径不一致", "口径以通知为准"):
            assert part in words, (address, part)
        if address != case:
            silent = 0 if address == "/zones/a/" else 1
            assert f"disputed: 1, without a reply: {silent}." in words, address
    (same, silent), _asked = found_facts(year)
    assert same.stance.zh == "有异议（对第1版考核所提意见，认定事项未变）"
    assert same.stance.en == "disputed (said of version 1; the finding has not changed)"
    assert (same.is_disputed, same.answer) == (True, "口径以通知为准")
    assert silent.silence.zh == "期限内未提出意见"
    told = hearing_facts(year).replies
    assert [(one.zone, one.stance, one.is_carried) for one in told] == [
        ("a", "dispute", True),
        ("b", "", False),
    ]


def test_while_a_zone_is_asked_again_it_reads_what_is_published_like_everybody(second, read):
    for login in ("own zone", "customs"):
        words = text(read(login, "/assessments/2022/replies/", BETWEEN))
        assert "disputed: 1, without a reply: 1." in words, login


def test_what_the_zone_says_now_counts_and_the_earlier_stays_beside_it(heard, second, read):
    people = heard[1]
    replied(people["own zone"], "agree", "", at=BETWEEN)
    assert of(second, heard[0].a).stance == "agree"
    words = text(read("own zone", "/assessments/2022/reply/", BETWEEN))
    assert CARRIED not in words
    assert "基数口径不一致" in words
    publish(second, AGAIN_CLOSES)
    assert hearing_facts(second).replies[0].stance == "agree"


def test_what_was_said_of_the_first_version_reaches_the_third(heard, second):
    world, people, _draft = heard
    publish(second, AGAIN_CLOSES)
    third = asked_again(world, people, value=61, days=20)
    row = of(third, world.a)
    assert row.carried.reply.reason == "基数口径不一致"
    assert row.carried.shown.window.assessment.version == 1
    publish(third, AGAIN_CLOSES + timedelta(days=20))
    assert hearing_facts(third).replies[0].stance == "dispute"


def test_of_a_finding_that_says_something_else_nothing_is_carried(heard):
    world, people, draft = heard
    publish(draft, CLOSES)
    world.revise(world.a, "2022Q4", 160, CLOSES)
    again = asked_again(world, people)
    assert of(again, world.a).is_silent


OLDER = "Of version 1, which found otherwise, the zone said: disputed; answered: finding stands."


def test_what_was_said_of_another_finding_is_told_and_asked_anew(heard, read):
    world, people, draft = heard
    publish(draft, CLOSES)
    world.revise(world.a, "2022Q4", 160, CLOSES)
    again = asked_again(world, people)
    page = read("own zone", "/assessments/2022/reply/", BETWEEN)
    for part in (OLDER, "基数口径不一致", "口径以通知为准", "earlier version"):
        assert part in text(page), part
    assert page.xpath("//form[@data-keep]//input[@name='stance'][@checked]") == []
    (asked,) = replies_waiting(people["own zone"], BETWEEN)
    assert asked.kind == "warning"
    year, later = publish(again, AGAIN_CLOSES), AGAIN_CLOSES + timedelta(days=1)
    for address in ("/assessments/2022/replies/", "/assessments/2022/", "/zones/a/"):
        assert OLDER in text(read("leader", address, later)), address
    case = Case.objects.get(zone__code="a", track="notice").get_absolute_url()
    words = text(read("leader", case, later))
    assert "disputed said of version 1" in words
    assert "The finding has changed since the reply. 基数口径不一致" in words, words
    (told, _other), _asked = found_facts(year)
    assert told.silence.zh == (
        "期限内未提出意见（第1版的认定内容与本版不同，该综合保税区当时意见：有异议；答复：维持认定）"
    )
    (printed, _silent) = hearing_facts(year).replies
    assert (printed.stance, printed.is_carried) == ("", False)
    assert f" ({OLDER[0].lower()}{OLDER[1:-1]})" in printed.finding.en, "in brackets no sentence"


UNSETTLED = "Of version 1, which found the same, the zone said: disputed; "


def test_a_dispute_cut_short_does_not_stand_and_is_asked_and_answered_anew(heard, read):
    world, people, draft = heard
    first = replied(people["other zone"], zone="b", files=[examined()])
    again = asked_again_after_a_cut(world, people, draft)
    assert of(again, world.b).is_silent
    page = read("other zone", "/assessments/2022/reply/", BETWEEN)
    assert UNSETTLED + "not answered." in text(page)
    assert "The dispute was not settled then: save the reply again" in text(page)
    assert page.xpath("//form[@data-keep]//input[@name='stance'][@checked]/@value") == ["dispute"]
    (kept,) = page.xpath("//form[@data-keep]//input[@name='kept'][@checked]/@value")
    reply = replied(people["other zone"], zone="b", at=BETWEEN, kept=[int(kept)])
    assert reply.papers.get().evidence == first.papers.get().evidence
    page = read("commerce", f"/assessments/2022/replies/{reply.pk}/", BETWEEN)
    assert UNSETTLED + "not answered." in text(page)
    assert page.xpath(f"//a[@href='/assessments/2022/replies/{first.pk}/']")
    with pytest.raises(Refused, match="disputes_unanswered"):
        publish(again, AGAIN_CLOSES)
    answered(reply, people["commerce"], at=BETWEEN)
    publish(again, AGAIN_CLOSES)


def test_a_figure_that_was_to_be_corrected_and_was_not_is_asked_about_anew(heard):
    world, people, draft = heard
    answered(replied(people["other zone"], zone="b"), people["commerce"], "correct")
    again = asked_again_after_a_cut(world, people, draft)
    row = of(again, world.b)
    assert row.is_silent
    assert row.older.answer.outcome == "correct"
    publish(again, AGAIN_CLOSES)
    printed = next(one for one in hearing_facts(again).replies if one.zone == "b")
    assert f" (o{UNSETTLED[1:]}answered: figure to be corrected)" in printed.finding.en


def test_a_dispute_of_a_window_that_was_cancelled_is_put_again_in_the_next_of_the_version(
    heard, read
):
    world, people, draft = heard
    replied(people["other zone"], zone="b")
    cancelled(draft, people["commerce"])
    draft.refresh_from_db()
    at = WITHIN + timedelta(hours=1)
    reply_window_open(assessment=draft, until=CLOSES, at=at, by=people["commerce"])
    draft.refresh_from_db()
    told = "In the window that was cancelled the zone said of it: disputed; not answered."
    page = read("other zone", "/assessments/2022/reply/", at)
    assert told in text(page)
    assert page.xpath("//form[@data-keep]//input[@name='stance'][@checked]/@value") == ["dispute"]
    assert text(page).count("基数口径不一致") == 2, "beside it and in the form, not below"
    assert "in the window that was cancelled" in text(page), "and of no earlier version"
    settled = of(draft, world.a)
    assert (settled.older, settled.carried, settled.is_silent) == (None, None, True)
    replied(people["other zone"], zone="b", at=at)
    with pytest.raises(Refused, match="disputes_unanswered"):
        publish(draft, CLOSES)


def test_what_a_zone_said_last_is_not_undone_by_what_it_said_before(heard, second):
    """It disputed version 1 and agreed to version 2, in a window of it that was cancelled."""
    world, people, _draft = heard
    assert of(second, world.a).stance == "dispute"
    replied(people["own zone"], "agree", "", at=BETWEEN)
    cancelled(second, people["commerce"], at=BETWEEN)
    second.refresh_from_db()
    at = BETWEEN + timedelta(hours=1)
    reply_window_open(assessment=second, until=AGAIN_CLOSES, at=at, by=people["commerce"])
    second.refresh_from_db()
    assert of(second, world.a).stance == ""
    year = publish(second, AGAIN_CLOSES)
    (told, _other), _asked = found_facts(year)
    assert told.stance.zh.startswith("无异议")
