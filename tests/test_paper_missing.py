"""Every "—" of a paper has its reason below its table, and every mark its meaning."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from assessments.models import Assessment, ZoneResult
from assessments.papers.bulletin import cells
from assessments.papers.bulletin.built import build_both
from assessments.papers.bulletin.noted import noted
from assessments.papers.bulletin.reasons import NO_BASE, NO_TWO_YEARS
from assessments.papers.paper import Column, Paragraph, Table
from assessments.papers.words import EN, LANGUAGES, ZH, Words
from assessments.selectors.bulletin_facts import bulletin_facts
from assessments.selectors.in_both import in_both
from assessments.words import no_growth_words
from tests.bulletin_facts import PROJECTS, TRADE, facts, full, trade, zone
from tests.demo_database import demonstration  # noqa: F401
from zones.numbers import half_up


def unexplained(paper):
    """The missing values and the marks of a paper that no note of their table explains."""
    return [
        (table.code, table.columns[at].code, cell)
        for table in paper.tables
        for row in table.rows
        for at, cell in enumerate(row)
        if (cell.text == "—" and not (cell.why and any(cell.why in note for note in table.notes)))
        or (cell.mark and not any(f"“{cell.mark}”" in note for note in table.notes))
    ]


def all_explained(told):
    """Nothing; a paper of these facts leaves no "—" unexplained, in either language."""
    for language, paper in build_both(told).items():
        assert unexplained(paper) == [], (told.year, told.kind, language)


@pytest.mark.django_db
@pytest.mark.usefixtures("demonstration")
def test_every_dash_of_the_demonstrations_papers_has_its_reason():
    held = Assessment.objects.exclude(state=Assessment.State.SUPERSEDED)
    found = [bulletin_facts(one) for one in held.filter(kind__in=["half", "year"])]
    assert len(found) == 6
    for told in found:
        all_explained(told)
        all_explained(replace(told, kind="quarter"))


#: A flow behind its pace: the figure, what is due, and the percentage that lacks.
BEHIND = re.compile(
    r"(-?[\d,]+\.?\d*)\D*，明显滞后于序时进度（应完成([\d,]+\.?\d*)\D*?，差([\d.]+)%"
)


@pytest.mark.django_db
@pytest.mark.usefixtures("demonstration")
def test_what_targets_lack_and_reach_can_be_checked_on_the_demonstrations_papers():
    held = Assessment.objects.exclude(state=Assessment.State.SUPERSEDED)
    found = [bulletin_facts(one) for one in held.filter(kind__in=["half", "year"])]
    told = [one.finding.zh for facts in found for one in (*facts.targets, *facts.flags)]
    behind = [hit for text in told for hit in BEHIND.findall(text)]
    assert len(behind) > 10
    assert len(behind) == sum(bool(re.search(r"差[\d.]+%", text)) for text in told)
    for printed in behind:
        actual, due, percentage = (Decimal(one.replace(",", "")) for one in printed)
        assert half_up((due - actual) / due * 100, 1) == percentage, printed
    paths = [one for facts in found for one in facts.targets if not one.is_binding]
    assert any("达到路径参考值" in one.finding.zh for one in paths)
    for one in paths:
        assert "年度目标" not in one.finding.zh
        assert one.status_words.zh != "完成"


EMPTY = (trade("", None), trade("zone-1", None), trade("zone-2", None))


@pytest.mark.parametrize(
    "told",
    [
        facts(zones=(zone(1), zone(2)), indicators=(TRADE, PROJECTS), figures=EMPTY),
        facts(zones=(zone(1, is_operating=False),), indicators=(TRADE, PROJECTS)),
        facts(zones=(zone(1),), indicators=(TRADE,), figures=(trade("", 0, -5), *EMPTY[1:])),
        facts(zones=(zone(1, rank=1),), indicators=(TRADE,), figures=(trade("zone-1", -3, 5),)),
        full(1),
        full(7),
        replace(full(7), kind="quarter", quarter=3),
    ],
    ids=["nothing reported", "not operating", "negative base", "negative", "one", "seven", "sheet"],
)
def test_every_dash_has_its_reason_where_facts_are_few(told):
    all_explained(told)


# How the notes are put


def table(rows):
    columns = (Column("zone", "区"), Column("a", "甲项"), Column("b", "乙项"))
    return Table("t", "表", columns, tuple((cells.zone(name, name), *row) for name, *row in rows))


GIVEN = cells.plain(1)
LATE, NEW = cells.missing("逾期未报"), cells.missing("尚未运行")


@pytest.mark.parametrize(
    ("rows", "note"),
    [
        ([("东", GIVEN, GIVEN)], ()),
        ([("东", LATE, GIVEN), ("西", LATE, GIVEN)], ("“—”：东、西：逾期未报。",)),
        ([(one, LATE, GIVEN) for one in "东西南北"], ("“—”：甲项栏：逾期未报。",)),
        ([("东", NEW, NEW), ("西", GIVEN, GIVEN)], ("“—”：东：尚未运行。",)),
        (
            [("东", LATE, NEW), *((one, GIVEN, GIVEN) for one in "西南北")],
            ("“—”：东的甲项：逾期未报；东的乙项：尚未运行。",),
        ),
        (
            [("东", LATE, NEW), *((one, LATE, GIVEN) for one in "西南北")],
            ("“—”：甲项栏：逾期未报；东的乙项：尚未运行。",),
        ),
        (
            [("东", NEW, LATE), *((one, GIVEN, LATE) for one in "西南"), ("北", LATE, LATE)],
            ("“—”：乙项栏：逾期未报；北：逾期未报；东的甲项：尚未运行。",),
        ),
        (
            [("东", NEW, LATE), ("西", LATE, NEW)],
            (
                "“—”：西的甲项：逾期未报；东的甲项：尚未运行；东的乙项：逾期未报；西的乙项：尚未运行。",
            ),
        ),
    ],
)
def test_reasons_are_told_by_row_or_by_column_in_as_few_words_as_possible(rows, note):
    found = noted(table(rows), ZH).notes
    assert {"".join(sorted(one)) for one in found} == {"".join(sorted(one)) for one in note}


def test_of_many_rows_some_are_named_and_the_rest_is_counted():
    rows = [(f"区{n}", LATE if n % 2 else NEW, NEW if n % 2 else LATE) for n in range(60)]
    (note,) = noted(table(rows), ZH).notes
    assert "等30个的甲项：逾期未报" in note
    assert len(note) < 400


def test_a_provisional_figure_is_marked_in_its_cell_and_the_mark_is_explained():
    mark = cells.PROVISIONAL
    cell = cells.plain(Decimal("12.345"), 2, mark=mark)
    assert (cell.text, cell.value, cell.mark) == ("12.35*", Decimal("12.35"), "*")
    found = noted(table([("东", cell, GIVEN)]), ZH)
    assert found.notes == ("“*”：初步数，尚未核定或定案，以后可能变动。",)
    assert noted(table([("东", GIVEN, GIVEN)]), ZH).notes == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_of_a_quarter_are_marked_and_so_is_what_rests_on_unverified_reports(language):
    told = replace(full(3), kind="quarter", quarter=3)
    waits = [replace(one, is_provisional=one.zone == "zone-2") for one in told.figures]
    paper = build_both(replace(told, figures=tuple(waits)))[language]
    ranking = next(one for one in paper.tables if one.code == "ranking")
    codes = [column.code for column in ranking.columns]
    marked = [{codes[at] for at, cell in enumerate(row) if cell.mark} for row in ranking.rows]
    board = {"rank", "interval", "moved", "score", "coverage"}
    assert marked == [board, board | {"value", "growth", "share"}, board]


def test_two_remarks_never_run_into_one_another():
    found = full(2)
    figures = [replace(one, vintage="implied", growth=None) for one in found.figures]
    words = Words("上年同期无数据", "no figure of the same span of the year before")
    figures = [replace(one, growth_note="base_missing", growth_words=words) for one in figures]
    paper = build_both(replace(found, figures=tuple(figures)))
    for language, wanted in (
        (ZH, "计算比重所用的全省数为推算数。"),
        (EN, "Shares are taken of an implied total of the province."),
    ):
        annex = next(one for one in paper[language].tables if one.code == "figures-trade_total")
        assert annex.notes[0] == wanted
        assert words.of(language) in annex.notes[1]


def notes_of(paper, code):
    """The notes below a table of a paper, as one text."""
    return "\n".join(next(one for one in paper.tables if one.code == code).notes)


def test_a_zone_that_does_not_operate_is_named_once_with_one_reason():
    told = full(3)
    reason = in_both(lambda: str(ZoneResult.Standing.NOT_OPERATING.label))
    idle = replace(zone(4, is_operating=False), reason=reason, coverage=None)
    papers = build_both(
        replace(
            told,
            zones=(*told.zones, idle),
            figures=(*told.figures, trade("zone-4", None)),
        )
    )
    assert "“—”：第4综合保税区：本期尚未运行。" in notes_of(papers[ZH], "ranking")
    assert "“—”: Zone 4: not operating in this period." in notes_of(papers[EN], "ranking")


def test_no_average_over_two_years_is_said_to_lack_a_figure_to_compare_and_not_a_figure():
    # Two years before there may be a figure above zero, of fewer quarters in operation.
    assert "fewer quarters" in NO_TWO_YEARS.en
    assert "运行季度数较少" in NO_TWO_YEARS.zh
    papers = build_both(replace(full(3), year=2023))
    for language, paper in papers.items():
        averages = [one for one in paper.tables if NO_TWO_YEARS.of(language) in "".join(one.notes)]
        assert averages, language


def test_a_missing_base_has_one_text_whoever_tells_of_it():
    assert in_both(lambda: no_growth_words("base_missing")) == NO_BASE


PARTLY = (trade("", 300), trade("zone-1", 100, 90), trade("zone-2", 100, 80), trade("zone-3", 100))


def test_a_base_of_which_a_part_was_reported_was_not_added_up_and_is_not_without_figures():
    papers = build_both(replace(full(3), figures=PARTLY))
    for language, said, why, none in (
        (
            ZH,
            "上年同期有综合保税区未能报送，未作汇总，不计算增速",
            "上年同期有综合保税区未能报送，未作汇总",
            "上年同期无数据",
        ),
        (
            EN,
            "was not added up: some zone did not report",
            "the same span last year was not added up, since some zone did not report",
            "no figure of the year before",
        ),
    ):
        paper = papers[language]
        overall = next(one for one in paper.parts if one.code == "overall")
        text = " ".join(one.text for one in overall.blocks if isinstance(one, Paragraph))
        assert said in text
        assert why in notes_of(paper, "totals")
        assert none not in text + notes_of(paper, "totals")
        # The zone itself that had no figure says that it had none.
        assert why in notes_of(paper, "figures-trade_total")
        assert none in notes_of(paper, "figures-trade_total")


def test_a_base_that_nobody_reported_is_without_figures():
    nobody = (trade("", 300), *(trade(f"zone-{n}", 100) for n in (1, 2, 3)))
    paper = build_both(replace(full(3), figures=nobody))[ZH]
    assert "上年同期无数据" in notes_of(paper, "totals")
    assert "未作汇总" not in notes_of(paper, "totals")


def test_a_total_that_is_missing_itself_says_so_of_its_growth_and_not_of_its_base():
    figures = (trade("", None), *PARTLY[1:])
    paper = build_both(replace(full(3), figures=figures))[ZH]
    assert notes_of(paper, "totals") == (
        "“—”：本期、同比、占全省比重栏：逾期未报；"
        "上年同期、上年同期比重栏：上年同期有综合保税区未能报送，未作汇总。"
    )
