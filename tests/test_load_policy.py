"""load_policy: a dry run by default, and a reload changes in place what differs."""

from decimal import Decimal
from pathlib import Path

import pytest

from indicators.models import (
    Indicator,
    Measure,
    MeasureAgency,
    Policy,
    Reading,
    Target,
    TargetCondition,
)
from indicators.selectors.policy_plan import KEPT
from tests.policy_bundle import BUNDLE, PRINTED, TABLES
from tests.policy_loading import commit, copy_bundle, everything, load
from zones.models import Agency, Zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def bundle(tmp_path) -> Path:
    return copy_bundle(tmp_path)


# --- what a load does -------------------------------------------------------------------------


def test_without_commit_it_says_what_it_would_do_and_saves_nothing():
    before = everything()
    printed = load(BUNDLE / "policy.toml")
    assert "measures: 15 new, 0 changed, 0 removed, 0 as before" in printed
    assert printed.rstrip().endswith("Nothing was saved: this was a dry run. Add --commit to save.")
    assert everything() == before
    assert not any(before.values())


def test_with_commit_every_row_of_every_table_is_there():
    printed = commit(BUNDLE / "policy.toml")
    assert printed.rstrip().endswith("Saved.")
    for name, table in TABLES.items():
        assert KEPT[name].model.objects.count() == len(table), name


def test_the_text_kept_is_the_printed_one_byte_for_byte():
    commit(BUNDLE)
    policy = Policy.objects.get()
    measures = list(policy.measures.order_by("number"))
    assert [one.number for one in measures] == list(range(1, 16))
    pieces = [policy.opening, policy.preamble, *(one.text for one in measures)]
    assert "".join(pieces).encode("utf-8") == PRINTED


def test_the_same_files_again_change_nothing_and_say_so():
    commit(BUNDLE)
    before = everything()
    for options in ([], ["--commit"]):
        printed = load(BUNDLE, *options)
        assert "Nothing to change: everything is loaded already" in printed
        assert "Saved" not in printed
    assert everything() == before


def test_the_manifest_may_be_given_by_its_directory():
    assert load(BUNDLE) == load(BUNDLE / "policy.toml")


def test_marks_and_line_ends_of_a_spreadsheet_are_accepted(bundle):
    for path in [*bundle.glob("*.csv"), bundle / "policy.toml"]:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    commit(BUNDLE)
    assert "Nothing to change" in commit(bundle)


@pytest.mark.parametrize(
    ("target", "rule", "amount", "printed"),
    [
        ("trade-growth", "average_growth", "0.35", "35%"),
        ("trade-share", "point_gain", "6", "6个百分点"),
        ("trade-share", "level", "13", "13%"),
        ("trade-hundred", "level", "1000000", "100亿元"),
        ("enterprises-doubled", "multiple", "2", "2倍"),
        ("enterprises-doubled", "level", "550", "550家"),
        ("events-three", "count_each_year", "3", "3场"),
        ("grade-regional", "grade", None, "A类"),
    ],
)
def test_an_amount_is_kept_in_the_stored_unit_beside_the_printed_one(target, rule, amount, printed):
    commit(BUNDLE)
    condition = TargetCondition.objects.get(target__code=target, rule=rule)
    assert condition.amount == (Decimal(amount) if amount else None)
    assert condition.amount_printed == printed


def test_a_target_leads_to_its_measure_its_reading_and_its_zones():
    commit(BUNDLE)
    hundred = Target.objects.get(code="trade-hundred")
    assert hundred.measure == Measure.objects.get(number=1)
    assert hundred.reading.adopted == "宜昌、襄阳综合保税区年进出口额达100亿元"
    assert {zone.code for zone in hundred.zones.all()} == {"yichang", "xiangyang"}
    assert (hundred.conditions.get().comparison, hundred.direction) == ("ge", 1)
    growth = Target.objects.get(code="trade-growth")
    assert (growth.clause, growth.measure) == ("preamble", None)
    doubled = Target.objects.get(code="ecommerce-doubled")
    assert list(doubled.conditions.values_list("order", "tier")) == [(1, "floor"), (2, "stretch")]
    vehicles = TargetCondition.objects.get(target__code="vehicles-2000")
    assert (vehicles.comparison, vehicles.base_year, vehicles.last_year) == ("gt", 2020, 2023)


def test_indicators_zones_and_agencies_are_kept_as_their_tables_say():
    commit(BUNDLE)
    total = Indicator.objects.get(code="trade_total")
    assert {part.code for part in total.sum_of.all()} == {"trade_import", "trade_export"}
    assert Indicator.objects.get(code="processing").part_of == total
    assert (total.unit_kind, total.unit_zh) == ("money", "亿元")
    assert list(Agency.objects.values_list("code", "order"))[:2] == [
        ("commerce", 1),
        ("wuhan-customs", 2),
    ]
    assert Zone.objects.filter(is_judged=True).count() == 6
    assert Zone.objects.get(code="xiangyang").area_km2 is None
    assert Zone.objects.get(code="xiantao").aliases.get(clause="3").use == "printed"
    first = Reading.objects.get(order=1)
    assert (first.clause, first.reason_en[:18]) == ("salutation", "standard addressee")
    named = MeasureAgency.objects.filter(measure__number=11).values_list("printed", "agency__code")
    assert named.first() == ("北京海关", "wuhan-customs")
