"""An open quarter's dates and rate are changed with a reason; one without figures is cancelled."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.utils import timezone, translation

from indicators.models import Reminder, Reopening, ReportingQuarter, Submission, Upload
from indicators.periods import Quarter
from indicators.selectors.quarter_terms import quarters_between, terms_token
from indicators.services.quarter_terms import (
    QuarterTerms,
    Refused,
    quarter_cancel,
    quarter_change_terms,
)
from indicators.services.remarks import remark_add
from tests.at_once import at_once, client_of, post
from tests.collecting import PAGE, entry, hand_in, record, text, typed
from tests.factories import make_quarter
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db
TERMS = "/collect/2022Q2/terms/"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def quarter(place):
    ReportingQuarter.objects.update(due_on=day(10), locks_on=day(40))
    return ReportingQuarter.objects.get(year=2022, quarter=2)


def held() -> QuarterTerms:
    row = ReportingQuarter.objects.get(year=2022, quarter=2)
    return QuarterTerms(row.due_on, row.locks_on, row.dollar_rate, row.rate_source)


def change(people, login="commerce", reason="节假日顺延", seen=None, **terms):
    row = ReportingQuarter.objects.get(year=2022, quarter=2)
    return quarter_change_terms(
        quarter=row,
        terms=replace(held(), **terms),
        reason=reason,
        seen=terms_token(row) if seen is None else seen,
        by=people[login],
        at=timezone.now(),
    )


def posted(**fields) -> dict[str, str]:
    row = ReportingQuarter.objects.get(year=2022, quarter=2)
    rate = "" if row.dollar_rate is None else str(row.dollar_rate)
    return {
        "move": "change",
        "seen": terms_token(row),
        "due_on": str(row.due_on),
        "locks_on": str(row.locks_on),
        "dollar_rate": rate,
        "rate_source": row.rate_source,
        "reason": "节假日顺延",
    } | fields


# Changed


def test_the_department_changes_dates_and_rate_and_the_log_says_why(quarter, sign_in):
    client = sign_in("commerce")
    asked = posted(due_on=str(day(12)), dollar_rate="7.0998", rate_source="中国外汇交易中心")
    told = client.post(TERMS, asked, follow=True)
    assert told.redirect_chain == [("/collect/2022Q2/", 302)]
    assert "A US dollar counts 7.0998 yuan" in text(told)
    assert held() == QuarterTerms(day(12), day(40), Decimal("7.0998"), "中国外汇交易中心")
    logged = AuditEntry.objects.get(action="quarter_changed")
    assert (logged.quarter, logged.person_name) == ("2022Q2", "Commerce")
    assert (logged.old["due_on"], logged.new["due_on"]) == (str(day(10)), str(day(12)))
    assert (logged.old["dollar_rate"], logged.new["dollar_rate"]) == (None, "7.0998")
    assert logged.new["reason"] == "节假日顺延"
    assert audit_verdict().is_intact
    page = text(client.get(TERMS))
    assert f"{day(10)} → {day(12)}" in page
    assert "节假日顺延" in page


@pytest.mark.parametrize("login", ["yichang", "leader", "customs", "fgw", "admin"])
def test_nobody_else_changes_or_cancels_a_quarter(login, quarter, people, sign_in):
    with pytest.raises(Refused, match="not_a_quarter_keeper"):
        change(people, login, due_on=day(12))
    with pytest.raises(Refused, match="not_a_quarter_keeper"):
        quarter_cancel(quarter=quarter, reason="误开", by=people[login], at=timezone.now())
    assert sign_in(login).post(TERMS, posted(due_on=str(day(12)))).status_code == 403


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({}, "quarter_unchanged"),
        ({"reason": "  ", "due_on": day(12)}, "quarter_needs_reason"),
        ({"reason": "长" * 501, "due_on": day(12)}, "reason_too_long"),
        ({"locks_on": day(-1)}, "lock_is_over"),
        ({"due_on": date(2022, 6, 30)}, "due_before_end"),
        ({"due_on": day(41)}, "due_after_lock"),
        ({"due_on": day(-1)}, "due_is_over"),
        ({"dollar_rate": Decimal("7.1")}, "rate_source_missing"),
    ],
)
def test_terms_that_cannot_be_are_refused(terms, code, quarter, people):
    before = held()
    with pytest.raises(Refused, match=code):
        change(people, **terms)
    assert held() == before


def test_a_due_date_that_is_over_may_be_moved_later(quarter, people):
    ReportingQuarter.objects.update(due_on=day(-5))
    change(people, due_on=day(-2))
    assert held().due_on == day(-2)


def test_a_locked_quarter_keeps_its_terms_and_the_page_says_the_way_out(quarter, people, sign_in):
    ReportingQuarter.objects.update(due_on=day(-30), locks_on=day(-1))
    with pytest.raises(Refused, match="locked"):
        change(people, locks_on=day(20))
    assert "A single zone can be given more time" in text(sign_in("commerce").get(TERMS))


def test_a_rate_stays_once_figures_rest_on_it(quarter, place, people, sign_in):
    change(people, dollar_rate=Decimal("7.1"), rate_source="央行")
    make = partial(record, place["yichang"], by=people["yichang"])
    ReportingQuarter.objects.update(locks_on=date(2999, 12, 31))
    make([entry("trade_import", 5, unit="万美元")])
    told = sign_in("commerce").post(TERMS, posted(dollar_rate="7.2"))
    assert "figures of Yichang" in told.context["refusal"]
    assert held().dollar_rate == Decimal("7.1")
    change(people, due_on=day(12))  # the dates are free all the same
    make([entry("trade_import", 35)])
    change(people, dollar_rate=Decimal("7.2"))
    assert held().dollar_rate == Decimal("7.2")


def test_whoever_changes_what_somebody_changed_meanwhile_sees_both(quarter, people, sign_in):
    client, stale = sign_in("commerce2"), posted(due_on=str(day(15)))
    change(people, due_on=day(12))
    told = client.post(TERMS, stale)
    assert "Somebody has changed the terms" in told.context["refusal"]
    assert f'value="{day(15)}"' in text(told), "what was typed stays"
    assert told.context["quarter"].due_on == day(12)
    again = stale | {"seen": told.context["token"]}
    assert client.post(TERMS, again).status_code == 302
    assert held().due_on == day(15)


def test_the_same_page_sent_twice_changes_once(quarter, sign_in):
    client, asked = sign_in("commerce"), posted(due_on=str(day(12)))
    assert client.post(TERMS, asked).status_code == 302
    assert client.post(TERMS, asked).status_code == 302
    assert AuditEntry.objects.filter(action="quarter_changed").count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"due_on": ""}, "Say by which day the figures are due."),
        ({"dollar_rate": "0"}, "Write how many yuan a dollar is"),
        ({"dollar_rate": "71234.5"}, "Write how many yuan a dollar is"),
        ({"dollar_rate": "7.12345"}, "Write how many yuan a dollar is"),
        ({"dollar_rate": "seven"}, "Write how many yuan a dollar is"),
        ({"dollar_rate": "7.1", "rate_source": ""}, "Name where the rate was published."),
        ({"reason": ""}, "Write why the quarter’s dates or rate are changed."),
        ({"reason": "长" * 501}, "500 characters at most; this one has 501"),
    ],
)
def test_the_form_says_beside_the_field_what_is_missing(fields, sentence, quarter, sign_in):
    told = sign_in("commerce").post(TERMS, posted(**fields))
    assert told.status_code == 200
    assert sentence in text(told)


# Cancelled


def test_a_quarter_in_which_nothing_was_entered_is_cancelled_with_what_hangs_on_it(
    quarter, place, people, sign_in
):
    client = sign_in("commerce")
    Reopening.objects.create(
        zone=place["yichang"],
        quarter=quarter,
        reason_code="other",
        reason="延期",
        opened_by_id=people["commerce"].user_id,
        opened_at=timezone.now(),
        until=timezone.now() + timedelta(days=3),
    )
    told = client.post(TERMS, {"move": "cancel", "why": "误开"}, follow=True)
    assert told.redirect_chain == [("/collect/", 302)]
    assert "2022Q2 is cancelled" in text(told)
    assert not ReportingQuarter.objects.exists()
    assert not Upload.objects.exists()
    assert not Reminder.objects.exists()
    logged = AuditEntry.objects.get(action="quarter_cancelled")
    assert (logged.old["due_on"], logged.new["reason"]) == (str(day(10)), "误开")
    assert audit_verdict().is_intact


@pytest.mark.parametrize(
    ("login", "page"),
    [
        ("commerce", TERMS),
        ("commerce", "/collect/2022Q2/"),
        ("commerce", "/collect/2022Q2/upload"),
        ("yichang", PAGE),
        ("yichang", f"{PAGE}upload"),
    ],
)
def test_the_pages_of_a_cancelled_quarter_say_that_it_was(quarter, sign_in, login, page):
    sign_in("commerce").post(TERMS, {"move": "cancel", "why": "误开"}, follow=True)
    told = sign_in(login).get(page, follow=True)
    assert told.redirect_chain == [("/collect/", 302)]
    assert "2022Q2 has been cancelled by the commerce department" in text(told)


@pytest.mark.parametrize("login", ["leader", "yichang", "commerce"])
def test_the_grid_of_a_cancelled_quarter_says_so_where_unsaved_entries_can_be_seen(
    quarter, sign_in, login
):
    sign_in("commerce").post(TERMS, {"move": "cancel", "why": "误开"}, follow=True)
    told = sign_in(login).get("/collect/2022Q2/grid/")
    assert told.status_code == 200
    assert "2022Q2 has been cancelled by the commerce department" in text(told)
    assert "copy what you need, then discard it" in text(told)
    named = set(told.context["names"]["zones"])
    assert named == ({"yichang"} if login == "yichang" else {"yichang", "donghu"})


def test_a_quarter_that_never_was_is_no_cancelled_one(quarter, sign_in):
    assert sign_in("commerce").get("/collect/2031Q2/terms/").status_code == 404
    assert sign_in("commerce").get("/collect/nonsense/terms/").status_code == 404


def test_a_zone_that_is_not_there_is_not_found_in_a_quarter_that_is(quarter, sign_in):
    assert sign_in("commerce").get("/collect/2022Q2/nowhere/").status_code == 404


def test_a_quarter_with_a_draft_or_a_remark_is_not_cancelled(quarter, place, people, sign_in):
    remark_add(
        quarter=quarter,
        zone=place["yichang"],
        indicator="vehicles",
        text="待核对",
        is_follow_up=False,
        by=people["yichang"],
        at=timezone.now(),
    )
    told = sign_in("commerce").post(TERMS, {"move": "cancel", "why": "误开"})
    assert "cannot be cancelled" in told.context["refusal"]
    assert ReportingQuarter.objects.exists()


def test_cancelling_needs_a_reason(quarter, sign_in):
    told = sign_in("commerce").post(TERMS, {"move": "cancel", "why": " "})
    assert told.context["refusal"] == "Write why the quarter is cancelled."
    assert ReportingQuarter.objects.exists()


def test_an_unknown_button_is_no_move(quarter, sign_in):
    assert sign_in("commerce").post(TERMS, {"move": "close"}).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_a_quarter_cancelled_while_somebody_enters_figures_loses_none(quarter, place, people):
    client, chief = client_of(people["yichang"]), client_of(people["commerce"])
    at_once(
        post(client, PAGE, typed()),
        post(chief, TERMS, {"move": "cancel", "why": "误开"}),
    )
    # Whoever was first has it: never a figure without its quarter, never both refused.
    assert ReportingQuarter.objects.exists() == Submission.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_change_a_quarter_at_once_the_second_is_told(quarter, people):
    one, other = posted(due_on=str(day(12))), posted(due_on=str(day(15)))
    answers = at_once(
        post(client_of(people["commerce"]), TERMS, one),
        post(client_of(people["commerce2"]), TERMS, other),
    )
    assert sorted(status for status, _said in answers) == [200, 302]
    assert AuditEntry.objects.filter(action="quarter_changed").count() == 1


# Opened


@pytest.mark.parametrize(
    ("code", "gap"),
    [
        (Quarter(2022, 3), []),
        (Quarter(2022, 4), ["2022Q3"]),
        (Quarter(2023, 1), ["2022Q3", "2022Q4"]),
        (Quarter(2022, 1), []),
    ],
)
def test_the_gap_is_what_lies_between_the_last_quarter_and_the_new_one(code, gap, quarter):
    assert [str(one) for one in quarters_between(code)] == gap


def test_opening_a_quarter_that_leaves_a_gap_is_asked_about(quarter, sign_in):
    client = sign_in("commerce")
    asked = {"year": "2022", "quarter": "4", "due_on": str(day(12)), "locks_on": str(day(42))}
    told = client.post("/collect/", asked)
    assert "2022Q3 are not open: opening 2022Q4 now leaves a gap." in text(told)
    assert ReportingQuarter.objects.count() == 1
    assert client.post("/collect/", asked | {"is_gap_accepted": "on"}).status_code == 302
    assert ReportingQuarter.objects.count() == 2


# Dollars


def test_dollars_are_offered_only_where_a_rate_is_stated(quarter, people, sign_in):
    client = sign_in("yichang")
    page = client.get(PAGE)
    assert "万美元" not in [code for line in page.context["sheet"].lines for code, _n in line.units]
    assert "the commerce department has stated no rate" in text(page)
    columns = client.get("/collect/2022Q2/grid/").context["data"]["columns"]
    assert "万美元" not in str(columns)
    change(people, dollar_rate=Decimal("7.1"), rate_source="央行")
    page = client.get(PAGE)
    assert "万美元" in [code for line in page.context["sheet"].lines for code, _n in line.units]
    assert "has stated no rate" not in text(page)
    assert "万美元" in str(client.get("/collect/2022Q2/grid/").context["data"]["columns"])


def test_a_unit_of_last_quarter_in_dollars_is_not_suggested_without_a_rate(place, people, sign_in):
    make_quarter("2022Q1", dollar_rate=Decimal("6.5"), locks_on=date(2999, 12, 31))
    hand_in(
        place["yichang"], [entry("trade_import", 5, unit="万美元")], people["yichang"], "2022Q1"
    )
    lines = {line.code: line for line in sign_in("yichang").get(PAGE).context["sheet"].lines}
    assert lines["trade_import"].suggested_unit == "万元"
