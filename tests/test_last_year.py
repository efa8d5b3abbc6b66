"""Where a report states another figure for last year than is stored, a revision is proposed."""

# ruff: noqa: F811 (fixtures are imported, and named again as arguments)

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from indicators.models import CellNote, Override, Submission, ValidationRule
from indicators.selectors.last_year import last_year_of
from indicators.services.last_year import Refused, last_year_keep, last_year_revise
from indicators.services.reopenings import quarter_reopen
from indicators.services.submissions import (
    submission_record,
    submission_submit,
    submission_verify,
)
from tests.collecting import AT, LATER, entry, make_place, open_quarter, record
from tests.factories import make_quarter, make_submission
from tests.reading import open_as, read, text  # noqa: F401
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db

PAGE = "/collect/2022Q2/yichang/last-year/"


@pytest.fixture(autouse=True)
def _language():
    with translation.override("en"):
        yield


@pytest.fixture
def place():
    place = make_place()
    ValidationRule.objects.create(kind="last_year_differs", severity="warning", threshold="0.01")
    open_quarter("2021Q2")
    return place


@pytest.fixture
def stored(place, people) -> Submission:
    """Last year's quarter: verified with imports of 1,000 and exports of 300."""
    values = {"trade_import": 1000, "trade_export": 300, "vehicles": 7}
    both = {"by": people["yichang"], "verified_by": people["commerce"]}
    return make_submission(place["yichang"], open_quarter("2021Q2"), values, **both)


@pytest.fixture
def stating(stored, place, people) -> Submission:
    """This year's, which states 1,200 and 330 for the same quarter last year."""
    entries = [
        entry("trade_import", 1500, stated_last_year=Decimal(1200)),
        entry("trade_export", 400, stated_last_year=Decimal(330)),
        entry("vehicles", 9, stated_last_year=Decimal(7)),
    ]
    draft = record(place["yichang"], entries, people["yichang"])
    return submission_submit(
        is_incomplete_accepted=True, submission=draft, by=people["yichang"], at=AT
    )


def proposed(stating) -> dict[str, tuple]:
    year = last_year_of(stating, AT)
    return {one.code: (one.stated, one.stored, one.new, one.status) for one in year.proposals}


def about(stating, by, *indicators, **changed) -> dict:
    return {
        "zone": stating.zone,
        "quarter": stating.quarter,
        "indicators": indicators or ("trade_import", "trade_export"),
        "reason": "海关修订",
        "seen": last_year_of(stating, LATER).token,
        "by": by,
        "at": LATER,
    } | changed


def refusal(act, **what) -> str:
    with pytest.raises(Refused) as refused:
        act(**what)
    return refused.value.code


def test_each_figure_that_differs_is_proposed_and_no_other(stating):
    assert proposed(stating) == {
        "trade_import": (1200, 1000, 1200, "pending"),
        "trade_export": (330, 300, 330, "pending"),
    }


def test_without_the_rule_in_force_nothing_is_proposed(stating):
    ValidationRule.objects.update(is_on=False)
    assert last_year_of(stating, AT) is None


def test_of_a_year_to_date_the_difference_goes_into_its_last_quarter(place, people):
    zone, by = place["yichang"], people["yichang"]
    ValidationRule.objects.filter(kind="last_year_differs").update(threshold=1)
    zone.reporting_start.year, zone.reporting_start.quarter = 2021, 1
    zone.reporting_start.save()
    for code, value in (("2021Q1", 400), ("2021Q2", 600), ("2022Q1", 500)):
        values = {"trade_import": value}
        make_submission(zone, open_quarter(code), values, by=by, verified_by=people["commerce"])
    told = entry("trade_import", 1300, basis="ytd", stated_last_year=Decimal(1050))
    draft = record(zone, [told], by)
    (one,) = last_year_of(draft, AT).proposals
    assert (one.stated, one.stored, one.now, one.new) == (1050, 1000, 600, 650)
    assert one.span == "year to date"


def test_the_revision_is_opened_in_one_step_and_nothing_verified_is_touched(
    stored, stating, people
):
    revision = last_year_revise(**about(stating, people["yichang"]))
    assert (revision.version, revision.state) == (2, "draft")
    assert (revision.quarter.code, revision.revision_reason_zh) == ((2021, 2), "海关修订")
    held = dict(revision.observations.values_list("indicator__code", "value"))
    assert (held["trade_import"], held["trade_export"], held["vehicles"]) == (1200, 330, 7)
    assert stored.observations.get(indicator__code="trade_import").value == 1000
    assert {status for *_rest, status in proposed(stating).values()} == {"in_revision"}
    assert audit_verdict().is_intact
    actions = AuditEntry.objects.filter(quarter="2021Q2").values_list("action", flat=True)
    assert set(actions) == {"opened", "figure_changed"}


def test_once_the_revision_is_verified_nothing_differs_any_more(stating, people):
    revision = last_year_revise(**about(stating, people["yichang"]))
    handed = submission_submit(
        is_incomplete_accepted=True, submission=revision, by=people["yichang"], at=LATER
    )
    submission_verify(submission=handed, by=people["commerce"], at=LATER)
    assert last_year_of(stating, LATER) is None


def test_only_what_is_chosen_is_revised(stating, people):
    revision = last_year_revise(**about(stating, people["yichang"], "trade_export"))
    held = dict(revision.observations.values_list("indicator__code", "value"))
    assert (held["trade_import"], held["trade_export"]) == (1000, 330)
    assert proposed(stating)["trade_import"][-1] == "pending"


def test_into_a_revision_that_is_open_the_figures_go_with_the_reason_as_a_remark(
    stating, people, place
):
    submission_record(
        zone=place["yichang"],
        quarter=open_quarter("2021Q2"),
        entries=[entry("vehicles", 8)],
        by=people["yichang"],
        at=AT,
        revision_reason="另有更正",
    )
    revision = last_year_revise(**about(stating, people["yichang"], "trade_import"))
    assert (revision.version, revision.revision_reason_zh) == (2, "另有更正")
    (note,) = CellNote.objects.all()
    assert (note.text, note.indicator.code, note.quarter.code) == (
        "海关修订",
        "trade_import",
        (2021, 2),
    )


def lock_last_year() -> None:
    row = open_quarter("2021Q2")
    row.locks_on = date(2021, 9, 1)
    row.save()


def test_a_lock_binds_here_too_and_the_department_reopens_in_the_same_step(stating, people):
    lock_last_year()
    assert refusal(last_year_revise, **about(stating, people["yichang"])) == "locked"
    more = {"until": LATER + timedelta(days=3), "reason_code": "correction_by_customs"}
    mine = about(stating, people["yichang"], **more)
    assert refusal(last_year_revise, **mine) == "not_a_reopener"
    assert last_year_revise(**about(stating, people["commerce"], **more)).version == 2
    actions = AuditEntry.objects.filter(quarter="2021Q2").values_list("action", flat=True)
    assert "reopened" in actions


def test_a_quarter_under_review_is_left_alone(stating, people):
    revision = last_year_revise(**about(stating, people["yichang"], "trade_export"))
    submission_submit(
        is_incomplete_accepted=True, submission=revision, by=people["yichang"], at=LATER
    )
    mine = about(stating, people["yichang"], "trade_import")
    assert refusal(last_year_revise, **mine) == "already_submitted"


@pytest.mark.parametrize("login", ["donghu", "leader", "customs", "admin"])
def test_whoever_may_not_enter_decides_nothing(login, stating, people):
    for act in (last_year_revise, last_year_keep):
        assert refusal(act, **about(stating, people[login])) == "not_your_zone"


def test_a_stale_page_is_refused_and_so_is_a_missing_reason(stating, people):
    by = people["yichang"]
    old = about(stating, by)
    last_year_revise(**about(stating, by, "trade_export"))
    for act in (last_year_revise, last_year_keep):
        assert refusal(act, **old) == "proposals_changed"
    empty = about(stating, by, "trade_import", reason=" ")
    assert refusal(last_year_revise, **empty) == "revision_needs_reason"
    assert refusal(last_year_keep, **empty) == "keeping_needs_reason"
    assert refusal(last_year_revise, **about(stating, by, "vehicles")) == "nothing_proposed"


def test_the_stored_figure_stays_for_a_reason_that_holds_for_these_numbers(stating, people):
    last_year_keep(**about(stating, people["commerce"], "trade_import", reason="口径不同"))
    assert proposed(stating)["trade_import"][-1] == "kept"
    assert proposed(stating)["trade_export"][-1] == "pending"
    (held,) = Override.objects.all()
    assert (held.reason, held.value, held.limit) == ("口径不同", 1200, 1000)
    assert AuditEntry.objects.last().action == "check_overridden"
    stating.observations.filter(indicator__code="trade_import").update(stated_last_year=1250)
    assert proposed(Submission.objects.get(pk=stating.pk))["trade_import"][-1] == "pending"


# On the pages


def test_the_reviewer_is_led_from_the_finding_to_the_proposal(stating, people, read):
    page = read(people["commerce"], "/collect/2022Q2/yichang/")
    assert "stated as 1,200 × CNY 10,000, but stored as 1,000" in text(page)
    links = page.xpath("//a[starts-with(text(), 'Revise 2021Q2')]/@href")
    assert set(links) == {PAGE}


def test_last_years_page_says_that_other_figures_are_stated(stating, people, read):
    page = read(people["commerce"], "/collect/2021Q2/yichang/")
    assert "The report of 2022Q2 states other figures for this quarter" in text(page)
    assert page.xpath("//a[starts-with(text(), 'Revise them')]/@href") == [PAGE]
    last_year_keep(**about(stating, people["commerce"], reason="口径不同"))
    after = text(read(people["commerce"], "/collect/2021Q2/yichang/"))
    assert "states other figures" not in after


def test_the_page_shows_both_figures_and_suggests_the_reason_in_both_languages(
    stating, people, client, read
):
    page = read(people["yichang"], PAGE)
    assert "1,000 × CNY 10,000 → 1,200 × CNY 10,000" in text(page)
    reason = page.get_element_by_id("reason").text.strip()
    assert reason.startswith("As stated for last year in the report of 2022Q2: Trade import 1,200")
    seen = page.xpath("//input[@name='seen']/@value")[0]
    typed = {"move": "revise", "seen": seen, "reason": reason}
    answer = client.post(PAGE, typed | {"indicator": ["trade_import", "trade_export"]})
    assert answer["Location"] == "/collect/2021Q2/yichang/"
    revision = Submission.objects.get(quarter__year=2021, version=2)
    assert revision.revision_reason_en == reason
    assert revision.revision_reason_zh.startswith("根据2022Q2报送所列上年同期数修订")


def test_where_it_is_locked_the_page_says_what_is_needed(stating, people, client, read):
    lock_last_year()
    reporter = read(people["yichang"], PAGE)
    assert "ask the commerce department to give the zone more time" in text(reporter)
    assert reporter.xpath("//button[@value='revise']") == []
    page = read(people["commerce"], PAGE)
    seen = page.xpath("//input[@name='seen']/@value")[0]
    typed = {"move": "revise", "seen": seen, "reason": "海关修订", "indicator": "trade_import"}
    assert "zt-collect-error" in client.post(PAGE, typed).content.decode()
    until = timezone.localtime() + timedelta(days=2)
    more = {"reason_code": "correction_by_customs", "until": until.strftime("%Y-%m-%dT%H:%M")}
    assert client.post(PAGE, typed | more).status_code == 302
    assert Submission.objects.get(quarter__year=2021, version=2).created_by_id


def test_a_refused_decision_keeps_what_was_typed(stating, people, client, read):
    page = read(people["commerce"], PAGE)
    seen = page.xpath("//input[@name='seen']/@value")[0]
    typed = {"move": "keep", "seen": seen, "keep_reason": "口径不同"}
    answer = client.post(PAGE, typed).content.decode()
    assert "Choose at least one figure" in answer
    assert "口径不同" in answer


def test_where_nothing_differs_the_page_leads_back(stored, people, place, open_as):
    record(place["yichang"], [entry("trade_import", 1)], people["yichang"])
    answer = open_as(people["commerce"], PAGE)
    assert answer["Location"] == "/collect/2022Q2/yichang/"


def test_reopened_by_hand_a_reporter_can_open_the_revision(stating, people):
    lock_last_year()
    quarter_reopen(
        zone=stating.zone,
        quarter=make_quarter("2021Q2"),
        until=LATER + timedelta(days=5),
        reason_code="omission",
        reason="更正",
        by=people["commerce"],
        at=LATER,
    )
    assert last_year_revise(**about(stating, people["yichang"])).version == 2
