"""The form of a zone's quarter: entering, reviewing and revising figures through the browser."""

from decimal import Decimal

import pytest
from django.utils import translation

from indicators.models import Observation, Submission
from tests.collecting import PAGE, entry, held, record, seen, text, typed
from tests.factories import (
    make_indicators,
    make_person,
    make_quarter,
    make_submission,
    make_zone,
    user_of,
)
from zones.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _language():
    with translation.override("en"):
        yield


def test_a_zones_page_takes_as_many_queries_full_as_empty(sign_in, people, place, queries):
    client = sign_in("commerce")
    client.get(PAGE)
    with queries() as empty:
        client.get(PAGE)
    values = {"trade_import": 5, "trade_export": 7, "trade_total": 12, "vehicles": 3}
    both = {"by": people["yichang"], "verified_by": people["commerce2"]}
    make_submission(place["yichang"], "2021Q2", values, **both)
    make_submission(place["yichang"], "2022Q1", values, **both)
    make_submission(place["yichang"], "2022Q2", values, state="superseded", **both)
    make_submission(place["yichang"], "2022Q2", {"vehicles": 4}, **both)
    with queries() as full:
        client.get(PAGE)
    assert len(full) <= len(empty) + 4  # the versions' figures, and what they are checked by


# Entering


def test_a_reporter_saves_a_draft_and_finds_it_again_as_typed(sign_in):
    client = sign_in("yichang")
    response = client.post(PAGE, typed(), follow=True)
    assert response.redirect_chain == [(PAGE, 302)]
    assert "Saved as a draft." in text(response)
    assert held() == {"trade_import": 1200, "trade_export": 3000, "trade_total": 4200}
    lines = {line.code: form for line, form in response.context["form"].lines}
    assert lines["trade_export"]["value"].value() == "0.3"
    assert lines["trade_export"]["unit"].value() == "亿元"
    assert lines["trade_total"] is None  # made, never typed
    assert "0.42 CNY 100 m" in text(response)


def test_full_width_digits_and_grouped_thousands_are_numbers(sign_in):
    sign_in("yichang").post(PAGE, typed(**{"trade_import-value": "１,200.５"}))
    assert held()["trade_import"] == Decimal("1200.5")


def test_handing_in_tells_how_many_figures_are_missing(sign_in):
    response = sign_in("yichang").post(PAGE, typed(move="submit"), follow=True)
    assert "Handed in for review; 2 figures are missing." in text(response)
    assert Submission.objects.get().state == "submitted"
    assert response.context["form"] is None


def test_a_figure_may_be_entered_as_year_to_date(sign_in, people, place):
    make_submission(place["yichang"], "2022Q1", {"trade_import": 1000}, by=people["yichang"])
    sign_in("yichang").post(PAGE, typed(**{"trade_import-basis": "ytd"}))
    found = Observation.objects.get(submission__quarter__quarter=2, indicator__code="trade_import")
    assert (found.value, found.entered, found.basis) == (200, "1200", "ytd")


@pytest.mark.parametrize(
    ("fields", "code", "sentence"),
    [
        ({"processing-value": "about 5"}, "processing", "“about 5” is not a number"),
        ({"vehicles-value": "1.23456"}, "vehicles", "too many decimals"),
        ({"vehicles-state": "cannot_report"}, "vehicles", "this cell must not be empty"),
        (
            {"vehicles-value": "3", "vehicles-state": "not_applicable"},
            "vehicles",
            "the state says that there is no value",
        ),
        ({"vehicles-reason": "later"}, "vehicles", "there is no value"),
        ({"vehicles-value": "3", "vehicles-unit": "吨"}, "vehicles", "吨 is not one of"),
        (
            {"processing-value": "5", "processing-unit": "万美元"},
            "processing",
            "the quarter has no stated rate",
        ),
        (
            {"processing-value": "5", "processing-basis": "ytd"},
            "processing",
            "an earlier quarter of the year is missing",
        ),
        (
            {"processing-value": "4201", "move": "submit"},
            "processing",
            "Processing (4,201 × CNY 10,000) is more than Trade total (4,200 × CNY 10,000)",
        ),
        ({"vehicles-value": "-3", "move": "submit"}, "vehicles", "Vehicles is below zero"),
    ],
)
def test_what_cannot_be_taken_is_said_at_the_top_and_beside_the_field_and_stays_typed(
    fields, code, sentence, sign_in
):
    response = sign_in("yichang").post(PAGE, typed(**fields))
    assert response.status_code == 200
    page = text(response)
    assert 'role="alert"' in page
    forms = {line.code: form for line, form in response.context["form"].lines}
    assert sentence in " ".join(forms[code].messages)
    assert page.count(sentence) >= 2
    assert forms["trade_import"]["value"].value() == "1200"
    for name, value in fields.items():
        if name != "move":
            assert forms[code][name.split("-")[1]].value() == value
    assert not Submission.objects.exists()


def test_every_fault_is_said_at_once(sign_in):
    fields = {"trade_import-value": "x", "processing-value": "y", "vehicles-value": "z"}
    response = sign_in("yichang").post(PAGE, typed(**fields))
    assert [form.line.code for form in response.context["form"].faulty] == [
        *("trade_import", "processing", "vehicles")
    ]


def test_nothing_can_be_entered_before_the_zone_reports(sign_in):
    make_quarter("2021Q1")
    client = sign_in("yichang")
    url = "/collect/2021Q1/yichang/"
    page = client.get(url)
    assert page.context["form"] is None
    assert "The zone reports from 2021Q2 on" in text(page)
    assert "The zone reports from 2021Q2 on" in text(client.post(url, typed()))
    assert not Submission.objects.exists()


def test_last_quarter_and_the_same_quarter_last_year_stand_beside(sign_in, people, place):
    both = {"by": people["yichang"], "verified_by": people["commerce2"]}
    make_submission(place["yichang"], "2022Q1", {"trade_import": 11000}, **both)
    make_submission(place["yichang"], "2021Q2", {"trade_import": 9000}, **both)
    make_submission(place["yichang"], "2021Q4", {"trade_import": 70000}, **both)
    line = sign_in("yichang").get(PAGE).context["sheet"].lines[0]
    assert line.last_quarter == "1.10 CNY 100 m"
    assert line.year_before == "0.90 CNY 100 m"


def test_what_was_not_applicable_is_suggested_and_never_stored_by_itself(sign_in, people, place):
    values = {"trade_import": 11000, "vehicles": "not_applicable", "processing": "cannot_report"}
    make_submission(place["yichang"], "2022Q1", values, by=people["yichang"])
    client = sign_in("yichang")
    page = client.get(PAGE)
    lines = {line.code: (line, form) for line, form in page.context["form"].lines}
    suggested = {code for code, (line, _form) in lines.items() if line.suggested_state}
    assert suggested == {"vehicles"}
    assert {form["state"].value() for _line, form in lines.values() if form} == {""}
    assert "Not applicable last quarter." in text(page)
    client.post(PAGE, typed(move="submit"))  # nobody said that it still is
    assert Observation.objects.filter(submission__quarter__quarter=2).exists()
    assert not Observation.objects.filter(
        submission__quarter__quarter=2, indicator__code="vehicles"
    ).exists()
    assert not AuditEntry.objects.filter(indicator="vehicles").exists()


@pytest.mark.parametrize("move", ["save", "submit"])
def test_a_reason_that_is_too_long_is_counted_and_stays_as_it_was_typed(sign_in, move):
    long = {"vehicles-state": "cannot_report", "vehicles-reason": "长" * 501}
    response = sign_in("yichang").post(PAGE, typed(move=move, **long))
    assert "500 characters at most, this one 501" in text(response)
    assert "长" * 501 in response.content.decode()
    assert held() == {}


def test_no_field_cuts_what_is_typed(sign_in):
    for one in sign_in("yichang").get(PAGE).context["form"].forms:
        assert "maxlength" not in f"{one['value']}{one['reason']}"


def test_saving_what_was_not_touched_changes_nothing(sign_in):
    client = sign_in("yichang")
    client.post(PAGE, typed(**{"vehicles-state": "cannot_report", "vehicles-reason": "切换"}))
    before = list(Observation.objects.order_by("pk").values())
    form = client.get(PAGE).context["form"]
    same = {
        f"{cells.prefix}-{name}": cells[name].value() or ""
        for cells in form.forms
        for name in cells.fields
    }
    client.post(PAGE, same | {"move": "save", "seen": seen(client)})
    assert list(Observation.objects.order_by("pk").values()) == before


# Reviewing


@pytest.fixture
def waiting(people, place):
    values = {"trade_import": 5, "trade_export": 7, "trade_total": 12}
    return make_submission(place["yichang"], "2022Q2", values, by=people["yichang"])


def test_a_reviewer_verifies_what_was_handed_in(waiting, sign_in):
    client = sign_in("commerce")
    assert client.get(PAGE).context["review"].may_verify
    data = {"move": "verify", "seen": seen(client)}
    response = client.post(PAGE, data, follow=True)
    assert "Verified: these figures count from now on." in text(response)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reviewed_by.username) == ("verified", "commerce")


def test_a_reviewer_returns_with_a_note_that_the_reporter_reads(waiting, sign_in):
    client = sign_in("commerce")
    data = {"move": "return", "note": "进口额请核对", "seen": seen(client)}
    assert "Returned with your note." in text(client.post(PAGE, data, follow=True))
    page = sign_in("yichang").get(PAGE)
    assert "进口额请核对" in text(page)
    assert page.context["form"] is not None


def test_a_return_without_a_note_is_refused(waiting, sign_in):
    client = sign_in("commerce")
    response = client.post(PAGE, {"move": "return", "note": " ", "seen": seen(client)})
    assert "Write a note that says what has to be corrected." in text(response)
    waiting.refresh_from_db()
    assert waiting.state == "submitted"


def test_a_character_that_no_database_stores_is_left_out_of_a_note(waiting, sign_in):
    client = sign_in("commerce")
    data = {"move": "return", "note": "核\0对", "seen": seen(client)}
    assert client.post(PAGE, data).status_code == 302
    waiting.refresh_from_db()
    assert waiting.note == "核对"


def test_nobody_is_offered_the_review_of_their_own(sign_in, people, place):
    make_submission(place["yichang"], "2022Q2", {"vehicles": 3}, by=people["commerce"])
    client = sign_in("commerce")
    page = client.get(PAGE)
    assert not page.context["review"].may_verify
    assert not page.context["review"].may_return
    assert "You handed these figures in" in text(page)
    assert "They can be verified by Commerce2." in text(page)
    assert 'value="verify"' not in page.content.decode()
    response = client.post(PAGE, {"move": "verify", "seen": seen(client)})
    assert "Nobody reviews their own submission" in text(response)
    assert Submission.objects.get().state == "submitted"
    assert sign_in("commerce2").get(PAGE).context["review"].may_verify


def test_a_reporter_cannot_verify(waiting, sign_in):
    client = sign_in("yichang")
    response = client.post(PAGE, {"move": "verify", "seen": seen(client)})
    assert "Only the commerce department reviews submissions." in text(response)
    waiting.refresh_from_db()
    assert waiting.state == "submitted"


def test_there_is_nothing_to_review_where_nothing_was_handed_in(sign_in):
    assert sign_in("commerce").post(PAGE, {"move": "verify", "seen": ""}).status_code == 400


# Revising


@pytest.fixture
def settled(people, place):
    values = {"trade_import": 1200, "trade_export": 3000, "trade_total": 4200, "vehicles": 3}
    return make_submission(
        place["yichang"], "2022Q2", values, by=people["yichang"], verified_by=people["commerce"]
    )


def test_verified_figures_are_read_until_somebody_asks_to_revise_them(settled, sign_in):
    client = sign_in("yichang")
    page = client.get(PAGE)
    assert page.context["form"] is None
    assert 'href="?revise=1"' in text(page)
    assert 'name="revision_reason"' in text(client.get(PAGE + "?revise=1"))
    assert sign_in("leader").get(PAGE + "?revise=1").context["form"] is None


def test_a_revision_without_a_reason_is_refused_and_stays_typed(settled, sign_in):
    client = sign_in("yichang")
    response = client.post(PAGE, typed(seen=seen(client), **{"vehicles-value": "4"}))
    assert "a change to them is a revision and needs a reason" in text(response)
    forms = {line.code: form for line, form in response.context["form"].lines}
    assert forms["vehicles"]["value"].value() == "4"
    assert Submission.objects.count() == 1


def test_a_revision_shows_old_and_new_with_who_and_why(settled, sign_in):
    client = sign_in("yichang")
    data = typed(
        move="submit",
        seen=seen(client),
        revision_reason="整车口径核对",
        **{"vehicles-value": "4"},
    )
    page = client.post(PAGE, data, follow=True)
    new, old = page.context["sheet"].versions
    assert (new.number, new.badge.text, new.reason) == (2, "submitted", "整车口径核对")
    assert [(change.label, change.old, change.new) for change in new.changes] == [
        ("Vehicles", "3 vehicles", "4 vehicles")
    ]
    assert (old.number, old.badge.text) == (1, "verified")
    client = sign_in("commerce")
    client.post(PAGE, {"move": "verify", "seen": seen(client)})
    settled.refresh_from_db()
    assert settled.state == "superseded"
    assert settled.observations.get(indicator__code="vehicles").value == 3


# Two people, two windows


def test_a_stale_form_is_refused_keeps_what_was_typed_and_shows_what_is_stored(sign_in):
    client = sign_in("yichang")
    stale = seen(client)
    client = sign_in("commerce")
    client.post(PAGE, typed(**{"trade_import-value": "1300"}))
    client = sign_in("yichang")
    response = client.post(PAGE, typed(seen=stale, **{"trade_import-value": "1250"}))
    assert "Somebody has changed this quarter since you opened the page" in text(response)
    forms = {line.code: form for line, form in response.context["form"].lines}
    assert forms["trade_import"]["value"].value() == "1250"
    assert forms["trade_import"].is_changed_meanwhile
    assert not forms["trade_export"].is_changed_meanwhile
    assert "Stored now: 0.13 CNY 100 m (1300 × CNY 10,000)" in text(response)
    assert held()["trade_import"] == 1300


def test_who_has_seen_what_is_stored_may_then_put_their_own_figure(sign_in):
    client = sign_in("yichang")
    client.post(PAGE, typed(**{"trade_import-value": "1300"}))
    refused = client.post(PAGE, typed(**{"trade_import-value": "1250"}))
    again = typed(seen=refused.context["sheet"].token, **{"trade_import-value": "1250"})
    assert client.post(PAGE, again).status_code == 302
    assert held()["trade_import"] == 1250


def test_handing_in_twice_does_it_once_and_says_so(sign_in):
    client = sign_in("yichang")
    data = typed(move="submit")
    assert client.post(PAGE, data).status_code == 302
    second = client.post(PAGE, data, follow=True)
    assert "You handed these figures in already" in text(second)
    submission = Submission.objects.get()
    assert (submission.version, submission.state) == (1, "submitted")
    assert AuditEntry.objects.filter(action=AuditEntry.Action.SUBMITTED).count() == 1


def test_other_figures_after_handing_in_are_refused_and_stay_on_the_page(sign_in):
    client = sign_in("yichang")
    client.post(PAGE, typed(move="submit"))
    second = client.post(PAGE, typed(move="submit", **{"trade_import-value": "1300"}))
    assert second.status_code == 200
    assert "These figures are handed in and wait for review" in text(second)
    assert 'value="1300"' in text(second)
    assert held()["trade_import"] == 1200


def test_verifying_and_returning_twice_does_it_once_and_says_so(waiting, sign_in):
    client = sign_in("commerce")
    returning = {"move": "return", "note": "核对进口", "seen": seen(client)}
    client.post(PAGE, returning)
    assert "returned already, with this note" in text(client.post(PAGE, returning, follow=True))
    client.force_login(waiting.submitted_by)
    client.post(PAGE, typed(move="submit", seen=seen(client)))
    client = sign_in("commerce")
    verifying = {"move": "verify", "seen": seen(client)}
    client.post(PAGE, verifying)
    assert "You verified these figures already" in text(client.post(PAGE, verifying, follow=True))
    steps = AuditEntry.objects.filter(kind="submission").values_list("action", flat=True)
    assert list(steps).count("returned") == list(steps).count("verified") == 1


def test_the_back_button_after_handing_in_does_not_undo_it(sign_in):
    client = sign_in("yichang")
    client.post(PAGE, typed())
    before = seen(client)
    client.post(PAGE, typed(move="submit", seen=before))
    client.post(PAGE, typed(move="save", seen=before, **{"trade_import-value": "1"}))
    assert held()["trade_import"] == 1200
    assert Submission.objects.get().state == "submitted"


def test_a_reviewer_who_looks_at_an_older_state_is_told(waiting, sign_in, people):
    client = sign_in("commerce")
    stale = seen(client)
    second = sign_in("commerce2")
    second.post(PAGE, {"move": "return", "note": "核对", "seen": seen(second)})
    client = sign_in("commerce")
    response = client.post(PAGE, {"move": "verify", "seen": stale})
    assert "These figures have changed since you opened the page" in text(response)
    waiting.refresh_from_db()
    assert waiting.state == "returned"


# In a real browser


@pytest.mark.django_db(transaction=True)
def test_two_people_take_a_figure_from_the_form_to_verified(open_page):
    zone = make_zone("yichang")
    make_indicators("trade_import", "trade_export", "trade_total")
    make_quarter("2022Q2", locks_on="2999-12-31")
    make_person("yichang", zone=zone)
    make_person("commerce2")
    page = open_page("yichang")
    page.goto(PAGE)
    page.fill("#trade_import-value", "一千二")
    page.click("button[value=save]")
    page.wait_for_selector(".zt-collect-error")
    # The page has made up its mind about this click when it leads back to the figure.
    page.wait_for_selector("#trade_import-value:focus")
    assert page.input_value("#trade_import-value") == "一千二"
    assert page.locator(".zt-collect-error").count() == 1
    page.fill("#trade_import-value", "1,200")
    page.fill("#trade_export-value", "0.3")
    page.select_option("#trade_export-unit", "亿元")
    page.dblclick("button[value=submit]")
    page.wait_for_selector(".zt-message.is-success:has-text('已提交')")
    assert held() == {"trade_import": 1200, "trade_export": 3000, "trade_total": 4200}
    second = open_page("commerce2")
    second.goto(PAGE)
    second.click("button[value=verify]")
    second.wait_for_selector(".zt-message.is-success")
    assert Submission.objects.get().state == "verified"


@pytest.mark.django_db(transaction=True)
def test_the_reason_appears_when_a_state_asks_for_one(open_page):
    make_person("yichang", zone=make_zone("yichang"))
    make_indicators("vehicles")
    make_quarter("2022Q2", locks_on="2999-12-31")
    page = open_page("yichang")
    page.goto(PAGE)
    reason = page.locator("#vehicles-reason")
    assert not reason.is_visible()
    page.select_option("#vehicles-state", "cannot_report")
    assert reason.is_visible()


@pytest.mark.parametrize(("count", "said"), [(1, "1 vehicle"), (2, "2 vehicles")])
def test_one_is_told_in_the_singular(count, said, place, people, client):
    record(place["yichang"], [entry("vehicles", count)], people["yichang"])
    client.force_login(user_of(people["leader"]))
    client.cookies["django_language"] = "en"
    lines = {line.code: line.now for line in client.get(PAGE).context["sheet"].lines}
    assert lines["vehicles"] == said
