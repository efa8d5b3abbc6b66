"""load_policy refuses a bad bundle: every fault by file, row and column, and nothing saved."""

from pathlib import Path

import pytest
from django.core.management import CommandError

from tests.policy_bundle import BUNDLE
from tests.policy_faults import BYTES, EDITS, PNG
from tests.policy_loading import commit, copy_bundle, edit, everything, load, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def bundle(tmp_path) -> Path:
    return copy_bundle(tmp_path)


@pytest.mark.parametrize("fault", EDITS)
def test_a_fault_is_named_with_its_place_and_nothing_is_saved(bundle, fault):
    file, old, new, *sentences = EDITS[fault]
    edit(bundle / file, old, new)
    before = everything()
    told = refusal(bundle)
    missing = [sentence for sentence in sentences if sentence not in told]
    assert missing == [], told
    assert everything() == before


def test_no_fault_touches_what_is_loaded_already(bundle):
    commit(BUNDLE)
    before = everything()
    for file, old, new, sentence, *_more in EDITS.values():
        sound = (bundle / file).read_bytes()
        edit(bundle / file, old, new)
        assert sentence in refusal(bundle)
        (bundle / file).write_bytes(sound)
    assert everything() == before
    assert "Nothing to change" in load(bundle)


@pytest.mark.parametrize("fault", BYTES)
def test_a_file_of_another_kind_is_named(bundle, fault):
    file, data, sentence = BYTES[fault]
    (bundle / file).write_bytes(data)
    before = everything()
    assert sentence in refusal(bundle)
    assert everything() == before


@pytest.mark.parametrize("name", ["zones.csv", "policy.txt", "map.png"])
def test_a_file_that_is_no_manifest_is_refused_in_a_sentence(bundle, name):
    (bundle / "map.png").write_bytes(PNG)
    assert refusal(bundle / name).endswith(
        f"{name}: this is not the manifest of a policy; choose the file policy.toml,"
        " or its directory."
    )


@pytest.mark.parametrize("name", ["policy.toml", "nowhere/policy.toml"])
def test_a_manifest_that_is_not_there_is_named_with_its_directory(tmp_path, name):
    expected = f"{tmp_path / name}: there is no such file; check its name and directory."
    assert refusal(tmp_path / name) == expected


def test_a_directory_under_a_table_s_name_is_named(bundle):
    (bundle / "tasks.csv").unlink()
    (bundle / "tasks.csv").mkdir()
    assert "the manifest names the file “tasks.csv”, but it is not there" in refusal(bundle)


def test_every_fault_of_every_file_is_named_at_once(bundle):
    edit(bundle / "zones.csv", "operating,5.41,114.53", "operating,about 5,east")
    edit(bundle / "zone_dates.csv", "2017-12", "2017-13")
    edit(bundle / "targets.csv", "each_city", "each_town")
    edit(bundle / "agencies.csv", "code,name_zh", "code,nome_zh")
    (bundle / "tasks.csv").unlink()
    told = refusal(bundle).splitlines()
    assert [line.split(":")[0].removeprefix(f"{bundle}/") for line in told] == [
        "policy.toml",
        "agencies.csv, row 1, column “name_zh”",
        "agencies.csv, row 1, column “nome_zh”",
        "targets.csv, row 10, column “scope”",
        "zone_dates.csv, row 6, column “date”",
        "zones.csv, row 2, column “area_km2”",
        "zones.csv, row 2, column “lon”",
    ]


def test_a_dry_run_refuses_a_bad_file_too(bundle):
    edit(bundle / "zones.csv", "operating,5.41,", "operating,about 5,")
    with pytest.raises(CommandError, match="“about 5” is not a number"):
        load(bundle)
