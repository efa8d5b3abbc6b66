"""Pages on paper: charts are drawn for the sheet, and what is only for the screen stays away."""

import pytest

from tests.demo_database import load_demonstration

#: Where the key of each chart ends and its ground begins.
EDGES = """() => [...document.querySelectorAll('[data-chart]')].map((place) => [
    place.dataset.chart,
    place.querySelector('.legend')?.getBoundingClientRect().bottom ?? 0,
    place.querySelector('.nsewdrag').getBoundingClientRect().top,
])"""
#: The width of A4 without its margins.
SHEET = {"width": 703, "height": 1000}


@pytest.fixture
def demonstration(transactional_db):
    load_demonstration()


def on_paper(page, path):
    """This page as it is laid out for the printer, on a sheet upright."""
    page.goto(path)
    page.wait_for_selector("[data-chart] .nsewdrag")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size(SHEET)
    return page


def test_charts_are_drawn_for_the_sheet(demonstration, open_page):
    page = open_page("leader")
    for path, charts in (("/", ".zt-grid figure"), ("/compare/", ".zt-multiples figure")):
        on_paper(page, path)
        edges = page.evaluate(EDGES)
        assert [name for name, key, ground in edges if key > ground] == [], path
        boxes = [one.bounding_box() for one in page.locator(charts).all()]
        assert boxes[0]["y"] == boxes[1]["y"], "side by side"
        assert all(box["x"] + box["width"] <= SHEET["width"] for box in boxes)
        drawings = page.locator(f"{charts} .main-svg:first-child")
        widths = drawings.evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
        assert all(width <= box["width"] for width, box in zip(widths, boxes, strict=True))
    assert not page.locator("main form").is_visible(), "what chooses the zones"
