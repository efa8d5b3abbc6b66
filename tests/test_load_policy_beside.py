"""load_policy for another province: alone, and beside a policy that is loaded already."""

import hashlib
from pathlib import Path

import pytest

from indicators.models import Policy, Target
from tests.factories import make_zone
from tests.policy_bundle import BUNDLE, TABLES
from tests.policy_loading import commit, edit, everything, refusal
from zones.models import City, Zone

pytestmark = pytest.mark.django_db

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
    "part_of,sum_of,basis,is_judged,definition_zh,definition_en,source_zh,source_en,"
    "customs_flow,order\n"
    "jia_trade,进出口额,Trade,flow,money,亿元,CNY 100 million,zone,1,2,,,quarter,1,,,,,,31\n",
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
    tables = "".join(f'{name} = "{name}.csv"\n' for name in TABLES if f"{name}.csv" in MINI)
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
