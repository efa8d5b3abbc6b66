"""A chart taken home: a drawing that says what it shows, or its table."""

import csv
import io
from pathlib import Path

import pytest

from tests.demo_database import load_demonstration

MARK = "演示数据。"


@pytest.fixture
def demonstration(transactional_db):
    load_demonstration()


def test_a_drawing_carries_title_and_finding_and_a_table_its_figures(demonstration, open_page):
    page = open_page("leader")
    page.goto("/")
    chart = page.locator("figure", has=page.locator("[data-chart=quarterly]"))

    def taken(form: str) -> bytes:
        with page.expect_download() as waiting:
            chart.get_by_role("button", name=f"{form} · 分季度进出口额").click()
        assert waiting.value.suggested_filename == f"overview-quarterly-demonstration.{form}"
        return Path(waiting.value.path()).read_bytes()

    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    drawing = taken("svg").decode()
    finding = chart.locator(".zt-chart-finding").inner_text()
    assert drawing.startswith("<svg")
    assert "分季度进出口额" in drawing
    assert finding in drawing
    assert MARK in drawing
    assert "rgb(255, 255, 255)" in drawing, "a file is white"
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    assert taken("png").startswith(b"\x89PNG")
    rows = list(csv.reader(io.StringIO(taken("csv").decode("utf-8-sig"))))
    shown = chart.locator("tr").evaluate_all(
        "all => all.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    plain = [[cell.replace("—", "").replace(",", "") for cell in row] for row in shown]
    assert rows[: len(shown)] == plain
    assert rows[len(shown)] == []
    assert rows[-1][0].startswith(MARK)
