"""A policy's bundle may say from which quarter a zone reports; what it leaves out stays."""

from pathlib import Path

import pytest

from indicators.models import ReportingStart
from tests.policy_loading import commit, copy_bundle, edit, load, refusal
from zones.models import Zone

pytestmark = pytest.mark.django_db
HEADER = "zone,quarter,reason_zh,reason_en\n"


@pytest.fixture
def bundle(tmp_path) -> Path:
    """The first policy's bundle with one zone's start."""
    folder = copy_bundle(tmp_path)
    edit(folder / "policy.toml", "[tables]\n", '[tables]\nreporting_starts = "starts.csv"\n')
    starts(folder, "yichang,2021Q2,封关,Closed")
    return folder


def starts(folder: Path, *rows: str) -> None:
    text = HEADER + "".join(f"{row}\n" for row in rows)
    (folder / "starts.csv").write_text(text, encoding="utf-8")


def held() -> dict[str, str]:
    return {one.zone.code: str(one) for one in ReportingStart.objects.select_related("zone")}


def test_a_start_is_loaded_changed_and_removed_with_its_row(bundle):
    commit(bundle)
    (start,) = ReportingStart.objects.all()
    assert (start.zone.code, str(start.code), start.reason_en) == ("yichang", "2021Q2", "Closed")
    assert "Nothing to change" in load(bundle)
    starts(bundle, "yichang,2021Q3,封关,Closed")
    assert "changed: yichang, quarter: 2 → 3" in commit(bundle)
    assert str(ReportingStart.objects.get().code) == "2021Q3"
    starts(bundle)
    commit(bundle)
    assert not ReportingStart.objects.exists()


def test_a_bundle_without_the_table_leaves_starts_as_they_are(bundle, tmp_path):
    plain = copy_bundle(tmp_path / "plain")
    commit(plain)
    yichang = Zone.objects.get(code="yichang")
    ReportingStart.objects.create(zone=yichang, year=2021, quarter=2, reason_zh="封", reason_en="C")
    assert "Nothing to change" in commit(plain)
    assert ReportingStart.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            "yichang,2021-2,封关,Closed",
            "starts.csv, row 2, column “quarter”: “2021-2” is not a quarter",
        ),
        ("moon,2021Q2,封关,Closed", "starts.csv, row 2, column “zone”: “moon” is not known"),
        ("yichang,2021Q2,,Closed", "column “reason_zh”: this cell must not be empty"),
    ],
)
def test_a_bad_start_is_named_with_its_place(bundle, row, sentence):
    starts(bundle, row)
    assert sentence in refusal(bundle)
    assert not ReportingStart.objects.exists()
