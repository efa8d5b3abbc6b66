"""load_policy a second time: what differs is changed in place, and named from old to new."""

from decimal import Decimal
from pathlib import Path

import pytest

from indicators.models import Indicator, MeasureAgency, Reading, Target, TargetCondition, Task
from tests.factories import make_person, make_submission
from tests.policy_bundle import BUNDLE
from tests.policy_loading import commit, copy_bundle, edit, everything, load, refusal
from zones.models import Zone, ZoneAlias, ZoneCode

pytestmark = pytest.mark.django_db


@pytest.fixture
def bundle(tmp_path) -> Path:
    return copy_bundle(tmp_path)


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
