"""The same button twice at once, and two people at the same thing: done once, the other is told.

Both have the page before their eyes, and both are on the way before either has written anything.
"""

import io
import json
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from indicators.models import CellNote, Reopening, ReportingQuarter, Submission, Upload
from indicators.selectors.collection import zones_open_to
from indicators.services.figures import figures_import, read_figures
from indicators.services.reopenings import quarter_reopen
from indicators.services.uploads import upload_compared, upload_read
from tests.at_once import at_once, browser_of, post
from tests.collecting import (
    AT,
    PAGE,
    entry,
    hand_in,
    held,
    open_quarter,
    seen,
    typed,
    verified,
)
from tests.grid import edit
from zones.models import AuditEntry
from zones.selectors.audit import audit_verdict

pytestmark = pytest.mark.django_db(transaction=True)
BOARD = "/collect/2022Q2/"
FIGURES = {"trade_import": 1200, "trade_export": 3000, "trade_total": 4200}


@pytest.fixture
def browser(people):
    """`browser("commerce")`: a browser in which they are signed in, in English."""
    return lambda login: browser_of(people[login])


@pytest.fixture(autouse=True)
def _language():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _log_is_whole():
    yield
    assert audit_verdict().is_intact


def logged(*actions: str) -> list[str]:
    """Which of these actions the log tells, in its order."""
    entries = AuditEntry.objects.filter(action__in=actions).order_by("seq")
    return list(entries.values_list("action", flat=True))


def versions() -> list[tuple[int, str]]:
    return list(Submission.objects.order_by("version").values_list("version", "state"))


def waiting(place, people) -> Submission:
    return hand_in(place["yichang"], [entry("trade_import", 1200)], people["yichang"])


# One person's form


def test_a_form_saved_twice_is_one_draft_and_both_are_told_that_it_is_saved(browser):
    acts = [post(browser("yichang"), PAGE, typed()) for _ in range(2)]
    assert at_once(*acts) == [(302, "Saved as a draft.")] * 2
    assert versions() == [(1, "draft")]
    assert held() == FIGURES
    assert logged("opened", "figure_changed") == ["opened"] + ["figure_changed"] * 3


def test_a_form_handed_in_twice_is_handed_in_once(browser):
    acts = [post(browser("yichang"), PAGE, typed(move="submit")) for _ in range(2)]
    told = at_once(*acts)
    assert {status for status, _said in told} <= {200, 302}
    assert any(said.startswith("Handed in for review") for _status, said in told)
    assert all(said for _status, said in told)
    assert versions() == [(1, "submitted")]
    assert held() == FIGURES
    assert logged("submitted") == ["submitted"]


def test_a_revision_begun_twice_is_one_new_version(browser, place, people):
    both = {"submitter": people["yichang"], "reviewer": people["commerce"]}
    verified(place["yichang"], [entry("trade_import", 1)], both)
    form = typed(revision_reason="更正", seen=seen(browser("yichang")))
    acts = [post(browser("yichang"), PAGE, form) for _ in range(2)]
    assert at_once(*acts) == [(302, "Saved as a draft.")] * 2
    assert versions() == [(1, "verified"), (2, "draft")]
    assert logged("opened") == ["opened"] * 2


def test_two_people_who_save_other_figures_are_not_both_told_that_theirs_is_stored(browser):
    mine = typed(**{"trade_import-value": "1"})
    theirs = typed(**{"trade_import-value": "2"})
    told = at_once(post(browser("yichang"), PAGE, mine), post(browser("commerce"), PAGE, theirs))
    assert sorted(status for status, _said in told) == [200, 302]
    refused = next(said for status, said in told if status == 200)
    assert refused.startswith("Somebody has changed this quarter since you opened the page")
    winner = 1 + [status for status, _said in told].index(302)
    assert held()["trade_import"] == winner


# Review


@pytest.mark.parametrize(
    ("moves", "people_of"),
    [
        (("verify", "verify"), ("commerce", "commerce")),
        (("verify", "verify"), ("commerce", "commerce2")),
        (("return", "return"), ("commerce", "commerce2")),
        (("verify", "return"), ("commerce", "commerce2")),
    ],
)
def test_of_two_reviews_one_is_made_and_the_other_is_told(browser, place, people, moves, people_of):
    waiting(place, people)
    reviewers = [browser(login) for login in people_of]
    token = seen(reviewers[0])
    told = at_once(
        *(
            post(reviewer, PAGE, {"move": move, "seen": token, "note": "查"})
            for reviewer, move in zip(reviewers, moves, strict=True)
        )
    )
    assert {status for status, _said in told} <= {200, 302}
    assert all(said for _status, said in told)
    made = logged("verified", "returned")
    assert len(made) == 1
    assert versions() == [(1, made[0])]


def test_verified_while_the_reporter_revises_the_verified_figures_count(browser, place, people):
    waiting(place, people)
    commerce, yichang = browser("commerce"), browser("yichang")
    token = seen(commerce)
    form = typed(revision_reason="更正", seen=token)
    review = {"move": "verify", "seen": token}
    told = at_once(post(commerce, PAGE, review), post(yichang, PAGE, form))
    assert told[0][0] == 302
    assert told[0][1].startswith("Verified: these figures count from now on.")
    assert told[1][0] == 200
    assert told[1][1]
    assert versions() == [(1, "verified")]
    assert held() == {"trade_import": 1200}


def test_a_revision_verified_twice_supersedes_the_earlier_version_once(browser, place, people):
    both = {"submitter": people["yichang"], "reviewer": people["commerce"]}
    verified(place["yichang"], [entry("trade_import", 1)], both)
    more = {"revision_reason": "更正"}
    hand_in(place["yichang"], [entry("trade_import", 2)], people["yichang"], **more)
    reviewers = [browser("commerce"), browser("commerce2")]
    review = {"move": "verify", "seen": seen(reviewers[0])}
    told = at_once(*(post(reviewer, PAGE, review) for reviewer in reviewers))
    assert {status for status, _said in told} <= {200, 302}
    assert versions() == [(1, "superseded"), (2, "verified")]
    assert logged("superseded", "verified") == ["verified", "superseded", "verified"]


# The quarter's dates


def test_the_lock_that_falls_while_a_page_is_open_keeps_what_was_typed(browser):
    client = browser("yichang")
    form = typed(seen=seen(client))
    ReportingQuarter.objects.update(locks_on=timezone.localdate() - timedelta(days=1))
    response = client.post(PAGE, form)
    assert response.status_code == 200
    assert "2022Q2 is locked since the end of" in response.context["refusal"]
    assert 'value="1200"' in response.content.decode()
    assert not Submission.objects.exists()


def test_a_reopening_that_ends_while_a_page_is_open_keeps_what_was_typed(browser, place, people):
    ReportingQuarter.objects.update(locks_on=timezone.localdate() - timedelta(days=1))
    reopening = reopen(place, people)
    client = browser("yichang")
    form = typed(seen=seen(client))
    browser("commerce").post(BOARD, {"move": "end", "reopening": reopening.pk})
    response = client.post(PAGE, form)
    assert "2022Q2 is locked since the end of" in response.context["refusal"]
    assert 'value="1200"' in response.content.decode()
    assert not Submission.objects.exists()


def reopen(place, people) -> Reopening:
    now = timezone.now()
    return quarter_reopen(
        zone=place["yichang"],
        quarter=ReportingQuarter.objects.get(year=2022, quarter=2),
        until=now + timedelta(days=3),
        reason_code="omission",
        reason="漏报",
        by=people["commerce"],
        at=now,
    )


def test_more_time_given_twice_is_given_once_and_the_second_is_told(browser):
    ReportingQuarter.objects.update(locks_on=timezone.localdate() - timedelta(days=1))
    until = (timezone.localtime() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    form = {"move": "reopen", "zone": "yichang", "reason_code": "omission", "reason": "漏报"}
    acts = [
        post(browser(login), BOARD, form | {"until": until}) for login in ("commerce", "commerce2")
    ]
    told = dict(at_once(*acts))
    assert "is reopened until" in told[302]
    assert "The zone is reopened already, until" in told[200]
    assert Reopening.objects.count() == len(logged("reopened")) == 1


def test_a_reopening_ended_twice_has_ended_once(browser, place, people):
    ReportingQuarter.objects.update(locks_on=timezone.localdate() - timedelta(days=1))
    form = {"move": "end", "reopening": reopen(place, people).pk}
    acts = [post(browser(login), BOARD, form) for login in ("commerce", "commerce2")]
    told = at_once(*acts)
    assert sorted(told) == [
        (302, "The reopening has ended."),
        (302, "This reopening is over already."),
    ]
    assert logged("reopening_ended") == ["reopening_ended"]


def opening(**more) -> dict:
    year = timezone.localdate().year
    fields = {"year": year, "quarter": 1, "due_on": f"{year + 1}-01-15", "is_gap_accepted": "on"}
    return fields | {"locks_on": f"{year + 1}-01-31"} | more


def test_a_quarter_opened_twice_with_the_same_dates_is_open_for_both(browser):
    acts = [post(browser("commerce"), "/collect/", opening()) for _ in range(2)]
    told = at_once(*acts)
    assert [status for status, _said in told] == [302, 302]
    assert len(set(told)) == 1
    assert logged("quarter_opened") == ["quarter_opened"]


def test_a_quarter_opened_with_two_dates_has_one_and_the_other_is_told(browser):
    year = timezone.localdate().year
    forms = [opening(), opening(due_on=f"{year + 1}-01-20")]
    told = dict(
        at_once(
            *(
                post(browser(login), "/collect/", form)
                for login, form in zip(("commerce", "commerce2"), forms, strict=True)
            )
        )
    )
    assert "is open." in told[302]
    assert "has just been opened by somebody else, with other dates" in told[200]
    assert logged("quarter_opened") == ["quarter_opened"]


# Cells, remarks and files


def save_cells(client, person, *edits):
    body = json.dumps({"person": person.user_id, "edits": list(edits)})
    return post(client, f"{BOARD}cells/", body, content_type="application/json")


def test_a_cell_sent_twice_is_stored_once_and_both_are_answered_saved(browser, people):
    act = save_cells(browser("yichang"), people["yichang"], edit("vehicles", 3))
    told = at_once(act, act)
    results = [json.loads(said)["answers"][0]["result"] for _status, said in told]
    assert results == ["saved", "saved"]
    assert logged("opened", "figure_changed") == ["opened", "figure_changed"]


def test_of_two_people_in_one_empty_cell_one_is_shown_both_values(browser, people):
    told = at_once(
        *(
            save_cells(browser(login), people[login], edit("vehicles", value))
            for login, value in (("yichang", 3), ("commerce", 4))
        )
    )
    answers = [json.loads(said) for _status, said in told]
    results = [answer["answers"][0]["result"] for answer in answers]
    assert sorted(results) == ["conflict", "saved"]
    stored = answers[results.index("conflict")]["rows"]["yichang"]["cells"]["vehicles"]
    assert stored["typed"]["value"] == str(3 + results.index("saved"))
    assert held() == {"vehicles": 3 + results.index("saved")}


def test_a_remark_sent_twice_is_one_remark(browser):
    form = {"move": "remark", "indicator": "vehicles", "text": "核对"}
    acts = [post(browser("yichang"), PAGE, form) for _ in range(2)]
    assert at_once(*acts) == [(302, "The remark is saved.")] * 2
    assert CellNote.objects.count() == len(logged("remarked")) == 1


def test_a_file_brought_in_twice_is_brought_in_once(people):
    lines = ["zone,quarter,indicator,value,unit,basis,state,reason"]
    lines += [f"{zone},2022Q2,vehicles,{n},,,," for n, zone in enumerate(("donghu", "yichang"), 1)]

    def bring_in():
        file = read_figures("q2.csv", "\n".join(lines).encode())
        return figures_import(is_incomplete_accepted=True, file=file, by=people["commerce"], at=AT)

    told = at_once(bring_in, bring_in)
    assert sorted(len(imported.submissions) for imported in told) == [0, 2]
    assert sorted(imported.is_nothing for imported in told) == [False, True]
    assert Submission.objects.count() == len(logged("submitted")) == 2


def test_two_files_that_open_a_new_quarter_both_arrive(people):
    def bring_in(zone: str):
        head = "zone,quarter,indicator,value,unit,basis,state,reason"
        rows = [f"{zone},{quarter},vehicles,3,,,," for quarter in ("2022Q1", "2022Q2", "2021Q4")]
        file = read_figures("q.csv", "\n".join([head, *rows]).encode())
        return figures_import(
            is_incomplete_accepted=True,
            file=file,
            by=people["commerce"],
            at=AT,
            reopening_reason="补报",
        )

    told = at_once(lambda: bring_in("donghu"), lambda: bring_in("yichang"))
    assert [len(imported.submissions) for imported in told] == [3, 3]
    assert ReportingQuarter.objects.count() == 3
    assert len(logged("quarter_opened")) == 2


def uploaded(people) -> tuple[str, dict[str, str], Upload]:
    """The preview of a file that waits, the form that confirms it, and the file."""
    quarter, by, at = open_quarter("2022Q2"), people["commerce"], timezone.now()
    lines = "zone,quarter,indicator,value,unit,basis,state,reason\nyichang,2022Q2,vehicles,3,,,,"
    file = io.BytesIO(lines.encode())
    upload = upload_read(quarter=quarter, zone=None, name="q2.csv", file=file, by=by, at=at)
    zones = {zone.code: zone for zone in zones_open_to(by)}
    token = upload_compared(upload=upload, zones=zones, by=by, at=at).token
    return f"{BOARD}uploads/{upload.pk}/", {"move": "confirm", "seen": token}, upload


def test_a_file_confirmed_twice_is_saved_once_and_both_are_told_the_same(browser, people):
    path, form, _upload = uploaded(people)
    told = at_once(*(post(browser("commerce"), path, form) for _ in range(2)))
    assert [status for status, _said in told] == [302, 302]
    assert len(set(told)) == 1
    assert versions() == [(1, "draft")]
    assert logged("file_confirmed") == ["file_confirmed"]


def test_a_file_confirmed_while_it_is_put_away_is_either_there_or_gone(browser, people):
    path, form, upload = uploaded(people)
    confirmed, put_away = at_once(
        post(browser("commerce"), path, form),
        post(browser("commerce"), path, form | {"move": "discard"}),
    )
    assert put_away[0] == 302
    is_saved = confirmed[0] == 302
    assert is_saved or "q2.csv was put away" in confirmed[1]
    assert Upload.objects.filter(pk=upload.pk, confirmed_at__isnull=False).exists() == is_saved
    assert (held() == {"vehicles": 3}) == is_saved
    assert len(logged("file_confirmed")) == is_saved
