"""A severe finding is handed in only with a written reason, which the reviewer reads."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from indicators.findings import finding_sentence
from indicators.models import Override, Submission, ValidationRule
from indicators.selectors.checks import check_submission
from indicators.services.submissions import Refused, submission_submit, submission_verify
from tests.collecting import (
    AT,
    LATER,
    PAGE,
    entry,
    hand_in,
    make_people,
    record,
    seen,
    text,
    typed,
)
from tests.factories import make_submission
from zones.models import AuditEntry

pytestmark = pytest.mark.django_db

#: Processing above total trade: severe without any rule loaded.
CONTRADICTION = [entry("trade_import", 60), entry("trade_export", 40), entry("processing", 130)]
SUBJECT = ("part_above_whole", "processing")
REASON = "含结转货物，海关已确认"
WHY = {SUBJECT: REASON}


@pytest.fixture
def people(place):
    found = make_people(place)
    return found | {"submitter": found["yichang"], "reviewer": found["commerce2"]}


@pytest.fixture(autouse=True)
def _language():
    with translation.override("en"):
        yield


# The service


def test_a_severe_finding_is_not_handed_in_and_the_refusal_names_it(place, people):
    with pytest.raises(Refused) as refused:
        hand_in(place["yichang"], CONTRADICTION, people["yichang"])
    assert refused.value.code == "figures_disagree"
    assert [(one.code, one.indicator) for one in refused.value.findings] == [SUBJECT]
    assert not Submission.objects.exists()


@pytest.mark.parametrize("reasons", [{}, {SUBJECT: "  "}, {("jump", "processing"): REASON}])
def test_without_a_reason_of_its_own_it_stays_refused(reasons, place, people):
    with pytest.raises(Refused, match="figures_disagree"):
        hand_in(place["yichang"], CONTRADICTION, people["yichang"], reasons=reasons)
    assert not Override.objects.exists()


def test_with_a_reason_it_is_handed_in_and_who_when_and_why_is_kept(place, people):
    submission = hand_in(place["yichang"], CONTRADICTION, people["yichang"], reasons=WHY)
    assert submission.state == "submitted"
    kept = Override.objects.get()
    assert (kept.submission, kept.rule, kept.indicator.code) == (submission, *SUBJECT)
    assert (kept.value, kept.limit, kept.reason) == (130, 100, REASON)
    assert (kept.by_id, kept.at) == (people["yichang"].user_id, AT)


def test_a_reason_is_written_to_the_audit_log_beside_the_figure(place, people):
    hand_in(place["yichang"], CONTRADICTION, people["yichang"], reasons=WHY)
    told = AuditEntry.objects.get(action="check_overridden")
    assert (told.zone, told.quarter, told.indicator) == ("yichang", "2022Q2", "processing")
    assert (told.code, told.old) == ("part_above_whole", None)
    assert told.new == {"reason": REASON, "value": "130.0000", "limit": "100.0000"}


def test_a_reason_saved_with_a_draft_lets_it_be_handed_in_later(place, people):
    draft = record(place["yichang"], CONTRADICTION, people["yichang"], reasons=WHY)
    assert (
        submission_submit(
            is_incomplete_accepted=True, submission=draft, by=people["yichang"], at=LATER
        ).state
        == "submitted"
    )


def test_handing_in_may_bring_the_reason(place, people):
    draft = record(place["yichang"], CONTRADICTION, people["yichang"])
    with pytest.raises(Refused, match="figures_disagree"):
        submission_submit(
            is_incomplete_accepted=True, submission=draft, by=people["yichang"], at=LATER
        )
    submission_submit(
        is_incomplete_accepted=True, submission=draft, by=people["yichang"], at=LATER, reasons=WHY
    )
    assert Override.objects.get().reason == REASON


def test_a_reason_holds_for_the_numbers_it_was_written_about(place, people):
    record(place["yichang"], CONTRADICTION, people["yichang"], reasons=WHY)
    with pytest.raises(Refused, match="figures_disagree"):
        hand_in(place["yichang"], [entry("processing", 1300)], people["yichang"])
    with pytest.raises(Refused, match="figures_disagree"):
        hand_in(place["yichang"], [entry("trade_import", 50)], people["yichang"])
    again = hand_in(
        place["yichang"], [entry("processing", 1300)], people["yichang"], reasons={SUBJECT: "另有"}
    )
    assert [(one.value, one.reason) for one in Override.objects.all()] == [(1300, "另有")]
    assert again.state == "submitted"


def test_a_reason_taken_back_blocks_again(place, people):
    draft = record(place["yichang"], CONTRADICTION, people["yichang"], reasons=WHY)
    record(place["yichang"], [], people["yichang"], reasons={SUBJECT: ""})
    assert not Override.objects.exists()
    assert [one.is_blocking for one in check_submission(draft)] == [True]
    assert AuditEntry.objects.filter(action="check_overridden").count() == 2


def test_a_reason_that_is_sent_again_is_not_written_again(place, people):
    record(place["yichang"], CONTRADICTION, people["yichang"], reasons=WHY)
    record(place["yichang"], [], people["yichang"], reasons=WHY)
    assert AuditEntry.objects.filter(action="check_overridden").count() == 1


def test_a_revision_of_another_figure_keeps_the_reason_of_the_version_before(place, people):
    first = hand_in(place["yichang"], CONTRADICTION, people["yichang"], reasons=WHY)
    submission_verify(submission=first, by=people["reviewer"], at=LATER)
    revision = hand_in(
        place["yichang"],
        [entry("vehicles", 3)],
        people["yichang"],
        revision_reason="核对",
        reasons={SUBJECT: ""},  # the earlier version's record stays what it was
    )
    assert revision.version == 2
    assert Override.objects.get().submission == first
    assert [one.override.reason for one in check_submission(revision)] == [REASON]


def test_another_zones_reason_is_no_reason(place, people):
    hand_in(place["yichang"], CONTRADICTION, people["yichang"], reasons=WHY)
    with pytest.raises(Refused, match="figures_disagree"):
        hand_in(place["donghu"], CONTRADICTION, people["commerce"])


def test_the_database_refuses_an_empty_reason_and_a_second_one(place, people):
    draft = record(place["yichang"], CONTRADICTION, people["yichang"], reasons=WHY)
    kept = Override.objects.get(submission=draft)
    for fields in ({"reason": "", "rule": "negative"}, {"pk": None}):
        again = Override.objects.get(pk=kept.pk)
        again.pk = None
        for name, value in fields.items():
            setattr(again, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            again.save()


# Warnings


@pytest.fixture
def jumpy(place, people):
    """A zone with four even quarters, and a rule that warns of a jump."""
    ValidationRule.objects.create(kind="jump", severity="warning", threshold=3, quarters=8)
    for code in ("2021Q2", "2021Q3", "2021Q4", "2022Q1"):
        make_submission(place["yichang"], code, {"vehicles": 10}, by=people["yichang"])
    return place["yichang"]


def test_a_warning_blocks_nothing(jumpy, people):
    submission = hand_in(jumpy, [entry("vehicles", 31)], people["yichang"])
    (found,) = check_submission(submission)
    assert (found.finding.code, found.finding.severity) == ("jump", "warning")
    assert (found.finding.limit, found.is_blocking) == (10, False)


def test_a_slump_is_told_by_how_much_more_the_median_is(jumpy, people):
    (found,) = check_submission(hand_in(jumpy, [entry("vehicles", 2)], people["yichang"]))
    assert finding_sentence(found.finding) == (
        "Vehicles is 2 vehicles, but the median of the quarters before is 5.00 times as much"
        " (10 vehicles); check number and unit."
    )


def test_a_warning_takes_no_reason(jumpy, people):
    why = {("jump", "vehicles"): "展会"}
    hand_in(jumpy, [entry("vehicles", 31)], people["yichang"], reasons=why)
    assert not Override.objects.exists()


def test_staff_make_a_warning_severe_by_changing_the_rule(jumpy, people):
    ValidationRule.objects.update(severity="severe")
    with pytest.raises(Refused, match="figures_disagree"):
        hand_in(jumpy, [entry("vehicles", 31)], people["yichang"])


def test_of_earlier_quarters_the_version_handed_in_last_counts(jumpy, people):
    Submission.objects.update(
        state="verified", verified_at=AT, reviewed_by=people["commerce2"].user_id
    )
    by = people["yichang"]
    make_submission(jumpy, "2022Q1", {"vehicles": 4}, by=by, state="draft")
    make_submission(jumpy, "2021Q4", {"vehicles": 30}, by=by)
    make_submission(jumpy, "2021Q3", {"vehicles": 30}, by=by)
    (found,) = check_submission(hand_in(jumpy, [entry("vehicles", 100)], by))
    assert found.finding.limit == 20  # of 10, 30, 30 and 10


# What is stated beside a figure


def test_a_year_to_date_that_an_earlier_revision_overtakes_is_found(place, people):
    """Entered as year to date, a quarter is what was missing; what was stated stays the truth."""
    ValidationRule.objects.create(kind="year_to_date_differs", severity="warning", threshold="0.01")
    first = record(place["donghu"], [entry("trade_import", 100)], people["commerce"], "2022Q1")
    submission_submit(is_incomplete_accepted=True, submission=first, by=people["commerce"], at=AT)
    second = hand_in(place["donghu"], [entry("trade_import", 250, basis="ytd")], people["commerce"])
    assert second.observations.get().value == 150
    assert check_submission(second) == ()
    submission_verify(submission=first, by=people["commerce2"], at=LATER)
    hand_in(
        place["donghu"],
        [entry("trade_import", 120)],
        people["commerce"],
        "2022Q1",
        revision_reason="海关更正",
    )
    second = Submission.objects.get(pk=second.pk)
    (found,) = check_submission(second)
    assert (found.finding.value, found.finding.limit) == (250, 270)


# The page


FIELD = "override-part_above_whole-processing"
TYPED = {"processing-value": "4201", "move": "submit"}


def test_the_form_asks_for_the_reason_beside_the_figure_and_keeps_what_was_typed(sign_in):
    client = sign_in("yichang")
    page = text(client.post(PAGE, typed(**TYPED)))
    assert f'name="{FIELD}"' in page
    page = text(client.post(PAGE, typed(**TYPED, **{FIELD: " "})))
    assert "give a reason for each that is right all the same" in page
    faulty = {"vehicles-value": "x", FIELD: REASON}
    assert REASON in text(client.post(PAGE, typed(**(TYPED | faulty))))
    assert not Submission.objects.exists()


def test_the_reason_is_kept_with_a_draft_and_shown_to_whoever_reviews(sign_in):
    client = sign_in("yichang")
    saved = client.post(PAGE, typed(**(TYPED | {"move": "save"})), follow=True)
    assert f'name="{FIELD}"' in text(saved)
    data = typed(**TYPED, seen=seen(client), **{FIELD: REASON})
    assert client.post(PAGE, data).status_code == 302
    page = text(sign_in("commerce").get(PAGE))
    assert "Findings of the checks" in page
    assert f"Reason given: {REASON}" in page
    assert "Processing (4,201 × CNY 10,000) is more than Trade total" in page
    assert f'name="{FIELD}"' not in page


@pytest.mark.parametrize("move", ["save", "submit"])
def test_a_reason_that_is_too_long_is_counted_and_stays_as_it_was_written(sign_in, move):
    client = sign_in("yichang")
    page = client.post(PAGE, typed(**(TYPED | {"move": move}), **{FIELD: "长" * 3000}))
    assert "2000 characters at most, this one 3000" in text(page)
    assert "长" * 3000 in text(page)
    assert not Override.objects.exists()
    field = page.content.decode().split(f'id="{FIELD}"')[1].split(">")[0]
    assert "maxlength" not in field  # a browser would cut it without a word


def test_a_character_that_no_database_stores_is_left_out_of_a_reason(sign_in):
    sign_in("yichang").post(PAGE, typed(**TYPED, **{FIELD: "核\0对"}))
    assert Override.objects.get().reason == "核对"


def test_a_warning_stands_beside_the_figure_of_a_draft_and_before_the_reviewer(jumpy, sign_in):
    client = sign_in("yichang")
    response = client.post(PAGE, typed(**{"vehicles-value": "31"}), follow=True)
    sentence = "Vehicles is 31 vehicles, 3.10 times the median of the quarters before (10 vehicles)"
    assert sentence in text(response)
    lines = {line.code: line for line in response.context["sheet"].lines}
    assert [check.badge.text for check in lines["vehicles"].checks] == ["warning"]
    assert lines["trade_import"].checks == ()
    client.post(PAGE, typed(move="submit", seen=seen(client), **{"vehicles-value": "31"}))
    assert sentence in text(sign_in("commerce").get(PAGE))


def test_a_differing_figure_of_last_year_leads_to_where_it_can_be_revised(place, people, sign_in):
    ValidationRule.objects.create(kind="last_year_differs", severity="warning", threshold="0.01")
    both = {"by": people["yichang"], "verified_by": people["commerce"]}
    make_submission(place["yichang"], "2021Q2", {"trade_import": 900}, **both)
    stated = entry("trade_import", 1000, stated_last_year=Decimal(950))
    hand_in(place["yichang"], [stated], people["yichang"])
    page = text(sign_in("commerce").get(PAGE))
    assert "is stated as 950 × CNY 10,000, but stored as 900 × CNY 10,000" in page
    assert f'<a href="{PAGE}last-year/">Revise 2021Q2, or say why it stays</a>' in page
