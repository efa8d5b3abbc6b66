"""Numbers become prose in both languages, and never a sentence that is false."""

import re
from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest

from assessments.papers.sentences import follow
from assessments.papers.sentences.amounts import (
    BASE_IN_PART,
    Change,
    Measured,
    amount,
    average,
    counted,
    growth,
    missing,
    share,
    standing,
)
from assessments.papers.sentences.zones import (
    Grown,
    Placed,
    growths,
    movements,
    not_ranked,
    ranking,
)
from assessments.papers.words import EN, LANGUAGES, ZH, Words, listed, sentence, told
from tests.test_translations import DISCARDED, HALF_WIDTH

TRADE = Measured(Words("进出口额", "Total trade"), Words("亿元", "CNY 100 m"), 2, is_money=True)
EVENTS = Measured(Words("对接会", "Matchmaking events"), Words("场", "events"), 0)
A, B, C, D = (Words(name, name) for name in "甲 乙 丙 丁".split())
MODULES = [
    import_module(f"assessments.papers.{name}")
    for name in (
        "sentences.amounts",
        "sentences.follow",
        "sentences.method",
        "sentences.zones",
        "bulletin.annexes",
        "bulletin.built",
        "bulletin.followed",
        "bulletin.overall",
        "bulletin.promised",
        "bulletin.ranked",
        "bulletin.replied",
    )
]


def wordings():
    for module in MODULES:
        for name, value in vars(module).items():
            found = value.values() if isinstance(value, dict) else [value]
            for one in found:
                if isinstance(one, Words):
                    yield pytest.param(one, id=f"{module.__name__.rpartition('.')[2]}-{name}")


@pytest.mark.parametrize("words", list(wordings()))
def test_every_wording_has_both_languages_with_the_same_places(words):
    in_chinese, in_english = words.places
    assert in_chinese == in_english
    assert bool(words.zh) == bool(words.en)
    assert not re.search(r"[\u4e00-\u9fff]", words.en)


@pytest.mark.parametrize("words", list(wordings()))
def test_every_wording_speaks_the_words_of_the_site(words):
    assert [one for one in DISCARDED if re.search(one, words.zh)] == []
    assert not HALF_WIDTH.search(words.zh)


# Growth


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        (12.34, "同比增长12.3%", "up 12.3% on the same span of the year before"),
        (-3.0, "同比下降3.0%", "down 3.0% on the same span of the year before"),
        (0.0, "同比持平", "level with the same span of the year before"),
        (0.04, "同比基本持平", "almost level with the same span of the year before"),
        (-0.04, "同比基本持平", "almost level with the same span of the year before"),
        (0.05, "同比增长0.1%", "up 0.1% on the same span of the year before"),
        (1234.5, "同比增长1,234.5%", "up 1,234.5% on the same span of the year before"),
        (-100.0, "同比下降100.0%", "down 100.0% on the same span of the year before"),
    ],
)
def test_growth_is_up_down_or_level_and_never_negative(change, zh, en):
    assert growth(Change(change), ZH) == zh
    assert growth(Change(change), EN) == en


@pytest.mark.parametrize(
    ("note", "zh", "en"),
    [
        ("base_missing", "上年同期无数据", "for want of a figure"),
        (BASE_IN_PART, "上年同期有综合保税区未能报送，未作汇总", "was not added up"),
        ("base_incomplete", "上年同期运行不满期", "was not whole"),
        ("base_not_positive", "上年同期为零或负数", "zero or below"),
        ("now_negative", "本期为负数", "the figure itself is below zero"),
    ],
)
def test_without_growth_it_is_said_why_and_no_percentage_is_named(note, zh, en):
    for language, wanted in ((ZH, zh), (EN, en)):
        text = growth(Change(None, note), language)
        assert wanted in text
        assert "%" not in text


def test_a_missing_figure_says_nothing_of_growth():
    assert growth(Change(None, "now_missing"), ZH) == ""
    assert growth(Change(None, ""), EN) == ""


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (45.83, "两年平均增长45.8%", "up 45.8% a year on average over two years"),
        (-2.0, "两年平均下降2.0%", "down 2.0% a year on average over two years"),
        (0.01, "两年平均持平", "level on average over two years"),
        (None, "", ""),
    ],
)
def test_the_average_of_two_years(value, zh, en):
    assert average(value, ZH) == zh
    assert average(value, EN) == en


# Amounts


def test_money_is_held_in_ten_thousands_and_told_in_hundred_millions():
    assert amount(Decimal("3006000"), TRADE, ZH) == "300.60亿元"
    assert amount(Decimal("3006000"), TRADE, EN) == "CNY 30.060 billion"
    assert amount(Decimal("-50"), TRADE, ZH) == "−0.01亿元"


@pytest.mark.parametrize(("count", "zh"), [(0, "0场"), (1, "1场"), (1200, "1,200场")])
def test_counts_carry_their_unit_in_chinese_and_english_never_says_1_events(count, zh):
    assert amount(Decimal(count), EVENTS, ZH) == zh
    assert amount(Decimal(count), EVENTS, EN) == zh[:-1]


def test_an_amount_with_its_growth_is_one_clause():
    text = standing(Decimal("3006000"), TRADE, Change(-3.0), ZH)
    assert text == "进出口额300.60亿元，同比下降3.0%"
    text = standing(Decimal(1), EVENTS, Change(None, "base_not_positive"), EN)
    assert text.startswith("Matchmaking events: 1, no growth stated")


def test_zero_is_told_as_zero_and_is_not_missing():
    assert standing(Decimal(0), EVENTS, Change(-100.0), ZH) == "对接会0场，同比下降100.0%"


@pytest.mark.parametrize(
    ("state", "zh"),
    [
        ("not_due", "进出口额尚未到报送期限"),
        ("late", "进出口额逾期未报"),
        ("not_reported", "进出口额未报送"),
        ("cannot_report", "进出口额无法填报（已说明原因）"),
        ("not_applicable", "进出口额不适用（未在运行）"),
        ("something new", "进出口额无数据"),
    ],
)
def test_a_missing_amount_says_in_which_of_the_states_it_is(state, zh):
    assert standing(None, TRADE, Change(None, "now_missing"), ZH, state=state) == zh


def test_what_part_was_reported_is_told_beside_what_is_missing():
    assert (
        missing("late", TRADE, Decimal(10000), ZH) == "进出口额逾期未报，其中已报送的部分为1.00亿元"
    )
    assert missing("late", TRADE, Decimal(10000), EN) == (
        "Total trade: late; what was reported comes to CNY 100 million"
    )
    assert missing("not_applicable", TRADE, Decimal(0), ZH) == "进出口额不适用（未在运行）"


def test_a_total_is_missing_because_it_is_for_a_zone():
    assert missing("late", TRADE, None, ZH, is_total=True) == (
        "进出口额因有综合保税区逾期未报，不作汇总"
    )
    assert missing("not_reported", TRADE, Decimal(0), EN, is_total=True) == (
        "Total trade: not added up, since for some zone it is not reported;"
        " what was reported comes to CNY 0 million"
    )
    assert missing("not_applicable", TRADE, None, ZH, is_total=True) == "进出口额不适用（未在运行）"
    none = {"is_total": True, "is_of_every": True}
    assert missing("late", TRADE, Decimal(0), ZH, **none) == (
        "进出口额各综合保税区均逾期未报，不作汇总"
    )
    assert missing("late", TRADE, Decimal(0), EN, **none) == (
        "Total trade: not added up, since for every zone it is late"
    )
    assert missing("not_applicable", TRADE, None, ZH, **none) == "进出口额不适用（未在运行）"


@pytest.mark.parametrize(
    ("value", "base", "zh", "en"),
    [
        (
            2,
            1,
            "对接会2场，上年同期1场",
            "Matchmaking events: 2, 1 in the same span of the year before",
        ),
        (
            0,
            0,
            "对接会0场，上年同期0场",
            "Matchmaking events: 0, 0 in the same span of the year before",
        ),
        (3, None, "对接会3场", "Matchmaking events: 3"),
    ],
)
def test_a_count_stands_beside_that_of_the_year_before(value, base, zh, en):
    assert counted(value, EVENTS, base, ZH) == zh
    assert counted(value, EVENTS, base, EN) == en
    assert counted(None, EVENTS, base, ZH, state="late") == "对接会逾期未报"


# Shares


@pytest.mark.parametrize(
    ("now", "before", "zh"),
    [
        (8.5654, 7.2504, "占全省的8.57%，比重比上年同期提高1.32个百分点"),
        (7.25, 8.57, "占全省的7.25%，比重比上年同期下降1.32个百分点"),
        (7.251, 7.249, "占全省的7.25%，比重与上年同期持平"),
        (7.25, None, "占全省的7.25%"),
        (None, 7.25, "全省同期数尚未公布，不计算比重"),
    ],
)
def test_a_share_moves_in_percentage_points_of_the_shares_as_printed(now, before, zh):
    assert share(now, before, "first_published", ZH) == zh


def test_an_implied_total_is_said_beside_the_share():
    assert share(8.0, 7.0, "implied", ZH).endswith("全省数为推算数")
    assert share(8.0, 7.0, "implied", EN) == (
        "8.00% of the province’s total, 1.00 percentage points more than a year before,"
        " the province’s total being implied"
    )


# Places


def test_the_first_and_the_last_are_named_with_their_scores():
    zones = [Placed(A, 1, "80.00"), Placed(B, 2, "70.00"), Placed(C, 3, "60.00")]
    assert ranking(zones, ZH) == (
        "本期参与排名的综合保税区3个，甲（80.00分）居第1位，丙（60.00分）居末位。"
    )
    assert ranking(zones, EN) == (
        "3 zones are ranked in this period; 甲 (score 80.00) holds place 1;"
        " 丙 (score 60.00) holds the last place."
    )


def test_zones_that_share_a_place_are_said_to_share_it():
    zones = [Placed(A, 1, "80.00"), Placed(B, 1, "80.00"), Placed(C, 3, "60.00")]
    assert "甲、乙（均为80.00分）并列第1位" in ranking(zones, ZH)
    zones = [Placed(A, 1, "80.00"), Placed(B, 2, "60.00"), Placed(C, 2, "60.00")]
    assert "乙 and 丙 (score 60.00 each) share the last place" in ranking(zones, EN)


def test_where_all_are_equal_nobody_is_last():
    zones = [Placed(A, 1, "80.00"), Placed(B, 1, "80.00")]
    assert ranking(zones, ZH) == "2个综合保税区得分相同（80.00分），并列第1位。"
    assert "last" not in ranking(zones, EN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_single_zone_is_neither_first_nor_last(language):
    text = ranking(
        [Placed(A, 1, "80.00"), Placed(B, None, reason=Words("首年", "first year"))], language
    )
    assert "80.00" in text
    assert not re.search("第1位|末位|place 1|last", text)


def test_without_a_ranking_it_is_said():
    assert ranking([], ZH) == "本期没有综合保税区参与排名。"
    assert ranking([Placed(A, None)], EN) == "No zone is ranked in this period."
    assert movements([Placed(A, None)], ZH) == ""


def test_those_not_ranked_are_named_with_the_reason():
    zones = [Placed(A, 1), Placed(B, None, reason=Words("首年", "in its first year"))]
    assert not_ranked(zones, ZH) == "未参与排名的有乙（首年）。"
    assert not_ranked(zones, EN) == "Without a rank: 乙 (in its first year)."
    assert not_ranked(zones[:1], ZH) == ""


def test_movements_are_up_down_and_unchanged():
    zones = [Placed(A, 1, moved=2), Placed(B, 2, moved=-1), Placed(C, 3, moved=0), Placed(D, 4)]
    assert movements(zones, ZH) == (
        "在两期均参与排名的3个综合保税区中比较，位次上升的有甲（2位），位次下降的有乙（1位），"
        "位次不变的有丙。"
    )
    assert movements(zones, EN) == (
        "Compared among the 3 zones ranked in both periods; up in rank: 甲 (by 2); down in rank:"
        " 乙 (by 1); unchanged in rank: 丙."
    )


def test_without_anybody_ranked_before_no_movement_is_stated():
    assert movements([Placed(A, 1), Placed(B, 2)], ZH) == ("没有可供比较的上年同期位次。")


def test_of_200_zones_a_few_are_named_and_the_rest_is_counted():
    zones = [Placed(Words(f"区{n}", f"zone {n}"), None, reason=A) for n in range(200)]
    assert not_ranked(zones, ZH).endswith("区5（甲）等200个。")
    assert not_ranked(zones, EN).endswith("zone 5 (甲) and 194 more.")


# Growth of the zones


def test_zones_that_grew_and_zones_that_declined():
    zones = [Grown(A, 10.0), Grown(B, -5.0), Grown(C, 0.0), Grown(D, None)]
    assert growths(zones, TRADE.name, ZH) == (
        "进出口额：有增速的综合保税区中1个增长、1个下降、1个持平，甲增长最快（10.0%），"
        "乙下降最多（5.0%）。"
    )
    assert growths(zones, TRADE.name, EN) == (
        "Total trade: of the zones with a growth rate 1 grew, 1 declined and 1 stayed level;"
        " 甲 grew fastest (10.0%); 乙 declined most (5.0%)."
    )


def test_all_grew_and_all_declined():
    assert "全部增长" in growths([Grown(A, 10.0), Grown(B, 5.0)], TRADE.name, ZH)
    text = growths([Grown(A, -10.0), Grown(B, -5.0)], TRADE.name, ZH)
    assert "全部下降" in text
    assert "增长最快" not in text


def test_two_that_grew_alike_are_both_the_fastest():
    text = growths([Grown(A, 10.01), Grown(B, 9.99), Grown(C, 1.0)], TRADE.name, ZH)
    assert "甲、乙增长最快（10.0%）" in text


@pytest.mark.parametrize(
    ("growth", "zh", "en"),
    [
        (11.1, "3个有增速的综合保税区全部增长，增速均为11.1%。", "grew, by 11.1% each."),
        (-2.0, "3个有增速的综合保税区全部下降，降幅均为2.0%。", "declined, by 2.0% each."),
        (0.01, "有增速的综合保税区中3个持平。", "3 stayed level."),
    ],
)
def test_where_all_grew_alike_nobody_is_the_fastest(growth, zh, en):
    zones = [Grown(A, growth), Grown(B, growth + 0.001), Grown(C, growth)]
    assert growths(zones, TRADE.name, ZH) == f"进出口额：{zh}"
    assert growths(zones, TRADE.name, EN).endswith(en)


def test_one_growth_and_none():
    assert growths([Grown(A, 3.0), Grown(B, None)], TRADE.name, EN) == (
        "Total trade: only 甲 has a growth rate to compare, which grew by 3.0%."
    )
    assert growths([Grown(A, None)], TRADE.name, ZH) == "进出口额：没有综合保税区有可比增速。"
    # What lacks may be this year's figure as well as that of the year before.
    assert growths([Grown(A, None)], TRADE.name, EN) == (
        "Total trade: no zone has a growth rate to compare."
    )


# What follows


def test_what_follows_names_the_zones_and_the_clause():
    assert follow.follows("notice", [A, B], [1], ZH) == (
        "对甲、乙予以通报，并约谈单位负责人（依据第1条）。"
    )
    assert follow.follows("exit", [A], [1, 4], EN) == (
        "甲: the exit procedure is started as the state requires (measures 1 and 4)."
    )
    assert follow.follows("notice", [], [1], ZH) == ""
    assert follow.follows("reminder", [A], [], ZH) == "在季度调度中对甲予以提醒。"


NOTICES = Words("通报并约谈", "notice and interview")
EXITS = Words("退出机制", "exit")
DUE, ISSUED = Words("待通报", "notice due"), Words("已通报", "notice issued")
WARNED = Words("退出预警", "warned of exit")


def test_cases_are_counted_by_track_and_state_as_of_a_day():
    tracks = [(NOTICES, [(DUE, 8), (ISSUED, 2)], 3), (EXITS, [(WARNED, 1)], 0)]
    assert follow.cases(tracks, 2023, date(2024, 2, 1), ZH) == (
        "截至2024年2月1日，2023年度处置事项和以前年度未结处置事项共14件："
        "通报并约谈13件（待通报8件、已通报2件、已办结3件）；退出机制1件（退出预警1件）。"
    )
    assert follow.cases(tracks, 2023, date(2024, 2, 1), EN) == (
        "As of 1 February 2024 there are 14 cases of 2023 and open ones of earlier years:"
        " notice and interview: 13 (notice due: 8, notice issued: 2 and over: 3);"
        " exit: 1 (warned of exit: 1)."
    )
    alone = follow.cases([(NOTICES, [], 1)], 2023, date(2024, 2, 1), EN)
    assert "there is one case" in alone
    assert "(over: 1)" in alone
    assert follow.cases([], 2023, date(2024, 2, 1), ZH) == (
        "截至2024年2月1日，没有2023年度处置事项和以前年度未结处置事项。"
    )


def test_of_a_zone_that_left_it_is_said_that_nothing_follows():
    assert follow.left(A, date(2024, 1, 8), ZH) == "甲已于2024年1月8日退出，所涉认定不再处置。"
    assert "nothing more follows" in follow.left(A, date(2024, 1, 8), EN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_consequence_of_a_rule_has_its_sentence(language):
    from assessments.models import FlagRule

    for consequence in FlagRule.Consequence.values:
        assert "甲" in follow.follows(consequence, [A], [1], language)


def test_nothing_missed_and_nothing_judged_are_said():
    assert follow.missed([], ZH).startswith("没有综合保税区触发")
    assert follow.targets([], ZH) == "本期没有可判定的目标。"
    assert follow.targets([(Words("完成", "met"), 0)], EN) == "No target is judged in this period."
    assert follow.targets([(Words("完成", "met"), 1)], EN) == (
        "One finding on a target was made in this period; met: 1."
    )


def test_tasks_without_a_state_are_not_reported():
    unreported = [(Words("未报送", "not reported"), 94)]
    assert follow.tasks(15, unreported, 0, ZH) == "15条举措共94项任务，进展均未报送。"
    some = [(Words("已完成", "done"), 4), (Words("未报送", "not reported"), 90)]
    assert follow.tasks(15, some, 4, EN) == "15 measures with 94 tasks; done: 4; not reported: 90."
    assert follow.tasks(1, [(Words("未报送", "not reported"), 1)], 0, EN) == (
        "One measure with one task; no progress is reported on any of them."
    )
    assert follow.tasks(0, [], 0, ZH) == "没有登记举措任务。"


def test_what_was_done_on_time_stands_behind_what_was_done():
    done, going = Words("已完成", "done"), Words("推进中", "under way")
    counted = [(done, 4), (going, 1)]
    assert follow.tasks(2, counted, 5, ZH, on_time=(done, 3, 0)) == (
        "2条举措共5项任务，已完成4项（其中按时完成3项），推进中1项。"
    )
    assert follow.tasks(2, counted, 5, EN, on_time=(done, 3, 0)) == (
        "2 measures with 5 tasks; done: 4 (of these on time: 3); under way: 1."
    )


def test_what_had_no_due_date_is_not_left_to_be_taken_for_late():
    done = Words("已完成", "done")
    assert follow.tasks(2, [(done, 4)], 4, ZH, on_time=(done, 2, 1)) == (
        "2条举措共4项任务，已完成4项（其中按时完成2项、未设时限1项）。"
    )
    assert follow.tasks(2, [(done, 4)], 4, EN, on_time=(done, 2, 1)) == (
        "2 measures with 4 tasks; done: 4 (of these on time: 2, without a due date: 1)."
    )


def test_of_many_zones_the_table_has_those_that_meet_a_rule_and_what_follows_names_each():
    zones = [Words(f"第{at}区", f"Zone {at}") for at in range(1, 15)]
    assert follow.missed(zones, ZH) == "共有14个综合保税区触发规则，详见下表。"
    assert follow.missed(zones, EN, of_quarter=True) == (
        "14 zones fall under a rule of the quarter; see the table."
    )
    named = follow.follows("notice_only", zones, [1], ZH)
    assert named.startswith("对第1区、第2区、")
    assert named.endswith("、第13区、第14区予以通报（依据第1条）。")


def test_overdue_tasks_and_silent_agencies_are_named():
    finance, customs = Words("省财政厅", "Finance"), Words("武汉海关", "Customs")
    assert follow.overdue([], "2022年6月30日", ZH) == ""
    assert follow.silent([(finance, 1)], ZH) == "考核时本季度进展尚未报送的任务1项：省财政厅1项。"
    assert follow.overdue([(customs, 7), (finance, 2)], "2022年6月30日", ZH) == (
        "截至2022年6月30日，超过时限仍未完成的任务9项：武汉海关7项、省财政厅2项。"
    )
    assert follow.overdue([(customs, 7), (finance, 2)], "30 June 2022", EN) == (
        "At the end of 30 June 2022, past their due date and not done: 9 (Customs 7 and Finance 2)."
    )
    assert follow.silent([(customs, 1)], EN) == (
        "Not reported for the quarter when it was assessed: 1 (Customs 1)."
    )


def test_revisions_none_one_and_many():
    assert follow.revised(0, None, ZH) == "本期为首期通报，没有可比较的上期。"
    assert follow.revised(0, "2022年", ZH) == "自上次通报以来，已核定数据没有修订。"
    assert (
        follow.revised(1, "2022年", ZH) == "自上次通报（2022年）以来修订已核定数据1项，详见下表。"
    )
    assert follow.revised(2, "2022", EN).startswith("2 verified figures were revised")


# Words


def test_names_in_a_row():
    assert listed(["a"], EN) == "a"
    assert listed(["a", "b", "c"], EN) == "a, b and c"
    assert listed(["甲", "乙"], ZH) == "甲、乙"
    assert listed(["a", "b", "c", "d"], EN, 2) == "a, b and 2 more"
    assert listed(["甲", "乙", "丙", "丁"], ZH, 2) == "甲、乙等4个"
    assert listed(["a", "b", "c"], EN, 2) == "a, b and c"
    assert listed(["甲", "乙", "丙"], ZH, 2) == "甲、乙、丙"


def test_nothing_to_say_is_no_sentence():
    assert sentence(["", ""], ZH) == ""
    assert told(["", "a."], EN) == "a."
