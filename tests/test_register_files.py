"""Files of projects and events: a wrong one is refused with its cell, a right one saved whole."""

import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from tests.collecting import text
from tests.register import AT, days, entered, held, make_counting_rules
from tests.triggers import unprotected
from zones.models import AuditEntry, MatchmakingEvent, Project, ProjectTrade, RegisterUpload
from zones.services.projects import (
    project_change,
    project_strike,
    project_trade_set,
    terms_of,
)

pytestmark = pytest.mark.django_db

HEAD = ["编号", "综合保税区", "项目名称", "预计年进出口额", "单位", "签约日期"]
ROW = [None, "yichang", "柑橘加工项目", 3.5, "亿元", date(2022, 4, 12)]


def workbook(*rows, title="项目") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sent(client, data: bytes, name="projects.xlsx", register="projects"):
    """The page after a file was sent to it."""
    file = io.BytesIO(data)
    file.name = name
    return client.post(f"/{register}/import", {"file": file}, follow=True)


def confirmed(client, page: str, upload: RegisterUpload):
    """The page after the preview that a page shows was confirmed."""
    (shown,) = re.findall(r'name="shown" value="(\w+)"', page)
    address = f"/{upload.register}/import/{upload.pk}/"
    return client.post(address, {"shown": shown}, follow=True)


@pytest.fixture
def yichang(place, sign_in):
    make_counting_rules()
    return sign_in("yichang")


# --- what is no register at all -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "projects.xlsx", "empty"),
        (b"\x89PNG\r\n\x1a\n0000", "projects.xlsx", "PNG"),
        (b"%PDF-1.7 ...", "projects.xlsx", "PDF"),
        (b"PK\x03\x04broken", "projects.xlsx", "cannot be read"),
        (b"a,b\n1,2\n", "projects.csv", "No row with the headings"),
        (workbook(HEAD), "projects.xlsx", "There are no rows below the headings"),
        (workbook(HEAD[:4], ROW[:4]), "projects.xlsx", "“单位 / Unit” is missing"),
        (workbook([*HEAD, "单位"], [*ROW, "万元"]), "projects.xlsx", "stands twice"),
        (workbook(HEAD, *[ROW] * 2001), "projects.xlsx", "more than 2,000"),
    ],
)
def test_a_file_that_is_no_register_is_refused_as_a_whole(yichang, data, name, sentence):
    assert sentence in text(sent(yichang, data, name))
    assert (Project.objects.count(), RegisterUpload.objects.count()) == (0, 0)


# --- rows that cannot be taken --------------------------------------------------------------------


def changed(**cells):
    """The good row with other cells, by place."""
    return [cells.get(f"c{place}", value) for place, value in enumerate(ROW)]


@pytest.mark.parametrize(
    ("row", "cell", "sentence"),
    [
        (changed(c1="atlantis"), "B2", "is not known"),
        (changed(c1="donghu"), "B2", "figures of your own zone only"),
        (changed(c1=None), "B2", "must not be empty"),
        (changed(c2=None), "C2", "must not be empty"),
        (changed(c3="viel"), "D2", "is not a number"),
        (changed(c3=-1), "D2", "“-1” is less than 0; correct it."),
        (changed(c0=-5), "A2", "“-5” is less than 1; correct it."),
        (changed(c3=0), "D2", "above zero"),
        (changed(c3="=1+"), "D2", "is a formula or an error"),
        (changed(c4="美元"), "E2", "not possible here"),
        (changed(c5="12. April"), "F2", "12. April"),
        (changed(c5=date(2999, 1, 1)), "F2", "has not come yet"),
        (changed(c0=99999), "A2", "is not known"),
        (changed(c0="x"), "A2", "is not a number"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_with_its_cell(yichang, row, cell, sentence):
    page = text(sent(yichang, workbook(HEAD, row)))
    assert f"{cell}: " in page
    assert sentence in page
    upload = RegisterUpload.objects.get()
    page = text(yichang.post(f"/projects/import/{upload.pk}/"))
    assert "Some rows are refused; nothing was saved" in page
    assert Project.objects.count() == 0


@pytest.mark.parametrize(
    ("register", "head", "row", "sentence"),
    [
        ("projects", HEAD, changed(c0=99999), "“99999”不存在（查找范围：项目）"),
        ("projects", HEAD, changed(c1="atlantis"), "“atlantis”不存在（查找范围：综合保税区）"),
        (
            "events",
            ["编号", "综合保税区", "活动名称", "举办日期", "举办地点", "主办单位"],
            [99999, "yichang", "对接会", "2022-05-20", "上海", "招商专班"],
            "“99999”不存在（查找范围：对接会）",
        ),
    ],
)
def test_where_something_was_looked_up_is_said_in_chinese(yichang, register, head, row, sentence):
    yichang.cookies["django_language"] = "zh-hans"
    assert sentence in text(sent(yichang, workbook(head, row), register=register))


def test_one_bad_row_holds_the_good_ones_back(yichang):
    data = workbook(HEAD, ROW, changed(c2="另一项目", c3="?"), changed(c2="柑橘加工 项目"))
    page = text(sent(yichang, data))
    assert "Refused: 2 · changed: 0 · new: 1 · as stored: 0" in page
    assert "this repeats row 2" in page
    assert Project.objects.count() == 0


def test_rows_without_a_name_that_can_be_read_repeat_nothing(yichang):
    page = text(sent(yichang, workbook(HEAD, changed(c2=None), changed(c2="=1+1"))))
    assert "C2: " in page
    assert "is a formula or an error" in page
    assert "this repeats" not in page
    assert page.count("must not be empty") == 1  # of the empty one alone


@pytest.mark.parametrize("column", range(1, len(ROW)))
def test_a_formula_is_the_one_fault_of_its_cell(yichang, column):
    page = text(sent(yichang, workbook(HEAD, changed(**{f"c{column}": "=1+1"}))))
    cell = f"{'ABCDEF'[column]}2: "
    assert page.count(cell) == 1
    assert "is a formula or an error" in page
    assert "must not be empty" not in page


# --- what is saved --------------------------------------------------------------------------------


def test_new_changed_and_same_rows_are_told_apart_and_saved_together(yichang, place, people):
    same = entered(place["yichang"], people["yichang"], "原有项目", 20_000)
    moved = entered(place["yichang"], people["yichang"], "在建项目", 20_000)
    head = [*HEAD, "开工日期", "更正原因", "2022年实际进出口额", "联系人"]
    rows = [
        [same.pk, "宜昌", "原有项目", 2, "亿元", date(2022, 4, 12), None, None, None, "张"],
        [None, "yichang", "在建项目", 12, "亿元", None, "2022-06-01", "规模扩大", None, None],
        [None, "yichang", "新项目", 8000, "万元", "2022/05/01", None, None, 700, None],
    ]
    rows[0][1] = "yichang"
    page = text(sent(yichang, workbook(["项目台账"], head, *rows)))
    assert "Refused: 0 · changed: 1 · new: 1 · as stored: 1" in page
    assert "Nothing is read of these columns: 联系人" in page
    assert "Expected yearly trade: 20000 万元 → 120000 万元" in page
    assert (
        "<p>Expected yearly trade: 8000 万元 · Tier: below the tiers · Signed on: 2022-05-01"
        " · Actual trade 2022: 700 万元</p>"
    ) in page, "what a new entry will be is read before it is saved"
    assert Project.objects.count() == 2  # a preview saves nothing
    assert AuditEntry.objects.filter(kind="project").count() == 2
    upload = RegisterUpload.objects.get()
    assert "2 entries are saved" in text(confirmed(yichang, page, upload))
    moved.refresh_from_db()
    assert (moved.stage, moved.expected_trade) == ("construction", 120_000)
    new = Project.objects.get(name_zh="新项目")
    assert (new.expected_trade, new.signed_on) == (8000, date(2022, 5, 1))
    assert ProjectTrade.objects.get().value == 700
    assert AuditEntry.objects.filter(action="register_imported").count() == 1
    again = text(yichang.post(f"/projects/import/{upload.pk}/"))
    assert "confirmed already; nothing was saved twice" in again
    assert Project.objects.count() == 3


def change_trade(project, by):
    about = {"year": 2022, "value": Decimal(25_000), "entered": "2.5", "unit": "亿元"}
    project_trade_set(project=project, seen=project.version, by=by, at=AT, **about)


def change_investor(project, by, investor="新投资方"):
    terms = replace(terms_of(project), investor=investor)
    return project_change(project=project, terms=terms, seen=project.version, by=by, at=AT)


def strike(project, by):
    project_strike(project=project, reason="重复登记", by=by, at=AT)


@pytest.mark.parametrize("change", [change_trade, change_investor, strike])
def test_what_somebody_changed_since_the_preview_is_shown_before_it_is_overwritten(
    yichang, place, people, change
):
    project = entered(place["yichang"], people["yichang"])
    project = change_investor(project, people["yichang"], "投资方")
    head = [*HEAD, "投资方", "2022年实际进出口额"]
    row = [None, "yichang", project.name_zh, 2, "亿元", date(2022, 4, 12), "投资方", 1.5]
    page = text(sent(yichang, workbook(head, row)))
    upload = RegisterUpload.objects.get()
    change(project, people["commerce"])
    before = list(Project.objects.values()), list(ProjectTrade.objects.values())
    again = text(confirmed(yichang, page, upload))
    assert "The register was changed since this preview was shown" in again
    assert (list(Project.objects.values()), list(ProjectTrade.objects.values())) == before
    assert RegisterUpload.objects.get().confirmed_at is None
    # What it would do now was looked at, and is saved.
    assert "1 entry is saved" in text(confirmed(yichang, again, upload))


def test_a_confirmation_that_names_no_preview_saves_nothing(yichang):
    sent(yichang, workbook(HEAD, ROW))
    upload = RegisterUpload.objects.get()
    page = text(yichang.post(f"/projects/import/{upload.pk}/"))
    assert "The register was changed since this preview was shown" in page
    assert Project.objects.count() == 0


def test_a_preview_is_its_owner_s_alone(yichang, desk):
    sent(yichang, workbook(HEAD, ROW))
    upload = RegisterUpload.objects.get()
    assert desk("commerce").get(f"/projects/import/{upload.pk}/").status_code == 404
    assert desk("commerce").get(f"/events/import/{upload.pk}/").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_template_comes_back_as_it_was_sent(yichang, place, people, language):
    built = days(date(2022, 4, 12), date(2022, 5, 1))
    entered(place["yichang"], people["yichang"], "=1+1 项目", 25_000, days=built)
    entered(place["donghu"], people["donghu"], "别区项目")
    held(place["yichang"], people["yichang"])
    yichang.cookies["django_language"] = language
    for register in ("projects", "events"):
        answer = yichang.get(f"/{register}/template.xlsx")
        data = b"".join(answer.streaming_content)
        book = openpyxl.load_workbook(io.BytesIO(data))
        rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
        assert len(rows) == 1  # of one's own zone, text as text
        assert book.worksheets[0].data_validations.dataValidation
        page = text(sent(yichang, data, register=register))
        said = "与现存一致1行" if language == "zh-hans" else "as stored: 1"
        assert said in page


def test_events_are_imported_like_projects(yichang):
    head = ["综合保税区", "活动名称", "举办日期", "举办地点", "主办单位", "参会人数"]
    row = ["yichang", "柑橘产业对接会", "2022-05-20", "上海", "招商专班", 120]
    page = text(sent(yichang, workbook(head, row), register="events"))
    assert "new: 1" in page
    assert "Venue: 上海" in page
    assert "Held on: 2022-05-20" in page
    assert "Participants: 120" in page
    upload = RegisterUpload.objects.get()
    confirmed(yichang, page, upload)
    event = MatchmakingEvent.objects.get()
    assert (event.held_on, event.participants) == (date(2022, 5, 20), 120)
    later = [*row[:2], "2999-01-01", *row[3:]]
    page = text(sent(yichang, workbook(head, later), register="events"))
    assert "C2: An event is entered once it was held" in page


def test_a_day_after_the_zone_left_is_named_with_its_cell(yichang, place):
    place["yichang"].left_on = date(2022, 4, 1)
    with unprotected():
        place["yichang"].save()
    page = text(sent(yichang, workbook(HEAD, ROW)))
    assert "F2: The zone left on 2022-04-01." in page
