"""A bulletin is built whole from frozen facts, and says nothing false where facts are few."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from assessments.models import TargetResult
from assessments.papers.bulletin.built import build_both, build_bulletin
from assessments.papers.bulletin.covered import Cover, as_draft, covered
from assessments.papers.bulletin.facts import FigureFacts, TaskFacts, TotalFacts
from assessments.papers.bulletin.promised import STATUSES
from assessments.papers.paper import WRITTEN, Chart, Identity, Paragraph, Table
from assessments.papers.printers.layout import lay_out
from assessments.papers.printers.pdf import as_pdf
from assessments.papers.stored import canonical, digest, restored
from assessments.papers.words import EN, LANGUAGES, ZH, Words
from tests.bulletin_facts import PROJECTS, TRADE, VALUE, facts, full, trade, zone
from tests.paper_reading import laid_grids, pdf_pages, solid

PARTS = ["overall", "zones", "investment", "targets", "measures", "next", "revisions"]


def texts(paper):
    """Every running text of a paper."""
    blocks = [block for part in paper.parts for block in part.blocks]
    return [one.text for one in (*paper.preamble, *blocks) if isinstance(one, Paragraph)]


def part(paper, code):
    return next(one for one in paper.parts if one.code == code)


def said(paper, code):
    return "".join(one.text for one in part(paper, code).blocks if isinstance(one, Paragraph))


def table(paper, code):
    return next(one for one in paper.tables if one.code == code)


def printed(found: Table):
    return [[cell.text for cell in row] for row in found.rows]


def test_the_parts_stand_in_their_order_with_official_numbers():
    paper = build_bulletin(full(), ZH)
    assert [one.code for one in paper.parts if not one.is_annex] == PARTS
    titles = [one.title for one in paper.parts]
    assert titles[:7] == [
        "一、总体情况",
        "二、各综合保税区情况",
        "三、招商引资情况",
        "四、目标完成情况与存在问题",
        "五、举措推进情况",
        "六、下一步要求",
        "七、上次通报以来的数据修订",
    ]
    assert titles[7].startswith("附件1 ")
    assert build_bulletin(full(), EN).parts[0].title == "1. The zones together"


@pytest.mark.parametrize(
    ("kind", "quarter", "title"),
    [
        ("half", 2, "关于2022年上半年某省综合保税区运行情况的通报"),
        ("year", 4, "关于2022年某省综合保税区运行情况的通报"),
    ],
)
def test_the_title_names_half_year_or_year(kind, quarter, title):
    assert build_bulletin(facts(kind=kind, quarter=quarter), ZH).title == title


def test_the_basis_names_the_policy_and_the_clause():
    assert build_bulletin(facts(), ZH).preamble[0].text == (
        "根据《若干措施》第1条“压实责任”关于按季调度、每半年通报的要求，现将2022年上半年某省"
        "综合保税区运行情况通报如下。"
    )
    assert "第" not in build_bulletin(facts(clause=None), ZH).preamble[0].text


def test_nothing_official_is_made_up():
    paper = build_bulletin(full(), ZH)
    assert (paper.number, paper.office, paper.dated, paper.copies) == ("", "", "", "")


def test_what_staff_write_is_theirs_and_stands_apart_from_what_is_computed():
    cover = Cover(
        number="鄂商发〔2022〕1号",
        opening=Words("第一段。\n\n第二段。", "First."),
        closing=Words("请抓紧落实。"),
        office=Words("某厅", "Some Office"),
        dated=date(2022, 7, 8),
    )
    paper = covered(build_bulletin(full(), ZH), cover)
    assert [one.text for one in paper.preamble if one.author == WRITTEN] == ["第一段。", "第二段。"]
    assert part(paper, "next").blocks[-1] == Paragraph("请抓紧落实。", author=WRITTEN)
    assert (paper.number, paper.dated) == ("鄂商发〔2022〕1号", "2022年7月8日")
    in_english = covered(build_bulletin(full(), EN), cover)
    assert (in_english.office, in_english.dated) == ("Some Office", "8 July 2022")


def test_a_draft_says_so_and_a_published_paper_does_not():
    assert as_draft(build_bulletin(full(), ZH)).watermark == "草稿"
    assert build_bulletin(full(), ZH).watermark == ""


def test_demonstration_and_provisional_figures_are_marked():
    assert any("演示数据" in mark for mark in build_bulletin(full(), ZH).marks)
    paper = build_bulletin(replace(full(), is_provisional=True), EN)
    assert any("Provisional" in mark for mark in paper.marks)
    assert "nothing follows from it" in said(paper, "next")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [1, 7, 200])
def test_every_row_is_as_long_as_its_header_and_numbers_are_what_is_printed(language, count):
    for one in build_bulletin(full(count), language).tables:
        for row in one.rows:
            assert len(row) == len(one.columns), one.code
            for cell in row:
                if cell.is_number:
                    plain = cell.text.replace(",", "").replace("−", "-").replace("+", "")
                    assert float(plain) == float(cell.value), (one.code, cell)


@pytest.mark.parametrize("count", [1, 7, 200])
def test_both_languages_hold_the_same_figures(count):
    papers = build_both(full(count))
    pairs = zip(papers[ZH].tables, papers[EN].tables, strict=True)
    for zh, en in pairs:
        numbers = [[[cell.value for cell in row] for row in one.rows] for one in (zh, en)]
        assert numbers[0] == numbers[1]
        assert [one.code for one in zh.columns] == [one.code for one in en.columns]


@pytest.mark.parametrize("language", LANGUAGES)
def test_codes_of_tables_and_columns_are_unique(language):
    paper = build_bulletin(full(), language)
    codes = [one.code for one in paper.tables]
    assert len(codes) == len(set(codes))
    for one in paper.tables:
        columns = [column.code for column in one.columns]
        assert len(columns) == len(set(columns)), one.code


def test_no_chinese_in_the_english_paper():
    paper = build_bulletin(full(), EN)
    assert not re.search("[\u4e00-\u9fff]", canonical({EN: paper}))


def test_the_paper_comes_back_from_its_stored_text_as_it_was():
    papers = build_both(full())
    text = canonical(papers)
    identity = Identity("2022H1-v1", digest(text))
    assert canonical(restored(text, identity)) == text


# Few facts


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_nothing_at_all_it_is_said_and_nothing_else(language):
    paper = build_bulletin(facts(), language)
    whole = " ".join(texts(paper))
    assert not re.search(r"同比|增长|\bup \d|第1位|place 1", whole)
    wanted = ("没有运行中的综合保税区", "没有综合保税区参与排名", "首期通报")
    english = ("no comprehensive bonded zone", "No zone is ranked", "first bulletin")
    for sentence in wanted if language == ZH else english:
        assert sentence in whole


def test_zones_that_reported_nothing_are_not_told_to_have_grown():
    zones = (zone(1), zone(2))
    paper = build_bulletin(
        facts(
            zones=zones,
            indicators=(TRADE,),
            figures=(trade("", None), trade("zone-1", None), trade("zone-2", None)),
        ),
        ZH,
    )
    assert "本期没有报送任何数据。" in texts(paper)
    assert "进出口额各综合保税区均逾期未报，不作汇总" in said(paper, "overall")
    assert "没有综合保税区有可比增速" in said(paper, "zones")
    assert "未参与排名的有第1综合保税区（数据不足，不排名）" in said(paper, "zones")
    rows = printed(table(paper, "ranking"))
    assert rows[0][0] == "—"
    assert rows[0][6:] == ["—", "—", "—", "数据不足，不排名"]
    assert any("逾期未报" in note for note in table(paper, "ranking").notes)


def test_one_zone_is_told_in_the_singular():
    paper = build_bulletin(full(1), EN)
    assert "the one comprehensive bonded zone of Some Province" in said(paper, "overall")
    assert "only Zone 1 is ranked" in said(paper, "zones").replace("Only", "only")
    assert not re.search(r"\b1 zones\b", " ".join(texts(paper)))


def test_a_base_of_zero_or_below_gives_no_growth():
    for base in (0, -500):
        paper = build_bulletin(
            facts(
                zones=(zone(1, rank=1),),
                indicators=(TRADE,),
                figures=(trade("", 100_000, base), trade("zone-1", 100_000, base)),
            ),
            ZH,
        )
        assert "上年同期为零或负数，不计算增速" in said(paper, "overall")
        assert printed(table(paper, "ranking"))[0][7] == "—"


def test_a_name_of_forty_characters_is_printed_whole():
    name = "非常非常长的综合保税区名称" * 4
    paper = build_bulletin(full(3, name), ZH)
    assert f"{name}1" in {row[2] for row in printed(table(paper, "ranking"))}


def test_200_zones_are_all_in_the_table_and_few_in_the_sentences():
    paper = build_bulletin(full(200), ZH)
    assert len(table(paper, "ranking").rows) == 200
    assert len(said(paper, "zones")) < 400
    for chart in paper.charts:
        assert len(chart.categories) <= 30


def drawn(count, language):
    """The findings of the charts of so many zones: scores and intervals."""
    paper = build_bulletin(full(count), language)
    scores, intervals = [one for one in paper.charts if isinstance(one, Chart)]
    return scores.finding, intervals.finding


def test_a_chart_of_a_part_of_the_zones_says_so_and_names_none_that_is_not_drawn():
    scores, intervals = drawn(200, ZH)
    assert scores == (
        "本期参与排名的综合保税区200个，图中为名次在前的30个，自第1综合保税区（89.00分）至第30综合"
        "保税区（60.00分）。"
    )
    assert intervals.endswith("图中为名次在前的30个，其余见排名表。")
    scores, intervals = drawn(200, EN)
    assert scores == (
        "200 zones are ranked in this period; the chart shows the first 30, from Zone 1 (score"
        " 89.00) to Zone 30 (score 60.00)."
    )
    assert intervals.endswith(
        "The chart shows the first 30 in rank; the rest stand in the table of the ranking."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_chart_of_all_zones_tells_of_no_part(language):
    scores, intervals = drawn(30, language)
    assert "图中" not in scores + intervals
    assert "the chart shows" not in (scores + intervals).lower()


def counted_in(*zones, total=None):
    """What the part on investment says where the zones' counts are these."""
    told = full(len(zones))
    kept = tuple(one for one in told.figures if one.indicator != PROJECTS.code)
    counts = {"": total, **{f"zone-{at}": value for at, value in enumerate(zones, 1)}}
    found = tuple(
        FigureFacts(
            PROJECTS.code,
            code,
            "not_reported" if value is None else "value",
            Words("未报送", "not reported") if value is None else VALUE,
            value=None if value is None else Decimal(value),
            known=Decimal(sum(filter(None, zones))),
        )
        for code, value in counts.items()
    )
    papers = build_both(replace(told, figures=(*kept, *found)))
    return {language: said(papers[language], "investment") for language in LANGUAGES}


def test_counts_that_no_zone_reported_are_said_to_be_of_none_and_nothing_is_called_verified():
    text = counted_in(None, None, None)
    assert "龙头项目各综合保税区均未报送，不作汇总。" in text[ZH]
    assert "for every zone it is not reported." in text[EN]
    assert "核定" not in text[ZH]
    assert "verified" not in text[EN]


def test_a_total_that_some_zone_is_missing_of_is_no_count_as_reported_and_verified():
    text = counted_in(3, None, None)
    assert "龙头项目因有综合保税区未报送，不作汇总，其中已报送的部分为3个。" in text[ZH]
    assert "核定" not in text[ZH]


def test_a_count_that_is_printed_is_as_reported_and_verified():
    text = counted_in(3, 2, total=5)
    assert "以上为各综合保税区报送并经核定的数。" in text[ZH]
    assert "as reported by the zones and verified." in text[EN]


def test_shared_places_are_printed_as_shared():
    zones = (zone(1, rank=1, is_tied=True), zone(2, rank=1, is_tied=True), zone(3, rank=3))
    rows = printed(table(build_bulletin(facts(zones=zones), ZH), "ranking"))
    assert [row[0] for row in rows] == ["1=", "1=", "3"]


def test_a_withdrawn_flag_is_shown_and_asks_for_nothing():
    found = full()
    flag = replace(found.flags[0], is_withdrawn=True)
    paper = build_bulletin(replace(found, flags=(flag,)), ZH)
    assert "已撤销" in printed(table(paper, "findings"))[0][-1]
    assert said(paper, "next") == "本期没有依规则须作处置的综合保税区。"
    assert "没有综合保税区触发" in said(paper, "targets")


def test_targets_that_are_reached_are_told_first_and_every_status_has_its_turn():
    assert set(STATUSES) == {*TargetResult.Status.values, "on_path"}
    (met,) = full().targets
    path = replace(met, status="on_path", status_words=Words("达到路径", "on the path"))
    missed = replace(met, status="missed", status_words=Words("未完成", "missed"))
    paper = build_bulletin(replace(full(), targets=(missed, path, met, missed)), ZH)
    assert "本期共判定目标4项次，完成1项次，达到路径1项次，未完成2项次。" in said(paper, "targets")
    columns = [one.name for one in table(paper, "targets-by-status").columns]
    assert columns == ["目标", "完成", "达到路径", "未完成"]


def test_tasks_without_a_state_say_not_reported():
    paper = build_bulletin(full(), ZH)
    assert "1条举措共1项任务，进展均未报送。" in said(paper, "measures")
    assert printed(table(paper, "tasks"))[0][3] == "未报送"


def test_tasks_are_told_by_agency_and_by_measure():
    commerce, customs = Words("商务厅", "Commerce"), Words("海关", "Customs")
    done, stalled = Words("已完成", "done"), Words("受阻", "stalled")
    about = {"measure": 1, "title": Words("通报", "Report"), "due": "2022-06-30"}
    tasks = (
        TaskFacts(**about, agency=commerce, state="done", state_words=done, is_on_time=True),
        TaskFacts(**about, agency=customs, state="stalled", state_words=stalled, is_overdue=True),
        TaskFacts(**about, agency=customs, is_silent=True),
    )
    paper = build_bulletin(replace(full(), tasks=tasks), ZH)
    text = said(paper, "measures")
    assert "共3项任务，已完成1项（其中按时完成1项），受阻1项，未报送1项。" in text
    assert "截至2022年6月30日，超过时限仍未完成的任务1项：海关1项。" in text
    assert "尚未报送的任务1项：海关1项。" in text
    # Agency, tasks, done, of these on time, stalled, not reported, overdue, silent.
    assert printed(table(paper, "agencies")) == [
        ["商务厅", "1", "1", "1", "0", "0", "0", "0"],
        ["海关", "2", "0", "0", "1", "1", "1", "1"],
    ]
    assert printed(table(paper, "measures"))[0][4:] == ["3", "1", "1", "1"]
    assert [row[-1] for row in printed(table(paper, "tasks"))] == [
        "",
        "超过时限仍未完成。",
        "考核时本季度尚未报送。",
    ]
    as_of = "“超过时限”：截至2022年6月30日，时限在该日或以前而未完成。"
    for code in ("agencies", "measures", "tasks"):
        assert as_of in table(paper, code).notes
    in_time = build_bulletin(replace(full(), tasks=(tasks[0],)), ZH)
    assert as_of not in table(in_time, "tasks").notes


def test_a_chart_says_what_it_shows():
    charts = [one for one in build_bulletin(full(), ZH).charts if isinstance(one, Chart)]
    assert [one.code for one in charts] == ["scores", "intervals"]
    assert all(one.finding.endswith("。") for one in charts)


# The review sheet of a quarter


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quarters_sheet_is_short_and_marked_as_provisional(language):
    paper = build_both(replace(full(), kind="quarter", quarter=3))[language]
    assert paper.kind == "review"
    assert [one.code for one in paper.parts] == ["overall", "zones", "targets", "next"]
    assert paper.charts == ()
    assert [one.code for one in paper.tables] == ["totals", "ranking", "rules-met"]
    assert any("初步结果" in mark or "Provisional" in mark for mark in paper.marks)


def test_a_quarters_sheet_says_what_is_counted_and_which_rules_are_applied():
    found = replace(full(), kind="quarter", quarter=4)
    assert said(build_both(found)[ZH], "targets") == (
        "本期共判定目标1项次，完成1项次。以上为对照各项目标（含指示性目标）逐项判定的数；年度规则只在"
        "年度考核中适用，本表只适用季度规则。以下1个综合保税区触发季度规则：第1综合保税区。"
    )
    assert (
        "one zone falls under a rule of the quarter"
        in said(build_both(found)[EN], "targets").lower()
    )
    nobody = build_both(replace(found, flags=()))
    assert "没有综合保税区触发季度规则。" in said(nobody[ZH], "targets")
    assert "季度规则" not in said(build_bulletin(full(), ZH), "targets")


@pytest.mark.parametrize(
    ("quarter", "title"),
    [
        (1, "2022年一季度某省综合保税区运行调度表"),
        (3, "2022年1—9月某省综合保税区运行调度表"),
        (4, "2022年1—12月某省综合保税区运行调度表"),
    ],
)
def test_a_sheet_names_the_span_that_it_tells_of(quarter, title):
    assert build_both(facts(kind="quarter", quarter=quarter))[ZH].title == title


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_of_seven_zones_is_two_pages_at_most_with_what_staff_write_on_it(language):
    paper = build_both(replace(full(), kind="quarter", quarter=3))[language]
    assert len(pdf_pages(as_pdf(paper))) <= 2
    written = Words("请认真做好后续工作。", "Please see to it that the work goes on.")
    cover = Cover(
        number="某商〔2022〕3号",
        closing=written,
        office=Words("某省商务厅", "The Department of Commerce"),
        dated=date(2022, 10, 20),
    )
    assert len(pdf_pages(as_pdf(covered(paper, cover)))) <= 2


def test_a_sheet_leaves_the_cases_to_the_bulletin():
    found = replace(full(), cases_day=date(2023, 2, 1))
    assert "处置事项" in said(build_bulletin(found, ZH), "next")
    assert "处置事项" not in said(build_both(replace(found, kind="quarter"))[ZH], "next")


@pytest.mark.parametrize(
    ("language", "source"), [(ZH, "推算：4294.1/1.088及5374.4/1.362"), (EN, None)]
)
def test_what_a_total_was_derived_from_is_told_in_the_papers_language(language, source):
    derived, address = "derived: 4294.1/1.088 and 5374.4/1.362", "http://2021my.example/and "
    totals = tuple(
        TotalFacts(TRADE.measured.name, "2019", Decimal(39460000), Words("推算", "implied"), one)
        for one in (derived, address)
    )
    found = table(build_bulletin(facts(indicators=(TRADE,), totals=totals), language), "province")
    assert [row[-1].text for row in found.rows] == [source or derived, address]


@pytest.mark.parametrize(("language", "word"), [(ZH, "附件："), (EN, "Annexes:")])
@pytest.mark.parametrize("measures", range(1, 25, 4))
def test_no_page_holds_the_list_of_annexes_alone(language, word, measures):
    found = full(3)
    many = tuple(replace(found.measures[0], number=at) for at in range(1, measures + 1))
    paper = build_bulletin(replace(found, measures=many), language)
    last = paper.tables[[one.code for one in paper.tables].index("revisions")]
    page = next(one for one in pdf_pages(as_pdf(paper)) if word in one)
    assert solid(last.title) in solid(page)
    assert solid(paper.facts[-1][1]) in solid(page)


def test_a_low_table_stands_on_one_page_and_a_high_one_may_break():
    grids = {one.title: one for one in laid_grids(lay_out(build_bulletin(full(60), ZH)))}
    assert grids["综合保税区排名"].is_whole is False
    assert grids["修订明细"].is_whole is True


@pytest.mark.parametrize(("state", "count"), [("not_applicable", 2), ("late", 3)])
def test_a_zone_that_had_left_before_the_span_is_not_counted_as_one_in_operation(state, count):
    figures = (trade("zone-1", 100), replace(trade("zone-2", None), state=state))
    zones = (zone(1, rank=1), zone(2), zone(3))
    told = facts(zones=zones, indicators=(TRADE,), figures=(*figures, trade("zone-3", 100)))
    assert f"{count}个运行中的" in said(build_bulletin(told, ZH), "overall")


LEFT = date(2022, 5, 20)
LEFT_WORDS = {
    ZH: (
        "1个运行中的综合保税区连同期内退出的第2综合保税区合计：",
        "第2综合保税区按退出程序于2022年5月20日退出。",
    ),
    EN: (
        "the comprehensive bonded zones in operation in Some Province (1) together with"
        " those that left within the span (Zone 2): ",
        "Zone 2 left on 20 May 2022, at the end of the exit procedure.",
    ),
}


@pytest.mark.parametrize("language", [ZH, EN])
def test_the_bulletin_of_the_year_in_which_a_zone_left_names_it_with_the_day(language):
    zones = (zone(1, rank=1), zone(2, left_on=LEFT))
    figures = (trade("zone-1", 100), trade("zone-2", 40), trade("", 140))
    told = facts(
        year=2022, kind="year", quarter=4, zones=zones, indicators=(TRADE,), figures=figures
    )
    head, exited = LEFT_WORDS[language]
    assert head in said(build_bulletin(told, language), "overall")
    assert exited in said(build_bulletin(told, language), "next")
    later = build_bulletin(replace(told, year=2023), language)
    assert exited not in said(later, "next"), "it is told in the year of the exit alone"
    none = build_bulletin(replace(told, zones=zones[1:]), language)
    assert ("期内退出的第2综合保税区合计" if language == ZH else "(Zone 2) together: ") in said(
        none, "overall"
    )
