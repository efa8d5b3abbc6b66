"""A case's notice and the record of its interview: what is filled in, and what is left to write."""

import io
from datetime import date, timedelta

import pytest
from docx import Document

from assessments import case_life as life
from assessments.models import Case
from assessments.papers.cases import (
    BLANK,
    LINE,
    LINES,
    CaseFacts,
    Clause,
    interview_record,
    notice,
)
from assessments.papers.paper import Paragraph, Table
from assessments.papers.printers import PRINTERS
from tests.cases import DAY, case_in, found_again, make_case, make_people, move_row
from tests.factories import make_measure, make_policy, make_zone, user_of

FACTS = CaseFacts(
    language="zh-hans",
    code="donghu-2023-notice-1",
    zone="武汉东湖综合保税区",
    year=2023,
    version=1,
    published="2024年2月8日",
    findings=("2023年进出口额271.24亿元，未完成年度目标310.00亿元。",),
    clauses=(Clause(1, "将通报并约谈单位负责人", "将予以通报并约谈"),),
    interview_by="2024年3月1日",
    is_demonstration=True,
)


def said(paper):
    """Every paragraph and cell of a paper."""
    blocks = [*paper.preamble, *(block for part in paper.parts for block in part.blocks)]
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            yield from (cell.text for row in block.rows for cell in row)


def test_a_notice_states_findings_clause_and_what_is_asked():
    text = "\n".join(said(notice(FACTS)))
    assert "1. 2023年进出口额271.24亿元" in text
    assert "政策第1条原文：“将通报并约谈单位负责人”。校读后：“将予以通报并约谈”。" in text
    assert "2024年3月1日前" in text


def test_nothing_official_is_made_up():
    paper = notice(FACTS)
    assert (paper.number, paper.office, paper.dated) == (
        "____〔____〕____号",
        "（发文机关）",
        "____年____月____日",
    )


def test_a_record_leaves_room_for_what_people_know():
    cells = list(said(interview_record(FACTS)))
    assert cells.count(BLANK) == 6  # all but the occasion
    known = CaseFacts(
        **(vars(FACTS) | {"head": "某主任", "held": "2024年3月1日", "due": "6月30日"})
    )
    filled = "\n".join(said(interview_record(known)))
    assert "某主任" in filled
    assert "整改期限：6月30日。" in filled


def test_a_record_prints_people_and_place_as_they_were_recorded_and_no_blank_for_them():
    known = CaseFacts(**(vars(FACTS) | {"present": "某处长、某主任，商务厅会议室"}))
    cells = list(said(interview_record(known)))
    assert any("约谈内容" in part.title for part in interview_record(known).parts)
    told = cells[cells.index("约谈人、参加人员和地点") + 1]
    assert told == "某处长、某主任，商务厅会议室"
    assert not {"约谈地点", "约谈人（姓名、职务）", "在场人员"} & set(cells)


@pytest.mark.parametrize("make", [notice, interview_record])
def test_a_demonstrations_paper_says_so_on_every_page_and_names_its_case(make):
    paper = make(FACTS)
    assert paper.marks == ("演示数据：数字均为虚构，不代表实际情况。",)
    assert paper.identity.snapshot == "donghu-2023-notice-1"
    assert make(CaseFacts(**(vars(FACTS) | {"is_demonstration": False}))).marks == ()


@pytest.mark.parametrize("make", [notice, interview_record])
def test_the_same_facts_give_the_same_file_in_both_languages(make):
    for language in ("zh-hans", "en"):
        paper = make(CaseFacts(**(vars(FACTS) | {"language": language})))
        print_docx = PRINTERS["docx"][0]
        assert print_docx(paper) == print_docx(paper)


@pytest.fixture
def zone(db):
    make_measure(make_policy())
    return make_zone("yichang")


@pytest.fixture
def asked(client, zone):
    """The paper of a case as somebody gets it."""
    people = make_people(zone, make_zone("donghu"))

    def ask(case, name, login="commerce", language="zh-hans"):
        client.force_login(user_of(people[login]))
        return client.get(f"/cases/{case.pk}/{name}.docx?language={language}")

    return ask


def text_of(response):
    document = Document(io.BytesIO(response.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_the_notice_is_made_from_the_grounds_that_stand(zone, asked):
    case = make_case(zone)
    assert "由第1名降至第3名" in text_of(asked(case, "notice"))
    found_again(case, state="withdrawn")
    assert "由第1名降至第3名" not in text_of(asked(case, "notice"))


def test_the_record_takes_up_what_the_case_knows(zone, asked):
    case = case_in(zone, life.NOTICE, life.NOTIFIED)
    Case.objects.update(head="某主任")
    case.refresh_from_db()
    move_row(case, life.INTERVIEW, life.INTERVIEWED, held_on=DAY)
    move_row(case, life.ORDER, life.RECTIFYING, note="制定整改方案", due_on=DAY)
    text = text_of(asked(case, "interview"))
    for known in ("某主任", "2023年3月1日", "制定整改方案"):
        assert known in text
    move_row(case, life.EXTEND, life.RECTIFYING, note="延期", due_on=DAY + timedelta(days=30))
    assert "整改期限：2023年3月31日" in text_of(asked(case, "interview")), "the day in force"


def test_a_mere_notice_has_no_record_and_an_exit_no_notice(zone, asked):
    alone = make_case(zone, consequence="notice_only")
    assert asked(alone, "notice").status_code == 200
    assert asked(alone, "interview").status_code == 404
    assert asked(make_case(zone, life.EXIT), "notice").status_code == 404
    assert asked(alone, "notice", language="de").status_code == 404


def test_a_notice_that_was_issued_bears_its_number_and_day(zone, asked):
    case = make_case(zone)
    assert "____〔____〕____号" in text_of(asked(case, "notice"))
    move_row(case, life.ISSUE, life.NOTIFIED, number="鄂商通〔2023〕1号", held_on=DAY)
    for known in ("鄂商通〔2023〕1号", "2023年3月1日"):
        assert known in text_of(asked(case, "notice"))


def test_a_record_says_who_took_part_and_the_day_that_is_in_force(zone, asked):
    case = case_in(zone, life.NOTICE, life.NOTIFIED)
    move_row(case, life.INTERVIEW, life.INTERVIEWED, held_on=DAY, present="某主任，商务厅")
    move_row(case, life.ORDER, life.RECTIFYING, note="整改", due_on=DAY)
    move_row(case, life.EXTEND, life.RECTIFYING, note="延期", due_on=date(2023, 9, 30))
    text = text_of(asked(case, "interview"))
    assert "某主任，商务厅" in text
    assert "整改期限：2023年9月30日" in text


def test_a_record_prints_what_was_said_as_it_was_recorded(zone, asked):
    case = case_in(zone, life.NOTICE, life.NOTIFIED)
    before = text_of(asked(case, "interview")).count(LINE)
    move_row(case, life.INTERVIEW, life.INTERVIEWED, held_on=DAY, note="说明了下降原因")
    text = text_of(asked(case, "interview"))
    assert "说明了下降原因" in text
    assert text.count(LINE) == before - LINES  # what is to be put right is ordered next


def test_a_day_to_be_written_in_is_asked_for_once(zone, asked):
    case = case_in(zone, life.NOTICE, life.NOTIFIED)
    text = text_of(asked(case, "interview", language="en"))
    assert "To be put right by: ____________." in text


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_notice_printed_after_the_interview_asks_nobody_to_it(zone, asked, language):
    case = case_in(zone, life.NOTICE, life.NOTIFIED)
    open_words, held = {
        "zh-hans": ("时间和地点：____", "约谈时间：2023年3月1日。"),
        "en": ("time and place: ____", "Day of the interview: 1 March 2023."),
    }[language]
    assert open_words in text_of(asked(case, "notice", language=language))
    move_row(case, life.INTERVIEW, life.INTERVIEWED, held_on=DAY, note="说明")
    text = text_of(asked(case, "notice", language=language))
    assert open_words not in text
    assert held in text


def test_an_exit_has_its_papers_as_its_procedure_goes(zone, asked):
    def there(case):
        names = ("notice", "interview", "warning", "start", "decision")
        return [name for name in names if asked(case, name).status_code == 200]

    case = make_case(zone, life.EXIT, consequence="exit_warning")
    assert there(case) == ["warning"]
    assert "予以退出预警" in text_of(asked(case, "warning"))
    assert "视以后年度考核结果" in text_of(asked(case, "warning"))
    found_again(case, consequence="exit")
    assert there(case) == ["warning", "start"]
    warned = text_of(asked(case, "warning"))
    assert "视以后年度考核结果" not in warned, "what was found asks for the exit itself"
    assert "将依据上述政策研究决定" in warned
    blank = text_of(asked(case, "start"))
    assert "启动退出程序" in blank
    assert "____〔____〕____号" in blank
    about = {"note": "连续三年未完成", "number": "鄂商退〔2023〕1号"}
    move_row(case, life.INITIATE, life.INITIATED, **about)
    for known in (*about.values(), "2023年2月1日"):  # the day of the step, where no other is told
        assert known in text_of(asked(case, "start"))
    move_row(case, life.ORDER, life.PERIOD, due_on=DAY)
    assert there(case) == ["warning", "start", "decision"]
    assert "决定（退出或者不予退出）" in text_of(asked(case, "decision"))
    move_row(
        case,
        life.EXPEL,
        life.EXITED,
        note="整改无效",
        number="鄂商退〔2023〕2号",
        held_on=date(2023, 7, 6),
    )
    decided = text_of(asked(case, "decision"))
    for known in ("决定：该综合保税区退出", "整改无效", "鄂商退〔2023〕2号", "2023年7月6日"):
        assert known in decided


@pytest.mark.parametrize(
    ("track", "before", "name", "move", "after"),
    [
        (life.NOTICE, life.FLAGGED, "notice", life.ISSUE, life.NOTIFIED),
        (life.NOTICE, life.NOTIFIED, "interview", life.INTERVIEW, life.INTERVIEWED),
        (life.EXIT, life.WARNED, "start", life.INITIATE, life.INITIATED),
        (life.EXIT, life.PERIOD, "decision", life.EXPEL, life.EXITED),
    ],
)
def test_a_zone_has_a_paper_once_its_step_is_taken(zone, asked, track, before, name, move, after):
    case = case_in(zone, track, before)
    assert asked(case, name).status_code == 200, "who takes the step fills it in before"
    assert asked(case, name, "reporter").status_code == 404
    move_row(case, move, after, number="1号", held_on=DAY)
    assert asked(case, name, "reporter").status_code == 200


def test_the_warning_of_exit_is_the_zones_from_the_opening(zone, asked):
    assert asked(make_case(zone, life.EXIT), "warning", "reporter").status_code == 200


@pytest.mark.parametrize(("login", "status"), [("reporter", 200), ("other", 404), ("customs", 404)])
def test_who_sees_the_record_gets_the_papers(zone, asked, login, status):
    case = case_in(zone, life.NOTICE, life.NOTIFIED)
    move_row(case, life.INTERVIEW, life.INTERVIEWED, held_on=DAY)
    assert asked(case, "interview", login, "en").status_code == status
