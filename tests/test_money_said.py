"""Money within a sentence: English says billions and millions, with the digits of the tables."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from assessments.papers.rewards import amount_said
from zones.display import money_said, yi
from zones.numbers import yuan_said

SCALES = {"billion": Decimal(10**9), "million": Decimal(10**6)}


@pytest.mark.parametrize(
    ("stored", "chinese", "english"),
    [
        (Decimal("7420500"), "742.05亿元", "CNY 74.205 billion"),
        (Decimal("83845600"), "8,384.56亿元", "CNY 838.456 billion"),
        (Decimal("123456789"), "12,345.68亿元", "CNY 1,234.568 billion"),
        (Decimal("100000"), "10.00亿元", "CNY 1.000 billion"),
        (Decimal("99950"), "10.00亿元", "CNY 1.000 billion"),  # rounded first, then said
        (Decimal("99949"), "9.99亿元", "CNY 999 million"),
        (Decimal("100"), "0.01亿元", "CNY 1 million"),
        (Decimal("-7500"), "−0.75亿元", "−CNY 75 million"),
        (0, "0.00亿元", "CNY 0 million"),
        (7420500.0, "742.05亿元", "CNY 74.205 billion"),
        (None, "—", "—"),
        (float("nan"), "—", "—"),
    ],
)
def test_each_language_says_an_amount_on_its_own_scale(stored, chinese, english):
    with translation.override("zh-hans"):
        assert money_said(stored) == chinese
    with translation.override("en"):
        assert money_said(stored) == english


@given(st.decimals("-99999999", "99999999", places=4))
def test_what_english_says_is_to_the_yuan_what_the_table_prints(stored):
    with translation.override("en"):
        sign, _, said = money_said(stored).partition("CNY ")
        number, scale = said.split()
        in_yuan = Decimal(number.replace(",", "")) * SCALES[scale]
        printed = Decimal(yi(stored).replace(",", "").replace("−", "-"))
    assert (-in_yuan if sign else in_yuan) == printed * 10**8


@given(st.decimals("0.01", "99999", places=2))
def test_only_the_point_moves(printed):
    number = yuan_said(printed).split()[1]
    digits = number.replace(",", "").replace(".", "").lstrip("0")
    assert digits == f"{printed:f}".replace(".", "").lstrip("0")


def test_a_change_has_its_sign_before_the_currency():
    assert yuan_said(Decimal("136.803"), signed=True) == "+CNY 13.6803 billion"
    assert yuan_said(Decimal("-0.3124"), signed=True) == "−CNY 31.24 million"


@pytest.mark.parametrize(
    ("amount", "chinese", "english"),
    [
        ("1500", "1,500万元", "CNY 15,000,000"),
        ("1500.000000", "1,500万元", "CNY 15,000,000"),
        ("333.3334", "333.3334万元", "CNY 3,333,334"),
        ("0.123456", "0.123456万元", "CNY 1,234.56"),
        ("0.000001", "0.000001万元", "CNY 0.01"),
    ],
)
def test_a_reward_is_said_to_the_last_fen(amount, chinese, english):
    assert amount_said(Decimal(amount), "zh-hans") == chinese
    assert amount_said(Decimal(amount), "en") == english
