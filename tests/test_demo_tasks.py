"""The demonstration's tasks: what its README says of them, and one count everywhere."""

import csv
import io
import re
from datetime import date

import lxml.html
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from assessments.models import Assessment
from assessments.papers.bulletin.built import build_bulletin
from assessments.papers.words import ZH
from assessments.selectors.bulletin_facts import bulletin_facts
from indicators.models import TaskDue, TaskReport
from indicators.periods import Quarter
from indicators.selectors.policy import current_policy
from indicators.selectors.tasks import counts_of, task_lines, task_view, view_as_at
from tests.demo_database import demonstration  # noqa: F401
from zones.access import person_of

pytestmark = pytest.mark.usefixtures("demonstration", "db")

NAMES = ("total", "done", "on_time", "under_way", "stalled", "not_started", "dropped")
NAMES += ("unreported", "overdue", "silent")


def rows_of(client: Client, address: str, **query) -> list[dict[str, str]]:
    """The rows of a table as its file has them."""
    response = client.get(address, query | {"export": "csv"})
    text = response.content.decode("utf-8-sig")
    return [row for row in csv.DictReader(io.StringIO(text)) if row.get("任务", row.get("序号"))]


def summed(rows: list[dict[str, str]], name: str) -> int:
    return sum(int(row[name] or 0) for row in rows)


@pytest.fixture
def reporter() -> Client:
    """A zone's reporter, who reads the latest quarter whose figures are published: 2023Q4."""
    client = Client()
    client.force_login(User.objects.get(username="yichang"))
    return client


@pytest.fixture
def counted():
    """How the tasks stood at the end of 2023, by the one reading."""
    who = person_of(User.objects.get(username="yichang"))
    view = task_view(who, timezone.now())
    assert view.quarter == Quarter(2023, 4)
    return counts_of(task_lines(current_policy(), view))


def test_the_states_of_2023_are_what_the_readme_tells(counted):
    assert {name: getattr(counted, name) for name in NAMES} == {
        "total": 94,
        "done": 29,
        "on_time": 20,
        "under_way": 62,
        "stalled": 2,
        "not_started": 0,
        "dropped": 1,
        "unreported": 0,
        "overdue": 11,
        "silent": 2,
    }


def test_board_overview_measures_agencies_and_bulletin_count_the_same(reporter, counted):
    heads = {"done": "已完成", "stalled": "受阻", "overdue": "超过时限", "silent": "逾期未报"}
    every = heads | {"on_time": "按时完成", "under_way": "推进中", "dropped": "已终止"}
    for address, query, names in (
        ("/tasks/2023Q4/", {"by": "agency"}, every),
        ("/tasks/2023Q4/", {"by": "measure"}, every),
        ("/measures/", {}, heads),
        ("/agencies/", {}, heads | {"on_time": "按时完成"}),
    ):
        rows = rows_of(reporter, address, **query)
        found = {name: summed(rows, head) for name, head in names.items()}
        assert found == {name: getattr(counted, name) for name in names}, address

    page = lxml.html.fromstring(reporter.get("/").content.decode())
    (now,) = page.xpath("//section[contains(@class, 'zk-now')]")
    shown = [" ".join(item.text_content().split()) for item in now.xpath("ul/li")]
    assert shown[0] == "任务 94"
    (done, told) = shown[1].removeprefix("已完成 ").split(maxsplit=1)
    by_date = [int(count) for count in re.findall(r"\d+", told)]
    assert told == "按时{}，超时限{}，无时限{}".format(*by_date)
    assert by_date == [counted.on_time, counted.done_late, counted.done_undated]
    assert sum(by_date) == int(done) == counted.done
    assert [text.split()[1] for text in shown[2:]] == [
        str(getattr(counted, name))
        for name in ("under_way", "stalled", "not_started", "dropped", "overdue", "silent")
    ]

    totals = dict.fromkeys(("done", "stalled", "overdue"), 0)
    for number in range(1, 16):
        page = lxml.html.fromstring(reporter.get(f"/measures/{number}/").content.decode())
        text = " ".join(page.xpath("//section[@id='tasks']")[0].xpath("header//p")[0].itertext())
        for name in totals:
            _before, _name, rest = text.partition(f"{heads[name]} ")
            totals[name] += int(rest.split()[0]) if rest else 0
    assert totals == {name: getattr(counted, name) for name in totals}

    facts = bulletin_facts(Assessment.objects.get(period="2023", state="published"))
    assert len(facts.tasks) == counted.total
    by_state = [sum(one.state == state for one in facts.tasks) for state in ("done", "under_way")]
    assert by_state == [counted.done, counted.under_way]
    for name in ("on_time", "overdue", "silent"):
        assert sum(getattr(one, f"is_{name}") for one in facts.tasks) == getattr(counted, name)
    paper = build_bulletin(facts, ZH)
    (part,) = [one for one in paper.parts if one.code == "measures"]
    text = part.blocks[0].text
    told = f"已完成{counted.done}项（其中按时完成{counted.on_time}项、未设时限{by_date[2]}项）"
    assert told in text
    assert f"截至2023年12月31日，超过时限仍未完成的任务{counted.overdue}项" in text


def test_each_bulletin_tells_the_states_as_they_were_known_then():
    done = {}
    for period in ("2021H1", "2021", "2022H1", "2022", "2023H1", "2023"):
        found = Assessment.objects.filter(period=period).order_by("-version").first()
        tasks = bulletin_facts(found).tasks
        done[period] = sum(one.state == "done" for one in tasks)
        assert all(one.state for one in tasks), period
    assert list(done.values()) == sorted(done.values())
    assert (done["2021H1"], done["2021"], done["2023"]) == (0, 2, 29)


def test_a_report_made_after_the_assessment_is_not_in_its_bulletin():
    found = Assessment.objects.filter(period="2022H1").order_by("-version").first()
    silent = {one.agency.zh for one in bulletin_facts(found).tasks if one.is_silent}
    assert silent == {"省农业农村厅"}
    view = view_as_at(Quarter(2022, 2), date(2022, 6, 30), timezone.now())
    later = task_lines(current_policy(), view)
    assert not any(line.standing.is_silent for line in later)


def test_what_the_demonstration_is_made_to_show_is_there():
    moves = set(TaskReport.objects.values_list("move", flat=True))
    assert moves == set(TaskReport.Move.values)
    assert all(TaskReport.objects.values_list("is_demonstration", flat=True))
    assert all(TaskDue.objects.values_list("is_demonstration", flat=True))
    notes = TaskReport.objects.exclude(note_zh="").values_list("note_zh", flat=True)
    assert all(note.startswith("演示：") for note in notes)
    dropped = TaskReport.objects.get(move="drop")
    assert (dropped.task.measure.number, dropped.task.order) == (6, 6)


def test_the_open_quarter_leaves_tasks_to_report_to_customs_and_the_commission():
    who = person_of(User.objects.get(username="leader"))
    view = task_view(who, timezone.now())
    silent = {
        line.task.agency.code
        for line in task_lines(current_policy(), view)
        if line.standing.is_silent
    }
    assert silent == {"wuhan-customs", "development-reform", "natural-resources"}
