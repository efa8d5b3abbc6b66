"""The address that saves the grid's cells: each cell answered on its own, the good ones kept."""

import io
import json
import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from lxml.html import fromstring

from indicators.cell_requests import MOST_CELLS
from indicators.models import CellNote, Observation, Submission
from indicators.services.quarter_terms import quarter_cancel
from tests.collecting import PAGE, held, seen, text, typed
from tests.factories import make_quarter, make_submission, user_of
from tests.grid import cell, edit, messages, post, remark, results, send, token
from zones.models import AuditEntry

pytestmark = pytest.mark.django_db
GRID = "/collect/2022Q2/grid/"


@pytest.fixture
def save(sign_in, people):
    """`save("yichang", edit(…))`: the response to that person's edits."""

    def save(login: str, *edits, **more):
        return send(sign_in(login), people[login], *edits, **more)

    return save


@pytest.fixture(autouse=True)
def _language():
    with translation.override("en"):
        yield


# Saving


def test_a_cell_is_saved_and_the_answer_shows_it_with_the_total_it_completes(save):
    response = save(
        "yichang", edit("trade_import", "1,200"), edit("trade_export", 0.3, unit="亿元")
    )
    assert results(response) == ["saved", "saved"]
    assert held() == {"trade_import": 1200, "trade_export": 3000, "trade_total": 4200}
    assert cell(response, "trade_export")["typed"] == {
        "value": "0.3",
        "unit": "亿元",
        "basis": "quarter",
        "state": "",
        "reason": "",
    }
    assert re.fullmatch("3,000 .+ = 0.30 .+", cell(response, "trade_export")["stored"])
    assert cell(response, "trade_total")["shown"] == "4,200"
    assert response.json()["rows"]["yichang"]["badge"]["text"] == "draft"


def test_the_answer_carries_the_token_that_the_zones_form_needs(save, sign_in):
    response = save("yichang", edit("vehicles", 3))
    client = sign_in("yichang")
    assert response.json()["rows"]["yichang"]["token"] == seen(client)
    assert client.post(PAGE, typed(seen=seen(client))).status_code == 302


def test_the_answer_says_what_the_checks_find_now_in_every_cell_of_the_zone(save):
    response = save(
        "yichang", edit("trade_import", 60), edit("trade_export", 40), edit("processing", 130)
    )
    (found,) = checks(response, "processing")
    assert (found["severity"], found["name"], found["is_answered"]) == ("severe", "severe", False)
    assert "is more than Trade total (100 × CNY 10,000)" in found["text"]
    mended = edit("processing", 90, token=token("processing"))
    assert checks(save("yichang", mended), "processing") == []


def test_the_grid_shows_what_the_checks_find_also_without_scripts(save, sign_in):
    save("yichang", edit("trade_import", 60), edit("trade_export", 40), edit("processing", 130))
    page = text(sign_in("leader").get(GRID))
    assert page.count('class="zg-sign is-severe"') == 1
    assert "severe: Processing (130 × CNY 10,000) is more than Trade total" in page


def checks(response, indicator: str) -> list[dict]:
    return response.json()["rows"]["yichang"]["checks"].get(indicator, [])


def test_an_emptied_cell_is_taken_out(save):
    save("yichang", edit("vehicles", 3))
    response = save("yichang", edit("vehicles", token=token("vehicles")))
    assert results(response) == ["saved"]
    assert cell(response, "vehicles") is None
    assert held() == {}


@pytest.mark.parametrize(
    ("value", "stored", "unit", "amount"),
    [
        ("１,２００", "１,２００", "万元", 1200),
        ("1.2亿", "1.2", "亿元", 12000),
        ("300万美元", "300", "万美元", 2010),
        ("¥50", "50", "万元", 50),
    ],
)
def test_numbers_are_read_as_those_of_a_file_are(value, stored, unit, amount, save):
    make_quarter("2022Q2")
    Submission._meta.get_field("quarter").related_model.objects.update(dollar_rate=Decimal("6.7"))
    response = save("yichang", edit("processing", value))
    assert messages(response) == [""]
    assert held() == {"processing": amount}
    shown = cell(response, "processing")["typed"]
    assert (shown["value"], shown["unit"]) == (stored, unit)


def test_states_may_be_typed_as_words_or_chosen(save):
    response = save(
        "yichang",
        edit("vehicles", "不适用"),
        edit("processing", "无法填报：系统切换"),
        edit("trade_import", "", state="cannot_report", reason="核对中"),
        edit("trade_export", "0"),
    )
    assert results(response) == ["saved"] * 4
    found = Observation.objects.values_list("indicator__code", "state", "reason")
    assert set(found) == {
        ("vehicles", "not_applicable", ""),
        ("processing", "cannot_report", "系统切换"),
        ("trade_import", "cannot_report", "核对中"),
        ("trade_export", "zero", ""),
    }


def test_a_figure_may_be_year_to_date(save, people, place):
    make_submission(place["yichang"], "2022Q1", {"trade_import": 1000}, by=people["yichang"])
    response = save("yichang", edit("trade_import", 1200, basis="ytd"))
    assert results(response) == ["saved"]
    assert cell(response, "trade_import")["stored"].startswith("200 ")
    assert cell(response, "trade_import")["typed"]["value"] == "1200"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"value": "about 5"}, "“about 5” is not a number"),
        ({"value": "-"}, "“-” may mean zero or missing; write 0 for a real zero"),
        ({"value": "n/a"}, "“n/a” may mean zero or missing"),
        ({"value": "5%"}, "Processing takes an amount or a number, not a percentage (“5%”)"),
        ({"value": "1e5"}, "“1e5” is not written out; write all of its digits"),
        ({"value": "2022/3/31"}, "“2022/3/31” is a date, not a number; write the figure."),
        ({"state": "cannot_report", "reason": "长" * 501}, "500 characters at most, this one 501"),
        ({"value": "无法填报：" + "长" * 900}, "500 characters at most, this one 900"),
        ({"value": "5", "unit": "万美元"}, "the quarter has no stated rate"),
        ({"value": "5", "unit": "吨"}, "“吨” is not possible here; choose one of: 万元"),
        ({"value": "5", "basis": "ytd"}, "an earlier quarter of the year is missing"),
        ({"value": "5", "state": "not_applicable"}, "the state says that there is no value"),
        ({"state": "cannot_report"}, "this cell must not be empty"),
        ({"value": "1.23456"}, "too many decimals"),
        ({"value": "1234567890123"}, "is larger than any figure can be"),
    ],
)
def test_a_bad_cell_is_told_in_a_sentence_and_the_good_ones_are_kept(fields, sentence, save):
    response = save("yichang", edit("processing", **fields), edit("vehicles", 3))
    assert results(response) == ["failed", "saved"]
    assert sentence in messages(response)[0]
    assert held() == {"vehicles": 3}


def test_a_count_is_a_whole_number(save):
    response = save("yichang", edit("vehicles", "2.5"))
    assert messages(response) == [
        "“2.5” is not a whole number, but Vehicles is counted; write a whole number."
    ]


def test_a_total_is_never_typed(save):
    response = save("yichang", edit("trade_total", 5))
    assert messages(response) == ["This is the sum of its parts; enter those."]


def test_the_sentences_are_in_the_persons_language(client, people):
    client.force_login(user_of(people["yichang"]))
    response = send(client, people["yichang"], edit("processing", "-"))
    assert "确为零请写0" in messages(response)[0]


def test_a_rectangle_over_several_zones_is_one_transaction(save):
    edits = [
        edit(code, 5, zone) for zone in ("donghu", "yichang") for code in ("processing", "vehicles")
    ]
    response = save("commerce", *edits)
    assert results(response) == ["saved"] * 4
    assert set(response.json()["rows"]) == {"donghu", "yichang"}
    assert Submission.objects.count() == 2
    assert len({entry.at for entry in AuditEntry.objects.all()}) == 1


# Who, and when


@pytest.mark.parametrize(
    ("login", "status"),
    [
        ("commerce", 200),
        ("yichang", 200),
        ("leader", 403),
        ("customs", 403),
        ("fgw", 403),
        ("admin", 403),
    ],
)
def test_only_those_who_collect_may_save(login, status, save):
    response = save(login, edit("vehicles", 3))
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/json"
    assert bool(held()) == (status == 200)


def test_a_stranger_is_sent_to_the_login_and_nothing_is_saved(client, people):
    response = send(client, people["yichang"], edit("vehicles", 3))
    assert response.status_code == 302
    assert held() == {}


def test_a_reporter_reaches_no_other_zone_and_learns_nothing_of_it(save, place, people):
    make_submission(
        place["donghu"], "2022Q2", {"vehicles": 7654321}, by=people["donghu"], state="draft"
    )
    response = save("yichang", edit("vehicles", 3, "donghu"), edit("vehicles", 4))
    assert results(response) == ["failed", "saved"]
    assert "7654321" not in response.content.decode()
    assert set(response.json()["rows"]) == {"yichang"}


def test_what_one_person_typed_is_not_saved_under_another_persons_name(sign_in, people):
    response = send(sign_in("commerce"), people["yichang"], edit("vehicles", 3))
    assert response.status_code == 409
    assert response.json()["error"] == "other_person"
    assert "Commerce" in response.json()["message"]
    assert held() == {}


def test_figures_that_are_handed_in_stay_as_they_are(save, people, place):
    make_submission(place["yichang"], "2022Q2", {"vehicles": 3}, by=people["yichang"])
    response = save("yichang", edit("vehicles", 4, token=token("vehicles")))
    assert results(response) == ["failed"]
    assert "wait for review" in messages(response)[0]
    assert "wait for review" in response.json()["rows"]["yichang"]["closed"]
    assert held() == {"vehicles": 3}


def test_verified_figures_need_a_reason_and_become_a_new_version(save, people, place):
    both = {"by": people["yichang"], "verified_by": people["commerce"]}
    make_submission(place["yichang"], "2022Q2", {"vehicles": 3}, **both)
    change = edit("vehicles", 4, token=token("vehicles"))
    assert "needs a reason" in messages(save("yichang", change))[0]
    assert results(save("yichang", change, reasons={"yichang": "口径核对"})) == ["saved"]
    latest = Submission.objects.get(version=2)
    assert latest.revision_reason_zh == "口径核对"
    assert results(save("yichang", edit("processing", 9))) == ["saved"]
    assert Submission.objects.count() == 2


def test_nothing_is_saved_before_the_zone_reports(save):
    make_quarter("2021Q1")
    response = save("yichang", edit("vehicles", 4), quarter="2021Q1")
    assert "The zone reports from 2021Q2 on" in messages(response)[0]


# Two people


def test_the_second_person_is_shown_what_the_first_one_stored(save, people):
    save("commerce", edit("vehicles", 7))
    response = save("yichang", edit("vehicles", 9))
    assert results(response) == ["conflict"]
    answer = response.json()["answers"][0]
    assert answer["by"] == "Commerce"
    assert answer["at"]
    assert cell(response, "vehicles")["typed"]["value"] == "7"
    assert held() == {"vehicles": 7}
    mine = edit("vehicles", 9, token=cell(response, "vehicles")["token"])
    assert results(save("yichang", mine)) == ["saved"]
    assert held() == {"vehicles": 9}


def test_two_people_on_different_cells_do_not_meet(save):
    save("commerce", edit("vehicles", 7))
    assert results(save("yichang", edit("processing", 9))) == ["saved"]
    assert held() == {"vehicles": 7, "processing": 9}


def test_a_cell_emptied_by_somebody_else_is_a_conflict_too(save):
    save("yichang", edit("vehicles", 7))
    before = token("vehicles")
    save("commerce", edit("vehicles", token=before))
    assert results(save("yichang", edit("vehicles", 8, token=before))) == ["conflict"]


def test_an_edit_that_arrives_twice_is_saved_once(save):
    once = edit("vehicles", 7)
    assert results(save("yichang", once)) == ["saved"]
    saved_at = Submission.objects.get().saved_at
    assert results(save("yichang", once)) == ["saved"]
    assert Submission.objects.get().saved_at == saved_at
    assert AuditEntry.objects.filter(indicator="vehicles").count() == 1


def test_an_edit_after_one_whose_answer_was_lost_is_saved(save):
    first = edit("vehicles", 7)
    save("yichang", first)  # the answer never arrives
    names = ("value", "unit", "basis", "state", "reason")
    sent = [{name: first[name] for name in names}]
    assert results(save("yichang", edit("vehicles", 8, sent=sent))) == ["saved"]
    assert held() == {"vehicles": 8}


def test_a_lost_answer_does_not_hide_what_somebody_else_stored_since(save):
    first = edit("vehicles", 7)
    save("yichang", first)
    save("commerce", edit("vehicles", 5, token=token("vehicles")))
    names = ("value", "unit", "basis", "state", "reason")
    sent = [{name: first[name] for name in names}]
    assert results(save("yichang", edit("vehicles", 8, sent=sent))) == ["conflict"]


def test_a_page_may_ask_how_a_zone_stands_without_changing_it(save):
    save("commerce", edit("vehicles", 7))
    response = save("yichang", zones=["yichang", "donghu"])
    assert cell(response, "vehicles")["typed"]["value"] == "7"
    assert set(response.json()["rows"]) == {"yichang"}, "and nothing of a zone that is not theirs"


# Requests that are none


@pytest.mark.parametrize(
    "body",
    [
        "",
        "not json",
        "[]",
        "null",
        '{"edits": []}',
        '{"person": 1, "edits": {}}',
        '{"person": "1", "edits": []}',
        '{"person": 1, "edits": [1]}',
        '{"person": 1, "edits": [{"id": 1}]}',
        '{"person": 1, "edits": [], "reasons": []}',
        '{"person": 1, "edits": [], "zones": [1]}',
        '{"person": 1, "edits": [], "reasons": {"yichang": 1}}',
        '{"person": 1, "edits": [], "remarks": [{"is_follow_up": 1}]}',
        json.dumps({"person": 1, "edits": [edit("vehicles", "1" * 20_001)]}),
        json.dumps({"person": 1, "edits": [edit("vehicles", "\ud800")]}),
        b"\xff\xfe",
        '{"person": 1, "edits": [' + "[" * 100_000,
    ],
)
def test_a_request_of_another_shape_is_refused_and_nothing_is_saved(body, sign_in):
    response = post(sign_in("yichang"), body)
    assert response.status_code == 400
    assert response.json()["message"] == "The page is out of date; reload it."
    assert held() == {}


def test_a_form_with_a_file_in_place_of_cells_is_refused(sign_in):
    url = reverse("collect_cells", args=["2022Q2"])
    response = sign_in("yichang").post(url, {"file": io.BytesIO(b"x")})  # its body has been read
    assert response.status_code == 400
    assert response.json()["error"] == "not_understood"


def test_the_same_cell_twice_in_one_request_is_refused(save):
    assert save("yichang", edit("vehicles", 3), edit("vehicles", 4)).status_code == 400


def test_too_many_cells_at_once_are_refused(save, settings):
    edits = [edit("vehicles", 3, f"z{number}") for number in range(MOST_CELLS + 1)]
    assert save("yichang", *edits).status_code == 413
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert save("yichang", edit("vehicles", 3)).status_code == 413
    assert held() == {}


def test_a_cell_that_is_not_there_fails_alone(save):
    response = save("commerce", edit("coal", 3), edit("vehicles", 3, "mars"), edit("vehicles", 3))
    assert results(response) == ["failed", "failed", "saved"]


def test_a_character_that_no_database_stores_is_left_out(save):
    response = save("yichang", edit("vehicles", state="cannot_report", reason="核\0对"))
    assert results(response) == ["saved"]
    assert Observation.objects.get().reason == "核对"


def test_only_a_post_saves(sign_in):
    assert sign_in("yichang").get("/collect/2022Q2/cells/").status_code == 405


# Remarks


def test_a_remark_is_added_to_a_cell_and_logged(save):
    said = remark("vehicles", "与海关核对", is_follow_up=True)
    response = save("yichang", remarks=[said])
    assert response.json()["remarks"] == [{"id": said["id"], "result": "saved", "message": ""}]
    [shown] = response.json()["rows"]["yichang"]["remarks"]["vehicles"]
    assert (shown["by"], shown["text"], shown["is_follow_up"]) == ("Yichang", "与海关核对", True)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.indicator, entry.new["note"]) == (
        *("remarked", "vehicles"),
        "与海关核对",
    )


def test_a_remark_that_arrives_twice_is_one(save):
    said = remark("vehicles", "与海关核对")
    save("yichang", remarks=[said])
    save("yichang", remarks=[said])
    assert CellNote.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (remark("vehicles", "  "), "Write what you want to remark."),
        (remark("vehicles", "长" * 2001), "2000 characters at most, this one 2001"),
        (
            remark("vehicles", "x", is_follow_up=True, is_done=True),
            "Is it to be followed up, or has it been?",
        ),
        (remark("coal", "x"), "There is no such figure"),
        (remark("vehicles", "x", "donghu"), "There is no such figure"),
    ],
)
def test_a_remark_that_cannot_be_taken_is_told(said, sentence, save):
    [answer] = save("yichang", remarks=[said]).json()["remarks"]
    assert answer["result"] == "failed"
    assert sentence in answer["message"]
    assert not CellNote.objects.exists()


def test_a_reviewer_remarks_on_what_waits_for_review_without_scripts(sign_in, people, place):
    make_submission(place["yichang"], "2022Q2", {"vehicles": 3}, by=people["yichang"])
    data = {"move": "remark", "indicator": "vehicles", "text": "请核对", "is_follow_up": "on"}
    response = sign_in("commerce").post(PAGE, data, follow=True)
    assert "The remark is saved." in text(response)
    assert "请核对" in text(response)
    assert CellNote.objects.get().is_follow_up
    response = sign_in("yichang").get(PAGE)
    assert "请核对" in text(response)


def test_a_mark_stays_until_somebody_says_that_it_is_done(sign_in, save):
    save("yichang", remarks=[remark("vehicles", "与海关核对", is_follow_up=True)])
    response = save("yichang", remarks=[remark("vehicles", "海关答复下周")])
    shown = response.json()["rows"]["yichang"]["remarks"]["vehicles"]
    assert [one["is_follow_up"] for one in shown] == [True, True]
    data = {"move": "remark", "indicator": "vehicles", "text": "已核对", "is_done": "on"}
    for _twice in range(2):
        response = sign_in("commerce").post(PAGE, data, follow=True)
    assert "Follow-up done" in text(response)
    assert list(CellNote.objects.values_list("is_follow_up", flat=True)) == [True, True, False]
    entry = AuditEntry.objects.latest("seq")
    assert entry.new == {"note": "已核对", "is_follow_up": False, "is_done": True}
    history = sign_in("commerce").get("/collect/2022Q2/yichang/history/vehicles/")
    assert "已核对 · Follow-up done" in text(history)


def test_a_long_remark_without_scripts_is_refused_and_not_cut(sign_in):
    data = {"move": "remark", "indicator": "vehicles", "text": "长" * 2001}
    response = sign_in("yichang").post(PAGE, data, follow=True)
    assert "2000 characters at most, this one 2001" in text(response)
    assert not CellNote.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text": "海关答复", "is_follow_up": "on", "is_done": "on"}, "Choose one."),
        ({"text": "海关答复", "is_done": "on"}, "This figure has no mark that could be done"),
        ({"text": "  ", "is_follow_up": "on"}, "Write what you want to remark."),
    ],
)
def test_a_refused_remark_stays_in_its_form_as_it_was_typed(typed, sentence, sign_in, save):
    save("yichang", remarks=[remark("vehicles", "与海关核对", is_follow_up=True)])
    data = {"move": "remark", "indicator": "processing"} | typed
    page = fromstring(sign_in("commerce").post(PAGE, data).content)
    (form,) = page.xpath("//section[@id='remarks']//form")
    assert sentence in form.xpath("string(.//*[@role='alert'])")
    assert form.get("action") == "#remarks"  # where the browser looks after it
    held = dict(form.form_values()) | {"move": "remark"}
    assert {name: held.get(name) for name in data} == data
    assert CellNote.objects.count() == 1


def test_a_figure_to_be_followed_up_is_the_one_that_a_remark_is_offered_on(sign_in, save):
    save("yichang", remarks=[remark("vehicles", "与海关核对", is_follow_up=True)])
    page = fromstring(sign_in("commerce").get(PAGE).content)
    (choice,) = page.xpath("//select[@id='remark-indicator']/option[@selected]")
    assert (choice.get("value"), choice.text) == ("vehicles", "Vehicles · to be followed up")


def test_a_reader_remarks_nothing(sign_in):
    data = {"move": "remark", "indicator": "vehicles", "text": "请核对"}
    assert sign_in("leader").post(PAGE, data).status_code == 403
    assert sign_in("donghu").post(PAGE, data).status_code == 404
    assert not CellNote.objects.exists()


# The page of all zones


def test_the_grid_shows_each_zone_with_what_was_reported_before(sign_in, people, place):
    both = {"by": people["yichang"], "verified_by": people["commerce2"]}
    make_submission(place["yichang"], "2022Q1", {"processing": 11000}, **both)
    make_submission(place["yichang"], "2021Q2", {"processing": 9000}, **both)
    make_submission(place["yichang"], "2022Q2", {"processing": 12000}, state="draft", **both)
    page = sign_in("commerce").get(GRID)
    grid = page.context["grid"]
    assert [row.code for row in grid.rows] == ["donghu", "yichang"]
    cells = dict(zip([column.code for column in grid.columns], list(grid.lines)[1][1], strict=True))
    assert cells["processing"].shown == "12,000"
    assert cells["processing"].before == "Last q. 11,000\nYr ago 9,000"
    row = page.context["data"]["rows"][1]
    assert re.fullmatch("11,000 .+ = 1.10 .+", row["last_quarter"]["processing"]["text"])


def test_a_reporter_sees_a_grid_of_their_own_zone_only(sign_in):
    page = sign_in("yichang").get(GRID)
    assert [row.code for row in page.context["grid"].rows] == ["yichang"]


def test_the_leadership_reads_the_grid_and_types_nothing(sign_in):
    page = sign_in("leader").get(GRID)
    assert {row.closed for row in page.context["grid"].rows} == {"read_only"}
    assert not page.context["data"]["may_remark"]


def test_a_column_begins_with_the_unit_that_was_used_for_it(sign_in, save):
    save("commerce", edit("processing", "0.3", "donghu", unit="亿元"))
    columns = {one.code: one for one in sign_in("commerce").get(GRID).context["grid"].columns}
    assert columns["processing"].unit == "亿元"
    assert columns["trade_import"].unit == "万元"
    assert columns["vehicles"].unit == "辆"


def test_the_grid_takes_as_many_queries_full_as_empty(sign_in, people, place, queries):
    client = sign_in("commerce")
    client.get(GRID)
    with queries() as empty:
        client.get(GRID)
    values = {"trade_import": 5, "trade_export": 7, "trade_total": 12, "vehicles": 3}
    both = {"by": people["yichang"], "verified_by": people["commerce2"]}
    counts = []
    for zone in ("yichang", "donghu"):
        for quarter in ("2021Q2", "2022Q1", "2022Q2"):
            make_submission(place[zone], quarter, values, **both)
        with queries() as full:
            client.get(GRID)
        counts.append(len(full))
    # Figures are asked for where there are versions, for the cells and for the rules: of this
    # quarter, before it, and what its rules look back at; the register's counts where one is told.
    assert counts == [len(empty) + 8] * 2


def test_an_unknown_quarter_is_not_found(sign_in):
    assert sign_in("commerce").get("/collect/2031Q1/grid/").status_code == 404
    assert post(sign_in("commerce"), "{}", "2031Q1").status_code == 404


def test_a_cell_of_a_cancelled_quarter_is_told_so(save, people):
    quarter = make_quarter("2022Q2")
    quarter_cancel(quarter=quarter, reason="误开", by=people["commerce"], at=timezone.now())
    response = save("yichang", edit("vehicles", 3))
    assert (response.status_code, response.json()["error"]) == (404, "quarter_gone")
    sentence = "2022Q2 has been cancelled by the commerce department: nothing was saved."
    assert response.json()["message"] == sentence


def test_whoever_only_reads_is_offered_no_units_and_no_saving(sign_in):
    page = sign_in("leader").get(GRID).content.decode()
    assert "data-pick" not in page
    assert 'id="grid-status"' not in page
    assert "what may be typed" not in page
    assert "data-pick" in sign_in("commerce").get(GRID).content.decode()
