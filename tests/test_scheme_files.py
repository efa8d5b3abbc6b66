"""A scheme in files: what it may choose, and what of it is refused with its place named."""

import shutil
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from assessments.models import Scheme
from tests.demo_database import FIXTURES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _policy():
    call_command("load_policy", FIXTURES / "policies/hubei-2021/policy.toml", commit=True)
    with translation.override("en"):
        yield


@pytest.fixture
def files(tmp_path):
    """`files(…)` is the example's manifest with lines added, or texts of both files replaced."""

    def copy(head="", **replaced):
        manifest = tmp_path / "other.toml"
        shutil.copy(FIXTURES / "schemes/national-2023.toml", manifest)
        shutil.copy(FIXTURES / "schemes/national-2023.csv", manifest.with_suffix(".csv"))
        for path in (manifest, manifest.with_suffix(".csv")):
            text = path.read_text("utf-8")
            for old, new in replaced.get("texts", {}).items():
                text = text.replace(old, new)
            if path == manifest:
                text = head + text
            path.write_text(text, "utf-8")
        return manifest

    return copy


def load(manifest):
    call_command("load_scheme", manifest, commit=True)
    return Scheme.objects.get()


def refused(manifest) -> str:
    with pytest.raises(CommandError) as error:
        call_command("load_scheme", manifest, commit=True)
    assert not Scheme.objects.exists()
    return str(error.value)


def test_a_manifest_that_chooses_nothing_is_scored_as_ever(files):
    scheme = load(files(texts={'state = "draft"\n': "", 'normalisation = "goalposts"\n': ""}))
    assert (scheme.state, scheme.normalisation, scheme.base_year) == ("adopted", "goalposts", None)
    assert (scheme.grace_rule, scheme.boards) == ("accepted", "all")


def test_a_manifest_may_choose(files):
    head = 'base_year = 2020\ngrace_rule = "first_report"\nboards = "by_city"\n'
    scheme = load(files(head, texts={'"goalposts"': '"baseline"'}))
    assert (scheme.normalisation, scheme.base_year) == ("baseline", 2020)
    assert (scheme.grace_rule, scheme.boards) == ("first_report", "by_city")


@pytest.mark.parametrize(
    ("head", "texts", "said"),
    [
        ("", {'"goalposts"': '"percentiles"'}, "“normalisation” cannot be “percentiles”"),
        ('boards = "by_moon"\n', {}, "“boards” cannot be “by_moon”"),
        ("", {'"goalposts"': '"baseline"'}, "enter the base year"),
        ("", {'"goalposts"': '"z"'}, "“s_trade”: scores in deviations need a reference"),
        ("", {"cap = 100": "cap = 130"}, "The cap lies between 100 and 120."),
        ("", {"quality,total,35": "quality,total,36"}, "“total” add up to 101, not to 100"),
    ],
)
def test_what_no_scheme_can_say_is_refused_with_its_place(files, head, texts, said):
    assert said in refused(files(head, texts=texts))


def test_a_reference_is_read_in_its_row_s_unit_and_belongs_together(files):
    manifest = files()
    table = manifest.with_suffix(".csv")
    rows = table.read_text("utf-8").splitlines()
    rows[0] += ",z_mean,z_deviation"
    rows[1:] = [row + (",90,30" if row.startswith("s_trade,") else ",,") for row in rows[1:]]
    table.write_text("\n".join(rows) + "\n", "utf-8")
    node = load(manifest).nodes.get(code="s_trade")
    assert (node.reference_mean, node.reference_deviation) == (Decimal(900_000), Decimal(300_000))
    Scheme.objects.all().delete()
    table.write_text(table.read_text("utf-8").replace(",90,30", ",90,"), "utf-8")
    assert "z_deviation" in refused(manifest)
