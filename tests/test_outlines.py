"""An outline's file: numbers are taken from it and nothing else; what is wrong is said."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.made_up_outline import SCRIPT, geojson
from zones.map_labels import GAP, MOST, Box, placed
from zones.outline_sentences import WRONG, outline_sentence
from zones.outlines import MOST_MB, WIDTH, BadOutline, Frame, read_outline

SQUARE = [[110, 30], [112, 30], [112, 31.5], [110, 31.5], [110, 30]]
POLYGON = {"type": "Polygon", "coordinates": [SQUARE]}


def drawn(document: object):
    return read_outline(json.dumps(document).encode())


def test_a_square_is_drawn_from_its_corners():
    found = drawn(POLYGON)
    frame = found.frame
    assert (frame.west, frame.south, frame.east, frame.north) == (110, 30, 112, 31.5)
    assert frame.at(110, 31.5) == (0, 0)
    assert frame.at(112, 30) == (WIDTH, frame.height)
    # 1.5 degrees of latitude against 2 of longitude, each of which is cos 30.75° as long.
    assert frame.height == 1745
    assert found.path == "M0 1745l2000 0l0 -1745l-2000 0l0 1745z"


def test_the_same_stands_alone_in_a_feature_in_a_collection_and_in_several_parts():
    feature = {"type": "Feature", "geometry": POLYGON, "properties": None}
    parts = {"type": "MultiPolygon", "coordinates": [[SQUARE]]}
    alone = drawn(POLYGON)
    for one in (feature, {"type": "FeatureCollection", "features": [feature]}, parts):
        assert drawn(one) == alone


def test_holes_and_the_smallest_island_are_drawn():
    hole = [[111, 30.5], [111.2, 30.5], [111.2, 30.7], [111, 30.5]]
    island = [[110.5, 31], [110.50001, 31], [110.50001, 31.00001], [110.5, 31]]
    found = drawn({"type": "MultiPolygon", "coordinates": [[SQUARE, hole], [island]]})
    assert found.path.count("M") == found.path.count("z") == 3
    assert found.path.endswith("h1v1z")


def test_nothing_but_numbers_is_taken_from_the_file():
    found = read_outline(geojson(onload=SCRIPT))
    assert re.fullmatch(r"[Mlhvz0-9 -]+", found.path)


def test_a_byte_order_mark_and_heights_do_no_harm():
    high = {"type": "Polygon", "coordinates": [[[*place, 35.5] for place in SQUARE]]}
    assert read_outline(b"\xef\xbb\xbf" + json.dumps(high).encode()) == drawn(POLYGON)


def line(*places):
    return {"type": "Polygon", "coordinates": [list(places)]}


BAD = {
    "an svg": (b"<svg onload='alert(1)'/>", "not_json"),
    "a picture": (b"\x89PNG\r\n\x1a\n\xff\xff", "not_utf8"),
    "cut off": (json.dumps(POLYGON).encode()[:-3], "not_json"),
    "nested without end": (b"[" * 200_000, "no_polygon"),
    "a number without end": (b'{"type": ' + b"1" * 9000 + b"}", "no_polygon"),
    "a list": (b"[]", "no_polygon"),
    "nothing in it": (b'{"type": "FeatureCollection", "features": []}', "no_polygon"),
    "a feature without a shape": (b'{"type": "Feature", "geometry": null}', "no_polygon"),
    "points": (b'{"type": "Point", "coordinates": [110, 30]}', "no_polygon"),
    "no coordinates": (b'{"type": "Polygon"}', "no_degrees"),
    "metres": (line([500_000, 3_400_000]), "no_degrees"),
    "words": (line(["110", "30"]), "no_degrees"),
    "truth": (line([True, False]), "no_degrees"),
    "not a number": (b'{"type": "Polygon", "coordinates": [[[NaN, 30]]]}', "no_degrees"),
    "beyond every number": (b'{"type": "Polygon", "coordinates": [[[1e999, 30]]]}', "no_degrees"),
    "open": (line(*SQUARE[:4]), "open_ring"),
    "an empty line": (line(), "open_ring"),
    "a line there and back": (line([110, 30], [111, 30], [112, 30], [110, 30]), "too_stretched"),
    "as narrow as a river": (line([110, 30], [119, 30], [119, 30.1], [110, 30]), "too_stretched"),
    "another system": ({**POLYGON, "crs": {"properties": {"name": "EPSG:3857"}}}, "other_degrees"),
    "too large": (b" " * (MOST_MB * 1024 * 1024 + 1), "too_large"),
    "too many points": (line(*[[110, 30]] * 200_001), "too_many_points"),
    "too many bends": (
        line(*([110 + at % 2, 30 + at / 40_000] for at in range(40_000)), [110, 30]),
        "too_detailed",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_outline_is_refused_with_what_is_wrong(case):
    data, code = BAD[case]
    with pytest.raises(BadOutline) as wrong:
        read_outline(data if isinstance(data, bytes) else json.dumps(data).encode())
    assert wrong.value.code == code
    assert "%(" not in outline_sentence(wrong.value)


def test_every_refusal_is_one_that_can_happen():
    numbers = {"no_review_number", "bad_review_number"}
    assert set(WRONG) - numbers == {code for _data, code in BAD.values()}


def test_degrees_named_as_geojson_names_them_are_taken():
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert drawn({**POLYGON, "crs": named}) == drawn(POLYGON)


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_whatever_a_file_holds_is_read_or_refused(data):
    with pytest.raises(BadOutline):
        read_outline(data)


ROOM = 2200.0, 1600.0
POINTS = st.tuples(st.integers(100, 2100), st.integers(100, 1500))
SIZES = st.tuples(st.integers(300, 700), st.just(210))


@given(st.lists(st.tuples(POINTS, SIZES), max_size=8).map(tuple))
def test_no_label_stands_on_another_on_a_place_or_beyond_the_edge_and_no_line_crosses(places):
    boxes = placed(places, *ROOM)
    if boxes is None:
        return
    assert len(boxes) == len(places)
    for at, box in enumerate(boxes):
        assert (box.width, box.height) == places[at][1]
        assert box.width / 2 <= box.x <= ROOM[0] - box.width / 2
        assert box.height / 2 <= box.y <= ROOM[1] - box.height / 2
        assert not any(box.meets(other) for other in boxes[at + 1 :])
        assert not any(box.meets(Box(*point, 0, 0)) for point, _size in places)
    assert list(tangles(places, boxes)) == []


def tangles(places, boxes):
    """The pairs of which one's line crosses the other's, or runs behind its label or its dot."""
    lines = [(point, (box.x, box.y)) for (point, _size), box in zip(places, boxes, strict=True)]
    for one, line in enumerate(lines):
        for other, its in enumerate(lines):
            if one != other and (
                crosses(line, its)
                or any(boxes[other].meets(Box(*spot, -2 * GAP, -2 * GAP)) for spot in spots(line))
                or places[other][0] in spots(line)
            ):
                yield one, other


def crosses(one, other) -> bool:
    """Whether two lines meet between their ends (by Cramer's rule)."""
    (ax, ay), (bx, by) = one
    (cx, cy), (dx, dy) = other
    whole = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
    if not whole:
        return False
    along = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / whole
    its = ((cx - ax) * (by - ay) - (cy - ay) * (bx - ax)) / whole
    return 1e-9 < along < 1 - 1e-9 and 1e-9 < its < 1 - 1e-9


def spots(line):
    """A hundred points along a line, its ends left out."""
    (x, y), (far_x, far_y) = line
    return [(x + (far_x - x) * at / 100, y + (far_y - y) * at / 100) for at in range(1, 100)]


def test_a_label_alone_stands_at_its_place():
    (box,) = placed((((1000, 800), (400, 210)),), *ROOM)
    x, y = box.nearest((1000, 800))
    assert abs(x - 1000) + abs(y - 800) <= 2 * GAP + 50


CROWDS = {
    "six around a city": (
        [(1380, 980), (1480, 980), (1490, 920), (1660, 1070), (700, 950), (900, 500)],
        [570, 560, 950, 620, 570, 650],
    ),
    # Laid from the most crowded outwards the last of these finds no way but across another.
    "the demonstration in English": (
        [(1489, 900), (886, 879), (1051, 469), (1579, 900), (1586, 844), (1741, 976)],
        [760, 760, 880, 700, 1300, 760],
    ),
}


@pytest.mark.parametrize("crowd", CROWDS)
def test_in_a_crowd_no_line_crosses_another_or_runs_behind_a_label(crowd):
    points, widths = CROWDS[crowd]
    places = tuple((point, (width, 210)) for point, width in zip(points, widths, strict=True))
    boxes = placed(places, *ROOM)
    assert list(tangles(places, boxes)) == []


def test_where_lines_would_have_to_cross_nothing_is_drawn():
    row = tuple(((1000 + 40 * at, 800), (400, 210)) for at in range(12))
    assert placed(row, *ROOM) is None


def test_labels_without_room_are_not_drawn_at_all():
    assert placed((((1000, 800), (700, 210)),) * 25, *ROOM) is None
    many = tuple(((at * 60, 800), (10, 10)) for at in range(MOST + 1))
    assert placed(many, *ROOM) is None


def test_a_frame_tells_what_lies_within_it():
    frame = Frame(110, 30, 112, 31.5)
    assert frame.holds(110, 30)
    assert frame.holds(111, 31)
    assert not frame.holds(109.9, 31)
    assert not frame.holds(111, 31.6)
