"""A case's notice and the record of its interview: what is filled in, and what is left to write."""

import io

import pytest
from docx import Document

from assessments import case_life as life
from assessments.models import Case, CaseGround
from assessments.papers.cases import BLANK, CaseFacts, Clause, interview_record, notice
from assessments.papers.paper import Paragraph, Table
from assessments.papers.printers import PRINTERS
from tests.cases import DAY, case_in, make_case, make_people, move_row
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
    CaseGround.objects.update(state=CaseGround.State.WITHDRAWN)
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


def test_a_mere_notice_has_no_record_and_an_exit_no_paper(zone, asked):
    alone = make_case(zone, consequence="notice_only")
    assert asked(alone, "notice").status_code == 200
    assert asked(alone, "interview").status_code == 404
    assert asked(make_case(zone, life.EXIT), "notice").status_code == 404
    assert asked(alone, "notice", language="de").status_code == 404


@pytest.mark.parametrize(("login", "status"), [("reporter", 200), ("other", 404), ("customs", 404)])
def test_who_sees_the_record_gets_the_papers(zone, asked, login, status):
    case = case_in(zone, life.NOTICE, life.NOTIFIED)
    assert asked(case, "interview", login, "en").status_code == status
