"""The fonts of the papers: the files written down, each with its licence, with rare characters."""

import hashlib
import re
from dataclasses import replace

import pytest

from assessments.papers.printers.drawing import drawing
from assessments.papers.printers.glyphs import is_drawn, undrawable
from assessments.papers.printers.pdf import as_pdf
from assessments.papers.printers.typesetting import FONTS, typeset
from tests.paper_reading import pdf_pages
from tests.papers import sample

README = (FONTS / "README.md").read_text("utf-8")
FILES = sorted(path.name for path in FONTS.iterdir() if path.suffix in (".otf", ".ttf"))


def test_every_font_is_the_one_written_down():
    sums = {name: sha for sha, name in re.findall(r"\| `([0-9a-f]{64})` \| `(\S+)` \|", README)}
    assert sums == {name: hashlib.sha256((FONTS / name).read_bytes()).hexdigest() for name in FILES}


def test_every_font_has_its_open_licence():
    lines = [line for line in README.splitlines() if re.match(r"\| `\w+-\w+\.[ot]tf`", line)]
    assert (
        sorted(
            name
            for line in lines
            for name in re.findall(r"`(\w+-\w+\.[ot]tf)`", line.split("|")[1])
        )
        == FILES
    )
    for line in lines:
        text = (FONTS / re.search(r"`(LICENSE-\S+)`", line)[1]).read_text("utf-8")
        assert "SIL OPEN FONT LICENSE" in text or "font exception" in text


@pytest.mark.parametrize("text", ["猇硚滠汈㽏㙍", "①〔〕—％±≥㎡−×", "éüñ½€"])
def test_signs_and_rare_characters_are_drawn_by_a_font_of_ours(text):
    """Each of them changes the picture: a missing one would be the same empty box every time."""
    chart = sample(7).charts[0]
    pictures = set()
    for mark in text:
        made = drawing(chart) | {"heading": mark, "panels": [], "legend": []}
        one = typeset(
            "chart.typ",
            {
                "width": 60,
                "charts": [
                    made
                    | {
                        "panels": [
                            {"ticks": [], "zero": None, "left": 1, "names": [], "series": []}
                        ],
                        "form": "lines",
                    }
                ],
            },
            form="png",
            ppi=60,
        )
        assert one.warnings == ()
        pictures.add(one.files[0])
    assert len(pictures) == len(text)


def test_every_character_of_gb_2312_and_of_gbk_is_drawn():
    pairs = [bytes([row, cell]) for row in range(0x81, 0xFF) for cell in range(0x40, 0xFF)]
    gbk = {mark for pair in pairs for mark in pair.decode("gbk", "ignore") if mark > "\x7f"}
    assert len(gbk) > 21_000
    assert sorted(mark for mark in gbk if not is_drawn(mark)) == []


def test_characters_that_no_font_draws_are_named():
    paper = sample(7)
    assert undrawable(paper) == ""
    part = replace(paper.parts[0], title="一、😀总体\n情况🀄")
    assert undrawable(replace(paper, parts=(part,))) == "🀄😀"


def test_a_character_that_no_font_draws_is_printed_as_the_sign_of_a_missing_one():
    paper = sample(7)
    part = replace(paper.parts[0], title="一、总体😀情况")
    printed = "".join(pdf_pages(as_pdf(replace(paper, parts=(part, *paper.parts[1:])))))
    assert "一、总体〓情况" in "".join(printed.split())
