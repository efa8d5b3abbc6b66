"""A scheme in use may be given the references that say how sure its ranks are, and nothing else."""

import csv
from pathlib import Path

import pytest

from assessments.models import Scheme, SchemeNode
from assessments.services.scheme_files import read_scheme
from assessments.services.schemes import SchemeRefused, scheme_load
from indicators.models import Indicator
from tests.assessing import AFTER, make_world, run

pytestmark = pytest.mark.django_db
HEAD = """
code = "{code}"
name_zh = "方案"
name_en = "{name}"
effective_year = 2021
version = 1
aggregation = "arithmetic"
cap = 100
min_coverage = 0.8
grace_months = 12
decimals = 2
note_zh = ""
note_en = ""
"""
COLUMNS = (
    "code,parent,weight,name_zh,name_en,indicator,measure_of,direction,low,high,unit,"
    "reason_zh,reason_en,z_mean,z_deviation,z_reason_zh,z_reason_en"
).split(",")


@pytest.fixture
def world():
    world = make_world()
    Scheme.objects.all().delete()
    return world


@pytest.fixture
def load(tmp_path: Path):
    """`load(z_mean=…)` loads the scheme with that reference; None leaves it out."""

    def write_and_load(mean=None, high="1000", seed=None, name="Scheme"):
        trade = Indicator.objects.get(code="trade_total")
        manifest = tmp_path / "s.toml"
        told = HEAD.format(code="s", name=name) + (f"seed = {seed}\n" if seed else "")
        manifest.write_text(told, encoding="utf-8")
        with (tmp_path / "s.csv").open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(COLUMNS)
            rows.writerow(["total", "", 100, "总", "Total", *[""] * 12])
            reference = [mean, "200", "理由", "Reason"] if mean else [""] * 4
            leaf = ["size", "total", 100, "规模", "Size", trade.code, "level", 1, 0, high, ""]
            rows.writerow([*leaf, "", "", *reference])
        return scheme_load(file=read_scheme(manifest))

    return write_and_load


def test_references_are_added_to_a_scheme_in_use_and_no_score_moves(world, load):
    load()
    before = run()
    assert set(before.certainty.drawn["methods"]) == {"arithmetic", "geometric"}
    scheme, is_saved = load(mean="400")
    assert is_saved
    node = SchemeNode.objects.get(scheme=scheme, code="size")
    assert (node.reference_mean, node.reference_deviation) == (400, 200)
    assert (node.reference_reason_zh, node.reference_reason_en) == ("理由", "Reason")
    assert load(mean="400") == (scheme, False)
    scores = list(before.results.values_list("zone", "score", "rank"))
    after = run(at=AFTER)
    assert after.digest != before.digest
    assert set(after.certainty.drawn["methods"]) == {"arithmetic", "geometric", "standard"}
    assert list(after.results.values_list("zone", "score", "rank")) == scores


def test_a_reference_that_stands_is_never_changed_under_a_scheme_in_use(world, load):
    load(mean="400")
    run()
    for other in ({"mean": "500"}, {}, {"mean": "400", "high": "900"}):
        with pytest.raises(SchemeRefused, match="scheme_in_use"):
            load(**other)


def test_another_name_decides_nothing_and_is_taken_under_a_scheme_in_use(world, load):
    load()
    before = run()
    scheme, is_saved = load(name="Renamed")
    assert (is_saved, scheme.name_en, scheme.pk) == (True, "Renamed", before.scheme_id)
    assert load(name="Renamed") == (scheme, False)
    assert run(at=AFTER) == before


def test_with_the_references_nothing_else_may_change(world, load):
    load()
    run()
    with pytest.raises(SchemeRefused, match="scheme_in_use"):
        load(mean="400", high="900")


def test_number_and_seed_of_the_variants_are_the_schemes(world, load):
    scheme, _ = load(seed=11)
    assert (scheme.variants, scheme.seed) == (2000, 11)
    assert run().certainty.seed == 11
