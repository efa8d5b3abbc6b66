"""load_policy: a dry run by default, and a reload changes in place what differs."""

import hashlib
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
    Task,
)
from indicators.selectors.policy_plan import KEPT
from tests.factories import make_person, make_submission, make_zone
from tests.policy_bundle import BUNDLE, PRINTED, TABLES
from tests.policy_loading import commit, copy_bundle, edit, everything, load, refusal
from zones.models import Agency, City, Zone, ZoneAlias, ZoneCode

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


# --- a reload ---------------------------------------------------------------------------------


def test_an_edited_row_is_changed_in_place_and_keeps_its_figures(bundle):
    commit(BUNDLE)
    zone, indicator = Zone.objects.get(code="yichang"), Indicator.objects.get(code="processing")
    submission = make_submission(zone, "2022Q1", {"processing": 5}, by=make_person())
    edit(bundle / "zones.csv", "1.39,", "1.40,")
    edit(bundle / "indicators.csv", "processing,保税加工进出口额", "processing,保税加工额")
    edit(bundle / "target_conditions.csv", "average_growth,50,", "average_growth,45,")
    edit(
        bundle / "readings.csv",
        "新贡献重点是国家综合保税区,全省",
        "新贡献重点是国家综合保税区,本省",
    )
    printed = commit(bundle)
    assert "zones: 0 new, 1 changed, 0 removed, 9 as before" in printed
    assert "changed: yichang, area_km2: 1.39 → 1.40" in printed
    assert "changed: processing, name_zh: 保税加工进出口额 → 保税加工额" in printed
    assert "changed: processing-growth floor average_growth, amount: 0.5000 → 0.45" in printed
    zone.refresh_from_db()
    assert zone.area_km2 == Decimal("1.40")
    assert submission.observations.get().indicator_id == indicator.pk
    assert submission.observations.get().indicator.name_zh == "保税加工额"
    assert "Nothing to change" in commit(bundle)


def test_a_dry_run_of_an_edited_bundle_shows_the_change_and_keeps_the_old(bundle):
    commit(BUNDLE)
    before = everything()
    edit(bundle / "zones.csv", "1.39,", "1.40,")
    assert "changed: yichang, area_km2: 1.39 → 1.40" in load(bundle)
    assert everything() == before


def test_what_staff_edited_is_named_from_old_to_new_before_it_is_overwritten():
    commit(BUNDLE)
    MeasureAgency.objects.filter(measure__number=2, order=2).update(role="lead")
    assert "changed: 2 development-reform, role: lead → support" in load(BUNDLE)
    assert MeasureAgency.objects.get(measure__number=2, order=2).role == "lead"
    commit(BUNDLE)
    assert MeasureAgency.objects.get(measure__number=2, order=2).role == "support"


def test_a_tolerance_set_by_staff_stays_for_the_files_do_not_state_it():
    commit(BUNDLE)
    Target.objects.filter(code="vehicles-2000").update(tolerance="0.100")
    assert "Nothing to change" in commit(BUNDLE)
    assert Target.objects.get(code="vehicles-2000").tolerance == Decimal("0.100")


def test_a_long_value_is_shown_from_where_it_differs(bundle):
    commit(BUNDLE)
    edit(
        bundle / "measures.csv", "对连续多年不达标的启动退出机制", "对连续三年不达标的启动退出机制"
    )
    (line,) = [line for line in load(bundle).splitlines() if "summary_zh" in line]
    assert "连续多年不达标" in line.split(" → ")[0]
    assert "连续三年不达标" in line.split(" → ")[1]
    assert len(line) < 200


def test_two_agencies_can_change_places(bundle):
    commit(BUNDLE)
    edit(bundle / "measure_agencies.csv", "15,2,省财政厅", "15,3,省财政厅")
    edit(bundle / "measure_agencies.csv", "15,3,省自然资源厅", "15,2,省自然资源厅")
    before = dict(
        MeasureAgency.objects.values_list("agency__code", "pk").filter(measure__number=15)
    )
    commit(bundle)
    now = MeasureAgency.objects.filter(measure__number=15).order_by("order")
    assert [one.agency.code for one in now][1:3] == ["natural-resources", "finance"]
    assert {one.agency.code: one.pk for one in now} == before


def test_two_conditions_can_change_places(bundle):
    commit(BUNDLE)
    lines = (bundle / "target_conditions.csv").read_text("utf-8").splitlines(keepends=True)
    lines[2], lines[3] = lines[3], lines[2]
    (bundle / "target_conditions.csv").write_text("".join(lines), "utf-8")
    commit(bundle)
    rules = TargetCondition.objects.filter(target__code="trade-share").values_list("rule", "order")
    assert list(rules) == [("level", 1), ("point_gain", 2)]


def test_what_vanished_from_the_files_is_removed_where_nothing_refers_to_it(bundle):
    commit(BUNDLE)
    edit(bundle / "tasks.csv", "14,4,", "14,9,")
    edit(bundle / "zone_aliases.csv", "xiantao,仙桃保税物流中心,,short\n", "")
    row = next(line for line in lines_of(bundle / "indicators.csv") if line.startswith("fdi,"))
    edit(bundle / "indicators.csv", row, "")
    printed = commit(bundle)
    assert "removed: fdi" in printed
    assert "removed: xiantao 仙桃保税物流中心" in printed
    assert not Indicator.objects.filter(code="fdi").exists()
    assert not ZoneAlias.objects.filter(printed="仙桃保税物流中心").exists()
    assert sorted(Task.objects.filter(measure__number=14).values_list("order", flat=True)) == [
        *(1, 2, 3, 9)
    ]


def lines_of(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines(keepends=True)


def test_what_is_in_use_is_not_removed_and_nothing_else_is_saved(bundle):
    commit(BUNDLE)
    make_submission(Zone.objects.get(code="yichang"), "2022Q1", {"fdi": 5}, by=make_person())
    row = next(line for line in lines_of(bundle / "indicators.csv") if line.startswith("fdi,"))
    edit(bundle / "indicators.csv", row, "")
    edit(bundle / "zones.csv", "1.39,", "1.40,")
    before = everything()
    assert refusal(bundle) == (
        "indicators.csv: “fdi” is missing from the file, but it is in use (observations);"
        " put the row back."
    )
    assert everything() == before


def test_a_reading_that_a_target_rests_on_can_be_worded_anew(bundle):
    commit(BUNDLE)
    old, new = '"到2023年,进口整车将超过2000辆",', "进口整车将超过2000辆,"
    edit(bundle / "readings.csv", old, new)
    edit(bundle / "targets.csv", f"{old}vehicles", f"{new}vehicles")
    commit(bundle)
    assert Target.objects.get(code="vehicles-2000").reading.printed == "进口整车将超过2000辆"
    assert Reading.objects.count() == 63


def test_a_code_can_move_to_another_zone(bundle):
    commit(BUNDLE)
    edit(
        bundle / "zone_codes.csv", "xingang-konggang,customs_area,4725", "jingkai,customs_area,4725"
    )
    commit(bundle)
    assert ZoneCode.objects.get(code="4725").zone.code == "jingkai"


# --- another province -------------------------------------------------------------------------

MINI = {
    "policy.txt": "各市政府:\n为推进开放,制定本办法。\n1.做大规模。到2027年进出口额翻一番。\n"
    "2.强化服务。建设平台。(责任单位:省商务厅)\n",
    "measures.csv": "number,title_zh,title_en,summary_zh,summary_en\n"
    "1,做大规模,Grow,,\n2,强化服务,Serve,,\n",
    "agencies.csv": "code,name_zh,name_en,short_zh,short_en\n"
    "a-commerce,甲省商务厅,Commerce,商务厅,Commerce\n",
    "measure_agencies.csv": "measure,order,printed,agency,role\n2,1,省商务厅,a-commerce,lead\n",
    "readings.csv": "clause,printed,adopted,kind,confidence,reason,reason_zh\n",
    "reading_places.csv": "reading_clause,reading_printed,clause,printed,adopted\n",
    "cities.csv": "code,name_zh,name_en\njia,甲市,Jia\n",
    "zones.csv": "code,name_zh,name_en,short_zh,short_en,city,stage,area_km2,lon,lat,rank_eligible,"
    "order,note_zh,note_en\n"
    "east,甲东综合保税区,Jia East Zone,甲东,Jia East,jia,operating,,,,1,21,,\n"
    "west,甲西综合保税区,Jia West Zone,甲西,Jia West,jia,approved,1.5,,,0,22,,\n",
    "zone_dates.csv": "zone,event,phase,date,confidence\n",
    "zone_codes.csv": "zone,system,code,part_zh,part_en,note,confidence\n"
    "east,customs_area,9901,,,,verified\n",
    "zone_aliases.csv": "zone,printed,clause,use\neast,甲东综保区,,short\n",
    "indicators.csv": "code,name_zh,name_en,kind,unit,unit_zh,unit_en,scope,direction,decimals,"
    "part_of,sum_of,basis,is_judged,definition_zh,definition_en,source_zh,source_en,order\n"
    "jia_trade,进出口额,Trade,flow,money,亿元,CNY 100 million,zone,1,2,,,quarter,1,,,,,31\n",
    "targets.csv": "code,name_zh,name_en,clause,phrase,reading_clause,reading_printed,indicator,"
    "measure_of,scope,zones,direction,order,note_zh,note_en\n"
    "jia-doubled,翻一番,Doubled,1,进出口额翻一番,,,jia_trade,level,province,,1,1,,\n",
    "target_conditions.csv": "target,tier,rule,amount,unit,comparison,base_year,first_year,"
    "last_year,last_year_only,grade,grade_list_zh,grade_list_en\n"
    "jia-doubled,floor,multiple,2,times,ge,2024,2025,2027,0,,,\n",
    "tasks.csv": "measure,order,title_zh,title_en,phrase,agency\n"
    "2,1,建设平台,Build a platform,建设平台,a-commerce\n",
}


@pytest.fixture
def mini(tmp_path) -> Path:
    """The bundle of another province: two measures, two zones."""
    directory = tmp_path / "jia-2024"
    directory.mkdir()
    for name, text in MINI.items():
        (directory / name).write_bytes(text.encode("utf-8"))
    tables = "".join(f'{name} = "{name}.csv"\n' for name in TABLES)
    digest = hashlib.sha256(MINI["policy.txt"].encode("utf-8")).hexdigest()
    (directory / "policy.toml").write_text(
        'code = "jia-2024"\nname_zh = "甲省办法"\nname_en = "Jia Measures"\n'
        'province_zh = "甲省"\nprovince_en = "Jia"\nissued_on = 2025-01-02\nbase_year = 2024\n'
        f'first_year = 2025\nlast_year = 2027\ntext = "policy.txt"\ntext_sha256 = "{digest}"\n'
        f"[tables]\n{tables}",
        "utf-8",
    )
    return directory


def test_another_province_is_another_bundle(mini):
    commit(mini)
    policy = Policy.objects.get()
    pieces = [policy.opening, policy.preamble, *policy.measures.values_list("text", flat=True)]
    assert "".join(pieces) == MINI["policy.txt"]
    assert Target.objects.get().measure.title_zh == "做大规模"
    assert list(Zone.objects.values_list("code", flat=True)) == ["east", "west"]
    assert "Nothing to change" in commit(mini)


def test_a_second_policy_stands_beside_the_first_and_changes_none_of_its_rows(mini):
    commit(BUNDLE)
    before = everything()
    assert "removed:" not in commit(mini)
    after = everything()
    assert all(row in after[table] for table in before for row in before[table])
    assert len(after["zones"]) == len(before["zones"]) + 2
    for again in (BUNDLE, mini):
        assert "Nothing to change" in commit(again)
    assert everything() == after


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        (
            *("zone_aliases.csv", "甲东综保区", "东湖"),
            "zone_aliases.csv, row 2, column “printed”: “东湖” would mean both donghu and east",
        ),
        (
            *("zone_codes.csv", "9901", "4719"),
            "zone_codes.csv, row 2, column “code”: “4719” would mean both donghu and east",
        ),
        (
            *("agencies.csv", "a-commerce,", "commerce,"),
            "agencies.csv, row 2: “commerce” is known already from another policy, with other"
            " contents (name_zh, name_en, short_zh)",
        ),
    ],
)
def test_a_second_policy_may_not_rewrite_what_the_first_says(mini, file, old, new, sentence):
    commit(BUNDLE)
    before = everything()
    edit(mini / file, old, new)
    if file == "agencies.csv":
        edit(mini / "measure_agencies.csv", "a-commerce", "commerce")
        edit(mini / "tasks.csv", "a-commerce", "commerce")
    assert sentence in refusal(mini)
    assert everything() == before


def test_a_second_policy_may_not_take_a_target_s_code(mini):
    commit(BUNDLE)
    edit(mini / "targets.csv", "jia-doubled", "vehicles-2000")
    edit(mini / "target_conditions.csv", "jia-doubled", "vehicles-2000")
    assert refusal(mini) == (
        "targets.csv, row 2, column “code”: the target code “vehicles-2000” belongs to the policy"
        " hubei-2021; choose another."
    )


def test_a_first_load_removes_nothing_that_was_there_before(mini):
    make_zone("by-hand", city="elsewhere")
    printed = commit(mini)
    assert "removed:" not in printed
    assert Zone.objects.filter(code="by-hand").exists()
    assert City.objects.filter(code="elsewhere").exists()
