"""A whole ministry's quarter by file: 200 zones with 30 indicators in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MEASURED = """
import io, re, time
import django
django.setup()
from datetime import date
import xlsxwriter
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment
from indicators.models import Observation
from tests.factories import make_indicator, make_person, make_quarter, make_zone, user_of

setup_test_environment()
call_command("migrate", verbosity=0)
names = {"unit_kind": "money", "unit_zh": "亿元", "unit_en": "CNY 100 m", "decimals": 2}
for n in range(30):
    make_indicator(f"i{n}", name_zh=f"第{n}项指标", name_en=f"Item {n}", **names)
for n in range(200):
    make_zone(f"zone{n}", name_zh=f"第{n}号综合保税区", short_zh=f"{n}号区")
make_quarter("2022Q2", locks_on=date(2999, 1, 1))
file = io.BytesIO()
with xlsxwriter.Workbook(file) as book:
    sheet = book.add_worksheet("表")
    sheet.write_row(0, 0, ["综合保税区", *(f"第{n}项指标（万元）" for n in range(30))])
    for row in range(200):
        values = (row * 30 + n + 0.25 for n in range(30))
        sheet.write_row(row + 1, 0, [f"第{row}号综合保税区", *values])
file.seek(0)
file.name = "六千.xlsx"
client = Client()
client.force_login(user_of(make_person("commerce")))
client.get("/collect/")

def timed(what):
    start = time.process_time()
    response = what()
    return response, time.process_time() - start

upload, read = timed(lambda: client.post("/collect/2022Q2/upload", {"file": file}))
page = upload["Location"]
preview, shown = timed(lambda: client.get(page))
move = {"move": "confirm", "seen": preview.context["compared"].token}
confirmed, saved = timed(lambda: client.post(page, move))
assert confirmed.status_code == 302
peak = re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]
print("\\nmeasured", Observation.objects.count(), read + shown, saved, int(peak) / 1024)
"""


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """Figures stored, seconds of the preview and of the confirmation, peak memory in MB."""
    database = tmp_path_factory.mktemp("size") / "size.sqlite3"
    done = subprocess.run(
        [sys.executable, "-c", MEASURED],
        cwd=ROOT,
        env=os.environ
        | {
            "DATABASE_URL": f"sqlite:///{database}",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    words = done.stdout.rpartition("measured")[2].split()
    return dict(zip(("figures", "preview", "confirm", "memory"), map(float, words), strict=True))


def test_six_thousand_figures_are_previewed_and_confirmed_in_seconds(measured):
    assert measured["figures"] == 6000
    assert measured["preview"] < 3
    assert measured["confirm"] < 3


def test_six_thousand_figures_take_little_memory(measured):
    assert measured["memory"] < 300
