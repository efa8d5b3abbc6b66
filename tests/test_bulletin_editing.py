"""Two people at one bulletin: nothing typed is lost, and what became of a draft is said."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from assessments.models import Assessment, Bulletin, BulletinCover, Flag
from assessments.selectors.bulletin_papers import cover_of, snapshot_of
from assessments.selectors.bulletin_words import beside, words_of
from assessments.selectors.bulletins_due import drafts_waiting, halves_due
from assessments.sentences import refusal_sentence
from assessments.services.assessments import Refused
from assessments.services.bulletin_drafts import bulletin_cover_write, bulletin_put_away
from assessments.services.bulletins import bulletin_publish
from tests.bulletins import NOON, compute_plainly, prepared, print_plainly, published, staff
from tests.demo_database import demonstration  # noqa: F401
from tests.pages import Page, sent_by
from zones.models import AuditEntry

pytestmark = pytest.mark.usefixtures("demonstration", "db")
LATER = NOON + timedelta(hours=1)
WORDS, PUBLISH, AWAY = (f"/bulletins/2022H1/{one}/" for one in ("words", "publish", "put-away"))


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    print_plainly(monkeypatch)
    compute_plainly(monkeypatch)


@pytest.fixture
def two():
    """Two people of the department, each in a browser of their own."""
    return signed_in("commerce"), signed_in("commerce2")


def written(draft, *, login="commerce", seen=0, **words):
    about = {"at": LATER, "by": staff(login)}
    return bulletin_cover_write(bulletin=draft, words=words, seen=seen, **about)


def signed_in(login):
    client = Client()
    client.force_login(User.objects.get(username=login))
    return client


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def heading(response):
    return re.search(r"<h1>(.*?)</h1>", response.content.decode())[1]


# Words that two people write


def test_after_a_refusal_ones_own_text_stays_with_the_colleagues_beside_it(two):
    prepared("2022H1", number="1号", office_zh="某厅")
    mine, theirs = (sent_by(one.get(WORDS)) for one in two)
    two[1].post(WORDS, theirs | {"number": "2号", "closing_zh": "请同事抓紧。"})
    answer = two[0].post(WORDS, mine | {"number": "3号", "copies_zh": "某部门"})
    seen = text(answer)
    assert "草稿已被他人改动" in seen
    assert "也没有丢失" in seen
    now = sent_by(answer)
    assert (now["number"], now["copies_zh"]) == ("3号", "某部门")
    assert now["closing_zh"] == "请同事抓紧。", "what one had left alone takes the colleague's"
    content = answer.content.decode()
    assert content.count("zb-beside") == 2, "number differs, closing was taken over, no more"
    assert content.count('name="take"') == 1
    assert "2号" in seen


def test_saved_again_deliberately_ones_own_words_stand(two):
    draft = prepared("2022H1")
    mine = sent_by(two[0].get(WORDS))
    written(draft, login="commerce2", number="2号")
    again = sent_by(two[0].post(WORDS, mine | {"number": "3号"}))
    assert cover_of(draft).number == "2号", "nothing is saved by the refusal"
    assert "文字已保存" in text(two[0].post(WORDS, again, follow=True))
    rows = BulletinCover.objects.filter(bulletin=draft).order_by("version")
    assert [(one.version, one.number) for one in rows] == [(1, "2号"), (2, "3号")]


def test_a_colleague_who_saves_once_more_is_shown_once_more(two):
    draft = prepared("2022H1")
    mine = sent_by(two[0].get(WORDS))
    written(draft, login="commerce2", number="2号")
    again = sent_by(two[0].post(WORDS, mine | {"number": "3号"}))
    written(draft, login="commerce2", seen=1, number="4号")
    answer = two[0].post(WORDS, again)
    assert "4号" in text(answer)
    assert sent_by(answer)["number"] == "3号"
    assert cover_of(draft).number == "4号"


def test_the_colleagues_words_are_taken_field_by_field_without_saving(two):
    draft = prepared("2022H1")
    mine = sent_by(two[0].get(WORDS))
    written(draft, login="commerce2", number="2号", office_zh="乙厅")
    again = sent_by(two[0].post(WORDS, mine | {"number": "3号", "office_zh": "丙厅"}))
    answer = two[0].post(WORDS, again | {"take": "number"})
    now = sent_by(answer)
    assert (now["number"], now["office_zh"]) == ("2号", "丙厅")
    assert answer.content.decode().count('name="take"') == 1, "the office is still beside"
    two[0].post(WORDS, now)
    assert (cover_of(draft).number, cover_of(draft).office_zh) == ("2号", "丙厅")


def test_a_field_put_back_as_it_was_is_not_taken_over_again(two):
    draft = prepared("2022H1", number="1号")
    mine = sent_by(two[0].get(WORDS))
    written(draft, login="commerce2", seen=1, number="2号")
    again = sent_by(two[0].post(WORDS, mine | {"office_zh": "丙厅"}))
    assert again["number"] == "2号"
    two[0].post(WORDS, again | {"number": "1号"})
    assert cover_of(draft).number == "1号"


@pytest.mark.parametrize("seen", ["", "x", "²", "1", "1.", ".1", "9.9", "1.99999999999", "1.-1"])
def test_a_form_that_names_no_words_overwrites_nothing(two, seen):
    draft = prepared("2022H1", number="1号")
    answer = two[0].post(WORDS, {"into": "draft", "seen": seen, "number": "3号"})
    assert sent_by(answer)["number"] == "3号"
    assert "1号" in text(answer)
    assert cover_of(draft).number == "1号"


def test_what_differs_by_the_ends_of_lines_alone_does_not_differ():
    typed = {"closing_zh": "一\r\n二"}
    now = words_of(BulletinCover(closing_zh="一\n二"))
    assert beside(typed, words_of(None), words_of(None), now) == {}


def test_the_history_shows_every_field_of_every_version(two):
    draft = prepared("2022H1")
    first = {"number": "1号", "dated": date(2022, 7, 8), "addressees_en": "The cities"}
    first |= {"opening_en": "An opening.", "copies_zh": "某部门", "copies_en": "An office"}
    written(draft, **first)
    written(draft, seen=1, closing_en="Please act.")
    seen = text(two[1].get("/bulletins/2022H1/"))
    for one in ("2022-07-08", "The cities", "An opening.", "某部门", "An office", "Please act."):
        assert one in seen


# What becomes of a draft meanwhile


@pytest.fixture
def published_meanwhile(two):
    """The form that was open while a colleague published the draft."""
    draft = prepared("2022H1", number="1号")
    mine = sent_by(two[0].get(WORDS))
    bulletin_publish(bulletin=draft, at=LATER, by=staff("commerce2"))
    return mine


def test_words_for_a_draft_published_meanwhile_are_given_back(two, published_meanwhile):
    answer = two[0].post(WORDS, published_meanwhile | {"closing_zh": "请抓紧整改。"})
    seen = text(answer)
    assert "第1版已由" in seen
    assert "发布，不再变动" in seen
    assert sent_by(answer)["closing_zh"] == "请抓紧整改。"
    assert "/bulletins/2022H1/?version=1" in Page(answer).links
    assert Bulletin.objects.get().state == "published", "nothing is made by the refusal"


def test_with_one_press_they_become_the_words_of_a_new_draft(two, published_meanwhile):
    answer = two[0].post(WORDS, published_meanwhile | {"closing_zh": "请抓紧整改。"})
    assert "第2版草稿" in text(two[0].post(WORDS, sent_by(answer), follow=True))
    draft = Bulletin.objects.get(state="draft")
    assert (draft.version, cover_of(draft).closing_zh) == (2, "请抓紧整改。")
    assert cover_of(draft).number == "1号"
    entry = AuditEntry.objects.filter(action="bulletin_worded").latest("seq")
    assert (entry.version, entry.new["closing_zh"]) == (2, "请抓紧整改。")


def test_a_draft_prepared_meanwhile_takes_them_only_when_they_are_saved_again(
    two, published_meanwhile
):
    late = published_meanwhile | {"closing_zh": "请抓紧整改。"}
    draft = prepared("2022H1", number="9号")
    answer = two[0].post(WORDS, late)
    seen = text(answer)
    assert "第1版已由" in seen
    assert "现有草稿为第2版" in seen
    assert cover_of(draft).closing_zh == ""
    two[0].post(WORDS, sent_by(answer))
    assert cover_of(draft).closing_zh == "请抓紧整改。"


def test_words_for_a_draft_put_away_meanwhile_stay_whole(two):
    published("2022H1", number="1号")
    draft = prepared("2022H1", number="1号", opening_zh="开头。")
    mine = sent_by(two[0].get(WORDS))
    bulletin_put_away(bulletin=draft, at=LATER, by=staff("commerce2"))
    answer = two[0].post(WORDS, mine | {"closing_zh": "请抓紧整改。"})
    assert "第2版草稿已由" in text(answer)
    assert "撤销" in text(answer)
    assert "zb-beside" not in answer.content.decode()
    two[0].post(WORDS, sent_by(answer))
    cover = cover_of(Bulletin.objects.get(version=3))
    assert (cover.opening_zh, cover.closing_zh) == ("开头。", "请抓紧整改。")


def test_words_of_a_version_published_later_stand_beside(two, published_meanwhile):
    published("2022H1", at=LATER, number="2号", copies_zh="某部门")
    answer = two[0].post(WORDS, published_meanwhile)
    assert sent_by(answer)["number"] == "1号"
    assert answer.content.decode().count('name="take"') == 2


def test_two_who_begin_a_new_version_make_one_draft(two):
    published("2022H1")
    mine, theirs = (sent_by(one.get(WORDS)) for one in two)
    two[1].post(WORDS, theirs | {"number": "2号"})
    answer = two[0].post(WORDS, mine | {"number": "3号"})
    assert sent_by(answer)["number"] == "3号"
    assert "2号" in text(answer)
    assert cover_of(Bulletin.objects.get(state="draft")).number == "2号"


@pytest.mark.parametrize("address", [PUBLISH, AWAY])
def test_a_draft_published_meanwhile_says_so_when_it_is_decided_on(two, address):
    draft = prepared("2022H1")
    sent = sent_by(two[0].get(address))
    bulletin_publish(bulletin=draft, at=LATER, by=staff("commerce2"))
    for answer, status in ((two[0].post(address, sent), 409), (two[0].get(address), 404)):
        assert answer.status_code == status
        assert "第1版已由" in text(answer)
        assert "/bulletins/2022H1/?version=1" in Page(answer).links
    assert Bulletin.objects.get().state == "published"


def test_pressed_twice_a_draft_is_published_once_and_the_second_press_is_told(two):
    prepared("2022H1")
    sent = sent_by(two[0].get(PUBLISH))
    first, second = (two[0].post(PUBLISH, sent) for _press in range(2))
    assert (first.status_code, second.status_code) == (302, 409)
    assert AuditEntry.objects.filter(action="bulletin_published").count() == 1


def test_an_old_page_decides_on_no_newer_draft(two):
    draft = prepared("2022H1")
    sent = {address: sent_by(two[0].get(address)) for address in (PUBLISH, AWAY)}
    bulletin_put_away(bulletin=draft, at=LATER, by=staff("commerce2"))
    prepared("2022H1")
    for address, data in sent.items():
        answer = two[0].post(address, data)
        assert answer.status_code == 409
        assert "撤销" in text(answer)
        assert "现有草稿为第2版" in text(answer)
    assert Bulletin.objects.get(version=2).state == "draft"


# A draft put away


def test_a_draft_put_away_stays_with_its_words_and_its_number(two):
    draft = prepared("2022H1", number="1号", closing_zh="请抓紧整改。")
    asked = two[0].get(AWAY)
    assert "请抓紧整改。" in text(asked), "what is put away is shown before"
    answer = two[0].post(AWAY, sent_by(asked), follow=True)
    assert "第1版草稿已撤销" in text(answer)
    assert "请抓紧整改。" in text(answer)
    assert [one.code for one in AuditEntry.objects.filter(action="bulletin_put_away")] == ["2022H1"]
    assert prepared("2022H1").version == 2
    draft.refresh_from_db()
    assert (draft.state, draft.put_away_by.username) == ("put_away", "commerce")


def test_a_draft_changed_meanwhile_is_not_put_away_unseen(two):
    draft = prepared("2022H1")
    sent = sent_by(two[0].get(AWAY))
    written(draft, login="commerce2", number="2号")
    assert "已被他人改动" in text(two[0].post(AWAY, sent))
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_what_is_put_away_is_neither_worded_nor_published(two):
    draft = prepared("2022H1")
    bulletin_put_away(bulletin=draft, at=LATER, by=staff())
    for act in (
        lambda: written(draft, number="1号"),
        lambda: bulletin_put_away(bulletin=draft, at=LATER, by=staff()),
        lambda: bulletin_publish(bulletin=Bulletin.objects.get(pk=draft.pk), at=LATER, by=staff()),
    ):
        with pytest.raises(Refused) as error:
            act()
        assert error.value.code == "bulletin_is_put_away"
        assert "撤销" in refusal_sentence(error.value)
    assert two[0].get("/bulletins/2022H1.docx?version=1").status_code == 404


@pytest.mark.parametrize("login", ["customs", "leader", "yichang"])
def test_what_is_put_away_is_for_the_department_alone(login):
    bulletin_put_away(bulletin=prepared("2022H1"), at=LATER, by=staff())
    client = signed_in(login)
    assert client.get("/bulletins/2022H1/?version=1").status_code == 404
    assert "2022H1" not in text(client.get("/bulletins/"))
    assert "已撤销" in text(signed_in("commerce").get("/bulletins/"))


def test_a_draft_that_somebody_put_away_is_not_prepared_by_the_command_again():
    one = Assessment.objects.get(period="2022H1", state="published")
    assert one.span in halves_due()
    draft = prepared("2022H1", at=timezone.now())
    bulletin_put_away(bulletin=draft, at=timezone.now(), by=staff())
    assert one.span not in halves_due()
    assert not drafts_waiting().exists()


# Another version


def test_nothing_new_gives_no_other_version_and_says_how_to_change_the_words(two):
    published("2022H1", number="1号")
    answer = two[0].post("/bulletins/2022H1/prepare/", follow=True)
    assert "均无变化" in text(answer)
    assert WORDS in Page(answer).links
    opened = two[0].get(WORDS)
    assert sent_by(opened)["number"] == "1号"
    assert "均无变化" in text(two[0].post(WORDS, sent_by(opened)))
    assert Bulletin.objects.get().state == "published"
    two[0].post(WORDS, sent_by(opened) | {"number": "2号"})
    assert cover_of(Bulletin.objects.get(state="draft")).number == "2号"


def test_another_version_begins_with_everything_that_stands_on_the_published_one():
    draft = prepared("2022H1")
    whole = {"number": "1号", "dated": date(2022, 7, 8), "office_zh": "某厅", "copies_zh": "某部门"}
    written(draft, **whole)
    bulletin_publish(bulletin=draft, at=LATER, by=staff())
    bulletin_put_away(bulletin=prepared("2022H1", number="x"), at=LATER, by=staff())
    Flag.objects.filter(assessment=draft.assessment).delete()
    again = prepared("2022H1", at=LATER)
    assert again.version == 3
    assert {name: getattr(cover_of(again), name) for name in whole} == whole


def test_a_draft_without_number_and_date_asks_before_it_supersedes_one_that_has_them(two):
    published("2022H1", number="16号", dated=date(2022, 7, 8))
    draft = prepared("2022H1", at=LATER, closing_zh="请抓紧整改。")
    page = two[0].get(PUBLISH)
    assert "发文字号：“16号”" in text(page)
    assert "成文日期：“2022-07-08”" in text(page)
    answer = two[0].post(PUBLISH, sent_by(page))
    assert "已发布的版本有而本草稿没有：发文字号、成文日期" in text(answer)
    answer = two[0].post(PUBLISH, sent_by(answer) | {"dropping": ["number"]})
    assert "本草稿没有：成文日期" in text(answer)
    two[0].post(PUBLISH, sent_by(answer) | {"dropping": ["number", "dated"]})
    draft.refresh_from_db()
    assert draft.state == "published"
    entry = AuditEntry.objects.filter(action="bulletin_published").latest("seq")
    assert entry.new["left_out"] == "number, dated"


def test_the_number_of_the_version_before_is_pointed_out_before_publication(two):
    published("2022H1", number="16号")
    prepared("2022H1", at=LATER, number="16号", closing_zh="请抓紧整改。")
    assert "与上一版相同：发文字号" in text(two[0].get(PUBLISH))


# An assessment that was replaced


@pytest.fixture
def replaced():
    """A published bulletin whose assessment was replaced a day later."""
    one = published("2022H1")
    Assessment.objects.filter(pk=one.assessment_id).update(
        state="superseded", superseded_at=NOON + timedelta(days=1)
    )
    return one


@pytest.mark.parametrize("login", ["customs", "leader", "yichang"])
def test_readers_are_told_that_the_assessment_was_replaced(replaced, login):
    client = signed_in(login)
    before = client.get("/bulletins/2022H1.docx").content
    for address in ("/bulletins/", "/bulletins/2022H1/"):
        seen = text(client.get(address))
        assert "所依据的考核结果已于2024-03-02 12:00被替代" in seen
        assert "新版尚未发布" in seen
        assert "请编制新版本" not in seen
    assert before == bytes(replaced.files.get(language="zh-hans", suffix="docx").content)


def test_the_department_is_led_to_another_version(replaced):
    client = signed_in("commerce")
    for address in ("/bulletins/", "/bulletins/2022H1/"):
        assert "请编制新版本" in text(client.get(address))
    copy = Assessment.objects.get(pk=replaced.assessment_id)
    copy.pk, copy.version, copy.state, copy.superseded_at = None, 9, "published", None
    copy.save(force_insert=True)
    for address in ("/bulletins/", "/bulletins/2022H1/"):
        content = client.get(address).content.decode()
        own = content.partition('action="/bulletins/2022H1/prepare/"')[2]
        assert "btn-primary" in own.partition("</button>")[0], "the button is the next step"
    prepared("2022H1", at=LATER)
    for address in ("/bulletins/", "/bulletins/2022H1/"):
        assert "第2版草稿待发布" in text(client.get(address))


def test_nothing_is_said_where_the_assessment_stands():
    published("2022H1")
    assert "被替代" not in text(signed_in("customs").get("/bulletins/2022H1/"))


# Bad words


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("number", "1\0号", "“发文字号”含有无法印出的控制字符（U+0000）"),
        ("closing_zh", "请\x0b抓紧", "（U+000B）"),
        ("opening_en", "so\x1fon", "（U+001F）"),
        ("number", "长" * 61, "“发文字号”有61个字符，超过60个"),
        ("closing_zh", "长" * 5001, "有5001个字符，超过5000个"),
        ("dated", "0022-07-28", "2000年至2099年"),
        ("dated", "2022-02-30", "不是有效日期"),
    ],
)
def test_words_that_cannot_be_printed_are_refused_by_field_and_stay(two, name, typed, said):
    draft = prepared("2022H1")
    answer = two[0].post(WORDS, sent_by(two[0].get(WORDS)) | {"office_zh": "某厅", name: typed})
    assert said in text(answer)
    assert sent_by(answer)["office_zh"] == "某厅"
    assert cover_of(draft) is None
    assert snapshot_of(draft)


def test_a_page_is_headed_by_what_it_is(two):
    prepared("2022H2")
    assert heading(two[0].get("/bulletins/2022H2/")) == "2022年通报"
    assert heading(two[0].get("/bulletins/2022H2/publish/")) == "发布第1版：2022年通报"
    sheet = Bulletin.objects.get(code="2022H2")
    sheet.pk, sheet.code, sheet.kind = None, "2022Q4", "review"
    sheet.save(force_insert=True)
    assert heading(two[0].get("/bulletins/2022Q4/")) == "2022年1—12月调度表"
    assert heading(two[0].get("/bulletins/2022Q4/publish/")) == "发布第1版：2022年1—12月调度表"
