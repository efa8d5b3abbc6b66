"""The pages of the register: who sees what, lists, files, and how counts meet reported figures."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from indicators.models import ValidationRule
from indicators.selectors.checks import check_submission
from indicators.services.submissions import Entry, Refused, submission_hand_in
from tests.collecting import AT, open_quarter, text, values, verified
from tests.factories import make_zone
from tests.register import days, entered, held, make_counting_rules
from tests.triggers import unprotected
from zones.models import Project

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rules(place):
    make_counting_rules()
    ValidationRule.objects.create(kind="register_differs", severity="severe")


@pytest.fixture
def register(place, people):
    """Of 宜昌 a leading project and two key ones, one of them withdrawn later, and an event."""
    own, who = place["yichang"], people["yichang"]
    gone = days(date(2022, 4, 1), withdrawn=date(2022, 7, 2))
    return {
        "leading": entered(own, who, "龙头", 120_000),
        "key": entered(own, who, "重点", 20_000),
        "gone": entered(own, who, "撤销", 20_000, days=gone, reason="投资方调整"),
        "small": entered(own, who, "小项目", 5_000),
        "other": entered(place["donghu"], people["donghu"], "别家", 20_000),
        "event": held(own, who),
    }


def names(response) -> list[str]:
    return [row.record.name for row in response.context["table"].rows]


def test_a_reporter_sees_their_own_zone_s_alone(register, desk):
    assert set(names(desk("yichang").get("/projects/"))) == {"龙头", "重点", "撤销", "小项目"}
    assert len(names(desk("leader").get("/projects/"))) == 5
    other = desk("donghu")
    assert other.get(register["key"].get_absolute_url()).status_code == 404
    assert other.get(register["event"].get_absolute_url()).status_code == 404
    assert "龙头" not in text(other.get("/projects/?export=csv"))
    assert [row.record.zone for row in other.get("/events/").context["table"].rows] == []


def test_the_leadership_reads_and_does_not_write(register, desk):
    leader, address = desk("leader"), register["key"].get_absolute_url()
    page = text(leader.get(address))
    assert "重点" in page
    assert "Save the stage" not in page
    assert leader.post(address, {"move": "strike"}).status_code == 403
    assert leader.get("/projects/new/").status_code == 403


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("tier=leading", {"龙头"}),
        ("tier=key", {"重点", "撤销", "别家"}),
        ("tier=none", {"小项目"}),
        ("stage=withdrawn", {"撤销"}),
        ("zone=donghu", {"别家"}),
        ("counted=2022Q2&zone=yichang", {"龙头", "重点", "撤销"}),
        ("counted=2021", set()),
        ("text=龙", {"龙头"}),
        ("struck=1", set()),
        ("sort=-expected&zone=yichang&tier=leading", {"龙头"}),
    ],
)
def test_the_list_is_narrowed_down(register, desk, asked, found):
    assert set(names(desk("commerce").get(f"/projects/?{asked}"))) == found


@pytest.mark.parametrize(
    ("language", "heading"),
    [("zh-hans", "预计年进出口额（亿元）"), ("en", "Expected yearly trade (CNY 100 m)")],
)
def test_the_list_is_a_file_in_the_reader_s_language(register, desk, language, heading):
    client = desk("yichang")
    client.post("/i18n/setlang/", {"language": language})
    told = client.get("/projects/?export=csv&tier=leading").content.decode("utf-8-sig")
    (row,) = [one for one in csv.DictReader(io.StringIO(told)) if one.get(heading)]
    assert (row[heading], "龙头" in row.values()) == ("12.00", True)
    assert client.get("/projects/?export=xlsx").content[:2] == b"PK"
    assert client.get("/events/?export=csv").status_code == 200
    assert client.get("/projects/counts/?export=csv").status_code == 200


def test_a_project_lives_on_its_page(place, desk):
    client = desk("yichang")
    said = {"zone": "yichang", "name_zh": "新项目", "amount": "12,5", "unit": "亿元"}
    page = text(client.post("/projects/new/", said | {"signed_on": "2022-04-12"}))
    assert "This is not a number" in page  # nothing typed is lost
    assert "新项目" in page
    client.post("/projects/new/", said | {"amount": "12.5", "signed_on": "2022-04-12"})
    made = Project.objects.get()
    address = made.get_absolute_url()
    step = {"move": "advance", "stage": "construction", "on": "2022-05-01", "seen": "1"}
    assert "at its next stage" in text(client.post(address, step, follow=True))
    # The same page sent by somebody who saw the version before.
    late = {"move": "correct", "stage": "signed", "on": "2022-04-01", "reason": "笔误", "seen": "1"}
    assert "You have changed this entry yourself" in text(client.post(address, late, follow=True))
    stale = text(desk("commerce").post(address, late, follow=True))
    assert "Somebody changed this entry" in stale
    client.post(address, late | {"seen": "2"})
    trade = {"move": "trade", "year": "2023", "amount": "9", "unit": "亿元"}
    assert "You have changed this entry yourself" in text(
        client.post(address, trade | {"seen": "2"})
    )
    assert not made.trade.exists()
    client.post(address, trade | {"seen": "3"})
    page = text(client.get(address))
    assert "corrected, before 2022-04-12" in page
    assert "72.0% of what was expected" in page
    assert client.post(address, {"move": "fly"}).status_code == 400
    client.post(address, {"move": "strike", "struck_reason": "误录"})
    page = text(client.get(address))
    assert "Struck out" in page
    assert "Save the stage" not in page
    assert names(client.get("/projects/?struck=1")) == ["新项目"]


STEP = {"stage": "operating", "on": "2022-06-01", "reason": "我写的", "seen": "1"}
SENT = {
    "change": {"name_zh": "我写的", "amount": "3", "unit": "亿元", "seen": "1"},
    "advance": STEP,
    "correct": STEP | {"stage": "signed"},
    "trade": {"year": "2022", "amount": "7.654", "unit": "亿元"},
}


@pytest.mark.parametrize("is_readable", [True, False], ids=["readable", "unreadable"])
@pytest.mark.parametrize("move", SENT)
def test_what_is_sent_to_a_project_struck_out_is_refused_and_stands_there(
    register, desk, move, is_readable
):
    client, address = desk("yichang"), register["key"].get_absolute_url()
    strike = {"move": "strike", "struck_reason": "误录"}
    client.post(address, strike)
    assert client.post(address, strike).status_code == 302  # sent twice
    field = {"change": "amount", "trade": "amount"}.get(move, "on")
    sent = SENT[move] | ({} if is_readable else {field: "写错了"}) | {"move": move}
    answer = client.post(address, sent)
    page = text(answer)
    assert answer.status_code == 200
    assert "The project is struck out; enter it anew" in page
    assert 'href="/projects/new/"' in answer.content.decode()
    told = "写错了" if not is_readable else {"trade": "7.654"}.get(move, "我写的")
    assert told in page
    assert 'name="move"' not in answer.content.decode()
    kept = Project.objects.get(pk=register["key"].pk)
    assert (kept.version, kept.name_zh, kept.stage) == (2, "重点", "signed")


def test_a_stage_sent_twice_is_one_step(register, desk):
    client, project = desk("yichang"), register["key"]
    for stage, on, seen in (("construction", "2022-05-01", "1"), ("withdrawn", "2022-07-01", "2")):
        sent = {"move": "advance", "stage": stage, "on": on, "reason": "调整", "seen": seen}
        for _time in range(2):
            answer = client.post(project.get_absolute_url(), sent, follow=True)
            assert "at its next stage" in text(answer)
    assert list(project.steps.values_list("stage", flat=True)) == [
        "signed", "construction", "withdrawn"]  # fmt: skip


@pytest.mark.parametrize("on", ["2022-07-05", "写错了"])
def test_nothing_follows_a_withdrawal_and_the_page_says_where_to_go(register, desk, on):
    client, project = desk("yichang"), register["gone"]
    answer = client.post(project.get_absolute_url(), STEP | {"move": "advance", "on": on})
    page = text(answer)
    assert "The project is withdrawn, and no stage follows." in page
    assert 'href="/projects/new/"' in answer.content.decode()
    assert ("我写的" in page, on in page, "operating" in page) == (True, True, True)
    assert "Save the correction" in page  # what is still possible is still offered
    assert "Save the stage" not in page
    assert Project.objects.get(pk=project.pk).version == project.version


def test_a_step_that_is_over_is_told_and_the_stages_left_are_offered(register, desk):
    client, address = desk("yichang"), register["key"].get_absolute_url()
    client.post(address, STEP | {"move": "advance", "stage": "construction"})
    late = {"move": "advance", "stage": "construction", "on": "2022-06-02", "seen": "2"}
    answer = client.post(address, late | {"reason": "我写的"})
    assert "cannot become" in text(answer)
    form = answer.context["forms"]["advance"]
    assert [stage for stage, _name in form.fields["stage"].choices] == ["operating", "withdrawn"]
    assert (form["reason"].value(), form["on"].value()) == ("我写的", "2022-06-02")


@pytest.mark.parametrize("day", ["2022-05-21", "写错了"])
def test_what_is_sent_to_an_event_struck_out_is_refused_and_stands_there(register, desk, day):
    client, address = desk("yichang"), register["event"].get_absolute_url()
    client.post(address, {"move": "strike", "struck_reason": "误录"})
    sent = {"move": "change", "title_zh": "我写的", "held_on": day, "venue": "武汉", "seen": "1"}
    answer = client.post(address, sent | {"organiser": "专班", "reason": "笔误"})
    page = text(answer)
    assert answer.status_code == 200
    assert "The event is struck out; enter it anew" in page
    assert ("我写的" in page, day in page) == (True, True)
    assert 'href="/events/new/"' in answer.content.decode()
    assert 'name="move"' not in answer.content.decode()


def test_the_second_zone_that_enters_an_event_of_its_city_is_warned(place, desk):
    place["donghu"].city = place["yichang"].city
    place["donghu"].save()
    said = {"title_zh": "对接会", "held_on": "2022-05-20", "venue": "上海", "organiser": "专班"}
    desk("yichang").post("/events/new/", said | {"zone": "yichang"})
    page = text(desk("donghu").post("/events/new/", said | {"zone": "donghu"}))
    assert "an event counts once for its city" in page
    assert "This is another event" in page


# --- counts and figures ---------------------------------------------------------------------------


def entries(leading, key, events) -> list[Entry]:
    said = (("projects_leading", leading), ("projects_key", key), ("events", events))
    return [Entry(code, Decimal(count), entered=str(count)) for code, count in said]


def hand_in(zone, who, *counts, **about):
    return submission_hand_in(
        zone=zone,
        quarter=open_quarter("2022Q2"),
        entries=entries(*counts),
        by=who,
        at=AT,
        is_incomplete_accepted=True,
        **about,
    )


def test_a_figure_that_the_register_does_not_count_needs_a_reason(register, place, people):
    own, who = place["yichang"], people["yichang"]
    with pytest.raises(Refused) as refused:
        hand_in(own, who, 1, 3, 1)
    assert [one.code for one in refused.value.findings] == ["register_differs"]
    reasons = {("register_differs", "projects_key"): "一项未及录入台账"}
    kept = hand_in(own, who, 1, 3, 1, reasons=reasons)
    (found,) = check_submission(kept)
    assert (found.finding.value, found.finding.limit, found.override.reason) == (
        3,
        2,
        "一项未及录入台账",
    )


def test_what_the_register_counts_is_handed_in_without_a_word(register, place, people):
    kept = hand_in(place["yichang"], people["yichang"], 1, 2, 1)
    assert check_submission(kept) == ()


def test_a_zone_without_a_register_is_not_compared(place, people):
    assert check_submission(hand_in(place["donghu"], people["donghu"], 4, 4, 4)) == ()


def test_the_counts_are_taken_over_on_the_page_with_what_is_typed(register, place, desk):
    client, address = desk("yichang"), "/collect/2022Q2/yichang/"
    page = client.get(address)
    assert "What the register counts" in text(page)
    seen = page.context["sheet"].token
    said = {"trade_import-value": "12", "trade_import-unit": "万元", "move": "counts", "seen": seen}
    said |= {"projects_key-value": "7", "projects_key-unit": "个", "trade_import-basis": "quarter"}
    assert "with the counts of the register" in text(client.post(address, said, follow=True))
    held_now = values(place["yichang"].submissions.get())
    assert held_now == {"trade_import": 12, "projects_leading": 1, "projects_key": 2, "events": 1}


def test_published_figures_do_not_move_with_the_register(register, place, people, desk):
    submission = verified(place["yichang"], entries(1, 2, 1), {
        "submitter": people["yichang"], "reviewer": people["commerce"]})  # fmt: skip
    page = "/projects/counts/?year=2022"
    rows = [row.record for row in desk("commerce").get(page).context["table"].rows]
    assert {row.verdict.text for row in rows if row.zone == "Yichang"} == {"agree"}
    address = register["key"].get_absolute_url()
    desk("commerce").post(address, {"move": "strike", "struck_reason": "误录"})
    assert values(submission) == {"projects_leading": 1, "projects_key": 2, "events": 1}
    answer = desk("commerce").get(page)
    assert "figure 2, register 1: open" in text(answer)
    assert "1 count differs from the reported figure." in text(answer)


# --- as many queries for many zones as for few ----------------------------------------------------


def test_of_quarters_after_its_exit_a_zone_is_asked_for_nothing(register, place, desk):
    place["yichang"].left_on = date(2022, 3, 20)
    with unprotected():
        place["yichang"].save()
    counts = desk("commerce").get("/projects/counts/?year=2022").content.decode()
    assert "the zone left on 2022-03-20" in counts
    reporter = desk("yichang")
    assert "not reported yet" not in reporter.get("/projects/counts/?year=2022").content.decode()
    assert "(left on 2022-03-20)" in reporter.get("/projects/new/").content.decode()


@pytest.mark.parametrize(
    "address", ["/projects/", "/events/", "/projects/counts/?year=2022", "/projects/?export=csv"]
)
def test_the_queries_of_a_page_do_not_depend_on_the_zones(place, people, desk, queries, address):
    sent = []
    client = desk("commerce")
    for number in (7, 200):
        for one in range(len(sent) * 7, number):
            zone = make_zone(f"zone-{one}")
            entered(zone, people["commerce"], f"项目{one}", 20_000)
            held(zone, people["commerce"], f"对接会{one}")
        with queries() as counted:
            assert client.get(address).status_code == 200
        sent.append(len(counted))
    assert sent[0] == sent[1]
