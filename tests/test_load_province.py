"""The province's own totals: loaded with vintage and source, never overwritten."""

from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from indicators.models import Indicator, ProvinceFigure
from indicators.selectors.figures import province_frame
from indicators.vintages import choose_vintage

TOTALS = Path("fixtures/province_totals.csv")
HEADER = "year_to_date,metric,value,unit,status,confidence,source\n"


@pytest.fixture
def trade(db):
    codes = ("trade_total", "trade_import", "trade_export")
    return [
        Indicator.objects.create(
            code=code, name_zh=code, name_en=code, kind="flow", unit_kind="money", unit_zh="万元"
        )
        for code in codes
    ]


def load(path, *args):
    out = StringIO()
    call_command("load_province", str(path), *args, stdout=out)
    return out.getvalue()


def held():
    return set(
        ProvinceFigure.objects.values_list(
            "indicator__code", "year", "quarter", "vintage", "version", "value"
        )
    )


def test_a_dry_run_saves_nothing(trade):
    assert "没有保存任何内容" in load(TOTALS)
    assert held() == set()


def test_every_total_of_the_file_is_held_in_stored_units_with_its_source(trade):
    load(TOTALS, "--commit")
    first = ProvinceFigure.objects.get(
        indicator__code="trade_total", year=2020, quarter=4, vintage="first_published"
    )
    assert first.value == Decimal("42941000")
    assert first.source.startswith("http://2021my.com/")
    assert first.confidence == "reported"
    assert first.stated_growth == Decimal("8.8")
    revised = ProvinceFigure.objects.get(
        indicator__code="trade_total", year=2020, quarter=4, vintage="revised"
    )
    assert revised.value == Decimal("43052000")
    assert revised.stated_growth is None


def test_the_base_year_is_read_as_first_published_and_gaps_stay_gaps(trade):
    load(TOTALS, "--commit")
    rows = province_frame().query("indicator == 'trade_total'")
    assert choose_vintage(rows, 2020, 4).value == 42_941_000
    assert choose_vintage(rows, 2022, 4).vintage == "implied"
    assert choose_vintage(rows, 2023, 3) is None


def test_the_same_file_twice_changes_nothing_and_says_so(trade):
    load(TOTALS, "--commit")
    before = held()
    said = load(TOTALS, "--commit")
    assert said.strip().endswith(f"保存0个全省数，{len(before)}个此前已有。")
    assert held() == before


def test_a_different_value_for_a_held_total_stands_beside_it(trade, tmp_path):
    load(TOTALS, "--commit")
    later = tmp_path / "later.csv"
    later.write_text(HEADER + "2020,trade_total,4310.0,亿元,revised,reported,a yearbook\n", "utf-8")
    load(later, "--commit")
    versions = ProvinceFigure.objects.filter(
        indicator__code="trade_total", year=2020, quarter=4, vintage="revised"
    )
    assert list(versions.values_list("version", "value")) == [
        (1, Decimal("43052000")),
        (2, Decimal("43100000")),
    ]
    rows = province_frame().query("indicator == 'trade_total' and vintage == 'revised'")
    assert list(rows["value"]) == [43_100_000]


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ("2020H2,trade_total,1,亿元,revised,r,s", "year_to_date"),
        ("2020,coal,1,亿元,revised,r,s", "metric"),
        ("2020,trade_total,many,亿元,revised,r,s", "value"),
        ("2020,trade_total,1,斤,revised,r,s", "unit"),
        ("2020,trade_total,1,亿元,guessed,r,s", "status"),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_saved(trade, tmp_path, row, where):
    file = tmp_path / "totals.csv"
    file.write_text(HEADER + "2019,trade_total,1,亿元,revised,r,s\n" + row + "\n", "utf-8")
    with pytest.raises(CommandError, match=rf"totals\.csv.*3.*{where}"):
        load(file, "--commit")
    assert held() == set()


def test_without_indicators_it_says_what_to_load_first(db):
    with pytest.raises(CommandError, match="load_policy"):
        load(TOTALS, "--commit")
