"""The fonts of the papers: the files written down, each with its licence, with rare characters."""

import hashlib
import re

import pytest

from assessments.papers.printers.drawing import drawing
from assessments.papers.printers.typesetting import FONTS, typeset
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
