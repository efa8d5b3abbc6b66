"""The pages of the right of reply: a zone's own, the department's, and what everybody reads."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

import csv
import io
from datetime import timedelta

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from assessments.models import Assessment, Case, Flag, Reply, ReplyAnswer, ReplyWindow
from assessments.selectors.case_papers import case_paper
from tests.assessing import publish, run
from tests.evidence_files import pdf
from tests.factories import make_city, user_of
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
from zones.models import Evidence, Zone

pytestmark = pytest.mark.django_db
OWN, ALL = "/assessments/2022/reply/", "/assessments/2022/replies/"


@pytest.fixture
def clock(monkeypatch, settings):
    """`clock(moment)`: it is that moment from now on."""

    settings.SESSION_COOKIE_AGE = 10**9  # the clock may stride on, and nobody is signed out

    def stand_at(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    stand_at(WITHIN)
    return stand_at


@pytest.fixture
def at(people, clock):
    """`at("own zone")`: a client of that person's own, in English, within the window."""

    def open_(login: str) -> Client:
        client = Client()
        client.force_login(user_of(people[login]))
        client.cookies["django_language"] = "en"
        return client

    return open_


def page_of(response) -> lxml.html.HtmlElement:
    assert response.status_code == 200
    return lxml.html.fromstring(response.content.decode())


def reply_of(zone: str = "a", **fields) -> dict:
    """What the form of a finding sends."""
    sent = {"finding": finding(zone).pk, "seen": 0, "stance": "dispute", "reason": "口径不一致"}
    return sent | fields


# What a zone sees


def test_a_zone_sees_each_of_its_findings_with_all_that_is_needed_to_judge_it(draft, people, at):
    opened(draft, people["commerce"])
    page = page_of(at("own zone").get(OWN))
    words = text(page)
    assert "yearly target of CNY 7 million" in words
    assert "Measure 1" in words
    assert "Reply until 2023-03-12 08:00. Without a reply so far: 1 of 1." in words
    links = page.xpath("//dd[contains(@class, 'zr-sources')]/a/@href")
    assert "/collect/2022Q4/a/" in links
    assert "/targets/growth/" in links


def test_a_zone_sees_nothing_of_another_one_by_page_address_or_file(draft, people, at):
    opened(draft, people["commerce"])
    theirs = replied(people["other zone"], zone="b", reason="他区的理由")
    own = at("own zone")
    words = text(page_of(own.get(OWN)))
    for secret in ("他区的理由", "B Comprehensive", "b综合保税区", "0.04"):
        assert secret not in words
    for address in (
        f"{OWN}?zone=b",
        ALL,
        f"{ALL}?export=csv",
        f"{ALL}{theirs.pk}/",
        "/assessments/2022/?version=1",
        "/assessments/2022/",
    ):
        assert own.get(address).status_code == 404, address
    assert own.post(f"{OWN}?zone=b", reply_of("b")).status_code == 404
    assert own.post(OWN, reply_of("b")).status_code == 404
    assert Reply.objects.count() == 1


@pytest.mark.parametrize("login", ["agency", "customs", "admin"])
def test_to_people_outside_a_draft_under_reply_is_not_there(draft, people, at, login):
    opened(draft, people["commerce"])
    reply = replied(people["own zone"])
    for address in (OWN, f"{OWN}?zone=a", ALL, f"{ALL}{reply.pk}/"):
        assert at(login).get(address).status_code == 404, address


def test_before_a_window_and_after_it_was_cancelled_a_zone_sees_no_draft(draft, people, at):
    assert at("own zone").get(OWN).status_code == 404
    opened(draft, people["commerce"])
    cancelled(draft, people["commerce"])
    assert at("own zone").get(OWN).status_code == 404


def test_leadership_reads_and_writes_nothing(draft, people, at):
    opened(draft, people["commerce"])
    reader = at("leader")
    page = page_of(reader.get(f"{OWN}?zone=a"))
    assert not page.xpath("//main//form[@method='post']")
    assert reader.post(f"{OWN}?zone=a", reply_of()).status_code == 403
    assert reader.post(f"{ALL}window/", {"move": "cancel", "reason": "x"}).status_code == 403


# Replying


def test_a_reply_is_saved_with_its_evidence_and_can_be_changed(draft, people, at):
    opened(draft, people["commerce"])
    own = at("own zone")
    file = SimpleUploadedFile("海关证明.pdf", pdf())
    done = own.post(OWN, reply_of(files=[file]), follow=True)
    page = page_of(done)
    assert "The reply is saved." in text(page)
    assert "Every finding has its reply" in text(page)
    (kept,) = page.xpath("//input[@name='kept']/@value")
    (link,) = page.xpath("//a[contains(@href, '/evidence/')]/@href")
    assert own.get(link)["Content-Disposition"].startswith("attachment")
    for login, status in (("commerce", 200), ("leader", 200), ("other zone", 404), ("admin", 404)):
        assert at(login).get(link).status_code == status
    own.post(OWN, reply_of(seen=1, reason="补充说明", kept=kept))
    own.post(OWN, reply_of(seen=2, reason="去掉文件"))
    assert [reply.papers.count() for reply in Reply.objects.order_by("version")] == [1, 1, 0]
    words = text(page_of(own.get(OWN)))
    assert words.index("去掉文件") < words.index("补充说明") < words.index("口径不一致")


def typed(page) -> tuple[list[str], str]:
    """What stands in the form of the only finding: the choice and the words."""
    choice = page.xpath("//input[@name='stance'][@checked]/@value")
    return choice, page.xpath("//textarea[@name='reason']")[0].text_content()


def test_nothing_typed_is_lost_where_a_reply_is_refused(draft, people, at):
    opened(draft, people["commerce"])
    own = at("own zone")
    page = page_of(own.post(OWN, reply_of(reason=" ")))
    assert "Who disputes a finding says why" in text(page)
    program = SimpleUploadedFile("x.pdf", b"MZ\x90\x00\x03\x00\x00")
    page = page_of(own.post(OWN, reply_of(files=[program])))
    assert "Choose the files again." in text(page)
    assert typed(page) == (["dispute"], "口径不一致")
    replied(people["commerce"], reason="来函所述", at=WITHIN)
    page = page_of(own.post(OWN, reply_of()))
    assert "Somebody else has replied for the zone" in text(page)
    assert "来函所述" in text(page)
    assert typed(page) == (["dispute"], "口径不一致")
    assert page.xpath("//input[@name='seen']/@value") == ["1"]
    assert Evidence.objects.count() == 0


def test_what_comes_too_late_is_shown_to_who_typed_it(draft, people, at, clock):
    opened(draft, people["commerce"])
    own = at("own zone")
    clock(CLOSES)
    page = page_of(own.post(OWN, reply_of(reason="迟到的理由")))
    assert "The window closed at 2023-03-12 08:00" in text(page)
    assert "迟到的理由" in text(page)
    assert not Reply.objects.exists()


def test_a_changed_finding_says_so_and_offers_the_earlier_words(world, draft, people, at):
    opened(draft, people["commerce"])
    replied(people["own zone"])
    stale = reply_of(seen=1, reason="新的理由")
    world.revise(world.a, "2022Q4", 160, WITHIN)
    run(at=WITHIN)
    own = at("own zone")
    page = page_of(own.get(OWN))
    assert "The finding has changed since the reply." in text(page)
    assert typed(page) == (["dispute"], "基数口径不一致")
    page = page_of(own.post(OWN, stale))
    assert "The finding has changed since you opened the page." in text(page)
    assert "新的理由" in text(page)


# The department


def test_the_window_is_opened_extended_and_cancelled_on_the_page(draft, people, at, clock):
    clock(OPENED)
    staff = at("commerce")
    page = page_of(staff.get("/assessments/2022/?version=1"))
    assert "2 findings; no zone was asked about them yet." in text(page)
    suggested = page.xpath("//input[@id='open-until']/@value")
    assert suggested == ["2023-03-12T18:00"]
    window = f"{ALL}window/"
    soon = {"move": "open", "version": 1, "until": "2023-03-03T00:00"}
    page = page_of(staff.post(window, soon))
    assert "Zones have at least 3 days to reply" in text(page)
    assert page.xpath("//input[@id='open-until']/@value") == ["2023-03-03T00:00"]
    staff.post(window, soon | {"until": "2023-03-12T08:00"})
    assert ReplyWindow.objects.get().closes_at == CLOSES
    bad = {"move": "extend", "version": 1, "until": "2023-03-10T08:00", "reason": "假期"}
    page = page_of(staff.post(window, bad))
    assert "never shortened" in text(page)
    assert page.xpath("//textarea[@id='extend-reason']")[0].text_content() == "假期"
    page = page_of(staff.post(window, bad | {"until": "2023-03-13T08:00"}, follow=True))
    assert "Extended until 2023-03-13 08:00: 假期" in text(page)
    page = page_of(staff.post(window, {"move": "cancel", "version": 1, "reason": " "}))
    assert "Say why" in text(page)
    page = page_of(
        staff.post(window, {"move": "cancel", "version": 1, "reason": "误开"}, follow=True)
    )
    assert "Cancelled; it was open until 2023-03-13 08:00: 误开" in text(page)


def test_the_usual_length_is_set_on_the_page(draft, at):
    sent = {"move": "terms", "version": 1, "days": 15, "least_days": 5, "reason": "时间偏紧"}
    page = page_of(at("commerce").post(f"{ALL}window/", sent, follow=True))
    assert "Usual length of a window: 15 days, at least 5" in text(page)


def test_all_replies_stand_on_one_page_with_what_waits_and_go_into_a_file(draft, people, at):
    opened(draft, people["commerce"])
    replied(people["own zone"], reason="=HYPERLINK(1)")
    staff = at("commerce2")
    words = text(page_of(staff.get(ALL)))
    assert "Findings: 2; agreed: 0, disputed: 1, without a reply: 1." in words
    waiting = page_of(staff.get(ALL, {"show": "waiting"}))
    rows = waiting.xpath("//div[@id='replies']//tbody/tr")
    assert len(rows) == 1
    assert "waiting for an answer" in text(rows[0])
    file = staff.get(ALL, {"export": "csv"}).content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(file)))
    assert [line["Reply"] for line in lines] == ["disputed", "no reply yet"]
    assert lines[0]["Reason"] == "'=HYPERLINK(1)"


def test_a_reply_is_answered_on_its_page_and_nothing_typed_is_lost(draft, people, at):
    opened(draft, people["commerce"])
    reply = replied(people["own zone"])
    staff, address = at("commerce"), f"{ALL}{reply.pk}/"
    page = page_of(staff.post(address, {"outcome": "", "text": "维持", "seen": 0}))
    assert "Choose what the answer is." in text(page)
    assert page.xpath("//textarea[@name='text']")[0].text_content() == "维持"
    done = staff.post(address, {"outcome": "stands", "text": "维持", "seen": 0}, follow=True)
    assert "The answer is saved; it changes no figure." in text(page_of(done))
    assert ReplyAnswer.objects.get().text == "维持"
    assert "finding stands" in text(page_of(at("own zone").get(OWN)))
    assert at("own zone").post(address, {"outcome": "upheld", "text": "x"}).status_code == 403


def test_who_recorded_a_letter_is_told_that_somebody_else_answers(draft, people, at):
    opened(draft, people["commerce"])
    at("commerce").post(f"{OWN}?zone=a", reply_of())
    reply = Reply.objects.get()
    assert reply.is_from_letter
    page = page_of(at("commerce").get(f"{ALL}{reply.pk}/"))
    assert "somebody else of the department answers it" in text(page)
    assert not page.xpath("//textarea[@name='text']")
    assert page_of(at("commerce2").get(f"{ALL}{reply.pk}/")).xpath("//textarea[@name='text']")


def test_what_waits_stands_on_the_pages_that_people_begin_with(draft, people, at, clock):
    opened(draft, people["commerce"])
    replied(people["other zone"], zone="b")
    assert "1 of 1 has no reply yet" in text(page_of(at("own zone").get("/collect/")))
    assert "every one has its reply" in text(page_of(at("other zone").get("/collect/")))
    assert "1 disputed finding waits for an answer" in text(
        page_of(at("commerce").get("/collect/"))
    )
    clock(CLOSES)
    assert "the reply window closed" in text(page_of(at("own zone").get("/assessments/")))
    assert "reply" not in text(page_of(at("customs").get("/assessments/"))).casefold()


# Publishing


def test_publishing_without_a_window_asks_for_a_reason_and_shows_it(draft, at, clock):
    staff, address = at("commerce"), "/assessments/2022/publish/"
    page = page_of(staff.get("/assessments/2022/?version=1"))
    assert "No reply window was opened: say why" in text(page)
    page = page_of(staff.post(address, {"version": 1}, follow=True))
    assert "Findings that no zone could reply to: 2." in text(page)
    staff.post(address, {"version": 1, "unheard_reason": "已书面征求意见"})
    words = text(page_of(at("customs").get("/assessments/2022/")))
    assert "Version 1 of the assessment of 2022 was published without a reply window" in words
    assert "reason: 已书面征求意见." in words


def test_the_record_of_a_version_that_asked_nobody_leads_to_the_replies_before_it(
    world, draft, people, at, clock
):
    opened(draft, people["commerce"])
    replied(people["own zone"], "agree", "")
    publish(draft, CLOSES)
    world.revise(world.b, "2022Q4", 60, CLOSES)
    publish(run(at=CLOSES + timedelta(days=1)), CLOSES + timedelta(days=2))
    clock(CLOSES + timedelta(days=3))
    for address in (ALL, "/assessments/2022/", "/zones/a/"):
        page = page_of(at("customs").get(address))
        if address != "/zones/a/":
            assert "No reply window was opened for this version" in text(page)
        (link,) = page.xpath("//a[starts-with(text(), 'Replies and answers of version 1')]")
        assert link.get("href") == f"{ALL}?version=1"
        words = text(page)
        assert "Said of version 1; the finding has not changed." in words, address
        assert "agreed: 1, disputed: 0" in words, "what was said before counts"
        silent = 0 if address == "/zones/a/" else 1
        assert words.count("no reply window in this version") == silent, address
    (section,) = page.xpath("//section[@id='replies']")
    assert "the yearly target of" in text(section), "a zone's replies name what they speak of"
    before = page_of(at("customs").get(link.get("href")))
    assert "agreed: 1, disputed: 0" in text(before)
    assert "of version" not in text(before), "the version that was asked leads nowhere else"


def test_a_reason_typed_for_a_draft_that_cannot_be_published_is_not_lost(draft, people, at):
    opened(draft, people["commerce"])
    sent = {"version": 1, "unheard_reason": "急需发布"}
    page = page_of(at("commerce").post("/assessments/2022/publish/", sent))
    assert "The zones may reply until 2023-03-12 08:00" in text(page)
    assert page.xpath("//form[contains(@action, '/publish/')]/button/@disabled")


def test_everybody_reads_replies_and_answers_once_they_are_published(draft, people, at, clock):
    opened(draft, people["commerce"])
    reply = replied(people["own zone"])
    answered(reply, people["commerce2"], "upheld")
    publish(draft, CLOSES)
    clock(CLOSES)
    for login in ("customs", "agency", "other zone", "leader"):
        reader = at(login)
        for address in (ALL, "/assessments/2022/", "/zones/a/?period=2022", f"{ALL}{reply.pk}/"):
            words = text(page_of(reader.get(address)))
            assert "基数口径不一致" in words, address
            assert "口径以通知为准" in words, address
        assert "no reply within the window" in text(page_of(reader.get(ALL)))
    assert "Reporter-A" not in text(page_of(at("customs").get(ALL)))
    page = page_of(at("own zone").get(OWN))
    assert not page.xpath("//main//form[@method='post']")


# Sizes


def test_a_case_shows_what_the_zone_replied_to_its_ground_and_was_answered(
    world, draft, people, at, clock
):
    opened(draft, people["commerce"])
    answered(replied(people["own zone"]), people["commerce"])
    publish(draft, CLOSES)
    clock(CLOSES)
    case = Case.objects.get(zone__code="a", track="notice")
    address = case.get_absolute_url()
    for login, name in (("commerce", "Reporter-A"), ("leader", "Reporter-A"), ("own zone", "")):
        words = text(page_of(at(login).get(address)))
        assert "Reply of the zone disputed" in words
        assert "基数口径不一致" in words
        assert "finding stands" in words
        assert "口径以通知为准" in words
        assert name in words
    assert at("customs").get(address).status_code == 404, "its notice is not issued yet"
    other = Case.objects.get(zone__code="b", track="notice").get_absolute_url()
    assert "no reply within the window" in text(page_of(at("leader").get(other)))
    world.revise(world.b, "2022Q4", 60, CLOSES)
    publish(run(at=CLOSES + timedelta(days=1)), CLOSES + timedelta(days=2))
    words = text(page_of(at("commerce").get(address)))
    assert "said of version 1" in words, "the version that holds the ground asked nobody"
    assert "基数口径不一致" in words


@pytest.mark.parametrize(("outcome", "is_told"), [("upheld", True), ("stands", False)])
@pytest.mark.parametrize(
    ("language", "told"),
    [("zh-hans", "你单位对此提出异议，已予采纳"), ("en", "its reply was upheld")],
)
def test_a_notice_says_of_a_finding_that_its_dispute_was_upheld(
    draft, people, outcome, is_told, language, told
):
    opened(draft, people["commerce"])
    answered(replied(people["own zone"]), people["commerce"], outcome)
    publish(draft, CLOSES)
    case = Case.objects.get(zone__code="a", track="notice")
    assert (told in repr(case_paper(case, "notice", language, people["commerce"]))) == is_told
    other = Case.objects.get(zone__code="b", track="notice")
    assert told not in repr(case_paper(other, "notice", language, people["commerce"]))


def many_zones(draft: Assessment, count: int) -> None:
    """Nothing; so many more zones have a finding like that of the first."""
    flag = Flag.objects.filter(assessment=draft, zone__code="a").get()
    zones = Zone.objects.bulk_create(
        Zone(code=f"z{n}", name_zh=f"区{n}", short_zh=f"区{n}", city=make_city(), order=50 + n)
        for n in range(count)
    )
    for zone in zones:
        flag.pk, flag.zone = None, zone
        flag.save(force_insert=True)


def test_two_hundred_zones_cost_no_more_statements_than_seven(draft, people, at, queries):
    counts: dict[str, list[int]] = {}
    for count in (5, 198):
        with transaction.atomic():
            many_zones(draft, count)
            opened(draft, people["commerce"])
            for zone in ("z0", "z1", "z2"):
                replied(people["commerce"], zone=zone, at=OPENED + timedelta(hours=1))
            for login, address in (
                ("commerce", ALL),
                ("commerce", f"{OWN}?zone=a"),
                ("own zone", OWN),
                ("own zone", "/collect/"),
                ("commerce", "/assessments/"),
            ):
                client = at(login)
                client.get(address)
                with queries() as sent:
                    assert client.get(address).status_code == 200
                counts.setdefault(f"{login} {address}", []).append(len(sent))
            transaction.set_rollback(True)
    assert {name: few for name, (few, many) in counts.items() if few != many} == {}
    assert max(few for few, _many in counts.values()) <= 32
