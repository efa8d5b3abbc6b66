"""The annex on the right of reply: what each zone said, was answered, or did not say."""

from dataclasses import replace

import pytest

from assessments.papers.bulletin.built import build_both, build_bulletin
from assessments.papers.bulletin.facts import HearingFacts, ReplyFacts
from assessments.papers.paper import Paragraph
from assessments.papers.printers import PRINTERS
from assessments.papers.words import EN, NONE, ZH, Words
from tests.bulletin_facts import facts, full, zone

AGREED = ReplyFacts("zone1", Words("甲未完成", "A missed"), "agree", Words("无异议", "agreed"))
DISPUTED = ReplyFacts(
    "zone2",
    Words("乙未完成", "B missed"),
    "dispute",
    Words("有异议", "disputed"),
    "=HYPERLINK(1)，口径不一致",
    Words("维持认定", "finding stands"),
    "口径以通知为准",
)
SILENT = ReplyFacts("zone2", Words("乙下降", "B fell"), "", Words("期限内未提出意见", "none"))


def heard(*replies: ReplyFacts, closes: str = "2023-01-30 18:00", unheard: Words = NONE):
    return HearingFacts("2023-01-21" if closes else "", closes, unheard, replies)


def annex(hearing, language=ZH):
    """The annex on replies of a year's paper; None where it has none."""
    zones = (zone(1, name="甲"), zone(2, name="乙"))
    paper = build_bulletin(facts(kind="year", quarter=4, zones=zones, hearing=hearing), language)
    return next((one for one in paper.parts if one.code == "annex-replies"), None)


def test_the_annex_counts_and_lists_replies_answers_and_silence():
    found = annex(heard(AGREED, DISPUTED, SILENT))
    assert found.title.endswith("各综合保税区意见及答复")
    said, table = found.blocks
    assert said.text == (
        "发布前，自2023-01-21至2023-01-30 18:00就本年度认定事项征求了各综合保税区意见。"
        "共3项认定事项：无异议1项，有异议1项，期限内未提出意见1项。"
        "答复不改变数据；需要更正的，按规定修正数据并重新考核。"
    )
    rows = [[cell.text for cell in row] for row in table.rows]
    assert [row[2:] for row in rows] == [
        ["无异议", "", "", ""],
        ["有异议", "=HYPERLINK(1)，口径不一致", "维持认定", "口径以通知为准"],
        ["期限内未提出意见", "", "", ""],
    ]
    english = annex(heard(AGREED, DISPUTED, SILENT), EN)
    assert "Findings: 3; agreed 1, disputed 1, without a reply within the window 1." in (
        english.blocks[0].text
    )


def test_what_was_said_of_the_same_finding_of_an_earlier_version_is_counted_apart():
    hearing = heard(AGREED, replace(DISPUTED, is_carried=True), SILENT)
    assert "其中1项系对以前版本所提，认定事项未变，仍列于此。" in annex(hearing).blocks[0].text
    assert "of an earlier version of a finding that has not changed: 1." in (
        annex(hearing, EN).blocks[0].text
    )


def test_where_no_zone_replied_the_annex_says_so_without_a_table():
    (said,) = annex(heard(SILENT)).blocks
    assert said.text.endswith("期限内各综合保税区均未提出意见。")
    assert annex(heard(SILENT), EN).blocks[0].text.endswith("No zone replied within the window.")


def test_a_year_without_a_window_says_so_with_the_reason():
    why = Words("2023年考核第1版未设征求意见期即予发布，原因：急需发布。", "Published: urgent.")
    blocks = annex(heard(SILENT, closes="", unheard=why)).blocks
    assert [block.text for block in blocks if isinstance(block, Paragraph)] == [
        "本年度考核发布前没有开启征求意见期，各综合保税区未能提出意见。",
        why.zh,
    ]


UNTIL = Words("于2023-01-22取消，原因：误开。", "It was cancelled because: by mistake.")
CUT = replace(DISPUTED, outcome_words=Words("未答复", "not answered"), answer="")


def test_a_cancelled_window_is_told_with_what_was_said_in_it_and_left_without_an_answer():
    hearing = replace(heard(CUT, SILENT, closes=""), cancelled=(UNTIL,))
    said, table = annex(hearing).blocks
    assert said.text == (
        "于2023-01-22取消，原因：误开。取消前，2项认定事项：无异议0项，有异议1项，未提出意见1项。"
        "期限取消而未作答复的异议1项，所提理由照列，发布原因随附。"
        "答复不改变数据；需要更正的，按规定修正数据并重新考核。"
    )
    assert [row[4].text for row in table.rows] == ["未答复", ""]
    assert "Disputes left without an answer: 1" in annex(hearing, EN).blocks[0].text
    (nothing,) = annex(replace(heard(SILENT, closes=""), cancelled=(UNTIL,))).blocks
    assert nothing.text == UNTIL.zh + "取消前各综合保税区均未提出意见。"


def test_what_was_said_before_a_window_was_opened_again_is_listed_and_not_counted():
    hearing = replace(heard(AGREED, replace(CUT, is_aside=True)), cancelled=(UNTIL,))
    said, table = annex(hearing).blocks
    assert said.text.startswith(UNTIL.zh + "发布前，自2023-01-21至2023-01-30 18:00就本年度")
    assert "共1项认定事项：无异议1项，有异议0项" in said.text
    assert "未作答复的异议1项" in said.text
    assert len(table.rows) == 2


NEW = replace(SILENT, stance_words=Words("本版未开启征求意见期", "no window"), is_asked=False)
GONE = replace(DISPUTED, is_found=False)


def replacing(*replies: ReplyFacts) -> HearingFacts:
    """A version that asked nobody, after version 1, which did."""
    return replace(heard(*replies), version=1)


def test_a_replacing_version_names_the_window_before_it_and_what_still_stands():
    said, table = annex(replacing(AGREED, DISPUTED, NEW, GONE)).blocks
    assert said.text == (
        "本版考核发布前未另行开启征求意见期。考核第1版发布前，自2023-01-21至2023-01-30 18:00就其"
        "认定事项征求了各综合保税区意见；内容未变的认定事项，其意见及答复仍列于此。"
        "本版认定事项中，内容未变的2项：无异议1项，有异议1项，期限内未提出意见0项。"
        "新增或内容有变动的1项，本版未开启征求意见期。"
        "答复不改变数据；需要更正的，按规定修正数据并重新考核。"
    )
    assert [row[2].text for row in table.rows] == [
        "无异议",
        "有异议",
        "本版未开启征求意见期",
        "有异议",
    ]
    english = annex(replacing(AGREED, DISPUTED, NEW, GONE), EN).blocks[0].text
    assert "Before version 1 the zones could reply to its findings" in english
    assert "that have not changed: 2; agreed 1, disputed 1" in english


def test_a_replacing_version_of_which_every_finding_changed_counts_no_replies():
    said, table = annex(replacing(NEW)).blocks
    assert "内容未变的认定事项，其意见及答复仍列于此。新增或内容有变动的1项" in said.text
    assert len(table.rows) == 1


def test_a_replacing_version_names_a_window_before_it_that_was_cancelled():
    hearing = replace(replacing(CUT), closes="", before=UNTIL)
    said, _ = annex(hearing).blocks
    assert said.text.startswith("本版考核发布前未另行开启征求意见期。考核第1版：" + UNTIL.zh)
    own = annex(replace(hearing, cancelled=(UNTIL,))).blocks[0].text
    assert own.startswith(UNTIL.zh)
    assert "未另行开启" not in own


def test_a_half_year_has_no_such_annex():
    assert annex(None) is None


@pytest.mark.parametrize("suffix", sorted(PRINTERS))
def test_every_printer_prints_it(suffix):
    """Texts that a spreadsheet would run, and long ones, included."""
    long = ReplyFacts("zone1", Words("甲"), "dispute", Words("有异议"), "理由" * 2000, NONE, "答")
    told = replace(full(2), kind="year", quarter=4, hearing=heard(DISPUTED, long))
    papers = build_both(told)
    for paper in papers.values():
        assert PRINTERS[suffix][0](paper)
