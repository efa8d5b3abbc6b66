"""Figures that are missing: asked about before hand-in, seen by the reviewer, waited for, late."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from indicators.models import Override, ReportingQuarter, Submission
from indicators.selectors.collection import zones_open_to
from indicators.selectors.late import late_quarters
from indicators.selectors.quality import quality_of
from indicators.selectors.status_board import status_board
from indicators.selectors.worklist import work_list
from indicators.services.submissions import Refused, submission_hand_in
from tests.collecting import (
    AT,
    PAGE,
    entry,
    hand_in,
    open_quarter,
    seen,
    text,
    typed,
    values,
)
from tests.factories import make_submission, make_zone

pytestmark = pytest.mark.django_db
WHOLE = {"trade_import": 5, "trade_export": 7, "processing": 3, "vehicles": "not_applicable"}
FILE = "zone,quarter,indicator,value,unit,basis,state,reason\nyichang,2022Q2,trade_import,5,万元,,,"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def due(days: int) -> None:
    """The quarter is due so many days from today, and locked a month after that."""
    day = timezone.localdate() + timedelta(days=days)
    ReportingQuarter.objects.update(due_on=day, locks_on=day + timedelta(days=30))


def partly(zone, people, state="verified", **figures):
    checker = people["commerce2"] if state == "verified" else None
    return make_submission(
        zone,
        "2022Q2",
        figures or {"trade_import": 5},
        by=people[zone.code],
        state=state,
        verified_by=checker,
        at=timezone.now() - timedelta(days=20),
    )


def row(person, zone="yichang"):
    zones = list(zones_open_to(person))
    board = status_board(the_quarter(), zones, person, timezone.now())
    return next(one for one in board.rows if one.code == zone)


def the_quarter():
    return ReportingQuarter.objects.get(year=2022, quarter=2)


# Handing in


def test_what_lacks_figures_is_refused_with_their_names_and_nothing_is_saved(place, people):
    with pytest.raises(Refused) as refused:
        submission_hand_in(
            zone=place["yichang"],
            quarter=open_quarter(),
            entries=[entry("trade_import", 5), entry("vehicles", 3)],
            by=people["yichang"],
            at=AT,
        )
    ((zone, missing),) = refused.value.missing
    assert zone == place["yichang"]
    # The total is nobody's to enter, so it is not missing.
    assert [one.code for one in missing] == ["trade_export", "processing"]
    assert not Submission.objects.exists()


def test_a_state_is_no_gap(place, people):
    entries = [entry(code, 5) for code in ("trade_import", "trade_export", "processing")]
    entries.append(entry("vehicles", state="not_applicable"))
    found = hand_in(place["yichang"], entries, people["yichang"], is_incomplete_accepted=False)
    assert found.state == "submitted"


def test_the_form_asks_first_lists_what_is_missing_and_then_hands_in(sign_in):
    client = sign_in("yichang")
    asked = client.post(PAGE, typed(move="submit", without=""))
    assert asked.status_code == 200
    assert [line.line.code for line in asked.context["form"].gaps] == ["processing", "vehicles"]
    page = text(asked)
    assert "2 figures are missing" in page
    assert 'name="without" value="processing,vehicles" required' in page
    assert 'value="1200"' in page, "what was typed is still there"
    assert not Submission.objects.exists()
    told = client.post(PAGE, typed(move="submit", without="processing,vehicles"), follow=True)
    assert "Handed in for review; 2 figures are missing." in text(told)


def refused_box(response) -> str:
    """What stands at the top of the page after a hand-in that was refused."""
    return text(response).partition('role="alert">')[2].partition("</div>")[0]


def test_the_refusal_leads_to_the_box_that_hands_in_without_them(sign_in):
    asked = sign_in("yichang").post(PAGE, typed(move="submit", without=""))
    assert '<a href="#missing">To the box that hands in without them</a>' in refused_box(asked)
    assert 'id="missing"' in text(asked)


def test_what_is_missing_and_what_is_severe_is_said_at_once_and_each_once(sign_in):
    client = sign_in("yichang")
    both = typed(move="submit", without="", **{"processing-value": "4201"})
    box = refused_box(client.post(PAGE, both))
    assert "1 figure is missing: Vehicles. Enter it, or confirm" in box
    assert box.count("Processing (4,201 × CNY 10,000) is more than Trade total") == 1
    why = {"override-part_above_whole-processing": "含结转货物", "without": "vehicles"}
    assert client.post(PAGE, both | why).status_code == 302
    assert Submission.objects.get().state == "submitted"


def test_a_reason_against_what_is_severe_is_not_kept_while_a_figure_is_missing(sign_in):
    why = {"override-part_above_whole-processing": "含结转货物", "processing-value": "4201"}
    asked = sign_in("yichang").post(PAGE, typed(move="submit", without="", **why))
    assert "含结转货物" in text(asked), "what was typed is still there"
    assert not Override.objects.exists()


def test_a_figure_that_goes_missing_after_the_question_is_asked_about_again(sign_in):
    client = sign_in("yichang")
    less = typed(move="submit", without="processing,vehicles", **{"trade_export-value": ""})
    asked = client.post(PAGE, less)
    assert [line.line.code for line in asked.context["form"].gaps] == [
        "trade_export",
        "processing",
        "vehicles",
    ]
    assert not asked.context["is_agreed"]


def test_a_draft_may_lack_whatever_it_likes(sign_in):
    client = sign_in("yichang")
    client.post(PAGE, typed(move="save", without=""))
    assert Submission.objects.get().state == "draft"


def test_a_file_is_saved_and_handed_in_only_once_the_gaps_are_accepted(sign_in):
    client = sign_in("yichang")
    file = SimpleUploadedFile("q2.csv", FILE.encode())
    page = client.post(f"{PAGE}upload", {"file": file})["Location"]
    token = client.get(page).context["compared"].token
    asked = client.post(page, {"move": "hand_in", "seen": token})
    assert "3 figures are missing" in asked.context["refusal"]
    assert 'name="is_incomplete_accepted" required' in text(asked)
    assert not Submission.objects.exists()
    client.post(page, {"move": "hand_in", "seen": token, "is_incomplete_accepted": "on"})
    assert Submission.objects.get().state == "submitted"


def test_the_command_names_the_gaps_and_the_option_that_accepts_them(people, tmp_path):
    path = tmp_path / "q2.csv"
    path.write_text(FILE, encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        call_command("import_figures", path, commit=True)
    said = str(refused.value)
    assert "q2.csv, row 2: 3 figures are missing:" in said
    assert "--incomplete" in said
    assert not Submission.objects.exists()
    call_command("import_figures", path, commit=True, incomplete=True)
    assert values(Submission.objects.get()) == {"trade_import": 5}


# Reviewing


def test_the_reviewer_reads_what_is_missing_before_verifying(sign_in, place, people):
    partly(place["yichang"], people, "submitted")
    page = sign_in("commerce2").get(PAGE)
    assert [line.code for line in page.context["sheet"].missing] == [
        "trade_export",
        "processing",
        "vehicles",
    ]
    assert "3 figures are missing; once verified, they go on being waited for" in text(page)


def test_a_whole_report_warns_nobody(sign_in, place, people):
    partly(place["yichang"], people, "submitted", **WHOLE)
    assert "once verified" not in text(sign_in("commerce2").get(PAGE))


# Waiting, and being late


@pytest.mark.parametrize(
    ("state", "waits"),
    [
        ("verified", "3 figures from Yichang"),
        ("submitted", "review by somebody else than Yichang; then 3 figures from Yichang"),
    ],
)
def test_the_board_waits_for_the_figures_and_says_from_whom(state, waits, place, people):
    partly(place["yichang"], people, state)
    assert row(people["commerce"]).waits_for == waits


def test_the_board_waits_for_a_single_figure_in_the_singular(place, people):
    all_but_one = dict(list(WHOLE.items())[:-1])
    partly(place["yichang"], people, **all_but_one)
    assert row(people["commerce"]).waits_for == "1 figure from Yichang"


def test_the_board_waits_for_nothing_but_publication_once_all_is_there(place, people):
    partly(place["yichang"], people, **WHOLE)
    found = row(people["commerce"])
    assert (found.waits_for, found.missing) == ("publication of an assessment", 0)


def test_after_the_lock_the_figures_wait_for_the_department(place, people):
    due(-40)
    partly(place["yichang"], people)
    assert "once the commerce department has reopened" in row(people["commerce"]).waits_for


@pytest.mark.parametrize(
    ("days", "kind", "said", "late"),
    [
        (4, "warn", "3 figures missing, due on ", None),
        (-6, "bad", "3 figures missing, 6 days late", 6),
    ],
)
def test_missing_figures_are_late_from_the_due_date_on(days, kind, said, late, place, people):
    due(days)
    partly(place["yichang"], people)
    found = row(people["commerce"])
    assert found.timing.kind == kind
    assert found.timing.text.startswith(said)
    assert found.late_days == late


def test_one_figure_missing_is_told_as_one(place, people):
    due(4)
    partly(place["yichang"], people, **dict(list(WHOLE.items())[:-1]))
    assert row(people["commerce"]).timing.text.startswith("1 figure missing, due on ")


def test_the_headline_of_late_zones_counts_those_that_lack_figures(place, people):
    due(-6)
    partly(place["yichang"], people)
    partly(place["donghu"], people, **WHOLE)
    who = people["commerce"]
    quarter = the_quarter()
    board = status_board(quarter, list(zones_open_to(who)), who, timezone.now())
    tallies = {one.title: one.value for one in board.tallies}
    assert (tallies["Late and missing"], tallies["Handed in late"]) == ("1", "0")


def test_the_overview_names_a_zone_whose_figures_are_missing_and_how_many(place, people):
    due(-6)
    partly(place["yichang"], people)
    partly(place["donghu"], people, **WHOLE)
    (quarter,) = late_quarters(people["leader"], timezone.now())
    assert [(one.name, one.badge.text, one.missing) for one in quarter.zones] == [
        ("Yichang", "3 figures missing, 6 days late", 3)
    ]


def test_a_revision_that_brings_the_rest_late_was_late(place, people):
    due(-6)
    first = partly(place["yichang"], people)
    Submission.objects.filter(pk=first.pk).update(state="superseded", superseded_at=timezone.now())
    make_submission(
        place["yichang"],
        "2022Q2",
        WHOLE,
        by=people["yichang"],
        verified_by=people["commerce2"],
        version=2,
        at=timezone.now() - timedelta(days=2),
    )
    partly(place["donghu"], people, **WHOLE)
    assert row(people["commerce"]).late_days == 4
    assert late_quarters(people["leader"], timezone.now()) == []


def test_the_work_list_asks_the_reporter_for_the_rest(place, people):
    due(4)
    partly(place["yichang"], people)
    who = people["yichang"]
    (task,) = work_list(who, list(zones_open_to(who)), timezone.now())
    assert (task.kind.text, task.text) == ("to complete", "3 figures from Yichang")
    assert task.href == f"{PAGE}?revise=1"
    others = [one.zone for one in work_list(people["commerce"], [place["yichang"]], timezone.now())]
    assert others == []


def test_past_the_due_date_the_department_has_them_in_its_work_list_too(place, people):
    due(-6)
    partly(place["yichang"], people)
    for login in ("yichang", "commerce"):
        (task,) = work_list(people[login], [place["yichang"]], timezone.now())
        assert task.kind.text == "late"
        assert task.text == "3 figures missing, 6 days late; Yichang reports"


def test_the_reviewers_work_list_says_what_is_missing(place, people):
    partly(place["yichang"], people, "submitted")
    (task,) = work_list(people["commerce2"], [place["yichang"]], timezone.now())
    assert task.text.endswith("; 3 figures are missing")


def test_the_quality_page_counts_them_as_late(place, people):
    due(-6)
    partly(place["yichang"], people)
    found = quality_of(the_quarter(), [place["yichang"]], timezone.now())
    assert [(one.missing, one.late_days) for one in found.zones] == [(3, 6)]


def test_boards_and_lists_send_no_more_queries_for_many_zones(place, people, queries):
    due(-6)
    who, now = people["commerce"], timezone.now()

    def count():
        zones = list(zones_open_to(who))
        with queries() as sent:
            status_board(the_quarter(), zones, who, now)
            work_list(who, zones, now)
            late_quarters(who, now)
        return len(sent)

    partly(place["yichang"], people)
    partly(place["donghu"], people, "submitted")
    few = count()
    for number in range(40):
        zone = make_zone(f"zone-{number}")
        make_submission(zone, "2022Q2", {"trade_import": 5}, by=people["commerce"])
    assert count() == few


def test_what_was_seen_is_what_is_handed_in(sign_in):
    """The confirmation is of this page: on a stale one the change is shown first."""
    client = sign_in("yichang")
    before = seen(client)
    client.post(PAGE, typed(move="save", seen=before))
    stale = typed(move="submit", seen=before, **{"trade_import-value": "1300"})
    assert client.post(PAGE, stale).context["is_stale"]
    assert Submission.objects.get().state == "draft"


# What is not there says so


@pytest.mark.parametrize(
    ("days", "said"), [(4, "not yet due"), (-6, "late"), (-40, "not reported")]
)
def test_a_figure_that_is_not_there_says_why_on_the_sheet_and_in_its_file(
    days, said, sign_in, place, people
):
    due(days)
    partly(place["yichang"], people)
    client = sign_in("leader")
    rows = {line.code: line.now for line in client.get(PAGE).context["sheet"].lines}
    assert rows["trade_export"] == rows["vehicles"] == said
    assert rows["trade_import"] != said
    file = client.get(f"{PAGE}?export=csv").content.decode("utf-8-sig")
    cells = [line.split(",")[1] for line in file.splitlines() if line.startswith("Vehicles")]
    assert cells == [said]


def test_the_board_leads_whoever_may_to_the_figures_that_are_missing(place, people):
    due(4)
    partly(place["yichang"], people)
    found = row(people["yichang"])
    assert (found.step, found.href) == ("Add the rest", f"{PAGE}?revise=1")
    assert row(people["leader"]).href == PAGE


def test_the_reporter_reads_how_the_rest_is_added_while_the_report_waits(sign_in, place, people):
    partly(place["yichang"], people, "submitted")
    said = text(sign_in("yichang").get(PAGE))
    assert "The 3 that are missing can be added once they are verified" in said


def test_the_form_says_that_missing_figures_come_as_a_further_version(sign_in, place, people):
    due(4)
    partly(place["yichang"], people)
    assert "What was missing is added in the same way" in text(
        sign_in("yichang").get(f"{PAGE}?revise=1")
    )
