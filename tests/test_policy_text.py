"""The text of a policy splits into pieces that join again, and is read printed beside adopted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.text import adopt, adopted_text, split_policy

LETTER = (
    "致各部门:\n关于若干举措\n为了发展,制定以下措施:\n"
    "1.第一条。 做甲事。\n2.第二条。 做乙事,\n3.5亿元以上。\n7.不是条目。\n3.第三条。 完"
)


def test_a_policy_splits_into_opening_preamble_and_numbered_measures():
    policy = split_policy(LETTER)
    assert policy.opening == "致各部门:\n关于若干举措\n"
    assert policy.preamble == "为了发展,制定以下措施:\n"
    assert [one.number for one in policy.measures] == [1, 2, 3]
    assert [one.title for one in policy.measures] == ["第一条", "第二条", "第三条"]
    assert policy.measures[0].text == "1.第一条。 做甲事。\n"


def test_a_line_that_begins_with_another_number_belongs_to_the_measure_before_it():
    second = split_policy(LETTER).measures[1].text
    assert second == "2.第二条。 做乙事,\n3.5亿元以上。\n7.不是条目。\n"


def test_every_clause_can_be_asked_for_by_its_name():
    clauses = split_policy(LETTER).clauses
    assert list(clauses) == ["salutation", "preamble", "1", "2", "3"]
    assert clauses["3"] == "3.第三条。 完"


def test_a_text_without_measures_is_all_opening():
    policy = split_policy("只有一句话。\n")
    assert (policy.opening, policy.preamble, policy.measures) == ("只有一句话。\n", "", ())


def test_a_text_that_begins_with_its_first_measure_has_neither_opening_nor_preamble():
    policy = split_policy("1.甲。 一\n2.乙。 二")
    assert (policy.opening, policy.preamble, len(policy.measures)) == ("", "", 2)


def test_carriage_returns_and_blank_lines_survive():
    text = "抬头\r\n\r\n总则\r\n\r\n1.甲。\r\n\r\n2.乙。\r\n"
    policy = split_policy(text)
    assert policy.whole == text
    assert policy.preamble == "总则\r\n\r\n"


@given(st.text(alphabet="12345.。、,\n\r 甲乙", max_size=60))
def test_the_pieces_of_any_text_join_to_that_text(text):
    policy = split_policy(text)
    assert policy.whole == text
    assert all(one.text.startswith(str(one.number)) for one in policy.measures)


def test_a_phrase_is_read_in_its_adopted_form_and_marked():
    spans = adopt("由上海海关和商务厅负责", [("上海海关", "武汉海关")])
    assert [(s.text_printed, s.text_adopted, s.reading) for s in spans] == [
        ("由", "由", None),
        ("上海海关", "武汉海关", 0),
        ("和商务厅负责", "和商务厅负责", None),
    ]
    assert [s.is_changed for s in spans] == [False, True, False]


def test_a_phrase_is_read_at_every_place_it_stands():
    assert adopted_text(adopt("甲乙甲甲", [("甲", "丙")])) == "丙乙丙丙"


def test_the_longest_phrase_wins_wherever_it_begins():
    both = [("综保区全国", "短"), ("全国第一名单", "长")]
    assert adopted_text(adopt("综保区全国第一名单", both)) == "综保区长"
    assert adopted_text(
        adopt("北京新港机场与北京新港", [("北京新港", "乙"), ("北京新港机场", "甲")])
    ) == ("甲与乙")


def test_an_adopted_form_is_not_read_again():
    assert adopted_text(adopt("甲乙", [("甲", "乙"), ("乙", "丙")])) == "乙丙"


def test_a_phrase_that_cannot_be_recovered_stays_as_printed_but_marked():
    spans = adopt("推动工科联通项目", [("工科联通", "")])
    assert adopted_text(spans) == "推动工科联通项目"
    assert [s.reading for s in spans] == [None, 0, None]
    assert not any(s.is_changed for s in spans)


def test_an_empty_printed_phrase_is_refused():
    with pytest.raises(ValueError, match="empty"):
        adopt("甲", [("", "乙")])


PHRASES = st.lists(
    st.tuples(st.text("甲乙丙", min_size=1, max_size=4), st.text("丁戊", max_size=3))
)


@given(st.text("甲乙丙", max_size=30), PHRASES)
def test_the_printed_sides_of_the_spans_join_to_the_clause(printed, replacements):
    spans = adopt(printed, replacements)
    assert "".join(span.text_printed for span in spans) == printed
    for span in spans:
        assert span.text_printed
        if span.reading is None:
            assert span.text_adopted == span.text_printed
        else:
            phrase, adopted = replacements[span.reading]
            assert (span.text_printed, span.text_adopted) == (phrase, adopted or phrase)


@given(st.text("甲乙丙", max_size=30), PHRASES)
def test_no_phrase_is_left_unread_in_what_stays_as_printed(printed, replacements):
    unread = [span.text_printed for span in adopt(printed, replacements) if span.reading is None]
    assert not [phrase for phrase, _ in replacements for run in unread if phrase in run]
