"""The pages of the measures' tasks over HTTP: reported on, decided on, read."""

import csv
import io
from html import unescape

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from indicators.models import TaskReport
from indicators.models.tasks import TaskEvidence
from tests.evidence_files import pdf
from tests.factories import make_person, make_submission, make_zone, user_of
from tests.tasks import make_agencies, make_task, make_task_quarters, reported, said
from zones.access import AGENCIES, CUSTOMS, LEADERSHIP

pytestmark = pytest.mark.django_db

PAGE = "/tasks/2022Q2/development-reform/"


@pytest.fixture
def agencies():
    return make_agencies()


@pytest.fixture
def people(agencies):
    return {
        "commerce": make_person("commerce", agency=agencies["commerce"]),
        "fgw": make_person("fgw", AGENCIES, agency=agencies["development-reform"]),
        "customs": make_person("customs", CUSTOMS, agency=agencies["wuhan-customs"]),
        "leader": make_person("leader", LEADERSHIP),
        "yichang": make_person("yichang", zone=make_zone("yichang")),
    }


@pytest.fixture
def quarters():
    return make_task_quarters("2022Q1", "2022Q2")


@pytest.fixture
def tasks(agencies, people, quarters):
    """Two tasks of one agency, reported in the first quarter, and one of silent Customs."""
    reform = agencies["development-reform"]
    made = [make_task(reform), make_task(reform), make_task(agencies["wuhan-customs"], measure=2)]
    entries = [said(made[0], "under_way", 30, "第一批"), said(made[1], "stalled", 20, "等待批复")]
    reported(quarters["2022Q1"], entries, people["fgw"], "2022-04-10")
    return made


def name(task, field: str) -> str:
    return f"t{task.pk}-{field}"


def typed(*tasks, save="all", **fields) -> dict[str, str]:
    """What a browser posts: every field of every task, empty but for those of the first one."""
    posted = {"save": save}
    for task in tasks:
        empty = dict.fromkeys(("move", "percent", "note_zh", "note_en", "done_on"), "")
        empty["seen"] = str(task.reports.count())
        posted |= {name(task, field): text for field, text in empty.items()}
    return posted | {name(tasks[0], field): text for field, text in fields.items()}


def text_of(response) -> str:
    tree = lxml.html.fromstring(unescape(response.content.decode()))
    return " ".join(tree.text_content().split())


# An agency's page


def test_ones_own_tasks_of_the_latest_quarter_are_one_click_away(tasks, sign_in):
    assert sign_in("fgw").get("/tasks/").url == PAGE
    assert sign_in("customs").get("/tasks/").url == "/tasks/2022Q2/wuhan-customs/"
    assert sign_in("commerce").get("/tasks/").url == "/tasks/2022Q2/"
    assert sign_in("leader").get("/tasks/").url == "/tasks/2022Q2/"


def test_without_a_quarter_the_page_says_what_comes_next(people, sign_in):
    assert "No quarter is open yet" in text_of(sign_in("fgw").get("/tasks/"))
    assert "once the figures of a quarter are published" in text_of(
        sign_in("yichang").get("/tasks/")
    )


def test_the_page_shows_what_was_said_last_quarter_and_asks_for_this_one(tasks, sign_in):
    shown = text_of(sign_in("fgw").get(PAGE))
    assert "Last quarter: under way (30%)" in shown
    assert "Last quarter: stalled (20%)" in shown
    assert "Save, and the rest as last quarter" in shown


def test_one_task_is_saved_and_what_else_was_typed_stays(tasks, sign_in):
    client, (first, second, _customs) = sign_in("fgw"), tasks
    posted = typed(first, second, save=str(first.pk), move="under_way", percent="50%")
    posted |= {name(second, "note_zh"): "还没写完"}
    response = client.post(PAGE, posted)
    assert first.reports.last().percent == 50
    assert second.reports.count() == 1
    assert "1 task of 2022Q2 is saved." in text_of(response)
    assert "还没写完" in response.content.decode()


def test_what_is_filled_in_is_saved_together(tasks, sign_in):
    client, (first, second, _customs) = sign_in("fgw"), tasks
    posted = typed(
        first, second, move="done", note_zh="建成", note_en="Built", done_on="2022-05-20"
    )
    posted |= {name(second, "move"): "same"}
    response = client.post(PAGE, posted)
    assert response.status_code == 302
    last = first.reports.last()
    assert (last.state, last.percent, str(last.done_on)) == ("done", 100, "2022-05-20")
    assert (second.reports.last().state, second.reports.last().note_zh) == ("stalled", "等待批复")
    assert "Every task is reported for this quarter" in text_of(client.get(PAGE))


def test_everything_else_is_as_last_quarter_by_one_button(tasks, sign_in):
    client, (first, second, _customs) = sign_in("fgw"), tasks
    client.post(PAGE, typed(first, second, save="unchanged", move="under_way", percent="45"))
    assert [one.reports.last().percent for one in (first, second)] == [45, 20]


def test_nothing_is_saved_and_nothing_lost_where_one_task_needs_another_look(tasks, sign_in):
    client, (first, second, _customs) = sign_in("fgw"), tasks
    posted = typed(first, second, move="under_way", percent="forty", note_zh="很长的说明")
    posted |= {name(second, "move"): "under_way", name(second, "percent"): "60"}
    response = client.post(PAGE, posted)
    shown = text_of(response)
    assert "Nothing was saved yet: 1 task needs another look." in shown
    assert "Write the percentage as a whole number" in shown
    assert "很长的说明" in response.content.decode()
    assert 'value="forty"' in response.content.decode()
    assert not TaskReport.objects.filter(quarter=2).exists()


def test_a_report_corrected_in_its_quarter_stands_in_the_fields_and_the_first_one_stays(
    tasks, sign_in
):
    client, (first, second, _customs) = sign_in("fgw"), tasks
    client.post(PAGE, typed(first, second, move="done", note_zh="建成"))
    assert 'value="done" selected' in client.get(PAGE).content.decode()
    # Whoever corrects "done" need not empty its day.
    posted = typed(first, second, move="under_way", percent="90", note_zh="验收未过")
    done_on = first.reports.last().done_on.isoformat()
    client.post(PAGE, posted | {name(first, "done_on"): done_on})
    assert list(first.reports.values_list("percent", flat=True)) == [30, 100, 90]


def test_somebody_elses_report_is_shown_before_it_is_replaced(tasks, people, quarters, sign_in):
    client, (first, second, _customs) = sign_in("fgw"), tasks
    posted = typed(first, second, move="under_way", percent="50")
    reported(quarters["2022Q2"], [said(first, "under_way", 80)], people["commerce"], "2022-07-11")
    response = client.post(PAGE, posted)
    assert "Somebody else has reported on this task" in text_of(response)
    assert first.reports.last().percent == 80
    tree = lxml.html.fromstring(response.content.decode())
    (seen,) = tree.xpath(f"//input[@name='{name(first, 'seen')}']/@value")
    client.post(PAGE, posted | {name(first, "seen"): seen, name(first, "note_zh"): "核减"})
    assert first.reports.last().percent == 50


def test_a_stale_second_tab_of_ones_own_says_so_and_can_be_saved_again(tasks, sign_in):
    client, (first, second, _customs) = sign_in("fgw"), tasks
    before = typed(first, second, move="under_way", percent="50")
    client.post(PAGE, typed(first, second, move="under_way", percent="80"))
    response = client.post(PAGE, before)
    assert "You have reported on this task yourself" in text_of(response)
    assert "Somebody else" not in text_of(response)
    tree = lxml.html.fromstring(response.content.decode())
    (seen,) = tree.xpath(f"//input[@name='{name(first, 'seen')}']/@value")
    client.post(PAGE, before | {name(first, "seen"): seen, name(first, "note_zh"): "核减"})
    assert first.reports.last().percent == 50


def test_nobody_reports_for_another_agency_but_the_department_which_says_so(tasks, sign_in):
    first, second, _customs = tasks
    for login in ("customs", "leader"):
        response = sign_in(login).post(PAGE, typed(first, second, move="under_way", percent="50"))
        assert response.status_code == 403, login
    client = sign_in("commerce")
    assert "as it reports on paper" in text_of(client.get(PAGE))
    client.post(PAGE, typed(first, second, move="under_way", percent="50"))
    assert first.reports.last().is_on_behalf
    assert "(for the agency)" in text_of(client.get(first.get_absolute_url()))


@pytest.mark.parametrize("state", ["under_way", "stalled", "asked", "done", "dropped"])
def test_no_decision_is_posted_to_the_page_of_reports_whoever_posts_it(
    tasks, people, quarters, sign_in, state
):
    first, second, _customs = tasks
    task, by = (second if state == "stalled" else first), people["fgw"]
    if state == "dropped":
        sign_in("commerce").post(
            task.get_absolute_url(), {"move": "drop", "seen": "1", "reason_zh": "终止"}
        )
    elif state in ("asked", "done"):
        move = "ask" if state == "asked" else "done"
        reported(quarters["2022Q2"], [said(task, move, note="说明")], by, "2022-07-10")
    before = TaskReport.objects.count()
    answers = {"fgw": 200, "commerce": 200, "customs": 403, "leader": 403, "yichang": 404}
    for login, status in answers.items():
        client = sign_in(login)
        for move in ("drop", "decline", "reopen", "dropped"):
            response = client.post(
                PAGE, typed(task, save=str(task.pk), move=move, note_zh="我写的")
            )
            assert response.status_code == status, (login, move)
            if status == 200 and state in ("under_way", "stalled"):
                assert "我写的" in response.content.decode()
                is_theirs = login == "fgw" and move != "dropped"
                why = "Only the commerce department sets" if is_theirs else "The task cannot go"
                assert why in text_of(response)
    assert TaskReport.objects.count() == before


def test_an_earlier_quarter_is_not_reported_on_after_a_later_one(tasks, sign_in):
    client, (first, second, _customs) = sign_in("fgw"), tasks
    client.post(PAGE, typed(first, second, save="unchanged"))
    earlier = "/tasks/2022Q1/development-reform/"
    assert '<form method="post" enctype' not in client.get(earlier).content.decode()
    client.post(earlier, typed(first, second, move="under_way", percent="99"))
    assert not first.reports.filter(percent=99).exists()


def test_a_quarter_that_is_closed_says_so_and_leads_to_the_one_that_is_open(tasks, sign_in):
    client, (first, second, _customs) = sign_in("fgw"), tasks
    earlier = "/tasks/2022Q1/development-reform/"
    page = client.get(earlier)
    assert '<form method="post" enctype' not in page.content.decode()
    assert "2022Q1 takes no more reports on tasks" in text_of(page)
    assert f'href="{PAGE}"' in page.content.decode()
    # Whoever had the page open keeps what they typed.
    posted = typed(first, second, move="done", note_zh="其实已经建成")
    answer = client.post(earlier, posted)
    assert "Say in the report of 2022Q2" in text_of(answer)
    assert "其实已经建成" in answer.content.decode()
    assert first.reports.count() == 1


# Evidence


def test_evidence_is_kept_with_its_report_and_open_to_agency_department_and_leadership(
    tasks, sign_in
):
    client, (first, second, _customs) = sign_in("fgw"), tasks
    file = SimpleUploadedFile("验收.pdf", pdf())
    posted = typed(first, second, move="done") | {name(first, "files"): file}
    assert client.post(PAGE, posted).status_code == 302
    kept = TaskEvidence.objects.get()
    assert (kept.report.state, kept.evidence.name) == ("done", "验收.pdf")
    address = f"{first.get_absolute_url()}evidence/{kept.evidence_id}"
    assert address in client.get(PAGE).content.decode()
    for login in ("fgw", "commerce", "leader", "customs", "yichang"):
        client = sign_in(login)
        may = login not in ("customs", "yichang")
        assert client.get(address).status_code == (200 if may else 404), login
        assert (address in client.get(first.get_absolute_url()).content.decode()) == may
    other = address.replace("/tasks/1/", "/tasks/2/")
    assert sign_in("fgw").get(other).status_code == 404


def test_a_file_that_is_unfit_saves_nothing_and_names_itself(tasks, sign_in):
    client, (first, second, _customs) = sign_in("fgw"), tasks
    posted = typed(first, second, move="done")
    file = SimpleUploadedFile("验收.pdf", b"MZ\x90\x00\x03\x00")
    response = client.post(PAGE, posted | {name(first, "files"): file})
    assert response.status_code == 200
    assert "验收.pdf" in text_of(response)
    assert not TaskReport.objects.filter(quarter=2).exists()


# The board


def test_the_board_names_who_is_silent_and_puts_them_first(tasks, sign_in):
    response = sign_in("leader").get("/tasks/2022Q1/")
    assert "Reports overdue this quarter: wuhan-customs (1)" in text_of(response)
    rows = lxml.html.fromstring(response.content.decode()).xpath("//tbody/tr")
    assert [" ".join(row.xpath("td[1]")[0].text_content().split()) for row in rows] == [
        "2.1",
        "1.2",
        "1.1",
    ]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"show": "stalled"}, ["1.2"]),
        ({"show": "silent"}, ["2.1"]),
        ({"agency": "wuhan-customs"}, ["2.1"]),
        ({"measure": "1", "sort": "percent"}, ["1.2", "1.1"]),
        ({"show": "done"}, []),
    ],
)
def test_the_board_is_narrowed_down_and_taken_home_as_shown(tasks, sign_in, query, codes):
    response = sign_in("leader").get("/tasks/2022Q1/", query | {"export": "csv"})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == codes


def test_counts_by_agency_and_by_measure_add_up_to_the_tasks(tasks, sign_in):
    client = sign_in("leader")
    for by in ("agency", "measure"):
        response = client.get("/tasks/2022Q1/", {"by": by, "export": "csv"})
        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
        totals = [sum(int(row[column]) for row in rows[1:]) for column in range(1, len(rows[0]))]
        # Tasks, done, on time, under way, stalled, not started, dropped, never reported, …
        assert totals == [3, 0, 0, 1, 1, 0, 0, 1, 0, 1], by


def test_a_zone_reporter_reads_the_quarters_whose_figures_are_published(
    tasks, people, quarters, sign_in
):
    client = sign_in("yichang")
    assert client.get("/tasks/2022Q1/").status_code == 404
    by = {"by": people["yichang"], "verified_by": people["commerce"]}
    published = by | {"published_at": tasks[0].reports.last().at}
    make_submission(make_zone("donghu"), quarters["2022Q1"], {}, **published)
    assert client.get("/tasks/").url == "/tasks/2022Q1/"
    assert client.get("/tasks/2022Q2/").status_code == 404
    page = text_of(client.get(tasks[1].get_absolute_url()))
    assert "等待批复" in page
    assert "Decide on it" not in page
    reported(quarters["2022Q2"], [said(tasks[0], "under_way", 77)], people["fgw"], "2022-07-10")
    assert "77%" not in text_of(client.get(tasks[0].get_absolute_url()))
    assert "77%" in text_of(sign_in("leader").get(tasks[0].get_absolute_url()))


# One task


def test_the_department_answers_what_an_agency_asks_and_sets_due_dates(
    tasks, people, quarters, sign_in
):
    task = tasks[1]
    reported(
        quarters["2022Q2"], [said(task, "ask", note="条件不具备")], people["fgw"], "2022-07-10"
    )
    address, client = task.get_absolute_url(), sign_in("commerce")
    shown = text_of(client.get(address))
    assert "asks to drop it" in shown
    assert "Decline: the task goes on" in shown
    client.post(address, {"move": "drop", "seen": "2", "reason_zh": " "})
    assert task.reports.last().state == "stalled"
    client.post(address, {"move": "drop", "seen": "2", "reason_zh": "同意终止"})
    assert task.reports.last().state == "dropped"
    assert sign_in("fgw").post(address, {"move": "reopen", "seen": "3"}).status_code == 403
    client = sign_in("commerce")
    client.post(address, {"move": "reopen", "seen": "3", "reason_zh": "恢复"})
    assert task.reports.last().state == "under_way"
    due = {"move": "due", "seen": "0", "due_on": "2022-12-31", "reason_zh": "商定"}
    assert client.post(address, due).status_code == 302
    assert "2022-12-31" in text_of(client.get(address))


def test_a_reason_typed_is_there_again_where_a_decision_is_refused(tasks, sign_in):
    address, client = tasks[1].get_absolute_url(), sign_in("commerce")
    response = client.post(address, {"move": "drop", "seen": "0", "reason_zh": "一大段理由"})
    assert "Somebody else has reported" in text_of(response)
    assert "一大段理由" in response.content.decode()


# Size


def test_the_number_of_queries_does_not_grow_with_tasks_or_zones(
    tasks, agencies, people, sign_in, queries
):
    pages = [PAGE, "/tasks/2022Q1/", "/tasks/2022Q1/?by=agency", "/tasks/2022Q1/?export=xlsx"]
    pages += ["/measures/", "/measures/1/", "/agencies/", "/", tasks[0].get_absolute_url()]
    client = Client()
    client.force_login(user_of(people["fgw"]))
    quarters = make_task_quarters("2022Q2")
    reported(quarters["2022Q2"], [said(tasks[0], "under_way", 35)], people["fgw"], "2022-07-09")

    def counts():
        found = {}
        for page in pages:
            client.get(page)
            with queries() as sent:
                assert client.get(page).status_code == 200
            found[page] = len(sent)
        return found

    few = counts()
    with transaction.atomic():
        more = [make_task(agencies["development-reform"], measure=1 + at % 9) for at in range(60)]
        entries = [said(one, "under_way", 20) for one in more]
        reported(quarters["2022Q2"], entries, people["fgw"], "2022-07-10")
        for number in range(193):
            make_zone(f"zone-{number}")
        assert counts() == few
        transaction.set_rollback(True)
    assert max(few.values()) <= 30
