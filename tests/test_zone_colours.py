"""A zone has one colour in every chart, whoever else is shown; people and printers can tell it."""

import json
import re
from itertools import combinations
from math import dist
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from tests.demo_database import demonstration  # noqa: F401
from tests.reading import open_as, read  # noqa: F401
from zones.access import person_of
from zones.colours import INK, PALETTE, PATTERNS, PROVISIONAL, SURFACE, zone_style
from zones.models import Zone

STYLE = (Path(__file__).resolve().parents[1] / "static/css/zonetrack.css").read_text("utf-8")
#: How the three kinds of colour-blind eyes, and a full one, see light: Machado and others, 2009.
EYES = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red cones": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green cones": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue cones": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
#: Distances in CIE L*a*b*: about 2 is just seen side by side.
APART = 12
TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)


def times(matrix, light):
    return [sum(a * b for a, b in zip(row, light, strict=True)) for row in matrix]


def light(colour: str) -> list[float]:
    long = colour if len(colour) == 7 else "#" + "".join(sign * 2 for sign in colour[1:])
    parts = [int(long[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def lab(seen) -> tuple[float, float, float]:
    white = times(TO_XYZ, (1, 1, 1))
    xyz = times(TO_XYZ, [min(max(one, 0), 1) for one in seen])
    x, y, z = (
        one ** (1 / 3) if one > 0.008856 else 7.787 * one + 16 / 116
        for one in (a / b for a, b in zip(xyz, white, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def theme(name: str) -> dict[str, str]:
    """The variables of a theme's colours."""
    (block,) = re.findall(rf"^[^\n]*\[data-bs-theme={name}\] \{{(.*?)^\}}", STYLE, re.S | re.M)[:1]
    return dict(re.findall(r"--zt-([\w-]+): (#\w+)", block))


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("eye", EYES)
def test_any_two_zones_are_told_apart_by_every_eye(name, eye):
    found = theme(name)
    colours = [found[f"zone-{one}"] for one in range(1, PALETTE + 1)]
    seen = [lab(times(EYES[eye], light(one))) for one in colours]
    assert min(dist(a, b) for a, b in combinations(seen, 2)) > APART


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_colour_stands_out_of_its_ground(name):
    found = theme(name)
    ground = times(TO_XYZ, light(found["surface"]))[1]
    for one in [*range(1, PALETTE + 1), "other"]:
        shade = times(TO_XYZ, light(found[f"zone-{one}"]))[1]
        dark, bright = sorted((ground, shade))
        assert (bright + 0.05) / (dark + 0.05) >= 3, one  # WCAG 1.4.11


def test_in_print_patterns_tell_zones_apart_and_none_is_taken_for_what_is_provisional():
    assert PROVISIONAL not in PATTERNS
    shown = PATTERNS[:6]  # as many as are stacked on each other at once
    assert len(set(shown)) == len(shown)


def test_beyond_the_palette_zones_are_grey():
    names = [zone_style(order).name for order in (None, 0, 1, PALETTE, PALETTE + 1, 200)]
    assert names == ["other", "other", "1", str(PALETTE), "other", "other"]


# In the charts


def coloured(page) -> dict[str, str]:
    """By the name before its value, the colours of the bars of a comparison's first chart."""
    bars = figure(page, "compared-score")["data"][0]
    names = [place.rpartition(" ")[0] for place in bars["y"]]
    return dict(zip(names, bars["marker"]["color"], strict=True))


def figure(page, name: str) -> dict:
    return json.loads(page.get_element_by_id(name).text)


@pytest.mark.django_db
@pytest.mark.usefixtures("demonstration")
def test_a_zone_has_the_same_colour_in_every_chart_whoever_is_beside_it(read):  # noqa: F811
    leader = person_of(User.objects.get(username="leader"))
    expected = {zone.short_en: f"var(--zt-zone-{zone.order})" for zone in Zone.objects.all()}
    own = expected["Yichang"]
    for beside in ("zone=yichang&zone=donghu", "zone=qipanzhou&zone=yichang&zone=jingkai"):
        found = coloured(read(leader, f"/compare/?{beside}"))
        assert found == {name: expected[name] for name in found}
        assert found["Yichang"] == own
    years = coloured(read(leader, "/compare/?zone=yichang&over=years"))
    assert set(years.values()) == {own}
    stacked = figure(read(leader), "quarterly")["data"]
    bands = {one["name"]: one["marker"]["color"] for one in stacked}
    assert bands == {name: expected[name] for name in bands}
    page = read(leader, "/zones/yichang/")
    assert figure(page, "course-trade_total")["data"][0]["marker"]["color"] == own
    sparks = page.xpath("//*[@class='zt-spark']/@data-zone")
    assert sparks
    assert {f"var(--zt-zone-{one})" for one in sparks} == {own}


@pytest.mark.django_db
@pytest.mark.usefixtures("demonstration")
def test_a_target_is_marked_in_ink_and_seen_on_a_bar_as_dark_as_ink(read):  # noqa: F811
    leader = person_of(User.objects.get(username="leader"))
    path = figure(read(leader), "path")["data"][1]
    assert (path["line"]["color"], path["marker"]["color"]) == (INK, INK)
    _bars, edge, mark = figure(read(leader, "/compare/?zone=xiangyang"), "compared-trade_total")[
        "data"
    ]
    assert (edge["marker"]["color"], mark["marker"]["color"]) == (SURFACE, INK)
    assert edge["x"] == mark["x"]
    assert edge["marker"]["line"]["width"] > mark["marker"]["line"]["width"]
    assert [one["showlegend"] for one in (edge, mark)] == [False, True]
