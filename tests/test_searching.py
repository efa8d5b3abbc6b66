"""How well a name answers what was asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin, pinyin

from zones.searching import (
    BEGINS,
    HOLDS,
    SAME,
    SOUNDS,
    SOUNDS_WITHIN,
    WORD_BEGINS,
    closeness,
    marked,
    words_of,
)

CHARACTERS = st.text("宜昌襄阳武汉综合保税区新港空港猇亭重庆长沙进出口", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("asked", "name", "how"),
    [
        ("宜昌", "宜昌", SAME),
        ("宜昌", "宜昌综合保税区", BEGINS),
        ("保税", "宜昌综合保税区", HOLDS),
        ("trade", "Total trade", WORD_BEGINS),
        ("yc", "宜昌综合保税区", SOUNDS),
        ("yichang", "宜昌综合保税区", SOUNDS),
        ("yich", "宜昌综合保税区", SOUNDS),
        ("YICHANG", "宜昌综合保税区", SOUNDS),
        ("ｙｃ", "宜昌综合保税区", SOUNDS),
        ("xiaoting", "猇亭", SOUNDS),
        ("chongqing", "重庆", SOUNDS),
        ("zhongqing", "重庆", SOUNDS),
        ("changsha", "长沙", SOUNDS),
        ("bsq", "宜昌综合保税区", SOUNDS_WITHIN),
        ("2023 yc", "2023 · 宜昌", SOUNDS_WITHIN),
        ("b", "宜昌综合保税区", None),  # one letter only begins
        ("ycx", "宜昌综合保税区", None),
        ("yanchang", "宜昌", None),
        ("襄阳", "宜昌", None),
    ],
)
def test_a_name_answers_by_letters_or_by_sound(asked, name, how):
    assert closeness(words_of(asked), [name]) == how


def test_each_word_may_be_answered_by_another_name():
    assert closeness(words_of("宜昌 trade"), ["宜昌", "Total trade"]) == WORD_BEGINS
    assert closeness(words_of("宜昌 襄阳"), ["宜昌", "Total trade"]) is None


def test_of_several_names_the_closest_counts():
    assert closeness(["宜昌"], ["武汉宜昌", "宜昌"]) == SAME


@given(CHARACTERS)
def test_every_name_is_found_by_its_pinyin_and_by_its_initials(name):
    syllables = lazy_pinyin(name)
    assert closeness(["".join(syllables)], [name]) is not None
    assert closeness(["".join(one[0] for one in syllables)], [name]) is not None


@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_is_asked_of_whatever_name_is_answered(asked, name):
    assert closeness(words_of(asked), [name]) in (None, *range(6))


@given(st.text(min_size=1, max_size=30))
def test_what_is_in_a_name_is_found_in_it(name):
    assert closeness(words_of(name), [name]) is not None


def shown(asked: str, name: str) -> tuple[str, str]:
    """The name with what answers in brackets, and the sounds beside it."""
    found = marked(words_of(asked), name)
    text = "".join(f"[{one.text}]" if one.is_found else one.text for one in found.pieces)
    return text, found.sounds


@pytest.mark.parametrize(
    ("asked", "name", "text", "sounds"),
    [
        ("yc", "宜昌综合保税区", "[宜昌]综合保税区", "yi chang"),
        ("yich", "宜昌综合保税区", "[宜昌]综合保税区", "yi chang"),
        ("bsq", "宜昌综合保税区", "宜昌综合[保税区]", "bao shui qu"),
        ("yc jcke", "宜昌 · 进出口额", "[宜昌] · [进出口额]", "yi chang jin chu kou e"),
        ("zhongqing", "重庆", "[重庆]", "zhong qing"),
        ("yh", "银行", "[银行]", "yin hang"),  # heng is rarer
        ("2023yc", "2023 · 宜昌", "[2023] · [宜昌]", "yi chang"),
        ("保税", "宜昌综合保税区", "宜昌综合[保税]区", ""),
        ("TRADE", "Untraded, total trade", "Untraded, total [trade]", ""),
        ("襄阳", "宜昌", "宜昌", ""),
    ],
)
def test_what_answers_is_marked_in_a_name_with_its_sounds_beside(asked, name, text, sounds):
    assert shown(asked, name) == (text, sounds)


@given(st.text(max_size=80), st.text(min_size=1, max_size=80))
def test_a_marked_name_is_still_that_name(asked, name):
    assert "".join(one.text for one in marked(words_of(asked), name).pieces) == name


@given(CHARACTERS)
def test_every_character_that_is_marked_by_its_sound_has_it_beside(name):
    initials = "".join(one[0] for one in lazy_pinyin(name))
    found = marked([initials], name)
    characters = "".join(one.text for one in found.pieces if one.is_found)
    assert characters
    for character, sound in zip(characters, found.sounds.split(), strict=True):
        assert sound in pinyin(character, style=Style.NORMAL, heteronym=True)[0]
